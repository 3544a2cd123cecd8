#include "tickmark/seal/verify.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include "seal/bag.hpp"
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <set>

namespace tickmark {

namespace fs = std::filesystem;

namespace {

/// Walks one pack and notes what it finds.
class PackCheck {
public:
    explicit PackCheck(std::string folder) : folder_(std::move(folder)) {}

    std::vector<IntegrityCheck> run() {
        check_declaration();
        std::vector<std::string> strange;
        const auto files = bag::files_below(folder_, strange);
        present_ = {files.begin(), files.end()};
        for (const std::string& path : strange) {
            wrong(path, "is neither a file nor a folder");
        }
        check_tag_manifest();
        check_manifest();
        check_added();
        check_count();
        return std::move(checks_);
    }

private:
    void right(const std::string& name, const std::string& detail) {
        checks_.push_back({name, true, detail});
    }
    void wrong(const std::string& name, const std::string& detail) {
        checks_.push_back({name, false, detail});
        ++faults_;
    }

    std::string text_of(const std::string& name) const {
        const std::string path = folder_ + "/" + name;
        return fs::is_regular_file(path) ? read_file(path) : std::string();
    }

    void check_declaration() {
        if (text_of("bagit.txt") == bag::declaration) {
            right("bagit.txt", "BagIt 1.0, UTF-8");
        } else {
            wrong("bagit.txt", "missing, or not the declaration of a BagIt 1.0 bag");
        }
    }

    /// Path → digest of a manifest; lines that are none are faults of the manifest.
    std::map<std::string, Digest> entries(const std::string& manifest) {
        std::map<std::string, Digest> digests;
        const std::string text = text_of(manifest);
        if (text.empty()) {
            wrong(manifest, present_.count(manifest) == 0 ? "is missing" : "is empty");
            return digests;
        }
        int number = 0;
        for (const std::string& line : split(text, '\n')) {
            ++number;
            if (line.empty()) {
                continue;
            }
            constexpr std::size_t hex_digits = 64;
            const auto digest = Digest::from_hex(std::string_view(line).substr(0, hex_digits));
            const bool separated = line.size() > hex_digits + 2 && line[hex_digits] == ' ';
            if (!digest || !separated) {
                wrong(manifest, fmt::format("line {} is not a digest and a path", number));
                continue;
            }
            const std::string path =
                bag::decoded_path(trim(std::string_view(line).substr(hex_digits)));
            if (!digests.emplace(path, *digest).second) {
                wrong(manifest, "lists " + path + " twice");
            }
        }
        return digests;
    }

    /// Compares one listed file; counts it when it is as listed.
    void check_file(const std::string& path, const Digest& listed, const std::string& manifest) {
        if (present_.count(path) == 0) {
            wrong(path, "is missing; " + manifest + " lists it");
            return;
        }
        const auto measured = bag::measure(folder_ + "/" + path);
        if (measured.digest != listed) {
            wrong(
                path,
                "was changed: SHA-256 is " + measured.digest.hex() + ", " + manifest + " says " +
                    listed.hex());
        }
        bytes_ += measured.bytes;
        ++compared_;
    }

    void check_tag_manifest() {
        const std::string name = bag::tag_manifest_name;
        const auto listed = entries(name);
        std::map<std::string, Digest> found;
        for (const char* required : {"bag-info.txt", "bagit.txt", bag::manifest_name}) {
            if (listed.count(required) == 0) {
                wrong(name, std::string("does not list ") + required);
            }
            if (present_.count(required) != 0) {
                found[required] = bag::measure(folder_ + "/" + required).digest;
            }
        }
        for (const auto& [path, digest] : listed) {
            check_file(path, digest, name);
            covered_.insert(path);
        }
        // The one file no digest covers is compared with what it must say, to the byte.
        if (faults_ == 0 && text_of(name) != bag::manifest_text(found)) {
            wrong(name, "was changed: it is not the text these tag files give");
        }
        covered_.insert(name);
    }

    void check_manifest() {
        bytes_ = 0;
        compared_ = 0;
        const int before = faults_;
        for (const auto& [path, digest] : entries(bag::manifest_name)) {
            if (path.rfind("data/", 0) != 0 || path.find("..") != std::string::npos) {
                wrong(bag::manifest_name, "lists " + path + ", which is not below data/");
                continue;
            }
            check_file(path, digest, bag::manifest_name);
            covered_.insert(path);
        }
        if (faults_ == before) {
            right(bag::manifest_name, fmt::format("{} files agree, {} bytes", compared_, bytes_));
        }
    }

    void check_added() {
        for (const std::string& path : present_) {
            if (covered_.count(path) == 0 && path.rfind("seal/", 0) != 0) {
                wrong(path, "was added: no manifest lists it");
            }
        }
    }

    void check_count() {
        const std::string label = "Payload-Oxum: ";
        const std::string expected = fmt::format("{}.{}", bytes_, compared_);
        for (const std::string& line : split(text_of("bag-info.txt"), '\n')) {
            if (line.rfind(label, 0) != 0) {
                continue;
            }
            const std::string stated = line.substr(label.size());
            if (stated == expected) {
                right("bag-info.txt", fmt::format("payload of {} (bytes.files)", expected));
            } else {
                wrong("bag-info.txt", fmt::format("says payload {}, found {}", stated, expected));
            }
            return;
        }
        wrong("bag-info.txt", "is missing or has no Payload-Oxum");
    }

    std::string folder_;
    std::vector<IntegrityCheck> checks_;
    std::set<std::string> present_;
    std::set<std::string> covered_;
    std::uint64_t bytes_ = 0;
    std::size_t compared_ = 0;
    int faults_ = 0;
};

} // namespace

std::vector<IntegrityCheck> verify_pack(const std::string& folder) {
    if (!fs::is_directory(folder)) {
        throw Error(
            ErrorCode::usage,
            {"verifying a pack", "there is no such folder", folder, "give the folder of a pack"});
    }
    const bool is_pack = fs::exists(folder + "/bagit.txt") ||
                         fs::exists(folder + "/" + bag::manifest_name) ||
                         fs::exists(folder + "/" + bag::tag_manifest_name);
    if (!is_pack) {
        throw Error(
            ErrorCode::usage,
            {"verifying a pack",
             "this is no pack: it has neither bagit.txt nor a manifest",
             folder,
             "give the folder that `tickmark report` printed"});
    }
    return PackCheck(folder).run();
}

} // namespace tickmark
