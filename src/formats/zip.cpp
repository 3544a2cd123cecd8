#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include <Poco/Exception.h>

#include "formats/zip_internal.hpp"
#include <algorithm>
#include <cerrno>

namespace tickmark::formats {

namespace {

constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;
// zlib takes negative window bits for a stream without header and checksum.
constexpr int raw_deflate = -15;
constexpr std::size_t end_record_size = 22;
constexpr std::size_t locator_size = 20;
constexpr std::size_t largest_comment = 65535;
constexpr std::uint64_t largest_directory = 64ULL * 1024 * 1024;

// Sheets that real programs write inflate 10 to 60 times; deflate itself reaches 1,032.
constexpr std::uint64_t largest_ratio = 200;
constexpr std::uint64_t ratio_counts_from = 16ULL * 1024 * 1024;
constexpr std::uint64_t largest_part = 8ULL * 1024 * 1024 * 1024;

std::string normal_name(std::string_view part) {
    std::string name = to_lower(part);
    std::replace(name.begin(), name.end(), '\\', '/');
    return name.starts_with('/') ? name.substr(1) : name;
}

} // namespace

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i > 0; --i) {
        value = (value << 8U) | static_cast<unsigned char>(bytes[at + i - 1]);
    }
    return value;
}

ZipFile::ZipFile(std::string path, std::string name) :
    path_(std::move(path)), name_(std::move(name)), file_(path_, std::ios::binary) {
    file_.seekg(0, std::ios::end);
    size_ = file_ ? static_cast<std::uint64_t>(file_.tellg()) : 0;
    const auto tail_size =
        static_cast<std::size_t>(std::min<std::uint64_t>(size_, largest_comment + end_record_size));
    const std::string tail = read_at(size_ - tail_size, tail_size);
    const std::size_t end = tail.rfind("PK\x05\x06");
    if (end == std::string::npos || tail.size() - end < end_record_size) {
        fail("the archive has no directory", "the file may have been cut short: fetch it again");
    }
    std::uint64_t size = little_endian(tail, end + 12, 4);
    std::uint64_t offset = little_endian(tail, end + 16, 4);
    // ZIP64: the true numbers stand in a record that the locator before this one points to.
    if (end >= locator_size && tail.substr(end - locator_size, 4) == "PK\x06\x07") {
        const std::string record = read_at(little_endian(tail, end - locator_size + 8, 8), 56);
        size = little_endian(record, 40, 8);
        offset = little_endian(record, 48, 8);
    }
    if (size > largest_directory) {
        fail("the archive's directory is larger than 64 MB");
    }
    read_directory(read_at(offset, static_cast<std::size_t>(size)));
}

void ZipFile::fail(const std::string& why, const std::string& hint) const {
    throw Error(ErrorCode::source_failed, {"reading " + name_, why, name_, hint});
}

std::string ZipFile::read_at(std::uint64_t offset, std::size_t size) {
    if (offset > size_ || size > size_ - offset) {
        fail("the archive is cut short or damaged", "fetch the file again");
    }
    std::string bytes(size, '\0');
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(offset));
    file_.read(bytes.data(), static_cast<std::streamsize>(size));
    if (!file_) {
        fail("the bytes could not be read");
    }
    return bytes;
}

void ZipFile::read_extra(ZipEntry& entry, std::string_view extra) const {
    constexpr std::uint64_t elsewhere = 0xFFFFFFFFU;
    while (extra.size() >= 4) {
        const std::uint64_t tag = little_endian(extra, 0, 2);
        const std::size_t length = static_cast<std::size_t>(little_endian(extra, 2, 2));
        if (length > extra.size() - 4) {
            return;
        }
        std::string_view body = extra.substr(4, length);
        extra.remove_prefix(4 + length);
        if (tag != 1) {
            continue;
        }
        for (std::uint64_t* const number : {&entry.inflated, &entry.compressed, &entry.offset}) {
            if (*number == elsewhere && body.size() >= 8) {
                *number = little_endian(body, 0, 8);
                body.remove_prefix(8);
            }
        }
    }
}

void ZipFile::read_directory(std::string_view directory) {
    constexpr std::size_t fixed = 46;
    while (directory.size() >= fixed && directory.starts_with("PK\x01\x02")) {
        ZipEntry entry;
        entry.encrypted = (little_endian(directory, 8, 2) & 1U) != 0;
        entry.method = static_cast<std::uint16_t>(little_endian(directory, 10, 2));
        entry.crc = static_cast<std::uint32_t>(little_endian(directory, 16, 4));
        entry.compressed = little_endian(directory, 20, 4);
        entry.inflated = little_endian(directory, 24, 4);
        const auto name_size = static_cast<std::size_t>(little_endian(directory, 28, 2));
        const auto extra_size = static_cast<std::size_t>(little_endian(directory, 30, 2));
        const auto comment_size = static_cast<std::size_t>(little_endian(directory, 32, 2));
        entry.offset = little_endian(directory, 42, 4);
        if (directory.size() - fixed < name_size + extra_size + comment_size) {
            fail("the archive's directory is damaged");
        }
        entry.name = std::string(directory.substr(fixed, name_size));
        read_extra(entry, directory.substr(fixed + name_size, extra_size));
        directory.remove_prefix(fixed + name_size + extra_size + comment_size);
        entries_.emplace(normal_name(entry.name), std::move(entry));
    }
}

const ZipEntry* ZipFile::find(std::string_view part) const {
    const auto found = entries_.find(normal_name(part));
    return found == entries_.end() ? nullptr : &found->second;
}

std::unique_ptr<ZipStream> ZipFile::open(const ZipEntry& entry) const {
    return std::make_unique<ZipStream>(path_, name_, entry);
}

std::string ZipFile::read_whole(const ZipEntry& entry, std::size_t limit) const {
    const std::unique_ptr<ZipStream> stream = open(entry);
    std::string bytes;
    std::string block(65536, '\0');
    while (const std::size_t size = stream->read(block.data(), block.size())) {
        bytes.append(block, 0, size);
        if (bytes.size() > limit) {
            fail("the part " + entry.name + " is too large for what it is");
        }
    }
    return bytes;
}

ZipStream::ZipStream(const std::string& path, const std::string& name, const ZipEntry& entry) :
    name_(name),
    entry_(entry),
    file_(path, std::ios::binary),
    checksum_(Poco::Checksum::TYPE_CRC32) {
    if (entry.encrypted) {
        fail("the part is encrypted", "save the workbook without a password");
    }
    if (entry.method != stored && entry.method != deflated) {
        fail("the part is compressed in a way no workbook is", "save the workbook again");
    }
    check_limits();
    std::string header(30, '\0');
    file_.seekg(static_cast<std::streamoff>(entry.offset));
    file_.read(header.data(), static_cast<std::streamsize>(header.size()));
    if (!file_ || !header.starts_with("PK\x03\x04")) {
        fail("the archive is cut short or damaged", "fetch the file again");
    }
    const std::uint64_t skip = little_endian(header, 26, 2) + little_endian(header, 28, 2);
    file_.seekg(static_cast<std::streamoff>(entry.offset + header.size() + skip));
    if (entry.method == deflated) {
        inflating_ = std::make_unique<Poco::InflatingStreamBuf>(file_, raw_deflate);
    }
}

void ZipStream::fail(const std::string& why, const std::string& hint) const {
    throw Error(
        ErrorCode::source_failed,
        {"reading " + name_, why, name_ + " (" + entry_.name + ")", hint});
}

void ZipStream::check_limits() const {
    const std::string hint =
        "if the file is sound, open it and save it again, or export the sheet as CSV";
    const std::uint64_t size = std::max(given_, entry_.inflated);
    if (size > largest_part) {
        fail("the part inflates beyond 8 GB; a zip bomb?", hint);
    }
    if (size > ratio_counts_from && size / largest_ratio > entry_.compressed) {
        fail(
            "the part inflates more than " + std::to_string(largest_ratio) + " times; a zip bomb?",
            hint);
    }
}

void ZipStream::check_end() {
    if (given_ != entry_.inflated || checksum_.checksum() != entry_.crc) {
        fail("the part is cut short or damaged: its checksum is wrong", "fetch the file again");
    }
}

std::size_t ZipStream::read(char* buffer, std::size_t size) {
    std::streamsize got = 0;
    if (inflating_) {
        try {
            got = inflating_->sgetn(buffer, static_cast<std::streamsize>(size));
        } catch (const Poco::Exception& error) {
            fail("the part does not inflate: " + error.displayText(), "fetch the file again");
        }
    } else {
        const std::uint64_t left = entry_.inflated - given_;
        file_.read(buffer, static_cast<std::streamsize>(std::min<std::uint64_t>(size, left)));
        got = file_.gcount();
    }
    const auto bytes = static_cast<std::size_t>(std::max<std::streamsize>(got, 0));
    given_ += bytes;
    if (given_ > entry_.inflated) {
        fail("the part inflates beyond the size it declares; a zip bomb?", "save it again");
    }
    if (bytes == 0) {
        check_end();
        return 0;
    }
    checksum_.update(buffer, static_cast<unsigned>(bytes));
    return bytes;
}

} // namespace tickmark::formats
