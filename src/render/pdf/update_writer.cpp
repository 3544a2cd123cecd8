#include "tickmark/base/error.hpp"

#include "pdf_objects_internal.hpp"
#include "update_writer_internal.hpp"
#include <fmt/format.h>

namespace tickmark::pdf {

namespace {

constexpr std::size_t objects_per_stream = 200;

void append_number(std::string& out, std::uint64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU);
    }
}

} // namespace

UpdateWriter::UpdateWriter(std::filesystem::path path, int size) :
    path_(std::move(path)), out_(path_, std::ios::binary | std::ios::app), next_(size) {
    at_ = std::filesystem::file_size(path_);
}

int UpdateWriter::reserve(std::size_t count) {
    const int first = next_;
    next_ += static_cast<int>(count);
    return first;
}

void UpdateWriter::add(int number, const std::string& body) {
    header_ += fmt::format("{} {} ", number, bodies_.size());
    bodies_ += body;
    bodies_ += '\n';
    held_.push_back(number);
    if (held_.size() >= objects_per_stream) {
        flush();
    }
}

void UpdateWriter::write(const std::string& bytes) {
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    at_ += bytes.size();
}

void UpdateWriter::write_stream(int number, const std::string& keys, const std::string& data) {
    write(fmt::format(
        "{} 0 obj\n<< {} /Filter /FlateDecode /Length {} >>\nstream\n", number, keys, data.size()));
    write(data);
    write("\nendstream\nendobj\n");
}

void UpdateWriter::flush() {
    if (held_.empty()) {
        return;
    }
    const int number = reserve();
    for (std::size_t i = 0; i < held_.size(); ++i) {
        entries_[held_[i]] = {
            static_cast<std::uint32_t>(number), static_cast<std::uint16_t>(i), false};
    }
    entries_[number] = {static_cast<std::uint32_t>(at_), 0, true};
    const std::string keys =
        fmt::format("/Type /ObjStm /N {} /First {}", held_.size(), header_.size());
    write_stream(number, keys, deflate(header_ + bodies_));
    header_.clear();
    bodies_.clear();
    held_.clear();
}

void UpdateWriter::finish(const std::string& trailer, std::uint64_t previous_xref) {
    flush();
    const int number = reserve();
    const std::uint64_t start = at_;
    entries_[number] = {static_cast<std::uint32_t>(start), 0, true};
    std::string table;
    std::string index;
    int first = -1;
    int last = -1;
    const auto close_range = [&] {
        if (first >= 0) {
            index += fmt::format("{} {} ", first, last - first + 1);
        }
    };
    for (const auto& [object, entry] : entries_) {
        if (object != last + 1 || first < 0) {
            close_range();
            first = object;
        }
        last = object;
        append_number(table, entry.own ? 1 : 2, 1);
        append_number(table, entry.stream, 4);
        append_number(table, entry.index, 2);
    }
    close_range();
    const std::string keys = fmt::format(
        "/Type /XRef /W [1 4 2] /Index [{}] /Size {} /Prev {} {}",
        index,
        next_,
        previous_xref,
        trailer);
    write_stream(number, keys, deflate(table));
    write(fmt::format("startxref\n{}\n%%EOF\n", start));
    out_.close();
    if (!out_) {
        throw Error(
            ErrorCode::render_failed,
            {"writing the PDF",
             "the structure tree cannot be written",
             path_.string(),
             "is the disk full?"});
    }
}

} // namespace tickmark::pdf
