#include "store/spill.hpp"

#include "tickmark/base/error.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <istream>
#include <utility>

namespace tickmark::store {

namespace {

constexpr std::size_t block_size = std::size_t{64} << 10U;
constexpr std::size_t head_size = 2 * sizeof(std::uint32_t);

void put_size(char* place, std::size_t size) {
    const auto number = static_cast<std::uint32_t>(size);
    std::memcpy(place, &number, sizeof number);
}

std::size_t size_at(const char* place) {
    std::uint32_t number = 0;
    std::memcpy(&number, place, sizeof number);
    return number;
}

/// The first bytes of a key as a number; numbers that differ sort as their keys do.
std::uint64_t front_of(std::string_view key) {
    constexpr unsigned bits_of_byte = 8;
    std::uint64_t front = 0;
    for (std::size_t i = 0; i < sizeof front; ++i) {
        const auto byte = i < key.size() ? static_cast<unsigned char>(key[i]) : 0U;
        front = (front << bits_of_byte) | byte;
    }
    return front;
}

} // namespace

/// One file, read in blocks.
class SpillReader::Run {
public:
    explicit Run(const std::string& path) : in_(open_input(path)) {}

    bool next() {
        at_ += size_;
        size_ = 0;
        if (!have(head_size)) {
            return false;
        }
        key_size_ = size_at(&block_[at_]);
        size_ = head_size + key_size_ + size_at(&block_[at_ + sizeof(std::uint32_t)]);
        if (!have(size_)) {
            throw Error(
                ErrorCode::store_io, {"reading staged rows", "a file was cut short", "", ""});
        }
        return true;
    }

    std::string_view key() const {
        return std::string_view(block_).substr(at_ + head_size, key_size_);
    }
    std::string_view body() const {
        return std::string_view(block_).substr(
            at_ + head_size + key_size_, size_ - head_size - key_size_);
    }

private:
    /// Whether `count` bytes stand from `at_` on, after reading on.
    bool have(std::size_t count) {
        if (block_.size() - at_ >= count) {
            return true;
        }
        block_.erase(0, at_);
        at_ = 0;
        while (block_.size() < count && *in_) {
            const std::size_t kept = block_.size();
            block_.resize(kept + std::max(block_size, count - kept));
            in_->read(&block_[kept], static_cast<std::streamsize>(block_.size() - kept));
            block_.resize(kept + static_cast<std::size_t>(in_->gcount()));
        }
        return block_.size() >= count;
    }

    std::unique_ptr<std::istream> in_;
    std::string block_;
    std::size_t at_ = 0;       ///< of the item
    std::size_t size_ = 0;     ///< of the item
    std::size_t key_size_ = 0; ///< of the item
};

SpillReader::SpillReader(const std::vector<std::string>& runs) {
    for (const std::string& run : runs) {
        runs_.push_back(std::make_unique<Run>(run));
    }
}

SpillReader::~SpillReader() = default;

bool SpillReader::comes_later(std::size_t one, std::size_t other) const {
    const int order = runs_[one]->key().compare(runs_[other]->key());
    return order > 0 || (order == 0 && one > other);
}

bool SpillReader::next() {
    const auto later = [this](std::size_t one, std::size_t other) {
        return comes_later(one, other);
    };
    const auto put = [&](std::size_t run) {
        if (runs_[run]->next()) {
            heap_.push_back(run);
            std::push_heap(heap_.begin(), heap_.end(), later);
        }
    };
    if (started_ && current_ < runs_.size()) {
        put(current_);
    } else if (!started_) {
        started_ = true;
        for (std::size_t run = 0; run < runs_.size(); ++run) {
            put(run);
        }
    }
    if (heap_.empty()) {
        current_ = runs_.size();
        return false;
    }
    std::pop_heap(heap_.begin(), heap_.end(), later);
    current_ = heap_.back();
    heap_.pop_back();
    key_ = runs_[current_]->key();
    body_ = runs_[current_]->body();
    return true;
}

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
    return std::string_view(bytes).substr(item.at + head_size, item.key_size);
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
    bytes.append(head_size, '\0');
    bytes += key;
    return bytes;
}

void Spill::end_item() {
    Item& item = piece_.items.back();
    const std::size_t size = piece_.bytes.size() - item.at;
    item.size = static_cast<std::uint32_t>(size);
    put_size(&piece_.bytes[item.at], item.key_size);
    put_size(&piece_.bytes[item.at + sizeof(std::uint32_t)], size - head_size - item.key_size);
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
