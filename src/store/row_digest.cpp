#include "store/row_digest.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tickmark::store {

namespace {

/// A cell as a piece, in the form that SQLite gives back for it.
struct Piece {
    PieceText& out;

    void operator()(std::monostate) const {}
    void operator()(std::string_view text) const { out.add(text); }
    void operator()(const SqlBytes& cell) const { out.add(cell.bytes); }
    void operator()(std::int64_t number) const { add_number(number); }
    void operator()(double number) const { add_number(number); }

private:
    template <class Number>
    void add_number(Number number) const {
        std::array<char, 40> buffer{};
        const char* last = std::to_chars(buffer.begin(), buffer.end(), number).ptr;
        out.add({buffer.data(), static_cast<std::size_t>(last - buffer.data())});
    }
};

} // namespace

RowDigester::RowDigester(const std::vector<StoredField>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        Place& place = places_.emplace_back();
        place.field = fields[i].name;
        place.name.add(place.field);
        place.at = i;
    }
    std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
        return a.field < b.field;
    });
}

Digest RowDigester::digest(std::string_view key, const std::vector<SqlCell>& values) {
    text_.clear();
    text_.add(key);
    for (const Place& place : places_) {
        const SqlCell& value = values[place.at];
        if (!std::holds_alternative<std::monostate>(value)) {
            text_.add(place.name);
            std::visit(Piece{text_}, value);
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
