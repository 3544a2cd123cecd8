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

bool take(std::string_view& rest, char sign) {
    if (rest.empty() || rest.front() != sign) {
        return false;
    }
    rest.remove_prefix(1);
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
        const std::size_t at = rest.find_first_of("\"\\");
        if (at == std::string_view::npos) {
            return false;
        }
        const bool ends = rest[at] == '"';
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

/// The same where the line has no escape.
bool take_plain_text(std::string_view& rest, std::string& text) {
    const std::size_t quote = rest.find('"');
    if (quote == std::string_view::npos) {
        return false;
    }
    text.assign(rest.substr(0, quote));
    rest.remove_prefix(quote + 1);
    return true;
}

class Line {
public:
    explicit Line(std::string_view line) :
        rest_(line), has_escapes_(line.find('\\') != std::string_view::npos) {}

    bool read(std::vector<DatabaseCell>& cells) {
        std::size_t count = 0;
        bool more = take(rest_, '[');
        while (more) {
            if (count == cells.size()) {
                cells.emplace_back();
            }
            if (!read_cell(cells[count])) {
                return false;
            }
            ++count;
            more = take(rest_, ',');
        }
        cells.resize(count);
        return rest_ == "]";
    }

private:
    bool read_text(std::string& text) {
        return has_escapes_ ? take_text(rest_, text) : take_plain_text(rest_, text);
    }

    bool read_cell(DatabaseCell& cell) {
        if (take(rest_, '"')) {
            cell.kind = DatabaseCell::Kind::text;
            return read_text(cell.text);
        }
        if (take(rest_, "null")) {
            cell.kind = DatabaseCell::Kind::null;
            return true;
        }
        cell.kind = DatabaseCell::Kind::bytes;
        return take(rest_, "{\"bytes\":\"") && read_text(cell.text) && take(rest_, '}');
    }

    std::string_view rest_;
    bool has_escapes_;
};

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
    return Line(line).read(cells) || read_any(line, cells);
}

} // namespace tickmark
