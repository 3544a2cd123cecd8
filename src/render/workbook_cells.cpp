#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/render/visible.hpp"

#include "workbook_internal.hpp"
#include <charconv>
#include <fmt/format.h>
#include <set>

namespace tickmark::workbook {

namespace {

constexpr std::int32_t serial_of_1970 = 25569;
constexpr std::int32_t first_safe_serial = 61; ///< 1900-03-01: before it spreadsheets disagree
constexpr int exact_digits = 15;

lxw_format* make_format(lxw_workbook* book, const char* pattern) {
    lxw_format* format = workbook_add_format(book);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (pattern != nullptr) {
        format_set_num_format(format, pattern);
    }
    return format;
}

lxw_format* make_head(lxw_workbook* book, std::uint8_t side) {
    lxw_format* format = make_format(book, nullptr);
    format_set_align(format, side);
    format_set_bold(format);
    format_set_text_wrap(format);
    format_set_bg_color(format, 0xE4EBF0);
    format_set_bottom(format, LXW_BORDER_THIN);
    return format;
}

lxw_format* make_status(lxw_workbook* book, lxw_color_t color) {
    lxw_format* format = make_format(book, nullptr);
    format_set_bold(format);
    format_set_font_color(format, color);
    return format;
}

std::optional<double> date_serial(const std::string& text) {
    const auto date = Date::from_iso(text);
    if (!date || date->days() + serial_of_1970 < first_safe_serial) {
        return std::nullopt;
    }
    return date->days() + serial_of_1970;
}

std::optional<double> datetime_serial(const std::string& text) {
    const auto at = parse_iso_datetime(text, TimeZone::utc());
    if (!at) {
        return std::nullopt;
    }
    constexpr double day = 86'400'000.0;
    const double serial = static_cast<double>(at->milliseconds()) / day + serial_of_1970;
    return serial < first_safe_serial ? std::nullopt : std::optional(serial);
}

/// None where a spreadsheet's number would not be the same number.
std::optional<double> exact_number(const std::string& text) {
    const auto decimal = Decimal::from_text(text);
    if (!decimal || decimal->significant_digits() > exact_digits) {
        return std::nullopt;
    }
    return decimal->approximate();
}

struct Typed {
    std::optional<double> number;
    lxw_format* format = nullptr;
};

Typed typed(const Formats& formats, const Cell& cell) {
    switch (cell.kind) {
    case Cell::Kind::integer:
        return {exact_number(cell.text), formats.integer};
    case Cell::Kind::number:
        return {exact_number(cell.text), formats.number};
    case Cell::Kind::percent:
        return {exact_number(cell.text), formats.percent};
    case Cell::Kind::date:
        return {date_serial(cell.text), formats.date};
    case Cell::Kind::datetime:
        return {datetime_serial(cell.text), formats.datetime};
    default:
        return {};
    }
}

bool is_text(const Cell& cell) noexcept {
    return cell.kind == Cell::Kind::none || cell.kind == Cell::Kind::text;
}

/// Whether a spreadsheet would read `_x0041_` here and show A.
bool is_escape_at(std::string_view text, std::size_t at) {
    constexpr std::size_t length = 7;
    const std::string_view piece = text.substr(at, length);
    return piece.size() == length && piece.substr(0, 2) == "_x" && piece.back() == '_' &&
           piece.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

/// `text` with such places written so that they show as they are.
std::string escaped_cell(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '_' && is_escape_at(text, at)) {
            out += "_x005F";
        }
        out += text[at];
    }
    return out;
}

/// UTF-16 units that the character at `at` takes in a cell; `at` moves on.
std::size_t units_at(std::string_view text, std::size_t& at) {
    constexpr std::size_t units_of_escape = 6;
    const std::size_t more = text[at] == '_' && is_escape_at(text, at) ? units_of_escape : 0;
    return more + (next_code_point(text, at) > 0xFFFF ? 2U : 1U);
}

std::size_t cell_units(std::string_view text) {
    std::size_t units = 0;
    for (std::size_t at = 0; at < text.size();) {
        units += units_at(text, at);
    }
    return units;
}

/// Bytes of `text` that hold at most `units` UTF-16 units, not cutting a character.
std::size_t bytes_of_units(std::string_view text, std::size_t units) {
    std::size_t at = 0;
    std::size_t used = 0;
    while (at < text.size()) {
        std::size_t next = at;
        used += units_at(text, next);
        if (used > units) {
            break;
        }
        at = next;
    }
    return at;
}

void write_string(
    lxw_worksheet* sheet,
    lxw_row_t row,
    lxw_col_t column,
    const std::string& text,
    lxw_format* format) {
    check(
        worksheet_write_string(sheet, row, column, escaped_cell(text).c_str(), format),
        "writing a cell");
}

/// Puts the whole of a text into the sheet of long texts, in as many rows as it takes; returns its
/// number.
std::string keep_long_text(Book& book, const std::string& place, std::string_view text) {
    std::string id = "L" + std::to_string(++book.long_count);
    for (std::int64_t part = 1; !text.empty(); ++part) {
        const std::size_t bytes = std::max<std::size_t>(bytes_of_units(text, book.limits.text), 1);
        const auto row = static_cast<lxw_row_t>(book.long_rows++);
        lxw_worksheet* sheet = book.long_texts.sheet;
        write_string(sheet, row, 0, id, book.formats.text);
        write_string(sheet, row, 1, place, book.formats.text);
        check(
            worksheet_write_number(sheet, row, 2, static_cast<double>(part), book.formats.integer),
            "writing a cell");
        write_string(sheet, row, 3, std::string(text.substr(0, bytes)), book.formats.text);
        text.remove_prefix(bytes);
    }
    return id;
}

} // namespace

Formats::Formats(lxw_workbook* book) :
    head(make_head(book, LXW_ALIGN_LEFT)),
    head_of_numbers(make_head(book, LXW_ALIGN_RIGHT)),
    // Excel shows a boolean as a word whatever its format; LibreOffice shows the number by it.
    boolean(make_format(book, "\"TRUE\";\"TRUE\";\"FALSE\"")),
    text(make_format(book, nullptr)),
    wrapped(make_format(book, nullptr)),
    integer(make_format(book, "#,##0")),
    number(make_format(book, "#,##0.##########")),
    percent(make_format(book, "0.0%")),
    date(make_format(book, "yyyy-mm-dd")),
    datetime(make_format(book, "yyyy-mm-dd hh:mm:ss")),
    note(make_format(book, nullptr)),
    title(make_format(book, nullptr)) {
    format_set_align(boolean, LXW_ALIGN_LEFT);
    format_set_text_wrap(wrapped);
    format_set_italic(note);
    format_set_bold(title);
    format_set_font_size(title, 14);
    format_set_font_color(title, 0x24506E);
    status = {
        {"good", make_status(book, 0x1F6B3A)},
        {"look", make_status(book, 0x8A5300)},
        {"bad", make_status(book, 0xA3211B)},
        {"none", make_status(book, 0x4A535C)}};
}

lxw_format* Formats::of_status(const std::string& name) const {
    static const std::set<std::string> good{"effective", "supported", "good", "pass"};
    static const std::set<std::string> look{"incomplete", "stale", "partly-supported", "warning"};
    static const std::set<std::string> bad{
        "exceptions", "no-evidence", "not-supported", "no-control", "bad", "fail"};
    const char* color = good.contains(name)   ? "good"
                        : look.contains(name) ? "look"
                        : bad.contains(name)  ? "bad"
                                              : "none";
    return status.at(color);
}

void check(lxw_error error, const std::string& doing) {
    if (error != LXW_NO_ERROR) {
        throw Error(ErrorCode::render_failed, {doing, lxw_strerror(error), "", ""});
    }
}

std::string column_letters(std::size_t column) {
    std::string letters;
    for (std::size_t left = column + 1; left > 0; left = (left - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
    }
    return letters;
}

std::int64_t utf16_units(std::string_view text) {
    std::int64_t units = 0;
    for (std::size_t at = 0; at < text.size();) {
        units += next_code_point(text, at) > 0xFFFF ? 2 : 1;
    }
    return units;
}

void write_text(Book& book, const CellPlace& place, const std::string& text, lxw_format* format) {
    const std::string shown = visible_text(text);
    if (cell_units(shown) <= book.limits.text) {
        write_string(place.sheet.sheet, place.row, place.column, shown, format);
        return;
    }
    const std::string name =
        place.sheet.name + "!" + column_letters(place.column) + std::to_string(place.row + 1);
    const std::string id = keep_long_text(book, name, shown);
    const std::string note =
        " […] cut: the whole is in the sheet " + book.long_texts.name + ", " + id;
    const std::size_t units = cell_units(note);
    const std::size_t kept = book.limits.text > units ? book.limits.text - units : 0;
    write_string(
        place.sheet.sheet,
        place.row,
        place.column,
        shown.substr(0, bytes_of_units(shown, kept)) + note,
        format);
}

bool write_cell(Book& book, const CellPlace& place, const Cell& cell, bool wraps) {
    lxw_worksheet* const sheet = place.sheet.sheet;
    const lxw_row_t row = place.row;
    const lxw_col_t column = place.column;
    const Typed value = typed(book.formats, cell);
    if (cell.count != Cell::Count::none && value.number) {
        const std::string formula = count_formula(book, cell);
        if (!formula.empty()) {
            check(
                worksheet_write_formula_num(
                    sheet, row, column, formula.c_str(), value.format, *value.number),
                "writing a count");
            return true;
        }
    }
    if (value.number) {
        check(
            worksheet_write_number(sheet, row, column, *value.number, value.format),
            "writing a number");
        return true;
    }
    if (cell.kind == Cell::Kind::boolean && (cell.text == "1" || cell.text == "0")) {
        check(
            worksheet_write_boolean(
                sheet, row, column, cell.text == "1" ? 1 : 0, book.formats.boolean),
            "writing a cell");
        return true;
    }
    if (!cell.text.empty()) {
        lxw_format* format = !cell.status.empty() ? book.formats.of_status(cell.status)
                             : wraps              ? book.formats.wrapped
                                                  : book.formats.text;
        write_text(book, place, cell.text, format);
    }
    return is_text(cell);
}

} // namespace tickmark::workbook
