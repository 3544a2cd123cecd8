#include "store/row_digest.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tickmark::store {

namespace {

template <class Number>
Number number_of(const std::string& text, const std::string& type) {
    Number number{};
    const char* end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, number);
    if (failed != std::errc() || stop != end) {
        throw Error(
            ErrorCode::internal,
            {"keeping a record", "'" + text + "' does not fit a column of type " + type, "", ""});
    }
    return number;
}

template <class Number>
std::string text_of(Number number) {
    std::array<char, 40> buffer{};
    const auto [stop, failed] = std::to_chars(buffer.begin(), buffer.end(), number);
    return {buffer.begin(), stop};
}

} // namespace

SqlValue canonical(const SqlValue& value, const std::string& type) {
    if (!value || type == "TEXT") {
        return value;
    }
    if (type == "REAL") {
        return text_of(number_of<double>(*value, type));
    }
    return text_of(number_of<std::int64_t>(*value, type));
}

RowDigester::RowDigester(const std::vector<StoredField>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        places_.push_back({fields[i].name, i, fields[i].type});
    }
    std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
        return a.name < b.name;
    });
}

Digest RowDigester::digest(const std::string& key, const std::vector<SqlValue>& values) const {
    // One buffer and one call: a load digests a million rows.
    std::string text;
    const auto add = [&](const std::string& piece) {
        text += std::to_string(piece.size());
        text += ':';
        text += piece;
        text += ';';
    };
    add(key);
    for (const Place& place : places_) {
        if (const SqlValue value = canonical(values.at(place.at), place.type)) {
            add(place.name);
            add(*value);
        }
    }
    return sha256(text);
}

} // namespace tickmark::store
