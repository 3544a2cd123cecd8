#include "tickmark/base/json.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include <fmt/format.h>
#include <ostream>

namespace tickmark {

namespace {

void require(bool in_order) {
    if (!in_order) {
        throw Error(ErrorCode::internal, {"writing JSON", "calls out of order", "", ""});
    }
}

/// An ASCII sign that stands for itself in a JSON string.
bool is_plain(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

void append_escaped(std::string& out, char32_t c) {
    switch (c) {
    case U'"':
        out += "\\\"";
        return;
    case U'\\':
        out += "\\\\";
        return;
    case U'\n':
        out += "\\n";
        return;
    case U'\r':
        out += "\\r";
        return;
    case U'\t':
        out += "\\t";
        return;
    default:
        break;
    }
    if (c < 0x20 || c == 0x7F) {
        out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(c));
    } else {
        append_utf8(out, c);
    }
}

} // namespace

std::string json_quote(std::string_view text) {
    std::string out = "\"";
    out.reserve(text.size() + 2);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        while (at < text.size() && is_plain(text[at])) {
            ++at;
        }
        out += text.substr(start, at - start);
        if (at < text.size()) {
            append_escaped(out, next_code_point(text, at));
        }
    }
    out += '"';
    return out;
}

void JsonWriter::line_break() {
    if (indent_ > 0) {
        out_ << '\n' << std::string(levels_.size() * static_cast<std::size_t>(indent_), ' ');
    }
}

void JsonWriter::before_value() {
    if (levels_.empty()) {
        return;
    }
    Level& level = levels_.back();
    if (!level.is_array) {
        require(level.awaits_value);
        level.awaits_value = false;
        return;
    }
    if (level.has_items) {
        out_ << ',';
    }
    level.has_items = true;
    line_break();
}

void JsonWriter::open(char bracket, bool is_array) {
    before_value();
    out_ << bracket;
    levels_.push_back({is_array, false, false});
}

void JsonWriter::close(char bracket, bool is_array) {
    require(!levels_.empty() && levels_.back().is_array == is_array);
    require(!levels_.back().awaits_value);
    const bool had_items = levels_.back().has_items;
    levels_.pop_back();
    if (had_items) {
        line_break();
    }
    out_ << bracket;
    if (levels_.empty() && indent_ > 0) {
        out_ << '\n';
    }
}

JsonWriter& JsonWriter::begin_object() {
    open('{', false);
    return *this;
}

JsonWriter& JsonWriter::end_object() {
    close('}', false);
    return *this;
}

JsonWriter& JsonWriter::begin_array() {
    open('[', true);
    return *this;
}

JsonWriter& JsonWriter::end_array() {
    close(']', true);
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    require(!levels_.empty() && !levels_.back().is_array && !levels_.back().awaits_value);
    if (levels_.back().has_items) {
        out_ << ',';
    }
    levels_.back().has_items = true;
    line_break();
    out_ << json_quote(name) << (indent_ > 0 ? ": " : ":");
    levels_.back().awaits_value = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    return number(json_quote(text));
}

JsonWriter& JsonWriter::value(std::int64_t number_value) {
    return number(std::to_string(number_value));
}

JsonWriter& JsonWriter::value(std::uint64_t number_value) {
    return number(std::to_string(number_value));
}

JsonWriter& JsonWriter::value(bool truth) {
    return number(truth ? "true" : "false");
}

JsonWriter& JsonWriter::null() {
    return number("null");
}

JsonWriter& JsonWriter::number(std::string_view literal) {
    before_value();
    out_ << literal;
    return *this;
}

} // namespace tickmark
