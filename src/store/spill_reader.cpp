#include "store/spill_reader.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"

#include <algorithm>
#include <cstring>
#include <istream>
#include <utility>

namespace tickmark::store {

namespace {

constexpr std::size_t block_size = std::size_t{64} << 10U;

} // namespace

std::uint64_t front_of(std::string_view key) {
    constexpr unsigned bits_of_byte = 8;
    std::uint64_t front = 0;
    for (std::size_t i = 0; i < sizeof front; ++i) {
        const auto byte = i < key.size() ? static_cast<unsigned char>(key[i]) : 0U;
        front = (front << bits_of_byte) | byte;
    }
    return front;
}

/// One file, read in blocks.
class SpillReader::Run {
public:
    Run(const std::string& path, std::size_t number) : in_(open_input(path)), number_(number) {}

    bool next() {
        at_ += size_;
        size_ = 0;
        if (!have(sizeof head_)) {
            return false;
        }
        std::memcpy(&head_, &block_[at_], sizeof head_);
        size_ = sizeof head_ + head_.key_size + head_.body_size;
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
        return std::string_view(block_).substr(at_ + sizeof head_, head_.key_size);
    }
    std::string_view body() const {
        return std::string_view(block_).substr(
            at_ + sizeof head_ + head_.key_size, head_.body_size);
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
    SpillHead head_;          ///< of the item
    std::uint64_t front_ = 0; ///< of its key
    std::size_t at_ = 0;      ///< of the item
    std::size_t size_ = 0;    ///< of the item
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

} // namespace tickmark::store
