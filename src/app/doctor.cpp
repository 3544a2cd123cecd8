#include "tickmark/app/doctor.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/config/shipped.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/ports/sql.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <string_view>
#include <unistd.h>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

using State = Diagnosis::State;

std::string variable(const char* name) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in the program sets variables
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

std::string program_in_path(const std::string& name) {
    for (const std::string& folder : split(variable("PATH"), ':')) {
        std::string whole = folder + "/";
        whole += name;
        if (!folder.empty() && ::access(whole.c_str(), X_OK) == 0) {
            return whole;
        }
    }
    return {};
}

Diagnosis shipped_data() {
    try {
        return {"shipped data", State::good, shipped_folder(), ""};
    } catch (const Error& fault) {
        return {"shipped data", State::lacking, fault.parts().why, fault.parts().hint};
    }
}

Diagnosis pdf_engine() {
    const std::string path = program_in_path("wkhtmltopdf");
    if (path.empty()) {
        return {
            "PDF engine",
            State::lacking,
            "wkhtmltopdf is not in PATH; reports cannot be made as PDF",
            "apt-get install wkhtmltopdf"};
    }
    return {"PDF engine", State::good, path, ""};
}

/// A script, the font files that print it, and the package that brings one.
struct Script {
    std::string_view name;
    std::vector<std::string_view> files;
    std::string_view package;
    bool needed;
};

bool has_font(const std::vector<std::string_view>& files) {
    const std::string home = variable("HOME");
    for (const std::string_view file : files) {
        for (const std::string& folder :
             {std::string("/usr/share/fonts"),
              std::string("/usr/local/share/fonts"),
              home + "/.local/share/fonts",
              home + "/.fonts"}) {
            if (!matching_paths(fmt::format("{}/**/{}", folder, file)).empty()) {
                return true;
            }
        }
    }
    return false;
}

void fonts(std::vector<Diagnosis>& found) {
    const std::array<Script, 5> scripts{
        {{"Latin, Greek and Cyrillic",
          {"DejaVuSans.ttf", "NotoSans-Regular.ttf"},
          "fonts-dejavu-core",
          true},
         {"Arabic",
          {"NotoSansArabic-Regular.*", "NotoNaskhArabic-Regular.*"},
          "fonts-noto-core",
          false},
         {"Hebrew", {"NotoSansHebrew-Regular.*"}, "fonts-noto-core", false},
         {"Devanagari", {"NotoSansDevanagari-Regular.*"}, "fonts-noto-core", false},
         {"Chinese, Japanese and Korean",
          {"NotoSansCJK-Regular.*", "NotoSerifCJK-Regular.*"},
          "fonts-noto-cjk",
          false}}};
    for (const Script& script : scripts) {
        const std::string name = fmt::format("font: {}", script.name);
        if (has_font(script.files)) {
            found.push_back({name, State::good, "found", ""});
        } else {
            found.push_back(
                {name,
                 script.needed ? State::lacking : State::limited,
                 "none found; such text prints as empty boxes",
                 fmt::format("apt-get install {}", script.package)});
        }
    }
}

Diagnosis colour_profile() {
    for (const char* pattern :
         {"/usr/share/color/icc/**/sRGB.icc", "/usr/share/color/icc/**/srgb.icc"}) {
        const std::vector<std::string> files = matching_paths(pattern);
        if (!files.empty()) {
            return {"colour profile", State::good, files.front(), ""};
        }
    }
    return {
        "colour profile",
        State::limited,
        "no sRGB profile; PDF/A needs one",
        "apt-get install icc-profiles-free"};
}

Diagnosis database_driver() {
    try {
        const ScratchFolder scratch;
        const auto made = open_sqlite(scratch.path() + "/probe.db", SqlMode::create);
        return {"database driver", State::good, made->server(), ""};
    } catch (const std::exception& fault) {
        return {
            "database driver",
            State::lacking,
            fmt::format("SQLite cannot be opened: {}", fault.what()),
            "apt-get install libpocodatasqlite80"};
    }
}

Diagnosis zones() {
    try {
        const TimeZone zone("America/New_York");
        return {"time zones", State::good, "known", ""};
    } catch (const std::exception&) {
        return {
            "time zones",
            State::lacking,
            "America/New_York is not known; days cannot be told apart",
            "apt-get install tzdata"};
    }
}

/// The PDF engine runs without a network, in a namespace of its own where the kernel allows one.
Diagnosis namespaces() {
    const auto is_zero = [](const char* path) {
        std::error_code ignored;
        return fs::exists(path, ignored) && trim(read_file(path)) == "0";
    };
    if (is_zero("/proc/sys/user/max_user_namespaces") ||
        is_zero("/proc/sys/kernel/unprivileged_userns_clone")) {
        return {
            "isolation",
            State::limited,
            "user namespaces are switched off; the PDF engine is held by a system call filter "
            "alone",
            "sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000"};
    }
    return {"isolation", State::good, "user namespaces are allowed", ""};
}

/// The folder itself when it is there, else the nearest one above it, where it will be made.
std::string nearest_folder(const std::string& path) {
    fs::path folder = path;
    std::error_code ignored;
    while (!fs::exists(folder, ignored) && folder.has_relative_path()) {
        folder = folder.parent_path();
    }
    return folder.string();
}

void workspace_state(const std::string& folder, std::vector<Diagnosis>& found) {
    std::error_code ignored;
    if (!fs::exists(fs::path(folder) / "tickmark.yaml", ignored)) {
        return;
    }
    try {
        const Workspace workspace = check_workspace(folder).first;
        for (const auto& [name, path] :
             {std::pair{std::string("store"), workspace.store},
              std::pair{std::string("output"), workspace.root + "/output"}}) {
            const std::string place = nearest_folder(path);
            const bool writable = ::access(place.c_str(), W_OK | X_OK) == 0;
            found.push_back(
                {name,
                 writable ? State::good : State::lacking,
                 writable ? path : fmt::format("{} cannot be written to", place),
                 writable ? "" : fmt::format("give yourself write permission on {}", place)});
        }
    } catch (const std::exception& fault) {
        found.push_back({"workspace", State::lacking, fault.what(), "tickmark check"});
    }
}

} // namespace

std::vector<Diagnosis> diagnose(const std::string& folder) {
    std::vector<Diagnosis> found{shipped_data(), pdf_engine()};
    fonts(found);
    found.push_back(colour_profile());
    found.push_back(database_driver());
    found.push_back(zones());
    found.push_back(namespaces());
    workspace_state(folder, found);
    return found;
}

} // namespace tickmark
