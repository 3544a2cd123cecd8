#include "database_line_internal.hpp"
#include <charconv>
#include <nlohmann/json.hpp>

namespace tickmark {

namespace {

using Json = nlohmann::json;

bool take(std::string_view& rest, std::string_view word) {
    if (!rest.starts_with(word)) {
        return false;
    }
    rest.remove_prefix(word.size());
    return true;
}

/// What an escape of one letter stands for; 0 for the others.
char short_escape(char letter) {
    switch (letter) {
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case '"':
    case '\\':
        return letter;
    default:
        return 0;
    }
}

/// An escape after its backslash: one letter, or `u` and four digits below 0x80.
bool take_escape(std::string_view& rest, std::string& text) {
    if (rest.empty()) {
        return false;
    }
    if (const char letter = short_escape(rest.front())) {
        text += letter;
        rest.remove_prefix(1);
        return true;
    }
    constexpr std::size_t length = 5;
    constexpr int base = 16;
    constexpr unsigned first_long = 0x80;
    unsigned code = first_long;
    if (rest.front() != 'u' || rest.size() < length) {
        return false;
    }
    const char* end = rest.data() + length;
    const auto read = std::from_chars(rest.data() + 1, end, code, base);
    if (read.ptr != end || code >= first_long) {
        return false;
    }
    text += static_cast<char>(code);
    rest.remove_prefix(length);
    return true;
}

/// The rest of a text after its opening quote, and the closing one.
bool take_text(std::string_view& rest, std::string& text) {
    text.clear();
    for (;;) {
        const std::size_t quote = rest.find('"');
        if (quote == std::string_view::npos) {
            return false;
        }
        const std::size_t escape = rest.substr(0, quote).find('\\');
        const bool ends = escape == std::string_view::npos;
        const std::size_t at = ends ? quote : escape;
        text += rest.substr(0, at);
        rest.remove_prefix(at + 1);
        if (ends) {
            return true;
        }
        if (!take_escape(rest, text)) {
            return false;
        }
    }
}

bool take_cell(std::string_view& rest, DatabaseCell& cell) {
    if (take(rest, "\"")) {
        cell.kind = DatabaseCell::Kind::text;
        return take_text(rest, cell.text);
    }
    if (take(rest, "null")) {
        cell.kind = DatabaseCell::Kind::null;
        return true;
    }
    cell.kind = DatabaseCell::Kind::bytes;
    return take(rest, "{\"bytes\":\"") && take_text(rest, cell.text) && take(rest, "}");
}

bool read_as_written(std::string_view line, std::vector<DatabaseCell>& cells) {
    std::size_t count = 0;
    bool more = take(line, "[");
    while (more) {
        if (count == cells.size()) {
            cells.emplace_back();
        }
        if (!take_cell(line, cells[count])) {
            return false;
        }
        ++count;
        more = take(line, ",");
    }
    cells.resize(count);
    return line == "]";
}

bool read_any(std::string_view line, std::vector<DatabaseCell>& cells) {
    const Json values = Json::parse(line, nullptr, false);
    if (!values.is_array()) {
        return false;
    }
    cells.clear();
    for (const Json& value : values) {
        if (value.is_null()) {
            cells.push_back({DatabaseCell::Kind::null, {}});
        } else if (value.is_string()) {
            cells.push_back({DatabaseCell::Kind::text, value.get<std::string>()});
        } else if (value.is_object() && value.value("bytes", Json()).is_string()) {
            cells.push_back({DatabaseCell::Kind::bytes, value["bytes"].get<std::string>()});
        } else {
            return false;
        }
    }
    return true;
}

} // namespace

bool read_database_line(std::string_view line, std::vector<DatabaseCell>& cells) {
    return read_as_written(line, cells) || read_any(line, cells);
}

} // namespace tickmark
