#include "tickmark/base/text.hpp"

#include "ports/copied_line_internal.hpp"
#include <algorithm>

namespace tickmark::postgres {

namespace {

/// What a letter after a backslash stands for; 0 where a server writes no such escape.
char meaning_of(char letter) {
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'v':
        return '\v';
    case '\\':
        return letter;
    default:
        return 0;
    }
}

/// Reads a field with a backslash in it.
bool put_escaped(std::string_view field, SqlValue& value) {
    if (field == "\\N") {
        value.reset();
        return true;
    }
    put_text(value, "");
    for (;;) {
        const std::size_t escape = field.find('\\');
        value->append(field.substr(0, escape));
        if (escape == std::string_view::npos) {
            return true;
        }
        const char meant = escape + 1 < field.size() ? meaning_of(field[escape + 1]) : '\0';
        if (meant == 0) {
            return false;
        }
        *value += meant;
        field.remove_prefix(escape + 2);
    }
}

} // namespace

bool read_copied_line(std::string_view line, std::vector<SqlValue>& values) {
    if (!line.ends_with('\n')) {
        return false;
    }
    line.remove_suffix(1);
    std::size_t escape = line.find('\\'); // the next one
    std::size_t start = 0;
    for (SqlValue& value : values) {
        const std::size_t end = std::min(line.find('\t', start), line.size());
        if ((end == line.size()) != (&value == &values.back())) {
            return false;
        }
        const std::string_view field = line.substr(start, end - start);
        if (escape >= end) {
            put_text(value, field);
        } else if (put_escaped(field, value)) {
            escape = line.find('\\', end);
        } else {
            return false;
        }
        start = end + 1;
    }
    return true;
}

} // namespace tickmark::postgres
