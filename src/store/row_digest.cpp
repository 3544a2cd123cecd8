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
        places_.push_back({fields[i].name, i, fields[i].type, fields[i].type == "TEXT"});
    }
    std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
        return a.name < b.name;
    });
}

void RowDigester::add(std::string_view piece) {
    std::array<char, 20> size{};
    const auto end = std::to_chars(size.begin(), size.end(), piece.size()).ptr;
    text_.append(size.begin(), end);
    text_ += ':';
    text_ += piece;
    text_ += ';';
}

Digest RowDigester::digest(const std::string& key, const std::vector<SqlValue>& values) {
    text_.clear();
    add(key);
    for (const Place& place : places_) {
        const SqlValue& value = values.at(place.at);
        if (value) {
            add(place.name);
            add(place.is_text ? *value : *canonical(value, place.type));
        }
    }
    return sha256(text_);
}

} // namespace tickmark::store
