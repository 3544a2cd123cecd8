#pragma once

#include <string>
#include <vector>

namespace tickmark::testing {

/// What one module may use: DESIGN 11 as data.
struct ModuleRule {
    std::string name;                   ///< folder below src/ and include/tickmark/
    std::vector<std::string> modules;   ///< it may include, besides itself
    std::vector<std::string> libraries; ///< allowed in its sources, by the names of `libraries()`
};

/// A library and how its headers are written; the longest prefix that fits decides.
struct Library {
    std::string name;
    std::vector<std::string> prefixes;
};

/// A file, or a folder (with its last slash), that may use what its module may not, and why.
struct LayerException {
    std::string path;
    std::string what; ///< one header, as it is written between the quotes or with its brackets
    std::string why;
};

const std::vector<ModuleRule>& module_rules();
const std::vector<LayerException>& layer_exceptions();
const std::vector<Library>& libraries();

/// Checks every C++ file below `root` against the tables; each broken rule is one line:
/// "src/data/value.cpp:3: data may not include store".
std::vector<std::string> broken_layer_rules(const std::string& root);

} // namespace tickmark::testing
