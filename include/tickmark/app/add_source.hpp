#pragma once

#include <string>
#include <vector>

namespace tickmark {

/// A word of a preset that only its user knows.
struct Placeholder {
    std::string name;    ///< "RT_HOST"
    std::string meaning; ///< "host name of Request Tracker"
    /// It names an environment variable that must be set; else it is replaced in the file.
    bool is_variable = false;
    std::vector<int> lines; ///< of tickmark.yaml where it stands
};

/// A source that was written into a workspace from a preset.
struct AddedSource {
    std::string name;
    std::string preset;
    std::string title;   ///< of the product
    std::string checked; ///< what the preset was run against
    int line = 0;        ///< of tickmark.yaml where it begins
    std::vector<Placeholder> placeholders;
};

struct AddRequest {
    std::string folder;               ///< with tickmark.yaml
    std::vector<std::string> presets; ///< names of files in collectors/presets
    std::string name;                 ///< for the source; empty: the preset's own
};

/// Names of all shipped presets, sorted.
std::vector<std::string> preset_names();

/// Whether the folder holds a tickmark.yaml.
bool is_workspace(const std::string& folder);

/// Refuses a preset that is not there and a name that does not go with the presets.
///
/// Errors: usage, with the nearest preset and all there are
void check_presets(const std::vector<std::string>& presets, const std::string& name);

/// Writes the source of each preset below `sources:` of tickmark.yaml; every other byte stays, and
/// the file is replaced whole or not at all.
///
/// Errors: those of `check_presets`; usage where a source of that name is there; config_invalid
///         where tickmark.yaml is absent, cannot be read, or is laid out so that nothing can be
///         put in (as JSON, say); no_permission, no_space
std::vector<AddedSource> add_sources(const AddRequest& request);

} // namespace tickmark
