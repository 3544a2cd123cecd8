#include "tickmark/config/shipped.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

bool holds_data(const fs::path& folder) {
    std::error_code ignored;
    return fs::is_directory(folder / "datasets", ignored) &&
           fs::is_regular_file(folder / "docs/tickmark.schema.json", ignored);
}

std::vector<fs::path> places() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in the program sets variables
    if (const char* named = std::getenv("TICKMARK_DATA"); named != nullptr && *named != '\0') {
        return {fs::absolute(named)};
    }
    std::vector<fs::path> found;
    std::error_code fault;
    const fs::path program = fs::read_symlink("/proc/self/exe", fault);
    if (!fault) {
        found.push_back(program.parent_path().parent_path() / "share/tickmark");
    }
    found.emplace_back(TICKMARK_SOURCE_DIR);
    return found;
}

} // namespace

std::string shipped_folder() {
    std::vector<std::string> looked_in;
    for (const fs::path& place : places()) {
        if (holds_data(place)) {
            return place.lexically_normal().string();
        }
        looked_in.push_back(place.string());
    }
    throw Error(
        ErrorCode::config_invalid,
        {"looking for the data that comes with the program",
         "no datasets/ and docs/tickmark.schema.json in " + join(looked_in, " or "),
         "",
         "install the program whole, or set TICKMARK_DATA to its share/tickmark folder"});
}

std::vector<std::string>
shipped_files(const std::string& sub_folder, const std::string& extension) {
    return matching_paths(shipped_folder() + "/" + sub_folder + "/**/*" + extension);
}

std::string program_version() {
    return TICKMARK_VERSION;
}

} // namespace tickmark
