#pragma once

#include "tickmark/config/node.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tickmark::app {

/// A shipped preset, ready to be written into a workspace.
struct Preset {
    std::string id;
    std::string title;
    std::string checked;
    std::vector<std::pair<std::string, std::string>> placeholders; ///< name and meaning
    std::vector<std::string> names;                                ///< of its sources
    std::vector<std::string> lines; ///< of the sources as written, at no indent
    Node sources;                   ///< the same, read
};

/// Errors: usage: there is none of that name
Preset load_preset(const std::string& id);

/// The preset with its one source under another name.
///
/// Errors: usage: it has several, or the name cannot be one
Preset renamed(Preset preset, const std::string& name);

/// Whether a placeholder stands for an environment variable and not for a word to be replaced.
bool is_variable(const std::string& meaning);

} // namespace tickmark::app
