#include "support/secret_search.hpp"

#include "tickmark/ports/files.hpp"
#include "tickmark/ports/zstd.hpp"

#include "support/program.hpp"
#include "support/scratch.hpp"

namespace tickmark::testing {

namespace {

std::string output_of(const std::string& program, const std::vector<std::string>& words) {
    return run_program({words, {}, "", program}).out;
}

/// The bytes of a file, and what is packed in them: payloads, the parts of workbooks, the text and
/// the streams of a PDF.
std::string content_of(const std::filesystem::path& path) {
    std::string bytes = read_file(path.string());
    if (path.extension() == ".zst") {
        const Scratch scratch;
        const std::string plain = scratch / "plain";
        const CompressedFile measured = measure_compressed(path.string());
        decompress_file(path.string(), plain, measured.received);
        return read_file(plain);
    }
    if (path.extension() == ".xlsx") {
        return bytes + output_of("/usr/bin/unzip", {"-p", path.string()});
    }
    if (path.extension() == ".pdf") {
        return bytes + output_of("/usr/bin/pdftotext", {"-raw", path.string(), "-"}) +
               output_of(
                   "/usr/bin/qpdf",
                   {"--qdf", "--object-streams=disable", "--warning-exit-0", path.string(), "-"});
    }
    return bytes;
}

} // namespace

std::map<std::string, std::string> contents_below(const std::string& folder) {
    std::map<std::string, std::string> contents;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            contents[entry.path().string()] = content_of(entry.path());
        }
    }
    return contents;
}

std::vector<std::string>
files_that_hold(const std::string& folder, const std::string& text, const std::string& except) {
    std::vector<std::string> found;
    for (const auto& [path, content] : contents_below(folder)) {
        if (path != except && content.find(text) != std::string::npos) {
            found.push_back(path);
        }
    }
    return found;
}

} // namespace tickmark::testing
