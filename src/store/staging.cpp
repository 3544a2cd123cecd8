#include "store/staging.hpp"

#include "tickmark/base/json.hpp"

#include <array>
#include <cstring>
#include <sstream>
#include <utility>

namespace tickmark::store {

namespace {

constexpr std::size_t longest_reject_text = 2'000;
constexpr std::size_t batch_rows = 1'024;
constexpr std::uint64_t no_value = ~std::uint64_t{0};

void put(std::string& out, std::uint64_t number) {
    std::array<char, sizeof number> bytes{};
    std::memcpy(bytes.data(), &number, sizeof number);
    out.append(bytes.data(), bytes.size());
}

void put(std::string& out, std::string_view text) {
    put(out, std::uint64_t{text.size()});
    out += text;
}

/// Takes what `put` wrote from the front.
std::uint64_t take_number(std::string_view& rest) {
    std::uint64_t number = 0;
    std::memcpy(&number, rest.data(), sizeof number);
    rest.remove_prefix(sizeof number);
    return number;
}

void take(std::string_view& rest, std::string& text) {
    const std::uint64_t size = take_number(rest);
    text.assign(rest.substr(0, size));
    rest.remove_prefix(size);
}

void take(std::string_view& rest, SqlValue& value) {
    const std::uint64_t size = take_number(rest);
    if (size == no_value) {
        value.reset();
        return;
    }
    if (!value) {
        value.emplace();
    }
    value->assign(rest.substr(0, size));
    rest.remove_prefix(size);
}

/// Keys that sort as the numbers do.
std::string key_of_number(std::int64_t number) {
    constexpr unsigned bits_of_byte = 8;
    auto rest = static_cast<std::uint64_t>(number);
    std::string key(sizeof rest, '\0');
    for (std::size_t i = key.size(); i-- > 0; rest >>= bits_of_byte) {
        key[i] = static_cast<char>(rest & 0xFFU);
    }
    return key;
}

/// Shortened to whole UTF-8 characters.
std::string shortened(std::string text) {
    if (text.size() > longest_reject_text) {
        std::size_t end = longest_reject_text;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        text.resize(end);
    }
    return text;
}

/// A staged row as a JSON object, for the reject that it becomes.
std::string row_text(const StagedRow& row, const std::vector<StoredField>& fields) {
    std::ostringstream text;
    JsonWriter json(text, 0);
    json.begin_object();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (const SqlValue& value = row.values[i]) {
            json.member(fields[i].name, *value);
        }
    }
    json.end_object();
    return text.str();
}

} // namespace

StagedRows::StagedRows(std::unique_ptr<SpillReader> items, std::size_t fields) :
    items_(std::move(items)), fields_(fields) {}

bool StagedRows::next(StagedRow& row, bool& repeats) {
    if (!items_->next()) {
        return false;
    }
    repeats = started_ && items_->key() == last_key_;
    started_ = true;
    last_key_ = items_->key();
    row.key = last_key_;
    std::string_view rest = items_->body();
    row.number = static_cast<std::int64_t>(take_number(rest));
    row.payload = take_number(rest);
    take(rest, row.digest);
    take(rest, row.locator);
    row.values.resize(fields_);
    for (SqlValue& value : row.values) {
        take(rest, value);
    }
    return true;
}

bool StagedRows::next(StagedRow& row) {
    bool repeats = false;
    do {
        if (!next(row, repeats)) {
            return false;
        }
    } while (repeats);
    return true;
}

Staging::Staging(const std::string& path, std::vector<StoredField> fields) :
    fields_(std::move(fields)),
    digester_(fields_),
    spilled_rows_(path + ".rows"),
    spilled_rejects_(path + ".rejects") {}

void Staging::add(const Record& record, std::size_t payload) {
    if (waiting_count_ == waiting_.size()) {
        waiting_.emplace_back();
    }
    Waiting& row = waiting_[waiting_count_++];
    row.record = record;
    row.payload = payload;
    row.number = ++next_;
    ++rows_;
    if (waiting_count_ == batch_rows) {
        hand_over();
    }
}

/// Gives what waits to the writer, once it has written what it had.
void Staging::hand_over() {
    if (writer_.valid()) {
        writer_.get();
    }
    std::swap(waiting_, writing_);
    const std::size_t count = std::exchange(waiting_count_, 0);
    writer_ = std::async(std::launch::async, [this, count] {
        for (std::size_t i = 0; i < count; ++i) {
            write(writing_[i]);
        }
    });
}

void Staging::write(const Waiting& row) {
    const Record& record = row.record;
    body_.clear();
    put(body_, static_cast<std::uint64_t>(row.number));
    put(body_, std::uint64_t{row.payload});
    put(body_, digester_.digest(record.key, record.values).hex());
    put(body_, record.locator);
    for (const StoredValue& value : record.values) {
        if (value) {
            put(body_, *value);
        } else {
            put(body_, no_value);
        }
    }
    spilled_rows_.add(record.key, body_);
}

void Staging::add_reject(std::int64_t number, const StagedReject& reject) {
    std::string body;
    put(body, std::uint64_t{reject.payload});
    put(body, reject.locator);
    put(body, reject.reason);
    put(body, shortened(reject.text));
    spilled_rejects_.add(key_of_number(number), body);
    ++rejects_;
}

void Staging::reject(const Reject& reject, std::size_t payload) {
    add_reject(++next_, {payload, reject.locator, reject.reason, reject.text});
}

void Staging::seal() {
    hand_over();
    writer_.get();
    if (spilled_rows_.ascending()) {
        return; // no key can have come twice
    }
    StagedRows all = in_order();
    StagedRow row;
    std::string locator;
    std::size_t payload = 0;
    bool repeats = false;
    while (all.next(row, repeats)) {
        if (!repeats) {
            locator = row.locator;
            payload = row.payload;
            continue;
        }
        std::string why = "the key '" + row.key + "' was read before, at " + locator;
        if (payload != row.payload) {
            why += " of payload " + std::to_string(payload + 1);
        }
        add_reject(row.number, {row.payload, row.locator, why, row_text(row, fields_)});
        --rows_;
    }
}

void Staging::each_reject(const std::function<void(const StagedReject&)>& use) {
    const auto items = spilled_rejects_.read();
    StagedReject reject;
    while (items->next()) {
        std::string_view rest = items->body();
        reject.payload = take_number(rest);
        take(rest, reject.locator);
        take(rest, reject.reason);
        take(rest, reject.text);
        use(reject);
    }
}

} // namespace tickmark::store
