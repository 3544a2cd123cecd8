#include "seal/bag.hpp"

#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <istream>

namespace tickmark::bag {

namespace fs = std::filesystem;

Measured measure(const std::string& path) {
    constexpr std::size_t block_size = 65536;
    const auto in = open_input(path);
    std::array<char, block_size> block{};
    Sha256 hash;
    Measured measured;
    while (in->read(block.data(), block.size()) || in->gcount() > 0) {
        const auto count = static_cast<std::size_t>(in->gcount());
        hash.update({block.data(), count});
        measured.bytes += count;
    }
    measured.digest = hash.finish();
    return measured;
}

std::vector<std::string> files_below(const std::string& folder, std::vector<std::string>& strange) {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string path = entry.path().lexically_relative(folder).generic_string();
        if (entry.is_symlink() || (!entry.is_directory() && !entry.is_regular_file())) {
            strange.push_back(path);
        } else if (entry.is_regular_file()) {
            files.push_back(path);
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string encoded_path(std::string_view path) {
    std::string text;
    for (const char c : path) {
        if (c == '%') {
            text += "%25";
        } else if (c == '\r') {
            text += "%0D";
        } else if (c == '\n') {
            text += "%0A";
        } else {
            text += c;
        }
    }
    return text;
}

std::string decoded_path(std::string_view path) {
    std::string text;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const std::string_view code = path.substr(i, 3);
        if (code == "%25") {
            text += '%';
        } else if (code == "%0D" || code == "%0d") {
            text += '\r';
        } else if (code == "%0A" || code == "%0a") {
            text += '\n';
        } else {
            text += path[i];
            continue;
        }
        i += 2;
    }
    return text;
}

std::string manifest_text(const std::map<std::string, Digest>& digests) {
    std::string text;
    for (const auto& [path, digest] : digests) {
        text += digest.hex() + "  " + encoded_path(path) + "\n";
    }
    return text;
}

} // namespace tickmark::bag
