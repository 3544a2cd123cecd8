#include "store/row_digest.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tickmark::store {

namespace {

/// Adds a number in the form that SQLite gives back for it.
template <class Number>
void add_number(PieceText& out, const std::string& text) {
    Number number{};
    const char* end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, number);
    if (failed != std::errc() || stop != end) {
        throw Error(
            ErrorCode::internal,
            {"keeping a record", "'" + text + "' is not a number that its column holds", "", ""});
    }
    std::array<char, 40> buffer{};
    const char* last = std::to_chars(buffer.begin(), buffer.end(), number).ptr;
    out.add({buffer.data(), static_cast<std::size_t>(last - buffer.data())});
}

} // namespace

RowDigester::RowDigester(const std::vector<StoredField>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        Place& place = places_.emplace_back();
        place.field = fields[i].name;
        place.name.add(place.field);
        place.at = i;
        if (fields[i].type != "TEXT") {
            place.form = fields[i].type == "REAL" ? Form::real : Form::whole;
        }
    }
    std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
        return a.field < b.field;
    });
}

Digest RowDigester::digest(const std::string& key, const std::vector<SqlValue>& values) {
    text_.clear();
    text_.add(key);
    for (const Place& place : places_) {
        const SqlValue& value = values.at(place.at);
        if (!value) {
            continue;
        }
        text_.add(place.name);
        switch (place.form) {
        case Form::as_it_is:
            text_.add(*value);
            break;
        case Form::real:
            add_number<double>(text_, *value);
            break;
        case Form::whole:
            add_number<std::int64_t>(text_, *value);
            break;
        }
    }
    return sha256(text_.text());
}

std::string_view bytes_of(const Digest& digest) {
    const Digest::Bytes& bytes = digest.bytes();
    return {
        reinterpret_cast<const char*>(bytes.data()), bytes.size()}; // NOLINT(*-reinterpret-cast)
}

bool is_digest(const SqlValue& kept, const Digest& digest) {
    return kept && (*kept == bytes_of(digest) || *kept == digest.hex());
}

} // namespace tickmark::store
