#include "tickmark/base/counted_time.hpp"
#include "tickmark/base/text.hpp"

#include "bytes_internal.hpp"
#include "columns_internal.hpp"
#include <algorithm>
#include <charconv>
#include <regex>

namespace tickmark::ldap {

namespace {

constexpr unsigned long account_disabled_bit = 2;             // ADS_UF_ACCOUNTDISABLE
constexpr std::string_view locked_for_good = "000001010000Z"; // pwdAccountLockedTime

std::optional<long long> number_of(std::string_view text) {
    long long number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

/// None where the entry has no such attribute, or none that is a number.
std::optional<bool>
has_bits(const StoredEntry& entry, std::string_view attribute, unsigned long bits) {
    const auto number = number_of(entry.text(attribute));
    if (!number) {
        return std::nullopt;
    }
    return (static_cast<unsigned long>(*number) & bits) == bits;
}

/// Whether the account cannot be used, by whichever attribute the directory keeps it in; none
/// where there is no such attribute.
std::optional<bool> is_disabled(const StoredEntry& entry) {
    if (const auto bit = has_bits(entry, "userAccountControl", account_disabled_bit)) {
        return bit;
    }
    for (const std::string_view name : {"nsAccountLock", "loginDisabled"}) {
        const std::string word = to_lower(entry.text(name));
        if (!word.empty()) {
            return word == "true";
        }
    }
    const std::string locked = entry.text("pwdAccountLockedTime");
    if (!locked.empty()) {
        return locked == locked_for_good;
    }
    return std::nullopt;
}

/// Directories do not keep when an account was disabled; it was so no later than its last change.
RawValue disabled_by(const StoredEntry& entry) {
    if (!is_disabled(entry).value_or(false)) {
        return RawValue::missing();
    }
    for (const std::string_view name : {"whenChanged", "modifyTimestamp"}) {
        const std::string text = entry.text(name);
        if (!text.empty()) {
            const auto moment = parse_generalized_time(text);
            return moment
                       ? RawValue::of_date(moment->iso())
                       : RawValue::broken(std::string(name) + " is no generalized time: " + text);
        }
    }
    return RawValue::missing();
}

/// What people write for an identifier of Active Directory; base64 for other bytes.
std::string shown(std::string_view attribute, const std::string& value) {
    const std::string lower = to_lower(attribute);
    std::optional<std::string> text;
    if (lower == "objectguid") {
        text = guid_text(value);
    } else if (lower == "objectsid") {
        text = sid_text(value);
    }
    if (text) {
        return *text;
    }
    return is_binary(attribute) || !is_utf8(value) ? to_base64(value) : value;
}

RawValue values_of(const Column& column, const StoredEntry& entry) {
    const auto* values = entry.find(column.attribute);
    if (values == nullptr || values->empty()) {
        return RawValue::missing();
    }
    if (values->size() == 1 || column.kind == Column::Kind::first) {
        return RawValue::of_text(shown(column.attribute, values->front()));
    }
    std::vector<std::string> all;
    for (const std::string& value : *values) {
        all.push_back(shown(column.attribute, value));
    }
    return RawValue::of_list(std::move(all));
}

RawValue truth(std::optional<bool> answer) {
    return answer ? RawValue::of_text(*answer ? "true" : "false") : RawValue::missing();
}

bool holds(const StoredEntry& entry, const std::string& attribute, const std::string& word) {
    const auto* values = entry.find(attribute);
    const std::string lower = to_lower(word);
    return values != nullptr &&
           std::any_of(values->begin(), values->end(), [&](const std::string& value) {
               return to_lower(value) == lower;
           });
}

/// What follows the first comma that is not escaped.
std::string parent_of(const std::string& dn) {
    for (std::size_t at = 0; at < dn.size(); ++at) {
        if (dn[at] == '\\') {
            ++at;
        } else if (dn[at] == ',') {
            return dn.substr(at + 1);
        }
    }
    return {};
}

} // namespace

std::optional<Column> parse_column(std::string_view text) {
    using Kind = Column::Kind;
    for (const auto& [word, kind] :
         {std::pair{"dn", Kind::dn},
          std::pair{"parent_dn", Kind::parent_dn},
          std::pair{"account_disabled", Kind::disabled},
          std::pair{"account_disabled_by", Kind::disabled_by}}) {
        if (text == word) {
            return Column{kind, "", "", 0};
        }
    }
    static const std::regex shape(
        R"(([A-Za-z0-9][A-Za-z0-9.;-]*)(?:(\[1\])|&([1-9][0-9]{0,9})|=(.+))?)");
    std::cmatch match;
    if (!std::regex_match(text.data(), text.data() + text.size(), match, shape)) {
        return std::nullopt;
    }
    Column column{Kind::attribute, match[1].str(), match[4].str(), 0};
    if (match[2].matched) {
        column.kind = Kind::first;
    } else if (match[3].matched) {
        column.kind = Kind::bits;
        column.bits = std::stoul(match[3].str());
    } else if (match[4].matched) {
        column.kind = Kind::holds;
    }
    return column;
}

std::vector<std::string> attributes_of(const Column& column) {
    switch (column.kind) {
    case Column::Kind::dn:
    case Column::Kind::parent_dn:
        return {};
    case Column::Kind::disabled:
        return {"userAccountControl", "nsAccountLock", "loginDisabled", "pwdAccountLockedTime"};
    case Column::Kind::disabled_by:
        return {
            "userAccountControl",
            "nsAccountLock",
            "loginDisabled",
            "pwdAccountLockedTime",
            "whenChanged",
            "modifyTimestamp"};
    default:
        return {column.attribute};
    }
}

std::vector<std::pair<std::string, Position>> columns_of(const SourceConfig& source) {
    std::vector<std::pair<std::string, Position>> columns;
    for (const SourceTarget& target : source.targets) {
        for (const FieldSpec& field : target.fields) {
            if (!field.constant) {
                columns.emplace_back(field.from.empty() ? field.name : field.from, field.at);
            }
        }
        for (const RowCondition& condition : target.conditions) {
            columns.emplace_back(condition.column, condition.at);
        }
    }
    return columns;
}

RawValue value_of(const Column& column, const StoredEntry& entry) {
    switch (column.kind) {
    case Column::Kind::attribute:
    case Column::Kind::first:
        return values_of(column, entry);
    case Column::Kind::bits:
        return truth(has_bits(entry, column.attribute, column.bits));
    case Column::Kind::holds:
        return truth(holds(entry, column.attribute, column.word));
    case Column::Kind::dn:
        return RawValue::of_text(entry.dn);
    case Column::Kind::parent_dn:
        return RawValue::of_text(parent_of(entry.dn));
    case Column::Kind::disabled:
        return truth(is_disabled(entry));
    case Column::Kind::disabled_by:
        return disabled_by(entry);
    }
    return RawValue::missing();
}

} // namespace tickmark::ldap
