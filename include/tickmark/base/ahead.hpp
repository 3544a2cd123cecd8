#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <utility>
#include <vector>

namespace tickmark {

/// Makes items on a thread of its own, a batch beside the use of the batch before. Items are used
/// again, so that their texts keep their room; batches are small in items and in bytes.
///
/// Errors: of making them, from `next`, after the items made before
template <class Item>
class Ahead {
public:
    /// `make` fills an item and gives its size in bytes, about; 0 at the end.
    explicit Ahead(std::function<std::size_t(Item&)> make) : make_(std::move(make)) { start(); }

    /// The next item, which stands until the next call; null at the end.
    Item* next() {
        if (at_ == ready_.count && !take()) {
            return nullptr;
        }
        return &ready_.items[at_++];
    }

private:
    static constexpr std::size_t most_items = 1'024;
    static constexpr std::size_t most_bytes = std::size_t{1} << 20U;

    struct Batch {
        std::vector<Item> items; ///< its first `count`; the rest are used again
        std::size_t count = 0;
        std::size_t bytes = 0; ///< that went through it since it was emptied
        bool is_last = false;
        std::exception_ptr fault;

        void fill(const std::function<std::size_t(Item&)>& make) {
            if (bytes > 16 * most_bytes) {
                items = {}; // or else the room of the largest of many would add up
                bytes = 0;
            }
            count = 0;
            std::size_t added = 0;
            while (count < most_items && added < most_bytes) {
                if (count == items.size()) {
                    items.emplace_back();
                }
                const std::size_t size = make(items[count]);
                if (size == 0) {
                    is_last = true;
                    break;
                }
                added += size;
                ++count;
            }
            bytes += added;
        }
    };

    void start() {
        maker_ = std::async(std::launch::async, [this] {
            try {
                making_.fill(make_);
            } catch (...) {
                making_.fault = std::current_exception();
            }
        });
    }

    bool take() {
        if (ready_.fault) {
            std::rethrow_exception(ready_.fault);
        }
        if (!maker_.valid()) {
            return false;
        }
        maker_.get();
        at_ = 0;
        std::swap(ready_, making_);
        if (!ready_.is_last && !ready_.fault) {
            start();
        }
        if (ready_.count == 0 && ready_.fault) {
            std::rethrow_exception(ready_.fault);
        }
        return ready_.count > 0;
    }

    std::function<std::size_t(Item&)> make_;
    Batch ready_;
    std::size_t at_ = 0;
    Batch making_;
    std::future<void> maker_; ///< last: it ends before what it works on goes
};

} // namespace tickmark
