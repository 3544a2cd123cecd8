#pragma once

#include "tickmark/ports/files.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace tickmark::testing {

/// A folder for one test, gone at its end, with short hands for files in it.
class Scratch {
public:
    const std::string& path() const { return folder_.path(); }
    std::string operator/(const std::string& name) const { return path() + "/" + name; }
    /// Writes a file (folders on the way are made) and returns its path.
    std::string file(const std::string& name, std::string_view bytes) const {
        const std::string whole = path() + "/" + name;
        std::filesystem::create_directories(std::filesystem::path(whole).parent_path());
        std::ofstream out(whole, std::ios::binary);
        out << bytes;
        return whole;
    }

private:
    ScratchFolder folder_;
};

/// A file of the project ("datasets/training.yaml").
inline std::string project_file(const std::string& name) {
    return std::string(TICKMARK_PROJECT_DIR) + "/" + name;
}

/// A file beside the project that nobody here wrote ("samples/rt/rt_tickets_p1.json"); empty when
/// absent: then the test says so and skips.
inline std::string sample_file(const std::string& name) {
    const std::string whole = std::string(TICKMARK_PROJECT_DIR) + "/../shared/" + name;
    return std::filesystem::exists(whole) ? whole : std::string();
}

} // namespace tickmark::testing
