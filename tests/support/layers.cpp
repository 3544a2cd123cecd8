#include "support/layers.hpp"

#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string_view>

namespace tickmark::testing {

namespace fs = std::filesystem;

namespace {

/// Words that touch the world or print, and the only module where each may stand.
struct OwnedWord {
    std::string_view word;
    std::string_view owner;
    std::string_view second_owner = {};
};

constexpr std::array owned_words{
    OwnedWord{"system_clock::now", "ports"},
    OwnedWord{"std::time(", "ports"},
    OwnedWord{"gettimeofday(", "ports"},
    OwnedWord{"clock_gettime(", "ports"},
    OwnedWord{"std::system(", "ports"},
    OwnedWord{"popen(", "ports"},
    OwnedWord{"::fork(", "ports"},
    OwnedWord{"posix_spawn", "ports"},
    OwnedWord{"::socket(", "ports"},
    // A PDF is put together in working files, written as streams of a scratch folder from ports.
    OwnedWord{"std::ofstream", "ports", "render"},
    OwnedWord{"std::fopen(", "ports"},
    OwnedWord{"std::cout", "cli"},
    OwnedWord{"std::cerr", "cli"},
    OwnedWord{"std::clog", "cli"},
    OwnedWord{"std::puts(", "cli"},
    OwnedWord{" printf(", "cli"},
    OwnedWord{"std::printf(", "cli"},
    OwnedWord{"fmt::print(", "cli"},
};

struct SourceFile {
    std::string path; ///< relative to the root
    std::string module;
    bool is_public = false; ///< a header below include/
};

const ModuleRule* rule_of(const std::string& module) {
    const auto& rules = module_rules();
    const auto found = std::find_if(
        rules.begin(), rules.end(), [&](const ModuleRule& rule) { return rule.name == module; });
    return found == rules.end() ? nullptr : &*found;
}

bool contains(const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_excepted(const std::string& path, const std::string& what) {
    const auto& list = layer_exceptions();
    return std::any_of(list.begin(), list.end(), [&](const LayerException& exception) {
        return exception.what == what &&
               (path == exception.path ||
                (exception.path.ends_with('/') && path.starts_with(exception.path)));
    });
}

/// The library a header in angle brackets belongs to; none for the C++ standard's.
std::optional<std::string> library_of(const std::string& header) {
    std::optional<std::string> name;
    std::size_t longest = 0;
    for (const Library& library : libraries()) {
        for (const std::string& prefix : library.prefixes) {
            if (prefix.size() > longest && header.starts_with(prefix)) {
                name = library.name;
                longest = prefix.size();
            }
        }
    }
    if (!name && header.find_first_of("./") != std::string::npos) {
        return "<" + header + ">";
    }
    return name;
}

/// What stands between the quotes or brackets of an #include line, with the opening sign before it.
std::string included_by(const std::string& line) {
    const std::size_t hash = line.find_first_not_of(" \t");
    if (hash == std::string::npos || line.compare(hash, 1, "#") != 0) {
        return {};
    }
    const std::size_t word = line.find("include", hash);
    const std::size_t open = line.find_first_of("\"<", hash);
    if (word == std::string::npos || open == std::string::npos || open < word) {
        return {};
    }
    const std::size_t close = line.find_first_of("\">", open + 1);
    return line.substr(open, close == std::string::npos ? close : close - open);
}

/// The module that a quoted include names: "tickmark/data/value.hpp" and "data/x_internal.hpp" both
/// say data; a header beside the file says its own module.
std::string module_of_include(const std::string& name, const std::string& own) {
    constexpr std::string_view ours = "tickmark/";
    const std::string path = name.starts_with(ours) ? name.substr(ours.size()) : name;
    const std::size_t slash = path.find('/');
    const std::string first = path.substr(0, slash);
    return slash == std::string::npos || rule_of(first) == nullptr ? own : first;
}

std::string include_fault(const SourceFile& file, const ModuleRule& rule, const std::string& what) {
    const std::string name = what.substr(1);
    if (what.front() == '"') {
        const std::string other = module_of_include(name, file.module);
        if (other != file.module && !contains(rule.modules, other) &&
            !is_excepted(file.path, name)) {
            return file.module + " may not include " + other;
        }
        if (file.is_public && !name.starts_with("tickmark/")) {
            return "a public header includes only tickmark/… and the standard library";
        }
        return {};
    }
    const auto library = library_of(name);
    if (!library || is_excepted(file.path, what + ">")) {
        return {};
    }
    if (file.is_public) {
        return "no third-party header under include/ (" + *library + ")";
    }
    if (*library != "fmt" && *library != "nlohmann" && !contains(rule.libraries, *library)) {
        return file.module + " may not use " + *library;
    }
    return {};
}

std::string word_fault(const SourceFile& file, std::string line) {
    line.erase(std::min(line.find("//"), line.size()));
    for (const OwnedWord& owned : owned_words) {
        if (file.module != owned.owner && file.module != owned.second_owner &&
            line.find(owned.word) != std::string::npos) {
            return "only " + std::string(owned.owner) + " uses " + std::string(owned.word);
        }
    }
    return {};
}

void check_file(const std::string& root, const SourceFile& file, std::vector<std::string>& broken) {
    const ModuleRule* rule = rule_of(file.module);
    if (rule == nullptr) {
        broken.push_back(file.path + ": no module is called '" + file.module + "'");
        return;
    }
    std::istringstream lines(read_file(root + "/" + file.path));
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
        const std::string what = included_by(line);
        const std::string fault =
            what.empty() ? word_fault(file, line) : include_fault(file, *rule, what);
        if (!fault.empty()) {
            broken.push_back(file.path + ":" + std::to_string(number) + ": " + fault);
        }
    }
}

/// C++ files of a folder, which is one module's own (`module`) or has a folder for each.
void list_files(
    const std::string& root,
    const std::string& folder,
    const std::string& module,
    std::vector<SourceFile>& files) {
    if (!fs::is_directory(root + "/" + folder)) {
        return;
    }
    for (const auto& entry : fs::recursive_directory_iterator(root + "/" + folder)) {
        const std::string extension = entry.path().extension().string();
        if (extension != ".cpp" && extension != ".hpp") {
            continue;
        }
        const fs::path below = fs::relative(entry.path(), root + "/" + folder);
        const bool top = !below.has_parent_path();
        if (top && module.empty()) {
            continue; // src/main.cpp calls cli and is no module
        }
        files.push_back(
            {folder + "/" + below.string(),
             module.empty() ? below.begin()->string() : module,
             folder.starts_with("include")});
    }
}

} // namespace

std::vector<std::string> broken_layer_rules(const std::string& root) {
    std::vector<SourceFile> files;
    list_files(root, "include/tickmark", "", files);
    list_files(root, "src", "", files);
    list_files(root, "collectors", "collectors", files);
    std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) {
        return a.path < b.path;
    });
    std::vector<std::string> broken;
    if (files.empty()) {
        broken.push_back("no source files below " + root);
    }
    for (const SourceFile& file : files) {
        check_file(root, file, broken);
    }
    return broken;
}

} // namespace tickmark::testing
