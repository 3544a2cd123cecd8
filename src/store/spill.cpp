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
    Run(const std::string& path, std::size_t number) : in_(open_input(path)), number_(number) {}

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
        front_ = front_of(key());
        return true;
    }

    /// Whether its item comes after that of another run; of one key the first comes first.
    bool comes_after(const Run& other) const {
        if (front_ != other.front_) {
            return front_ > other.front_;
        }
        const int order = key().compare(other.key());
        return order > 0 || (order == 0 && number_ > other.number_);
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
    std::size_t number_;
    std::string block_;
    std::uint64_t front_ = 0;  ///< of the item's key
    std::size_t at_ = 0;       ///< of the item
    std::size_t size_ = 0;     ///< of the item
    std::size_t key_size_ = 0; ///< of the item
};

SpillReader::SpillReader(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
        auto run = std::make_unique<Run>(file, runs_.size());
        if (run->next()) {
            runs_.push_back(std::move(run));
        }
    }
    std::make_heap(runs_.begin(), runs_.end(), later);
}

SpillReader::~SpillReader() = default;

bool SpillReader::later(const std::unique_ptr<Run>& one, const std::unique_ptr<Run>& other) {
    return one->comes_after(*other);
}

bool SpillReader::next() {
    if (std::exchange(started_, true) && !runs_.empty()) {
        advance();
    }
    if (runs_.empty()) {
        return false;
    }
    key_ = runs_.front()->key();
    body_ = runs_.front()->body();
    return true;
}

/// Moves the first run on and to where it belongs now.
void SpillReader::advance() {
    if (!runs_.front()->next()) {
        std::pop_heap(runs_.begin(), runs_.end(), later);
        runs_.pop_back();
        return;
    }
    for (std::size_t at = 0;;) {
        std::size_t first = 2 * at + 1;
        if (first >= runs_.size()) {
            return;
        }
        if (first + 1 < runs_.size() && later(runs_[first], runs_[first + 1])) {
            ++first;
        }
        if (!later(runs_[at], runs_[first])) {
            return;
        }
        std::swap(runs_[at], runs_[first]);
        at = first;
    }
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
