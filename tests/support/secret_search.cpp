#include "support/secret_search.hpp"

#include "tickmark/ports/files.hpp"
#include "tickmark/ports/zstd.hpp"

#include "support/scratch.hpp"

namespace tickmark::testing {

namespace {

std::string content_of(const std::filesystem::path& path) {
    if (path.extension() != ".zst") {
        return read_file(path.string());
    }
    const Scratch scratch;
    const std::string plain = scratch / "plain";
    const CompressedFile measured = measure_compressed(path.string());
    decompress_file(path.string(), plain, measured.received);
    return read_file(plain);
}

} // namespace

std::vector<std::string>
files_that_hold(const std::string& folder, const std::string& text, const std::string& except) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && entry.path().string() != except &&
            content_of(entry.path()).find(text) != std::string::npos) {
            found.push_back(entry.path().string());
        }
    }
    return found;
}

} // namespace tickmark::testing
