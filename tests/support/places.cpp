#include "support/places.hpp"

#include <filesystem>

namespace tickmark::testing {

std::string project_file(const std::string& name) {
    return name.empty() ? TICKMARK_PROJECT_DIR : std::string(TICKMARK_PROJECT_DIR) + "/" + name;
}

std::string build_folder() {
    return TICKMARK_BUILD_DIR;
}

std::string built_program() {
    return build_folder() + "/tickmark";
}

std::string sample_file(const std::string& name) {
    const std::string whole = project_file("../shared/" + name);
    return std::filesystem::exists(whole) ? whole : std::string();
}

} // namespace tickmark::testing
