#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace tickmark {

/// Makes items on a thread of its own, a few batches ahead of their use. Items are used again, so
/// that their texts keep their room, and are never moved; batches are small in items and in bytes.
///
/// Errors: of making them, from `next`, after the items made before
template <class Item>
class Ahead {
public:
    /// `make` fills an item and gives its size in bytes, about; 0 at the end.
    explicit Ahead(std::function<std::size_t(Item&)> make) :
        make_(std::move(make)), maker_([this] { make_all(); }) {}
    ~Ahead() {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            is_left_ = true;
        }
        changed_.notify_all();
        maker_.join();
    }
    Ahead(const Ahead&) = delete;
    Ahead& operator=(const Ahead&) = delete;
    Ahead(Ahead&&) = delete;
    Ahead& operator=(Ahead&&) = delete;

    /// The next item, which stands until the next call; null at the end.
    Item* next() {
        while (at_ == batches_[using_].count) {
            if (!take()) {
                return nullptr;
            }
        }
        return &batches_[using_].items[at_++];
    }

private:
    static constexpr std::size_t batch_count = 3;
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
            items.reserve(most_items);
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

    static std::size_t after(std::size_t batch) { return (batch + 1) % batch_count; }

    /// On the thread: fills one batch after the other, all but the one in use.
    void make_all() {
        std::unique_lock<std::mutex> lock(mutex_);
        for (std::size_t filling = after(0); !is_left_; filling = after(filling)) {
            lock.unlock();
            Batch& batch = batches_[filling];
            try {
                batch.fill(make_);
            } catch (...) {
                batch.fault = std::current_exception();
            }
            const bool is_end = batch.is_last || batch.fault;
            lock.lock();
            ++made_;
            changed_.notify_all();
            if (is_end) {
                return;
            }
            changed_.wait(lock, [&] { return is_left_ || made_ < batch_count - 1; });
        }
    }

    /// Gives the batch in use back and waits for the next.
    bool take() {
        const Batch& used = batches_[using_];
        if (used.fault) {
            std::rethrow_exception(used.fault);
        }
        if (used.is_last) {
            return false;
        }
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [&] { return made_ > 0; });
        --made_;
        using_ = after(using_);
        at_ = 0;
        changed_.notify_all();
        return true;
    }

    std::function<std::size_t(Item&)> make_;
    std::array<Batch, batch_count> batches_; ///< a ring; the first is empty when it begins
    std::size_t using_ = 0;
    std::size_t at_ = 0; ///< in the batch in use
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t made_ = 0; ///< batches that wait for their use
    bool is_left_ = false; ///< nothing more will be asked for
    std::thread maker_;    ///< last: it works on all of the above
};

} // namespace tickmark
