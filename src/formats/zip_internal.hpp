#pragma once

#include <Poco/Checksum.h>
#include <Poco/InflatingStream.h>

#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace tickmark::formats {

/// One file inside an archive, by its central directory.
struct ZipEntry {
    std::string name;
    std::uint64_t compressed = 0;
    std::uint64_t inflated = 0; ///< as declared; reading refuses to go beyond
    std::uint64_t offset = 0;   ///< of its local header
    std::uint32_t crc = 0;
    std::uint16_t method = 0;
    bool encrypted = false;
};

/// The bytes of one entry, inflated as they are read.
///
/// Errors: source_failed: more bytes than declared or than the ratio of a sound file (a zip
///         bomb), fewer, or others than the checksum says
class ZipStream {
public:
    ZipStream(const std::string& path, const std::string& name, const ZipEntry& entry);

    /// Fills `buffer` as far as there are bytes; 0 at the end, when the checksum has been seen
    /// to be right.
    std::size_t read(char* buffer, std::size_t size);

private:
    void check_limits() const;
    void check_end();
    [[noreturn]] void fail(const std::string& why, const std::string& hint = "") const;

    std::string name_;
    ZipEntry entry_;
    std::ifstream file_;
    std::unique_ptr<Poco::InflatingStreamBuf> inflating_;
    std::uint64_t given_ = 0;
    Poco::Checksum checksum_;
};

/// A ZIP archive read by its central directory (ZIP64 too).
///
/// Errors: source_failed: not a ZIP archive, cut short
class ZipFile {
public:
    ZipFile(std::string path, std::string name);

    /// By name, case ignored and '\' taken for '/' as some writers have it; null if absent.
    const ZipEntry* find(std::string_view part) const;
    std::unique_ptr<ZipStream> open(const ZipEntry& entry) const;
    /// The whole of a small entry.
    ///
    /// Errors: source_failed beyond `limit` bytes
    std::string read_whole(const ZipEntry& entry, std::size_t limit) const;
    const std::string& name() const noexcept { return name_; }

private:
    std::string read_at(std::uint64_t offset, std::size_t size);
    void read_directory(std::string_view directory);
    void read_extra(ZipEntry& entry, std::string_view extra) const;
    [[noreturn]] void fail(const std::string& why, const std::string& hint = "") const;

    std::string path_;
    std::string name_;
    std::ifstream file_;
    std::uint64_t size_ = 0;
    std::map<std::string, ZipEntry> entries_; ///< by lower-case name
};

/// Little-endian numbers in a byte string; the caller has checked the length.
std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t size);

} // namespace tickmark::formats
