#include "support/layers.hpp"

namespace tickmark::testing {

const std::vector<ModuleRule>& module_rules() {
    static const std::vector<std::string> all_but_cli{
        "base",
        "ports",
        "formats",
        "config",
        "data",
        "store",
        "collect",
        "obligations",
        "assess",
        "report",
        "render",
        "inspect",
        "seal"};
    static const std::vector<ModuleRule> rules{
        {"base", {}, {"poco", "openssl", "date"}},
        {"ports",
         {"base"},
         {"poco",
          "poco-net",
          "poco-data",
          "sqlite",
          "libpq",
          "libmariadb",
          "libldap",
          "zstd",
          "spdlog",
          "posix"}},
        {"formats", {"base", "ports"}, {"poco", "poco-xml", "poco-zip", "expat"}},
        {"config", {"base", "ports"}, {"yaml-cpp", "valijson"}},
        {"data", {"base", "config"}, {}},
        {"store", {"base", "ports", "data"}, {}},
        {"collect", {"base", "ports", "config", "data", "store"}, {}},
        // What the files of collectors/ implement is declared by `collect`.
        {"collectors", {"base", "ports", "formats", "config", "data", "collect"}, {}},
        {"obligations", {"base", "ports", "config"}, {}},
        {"assess", {"base", "config", "data", "store", "obligations"}, {}},
        {"report", {"base", "config", "data", "store", "obligations", "assess"}, {}},
        {"render",
         {"base", "ports", "data", "report"},
         {"qpdf", "freetype", "harfbuzz", "fontconfig", "libxlsxwriter", "deflate"}},
        {"inspect",
         {"base", "ports", "formats", "data", "report"},
         {"qpdf", "poppler", "freetype"}},
        {"seal", {"base", "ports", "store"}, {"openssl"}},
        {"app", all_but_cli, {}},
        {"cli", {"app", "base"}, {"cli11"}},
    };
    return rules;
}

const std::vector<LayerException>& layer_exceptions() {
    static const std::vector<LayerException> exceptions{
        {"src/assess/controls.cpp", "tickmark/ports/files.hpp", "reads the control files named"},
        {"src/assess/", "tickmark/ports/sql.hpp", "queries on the connection of a snapshot"},
        {"src/report/", "tickmark/ports/sql.hpp", "queries on the connection of a snapshot"},
        {"src/app/doctor.cpp", "<unistd.h>", "looks whether a program on the path may be run"},
        {"src/cli/", "tickmark/ports/clock.hpp", "hands the system's clock to the use cases"},
        {"src/cli/commands/collect.cpp", "tickmark/collect/runner.hpp", "prints its progress"},
        {"src/cli/commands/collect_progress.hpp",
         "tickmark/collect/runner.hpp",
         "prints its progress"},
        {"src/cli/commands/verify.cpp", "tickmark/seal/verify.hpp", "prints its checks"},
        {"src/cli/cli.cpp", "<unistd.h>", "asks whether it prints to a terminal"},
        {"src/cli/cli.cpp", "<sys/ioctl.h>", "asks how wide the terminal is"},
        {"src/cli/cli.cpp", "<poll.h>", "asks whether anybody still reads what it prints"},
        {"src/config/secrets.cpp", "<unistd.h>", "asks who runs the program"},
        {"src/config/secrets.cpp", "<pwd.h>", "asks who runs the program"},
        {"src/seal/pack.cpp", "<fcntl.h>", "puts a pack in place with one rename"},
        {"src/seal/pack.cpp", "<sys/stat.h>", "puts a pack in place with one rename"},
    };
    return exceptions;
}

const std::vector<Library>& libraries() {
    static const std::vector<Library> table{
        {"fmt", {"fmt/"}},
        {"nlohmann", {"nlohmann/"}},
        {"poco", {"Poco/"}},
        {"poco-net", {"Poco/Net/", "Poco/Crypto/"}},
        {"poco-data", {"Poco/Data/"}},
        {"poco-xml", {"Poco/XML/", "Poco/SAX/", "Poco/DOM/"}},
        {"poco-zip", {"Poco/Zip/"}},
        {"poco-util", {"Poco/Util/"}},
        {"openssl", {"openssl/"}},
        {"date", {"date/"}},
        {"sqlite", {"sqlite3.h"}},
        {"libpq", {"libpq-fe.h"}},
        {"libmariadb", {"mysql.h", "errmsg.h", "mysqld_error.h"}},
        {"libldap", {"ldap.h", "lber.h"}},
        {"zstd", {"zstd"}},
        {"spdlog", {"spdlog/"}},
        {"expat", {"expat"}},
        {"yaml-cpp", {"yaml-cpp/"}},
        {"valijson", {"valijson/"}},
        {"qpdf", {"qpdf/"}},
        {"poppler", {"poppler/"}},
        {"freetype", {"ft2build.h", "freetype/"}},
        {"harfbuzz", {"hb.h", "hb-"}},
        {"fontconfig", {"fontconfig/"}},
        {"libxlsxwriter", {"xlsxwriter"}},
        {"deflate", {"libdeflate.h", "zlib.h"}},
        {"cli11", {"CLI/"}},
        // The operating system's own: files, processes, sockets.
        {"posix",
         {"sys/",     "linux/", "netinet/",  "arpa/",  "unistd.h", "fcntl.h", "fnmatch.h",
          "dirent.h", "glob.h", "spawn.h",   "poll.h", "pwd.h",    "grp.h",   "netdb.h",
          "sched.h",  "ftw.h",  "pthread.h", "time.h", "signal.h", "dlfcn.h", "termios.h"}},
    };
    return table;
}

} // namespace tickmark::testing
