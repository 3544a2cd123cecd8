#include "store/spill.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <utility>

namespace tickmark::store {

Spill::Spill(std::string path, std::size_t piece_size) :
    path_(std::move(path)), piece_size_(piece_size) {}

Spill::~Spill() {
    if (writer_.valid()) {
        writer_.wait();
    }
    run_.reset();
    for (const std::string& run : runs_) {
        std::error_code ignored;
        std::filesystem::remove(run, ignored);
    }
}

std::string_view Spill::Piece::key_of(const Item& item) const {
    return std::string_view(bytes).substr(item.at + sizeof(SpillHead), item.key_size);
}

void Spill::Piece::sort() {
    std::sort(items.begin(), items.end(), [this](const Item& one, const Item& other) {
        if (one.front != other.front) {
            return one.front < other.front;
        }
        const int order = key_of(one).compare(key_of(other));
        return order < 0 || (order == 0 && one.at < other.at);
    });
}

std::string& Spill::begin_item(std::string_view key) {
    if (started_) {
        const int order = key.compare(last_key_);
        ascending_ = ascending_ && order > 0;
        piece_.ascending = piece_.ascending && (piece_.items.empty() || order >= 0);
    }
    started_ = true;
    last_key_ = key;
    std::string& bytes = piece_.bytes;
    if (piece_.items.empty()) {
        bytes.reserve(piece_size_);
    }
    piece_.items.push_back(
        {front_of(key), bytes.size(), static_cast<std::uint32_t>(key.size()), 0});
    bytes.append(sizeof(SpillHead), '\0');
    bytes += key;
    return bytes;
}

void Spill::end_item() {
    Item& item = piece_.items.back();
    item.size = static_cast<std::uint32_t>(piece_.bytes.size() - item.at);
    const SpillHead head{
        item.key_size, item.size - static_cast<std::uint32_t>(sizeof(SpillHead)) - item.key_size};
    std::memcpy(&piece_.bytes[item.at], &head, sizeof head);
    if (piece_.bytes.size() >= piece_size_) {
        hand_over();
    }
}

/// Gives the piece to the writer, once it has written the one before.
void Spill::hand_over() {
    if (writer_.valid()) {
        writer_.get();
    }
    std::swap(piece_, writing_);
    piece_.bytes.clear();
    piece_.items.clear();
    piece_.ascending = true;
    writer_ = std::async(std::launch::async, [this] { write_piece(); });
}

void Spill::write_piece() {
    Piece& piece = writing_;
    if (piece.items.empty()) {
        return;
    }
    if (!piece.ascending) {
        piece.sort();
    }
    if (run_ == nullptr || piece.key_of(piece.items.front()) < run_last_) {
        close_run();
        runs_.push_back(path_ + "." + std::to_string(runs_.size()));
        run_ = std::make_unique<FileWriter>(runs_.back(), Lasting::no);
    }
    run_last_ = piece.key_of(piece.items.back());
    if (piece.ascending) {
        run_->write(piece.bytes);
        return;
    }
    for (const Item& item : piece.items) {
        run_->write(std::string_view(piece.bytes).substr(item.at, item.size));
    }
}

void Spill::close_run() {
    if (run_ != nullptr) {
        run_->close();
        run_.reset();
    }
}

std::unique_ptr<SpillReader> Spill::read() {
    hand_over();
    writer_.get();
    close_run();
    piece_ = {};
    writing_ = {};
    return std::make_unique<SpillReader>(runs_);
}

} // namespace tickmark::store
