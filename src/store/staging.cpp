#include "store/staging.hpp"

#include "tickmark/base/json.hpp"

#include "store/staged_text.hpp"
#include <fmt/format.h>
#include <sstream>
#include <utility>

namespace tickmark::store {

namespace {

constexpr std::size_t longest_reject_text = 2'000;

/// No value is 0, a text one more than its size.
void put_value(StagedParts& parts, const SqlValue& value) {
    parts.put(value ? std::uint64_t{value->size()} + 1 : 0);
    if (value) {
        parts.put_bytes(*value);
    }
}

SqlCell take_value(std::string_view& rest, CellType type) {
    const std::uint64_t taken = take_number(rest);
    return taken == 0 ? SqlCell() : cell_of(type, take_bytes(rest, taken - 1));
}

std::size_t most_bytes(const Record& record) {
    std::size_t bytes = 3 * longest_number + record.locator.size();
    for (const StoredValue& value : record.values) {
        bytes += longest_number + (value ? value->size() : 0);
    }
    return bytes;
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

/// A cell as a member of a JSON object.
struct Member {
    JsonWriter& json;
    const std::string& name;

    void operator()(std::monostate) const {}
    void operator()(std::string_view text) const { json.member(name, text); }
    void operator()(const SqlBytes& cell) const { json.member(name, cell.bytes); }
    void operator()(std::int64_t number) const { json.member(name, std::to_string(number)); }
    void operator()(double number) const { json.member(name, fmt::format("{}", number)); }
};

/// A staged row as a JSON object, for the reject that it becomes.
std::string row_text(const std::vector<SqlCell>& values, const std::vector<StoredField>& fields) {
    std::ostringstream text;
    JsonWriter json(text, 0);
    json.begin_object();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        std::visit(Member{json, fields[i].name}, values[i]);
    }
    json.end_object();
    return text.str();
}

} // namespace

StagedRows::StagedRows(std::unique_ptr<SpillReader> items, const std::vector<StoredField>& fields) :
    items_(std::move(items)), values_(fields.size()) {
    types_.reserve(fields.size());
    for (const StoredField& field : fields) {
        types_.push_back(cell_type(field));
    }
}

bool StagedRows::next(StagedRow& row, bool& repeats) {
    if (!items_->next()) {
        return false;
    }
    const std::string_view key = items_->key();
    const std::string_view body = items_->body();
    repeats = started_ && key == last_key_;
    started_ = true;
    last_key_ = key;
    row.text.assign(key).append(body);
    std::string_view rest = row.text;
    row.key = rest.substr(0, key.size());
    rest.remove_prefix(key.size());
    row.number = static_cast<std::int64_t>(take_number(rest));
    row.payload = take_number(rest);
    row.locator = take_text(rest);
    for (std::size_t i = 0; i < types_.size(); ++i) {
        values_[i] = take_value(rest, types_[i]);
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
    is_filled_(fields_.size()),
    spilled_rows_(path + ".rows"),
    spilled_rejects_(path + ".rejects") {}

std::vector<std::size_t> Staging::filled() const {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < is_filled_.size(); ++i) {
        if (is_filled_[i] != 0) {
            places.push_back(i);
        }
    }
    return places;
}

void Staging::add(const Record& record, std::size_t payload) {
    {
        StagedParts body(spilled_rows_.begin_item(record.key), most_bytes(record));
        body.put(static_cast<std::uint64_t>(++next_));
        body.put(std::uint64_t{payload});
        body.put(record.locator);
        for (std::size_t i = 0; i < record.values.size(); ++i) {
            put_value(body, record.values[i]);
            if (record.values[i]) {
                is_filled_[i] = 1;
            }
        }
    }
    spilled_rows_.end_item();
    ++rows_;
}

void Staging::add_reject(std::int64_t number, const StagedReject& reject) {
    const std::string text = shortened(reject.text);
    {
        StagedParts body(
            spilled_rejects_.begin_item(key_of_number(number)),
            4 * longest_number + reject.locator.size() + reject.reason.size() + text.size());
        body.put(std::uint64_t{reject.payload});
        body.put(reject.locator);
        body.put(reject.reason);
        body.put(text);
    }
    spilled_rejects_.end_item();
    ++rejects_;
}

void Staging::reject(const Reject& reject, std::size_t payload) {
    add_reject(++next_, {payload, reject.locator, reject.reason, reject.text});
}

bool Staging::has_repeats() {
    if (spilled_rows_.ascending()) {
        return false;
    }
    const auto items = spilled_rows_.read();
    std::string last;
    for (bool started = false; items->next(); started = true) {
        if (started && items->key() == last) {
            return true;
        }
        last = items->key();
    }
    return false;
}

void Staging::seal() {
    if (!has_repeats()) {
        return;
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
        std::string why = "the key '" + std::string(row.key) + "' was read before, at " + locator;
        if (payload != row.payload) {
            why += " of payload " + std::to_string(payload + 1);
        }
        add_reject(
            row.number,
            {row.payload, std::string(row.locator), why, row_text(all.values(), fields_)});
        --rows_;
    }
}

void Staging::each_reject(const std::function<void(const StagedReject&)>& use) {
    const auto items = spilled_rejects_.read();
    StagedReject reject;
    while (items->next()) {
        std::string_view rest = items->body();
        reject.payload = take_number(rest);
        reject.locator = take_text(rest);
        reject.reason = take_text(rest);
        reject.text = take_text(rest);
        use(reject);
    }
}

} // namespace tickmark::store
