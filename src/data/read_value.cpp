#include "tickmark/data/read_value.hpp"

#include "tickmark/base/counted_time.hpp"
#include "tickmark/base/decimal.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace tickmark {

namespace {

constexpr std::size_t quoted_limit = 80;
constexpr int stored_digits = 15; // what a double, and so a spreadsheet cell, holds exactly

std::string quoted(std::string_view text) {
    if (text.size() <= quoted_limit) {
        return "'" + std::string(text) + "'";
    }
    std::size_t end = quoted_limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return "'" + std::string(text.substr(0, end)) + "…'";
}

ReadValue fault(std::string why) {
    return {std::nullopt, std::move(why)};
}

ReadValue read_boolean(const std::string& text) {
    constexpr std::array<std::string_view, 4> yes{"true", "yes", "1", "y"};
    constexpr std::array<std::string_view, 4> no{"false", "no", "0", "n"};
    const std::string lower = to_lower(text);
    if (std::find(yes.begin(), yes.end(), lower) != yes.end()) {
        return {"1", ""};
    }
    if (std::find(no.begin(), no.end(), lower) != no.end()) {
        return {"0", ""};
    }
    return fault(quoted(text) + " is not true/false, yes/no, y/n or 1/0");
}

/// Plain digits that stand for themselves.
std::optional<std::int64_t> plain_digits(std::string_view text) {
    constexpr int base = 10;
    if (text.empty() || text.size() > stored_digits || (text.front() == '0' && text.size() > 1)) {
        return std::nullopt;
    }
    std::int64_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        number = number * base + (c - '0');
    }
    return number;
}

bool is_within(double value, const Field& field) {
    return !field.range || (value >= field.range->first && value <= field.range->second);
}

ReadValue read_number(const std::string& text, const Field& field) {
    const auto number = Decimal::from_text(text);
    if (!number) {
        return fault(quoted(text) + " is not a number");
    }
    if (number->significant_digits() > stored_digits) {
        return fault(quoted(text) + " has more than 15 significant digits");
    }
    const std::string canonical = number->text();
    if (field.type == FieldType::integer && canonical.find('.') != std::string::npos) {
        return fault(quoted(text) + " is not a whole number");
    }
    if (!is_within(number->approximate(), field)) {
        return fault(fmt::format(
            "{} is outside {} to {}", quoted(text), field.range->first, field.range->second));
    }
    return {canonical, ""};
}

bool has_time_of_day(std::string_view pattern) {
    for (const std::string_view part : {"%H", "%I", "%T", "%R"}) {
        if (pattern.find(part) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

/// A moment in one of the forms that systems count in; "never" is no value.
ReadValue read_counted(
    const std::string& text, TimeForm form, std::string_view word, bool day, const TimeZone& zone) {
    const auto read = parse_counted_time(text, form);
    if (!read) {
        return fault(fmt::format("{} is not a time by {}", quoted(text), word));
    }
    if (read->at) {
        return {day ? zone.local_date(*read->at).iso() : read->at->iso(), ""};
    }
    if (read->day) {
        return {day ? read->day->iso() : zone.instant_of({*read->day, 0}).iso(), ""};
    }
    return {};
}

ReadValue read_date(const std::string& text, const FieldSpec& spec, const TimeZone& zone) {
    if (spec.date_pattern) {
        const std::string& pattern = *spec.date_pattern;
        if (const auto form = time_form(pattern)) {
            return read_counted(text, *form, pattern, true, zone);
        }
        if (has_time_of_day(pattern)) {
            if (const auto moment = parse_datetime(text, pattern, zone)) {
                return {zone.local_date(*moment).iso(), ""};
            }
        } else if (const auto day = parse_date(text, pattern)) {
            return {day->iso(), ""};
        }
        return fault(quoted(text) + " is not a date by " + pattern);
    }
    if (const auto moment = parse_iso_datetime(text, zone)) {
        return {zone.local_date(*moment).iso(), ""};
    }
    return fault(quoted(text) + " is not a date like 2026-10-31");
}

ReadValue read_datetime(const std::string& text, const FieldSpec& spec, const TimeZone& zone) {
    if (spec.date_pattern) {
        const std::string& pattern = *spec.date_pattern;
        if (const auto form = time_form(pattern)) {
            return read_counted(text, *form, pattern, false, zone);
        }
        if (has_time_of_day(pattern)) {
            if (const auto moment = parse_datetime(text, pattern, zone)) {
                return {moment->iso(), ""};
            }
        } else if (const auto day = parse_date(text, pattern)) {
            return {zone.instant_of({*day, 0}).iso(), ""};
        }
        return fault(quoted(text) + " is not a date and time by " + pattern);
    }
    if (const auto moment = parse_iso_datetime(text, zone)) {
        return {moment->iso(), ""};
    }
    if (const auto day = Date::from_iso(text)) {
        return {zone.instant_of({*day, 0}).iso(), ""};
    }
    return fault(quoted(text) + " is not a date and time like 2026-10-31T14:30:00Z");
}

ReadValue read_word(const std::string& text, const Field& field) {
    const std::string lower = to_lower(text);
    for (const std::string& word : field.values) {
        if (to_lower(word) == lower) {
            return {word, ""};
        }
    }
    return fault(quoted(text) + " is not one of " + join(field.values, ", "));
}

/// The dataset's word for a source's word, by `map`; exact first, then in any case.
std::optional<std::string> mapped_word(const FieldSpec& spec, const std::string& text) {
    for (const auto& [from, to] : spec.map) {
        if (from == text) {
            return to;
        }
    }
    const std::string lower = to_lower(text);
    for (const auto& [from, to] : spec.map) {
        if (to_lower(from) == lower) {
            return to;
        }
    }
    return std::nullopt;
}

/// Applies `map` and `default` to a word; no word at all takes the default too.
std::string translated(const FieldSpec& spec, const std::string& text) {
    if (!text.empty()) {
        if (const auto word = mapped_word(spec, text)) {
            return *word;
        }
        if (spec.map.empty()) {
            return text;
        }
    }
    return spec.fallback.value_or(text);
}

ReadValue read_list(const RawValue& raw, const FieldSpec& spec) {
    std::vector<std::string> pieces = raw.items;
    if (raw.kind == RawValue::Kind::text) {
        const std::string separator = spec.split.value_or(";");
        std::string_view rest = raw.text;
        for (std::size_t at = 0; (at = rest.find(separator)) != std::string_view::npos;) {
            pieces.emplace_back(rest.substr(0, at));
            rest.remove_prefix(at + separator.size());
        }
        pieces.emplace_back(rest);
    }
    std::string json;
    for (const std::string& piece : pieces) {
        const std::string item = translated(spec, std::string(trim(piece)));
        if (!item.empty()) {
            json += (json.empty() ? "" : ",") + json_quote(item);
        }
    }
    if (json.empty() && raw.kind != RawValue::Kind::list) {
        return {}; // an empty cell is no value; an empty JSON list is one: it says "none"
    }
    return {"[" + json + "]", ""};
}

/// SQLite cuts a text at a NUL, and no document can show one.
bool is_shown(std::string_view text) {
    return is_utf8(text) && text.find('\0') == std::string_view::npos;
}

/// Whether a text that is shown is what will be kept of it.
bool is_stored_form(std::string_view text, const Field& field, const FieldSpec& spec) {
    switch (field.type) {
    case FieldType::text:
        return true;
    case FieldType::integer:
    case FieldType::number: {
        const auto number = plain_digits(text);
        return number && is_within(static_cast<double>(*number), field);
    }
    case FieldType::date:
        return !spec.date_pattern && Date::from_iso(text);
    case FieldType::enumeration:
        return std::find(field.values.begin(), field.values.end(), text) != field.values.end();
    case FieldType::boolean:
    case FieldType::datetime:
    case FieldType::list:
        break;
    }
    return false;
}

ReadValue read_typed(
    const std::string& text, const Field& field, const FieldSpec& spec, const TimeZone& zone) {
    if (is_stored_form(text, field, spec)) {
        return {text, ""};
    }
    switch (field.type) {
    case FieldType::boolean:
        return read_boolean(text);
    case FieldType::integer:
    case FieldType::number:
        return read_number(text, field);
    case FieldType::date:
        return read_date(text, spec, zone);
    case FieldType::datetime:
        return read_datetime(text, spec, zone);
    case FieldType::enumeration:
        return read_word(text, field);
    case FieldType::text:
    case FieldType::list:
        break;
    }
    return {text, ""};
}

} // namespace

ReadValue
read_value(const RawValue& raw, const Field& field, const FieldSpec& spec, const TimeZone& zone) {
    if (raw.kind == RawValue::Kind::broken) {
        return fault(raw.text);
    }
    if (raw.kind == RawValue::Kind::missing && !spec.fallback) {
        return {};
    }
    if (field.type == FieldType::list) {
        if (raw.kind == RawValue::Kind::missing) {
            return read_list(RawValue::of_text(*spec.fallback), spec);
        }
        return read_list(raw, spec);
    }
    if (raw.kind == RawValue::Kind::list && raw.items.size() > 1) {
        return fault(fmt::format("is a list of {} where one value is wanted", raw.items.size()));
    }
    const std::string& written =
        raw.kind == RawValue::Kind::list && !raw.items.empty() ? raw.items.front() : raw.text;
    std::string text(trim(written));
    if (spec.fallback || !spec.map.empty()) {
        text = translated(spec, text);
    }
    if (text.empty()) {
        return {};
    }
    if (!is_shown(text)) {
        return fault("is not text (bytes that are no UTF-8, or a NUL)");
    }
    if (raw.kind == RawValue::Kind::date) {
        // A workbook's own date is never in the pattern that its texts are written in.
        FieldSpec typed = spec;
        typed.date_pattern.reset();
        return read_typed(text, field, typed, zone);
    }
    return read_typed(text, field, spec, zone);
}

std::optional<std::string_view>
as_stored(const RawValue& raw, const Field& field, const FieldSpec& spec) {
    if (raw.kind != RawValue::Kind::text || spec.fallback || !spec.map.empty()) {
        return std::nullopt;
    }
    const std::string_view text = trim(raw.text);
    const bool stands = !text.empty() && is_shown(text) && is_stored_form(text, field, spec);
    return stands ? std::optional(text) : std::nullopt;
}

} // namespace tickmark
