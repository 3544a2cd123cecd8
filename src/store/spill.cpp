#include "store/spill.hpp"

#include "tickmark/base/error.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <istream>

namespace tickmark::store {

namespace {

constexpr std::size_t block_size = std::size_t{64} << 10U;
constexpr std::size_t head_size = 2 * sizeof(std::uint32_t);

void append_size(std::string& out, std::size_t size) {
    const auto number = static_cast<std::uint32_t>(size);
    std::array<char, sizeof number> bytes{};
    std::memcpy(bytes.data(), &number, sizeof number);
    out.append(bytes.data(), bytes.size());
}

std::size_t size_at(const char* place) {
    std::uint32_t number = 0;
    std::memcpy(&number, place, sizeof number);
    return number;
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
    run_.reset();
    for (const std::string& run : runs_) {
        std::error_code ignored;
        std::filesystem::remove(run, ignored);
    }
}

std::string_view Spill::key_of(const Item& item) const {
    return std::string_view(piece_).substr(item.at + head_size, item.key_size);
}

void Spill::add(std::string_view key, std::string_view body) {
    if (!items_.empty() || !runs_.empty()) {
        const int order = key.compare(last_key_);
        ascending_ = ascending_ && order > 0;
        piece_ascending_ = piece_ascending_ && (items_.empty() || order >= 0);
    }
    last_key_ = key;
    const std::size_t at = piece_.size();
    append_size(piece_, key.size());
    append_size(piece_, body.size());
    piece_ += key;
    piece_ += body;
    items_.push_back({at, key.size(), piece_.size() - at});
    if (piece_.size() >= piece_size_) {
        write_piece();
    }
}

void Spill::write_piece() {
    if (items_.empty()) {
        return;
    }
    if (!piece_ascending_) {
        std::stable_sort(items_.begin(), items_.end(), [this](const Item& one, const Item& other) {
            return key_of(one) < key_of(other);
        });
    }
    if (run_ == nullptr || key_of(items_.front()) < run_last_) {
        close_run();
        runs_.push_back(path_ + "." + std::to_string(runs_.size()));
        run_ = std::make_unique<FileWriter>(runs_.back(), Lasting::no);
    }
    run_last_ = key_of(items_.back());
    if (piece_ascending_) {
        run_->write(piece_);
    } else {
        for (const Item& item : items_) {
            run_->write(std::string_view(piece_).substr(item.at, item.size));
        }
    }
    piece_.clear();
    items_.clear();
    piece_ascending_ = true;
}

void Spill::close_run() {
    if (run_ != nullptr) {
        run_->close();
        run_.reset();
    }
}

std::unique_ptr<SpillReader> Spill::read() {
    write_piece();
    close_run();
    return std::make_unique<SpillReader>(runs_);
}

} // namespace tickmark::store
