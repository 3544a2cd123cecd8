#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "formats/row_text_internal.hpp"
#include "formats/xlsx_sheet_internal.hpp"
#include <algorithm>
#include <array>
#include <charconv>

namespace tickmark::formats {

namespace {

// Merged cells below the header matter to nobody here; this many cover any heading.
constexpr std::size_t most_merged = 50000;

template <class Number>
bool parse(std::string_view text, Number& value) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && stop == end;
}

SheetCell::Type cell_type(std::string_view type) {
    using Type = SheetCell::Type;
    if (type.empty() || type == "n") {
        return Type::number;
    }
    if (type == "s") {
        return Type::shared;
    }
    if (type == "b") {
        return Type::boolean;
    }
    if (type == "e") {
        return Type::error;
    }
    return type == "d" ? Type::date : Type::text;
}

RawValue text_or_missing(std::string text) {
    return text.empty() ? RawValue::missing() : RawValue::of_text(std::move(text));
}

/// Some writers store an error that a formula gave as its text.
bool is_error_text(std::string_view text) {
    constexpr std::array<std::string_view, 9> errors{
        "#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"};
    return std::find(errors.begin(), errors.end(), text) != errors.end();
}

/// The ranges of `<mergeCell ref="A1:B2"/>` tags in a piece of XML; gives how much of it is done
/// with. They stand behind the rows, where a streaming reader would see them too late.
std::size_t scan_merged(std::string_view xml, std::vector<MergedRange>& merged) {
    constexpr std::string_view tag = "mergeCell ";
    std::size_t at = 0;
    for (;;) {
        const std::size_t found = xml.find(tag, at);
        if (found == std::string_view::npos) {
            return xml.size() - std::min(xml.size(), tag.size());
        }
        const std::size_t end = xml.find('>', found);
        if (end == std::string_view::npos) {
            return found == 0 ? 0 : found - 1;
        }
        at = end;
        const std::string_view body = xml.substr(found, end - found);
        const std::size_t ref = body.find("ref=");
        const bool is_tag = found > 0 && (xml[found - 1] == '<' || xml[found - 1] == ':');
        if (!is_tag || ref == std::string_view::npos || ref + 5 >= body.size()) {
            continue;
        }
        const std::string_view range =
            body.substr(ref + 5, body.find(body[ref + 4], ref + 5) - ref - 5);
        const std::size_t colon = range.find(':');
        if (colon == std::string_view::npos || merged.size() >= most_merged) {
            continue;
        }
        const auto first = cell_place(range.substr(0, colon));
        const auto last = cell_place(range.substr(colon + 1));
        if (first && last) {
            merged.push_back({*first, *last});
        }
    }
}

} // namespace

void SheetHandler::start_row(const XmlAttributes& attributes) {
    row_ = SheetRow();
    if (!parse(attributes.get("r"), row_.number)) {
        row_.number = last_row_ + 1;
    }
    last_row_ = row_.number;
    row_is_hidden_ = attributes.is_true("hidden");
    next_column_ = 0;
}

void SheetHandler::start_cell(const XmlAttributes& attributes) {
    cell_ = SheetCell();
    const auto place = cell_place(attributes.get("r"));
    cell_.column = place ? place->column : next_column_;
    next_column_ = cell_.column + 1;
    cell_.type = cell_type(attributes.get("t"));
    parse(attributes.get("s"), cell_.style);
    rich_.clear();
    in_cell_ = true;
}

void SheetHandler::start(std::string_view name, const XmlAttributes& attributes) {
    if (name == "c") {
        start_cell(attributes);
    } else if (name == "v") {
        in_value_ = in_cell_;
    } else if (name == "f") {
        cell_.has_formula = true;
    } else if (name == "row") {
        start_row(attributes);
    } else if (name == "col" && attributes.is_true("hidden")) {
        long long first = 1;
        long long last = 1;
        parse(attributes.get("min"), first);
        parse(attributes.get("max"), last);
        hidden_columns += std::max(last - first + 1, 1LL);
    } else if (in_cell_) {
        rich_.start(name);
    }
}

void SheetHandler::text(std::string_view piece) {
    if (in_value_) {
        if (cell_.text.size() + piece.size() > RichText::longest) {
            throw Error(
                ErrorCode::source_failed,
                {"reading a workbook", "a cell's text is longer than 16 MB", "", ""});
        }
        cell_.text += piece;
    } else if (in_cell_) {
        rich_.text(piece);
    }
}

void SheetHandler::end_cell() {
    in_cell_ = false;
    if (!rich_.raw().empty()) {
        cell_.text = rich_.raw();
    }
    if (!cell_.text.empty() || cell_.has_formula) {
        row_.cells.push_back(std::move(cell_));
    }
}

void SheetHandler::end(std::string_view name) {
    if (name == "v") {
        in_value_ = false;
    } else if (name == "c") {
        end_cell();
    } else if (name == "row") {
        if (!row_.cells.empty()) {
            hidden_rows += row_is_hidden_ ? 1 : 0;
            rows.push_back(std::move(row_));
        }
    } else if (in_cell_) {
        rich_.end(name);
    }
}

Sheet::Sheet(Workbook& book, const SheetEntry& entry) : book_(book), entry_(entry) {
    const ZipEntry* part = book.zip->find(entry.part);
    if (part == nullptr) {
        throw Error(
            ErrorCode::source_failed,
            {"reading " + book.zip->name(),
             "the archive lacks the part of sheet '" + entry.name + "'",
             book.zip->name() + " (" + entry.part + ")",
             "fetch or save the file again"});
    }
    find_merged(*part);
    xml_ = std::make_unique<XmlStream>(
        book.zip->open(*part), handler_, book.zip->name() + " (" + entry.part + ")");
}

void Sheet::find_merged(const ZipEntry& part) {
    const std::unique_ptr<ZipStream> stream = book_.zip->open(part);
    constexpr std::size_t longest_tag = std::size_t{1024} * 1024;
    std::string window;
    std::string block(std::size_t{256} * 1024, '\0');
    while (const std::size_t size = stream->read(block.data(), block.size())) {
        window.append(block, 0, size);
        const std::size_t done = scan_merged(window, merged_);
        window.erase(0, window.size() - done > longest_tag ? window.size() : done);
    }
}

bool Sheet::next(SheetRow& row) {
    while (handler_.rows.empty()) {
        if (!xml_->pump() && handler_.rows.empty()) {
            return false;
        }
    }
    row = std::move(handler_.rows.front());
    handler_.rows.pop_front();
    return true;
}

RawValue Sheet::value(const SheetCell& cell) {
    using Type = SheetCell::Type;
    if (cell.has_formula && cell.text.empty() && cell.type != Type::text) {
        return RawValue::broken(
            "a formula without a stored result; open the workbook, let it calculate and save it");
    }
    switch (cell.type) {
    case Type::error:
        return RawValue::broken(cell.text);
    case Type::boolean:
        return RawValue::of_text(cell.text == "1" || cell.text == "true" ? "true" : "false");
    case Type::text:
        if (cell.has_formula && is_error_text(cell.text)) {
            return RawValue::broken(cell.text);
        }
        return text_or_missing(without_escapes(cell.text));
    case Type::date:
        return cell.text.empty() ? RawValue::missing() : RawValue::of_date(cell.text);
    case Type::shared:
        return shared_text(cell);
    case Type::number:
        break;
    }
    return number(cell);
}

RawValue Sheet::shared_text(const SheetCell& cell) {
    std::size_t index = 0;
    std::optional<std::string> text;
    if (parse(trim(cell.text), index)) {
        text = book_.strings.get(index);
    }
    return text ? text_or_missing(std::move(*text))
                : RawValue::broken("a text the workbook does not hold (" + cell.text + ")");
}

RawValue Sheet::number(const SheetCell& cell) const {
    const NumberKind kind = book_.kind_of(cell.style);
    std::optional<std::string> text = serial_text(cell.text, kind, book_.from_1904);
    if (!text && number_text(cell.text)) {
        return RawValue::broken("the number " + shortened(cell.text, 40) + " is no date");
    }
    if (text && (kind == NumberKind::date || kind == NumberKind::datetime)) {
        return RawValue::of_date(std::move(*text));
    }
    return text ? RawValue::of_text(std::move(*text))
                : RawValue::broken("'" + shortened(cell.text, 40) + "' is no number");
}

std::string Sheet::title(const SheetCell& cell) {
    RawValue found = value(cell);
    const bool is_title = found.kind == RawValue::Kind::text || found.kind == RawValue::Kind::date;
    return is_title ? std::move(found.text) : std::string();
}

} // namespace tickmark::formats
