#pragma once

#include <cstddef>
#include <functional>
#include <future>
#include <utility>
#include <vector>

namespace tickmark::store {

/// Makes items on a thread of its own, a batch beside the use of the batch before. Items are used
/// again, so that their texts keep their room.
///
/// Errors: of making them, from `next`
template <class Item>
class Ahead {
public:
    /// `make` fills an item; false at the end.
    explicit Ahead(std::function<bool(Item&)> make) : make_(std::move(make)) { start(); }

    /// The next item, which stands until the next call; null at the end.
    Item* next() {
        if (at_ == count_ && !take()) {
            return nullptr;
        }
        return &ready_[at_++];
    }

private:
    static constexpr std::size_t batch_size = 1'024;

    void start() {
        making_.resize(batch_size);
        maker_ = std::async(std::launch::async, [this] {
            std::size_t made = 0;
            while (made < batch_size && make_(making_[made])) {
                ++made;
            }
            return made;
        });
    }

    bool take() {
        if (!maker_.valid()) {
            return false;
        }
        count_ = maker_.get();
        at_ = 0;
        std::swap(ready_, making_);
        if (count_ == batch_size) {
            start();
        }
        return count_ > 0;
    }

    std::function<bool(Item&)> make_;
    std::vector<Item> ready_;
    std::size_t count_ = 0; ///< of `ready_`
    std::size_t at_ = 0;
    std::vector<Item> making_;
    std::future<std::size_t> maker_; ///< last: it ends before what it works on goes
};

} // namespace tickmark::store
