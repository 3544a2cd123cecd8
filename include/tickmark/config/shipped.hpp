#pragma once

#include <string>
#include <vector>

namespace tickmark {

/// Folder of the data that comes with the program (datasets, catalogs, controls, templates):
/// $TICKMARK_DATA if set, else share/tickmark beside the program's prefix, else the source tree it
/// was built from.
///
/// Errors: config_invalid, naming the places looked in
std::string shipped_folder();

/// Files in a shipped sub-folder with an extension (".yaml"), sorted, absolute; nested folders too.
std::vector<std::string> shipped_files(const std::string& sub_folder, const std::string& extension);

/// Version of the program ("0.1.0").
std::string program_version();

} // namespace tickmark
