#include "tickmark/data/mapping.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/data/read_value.hpp"

#include <algorithm>

namespace tickmark {

namespace {

constexpr std::size_t shown_limit = 2000;

std::size_t index_of(const Dataset& dataset, std::string_view name) {
    const auto field =
        std::find_if(dataset.fields.begin(), dataset.fields.end(), [&](const Field& f) {
            return f.name == name;
        });
    return static_cast<std::size_t>(field - dataset.fields.begin());
}

void check_names(const Dataset& dataset, const std::vector<FieldSpec>& specs) {
    for (const FieldSpec& spec : specs) {
        if (dataset.field(spec.name) == nullptr && !spec.shared) {
            throw Error(
                ErrorCode::config_invalid,
                {"mapping fields",
                 "the dataset '" + dataset.id + "' has no field '" + spec.name + "'" +
                     did_you_mean(spec.name, dataset.field_names()),
                 spec.at.text(),
                 ""});
        }
    }
}

void append_limited(std::string& text, const std::string& piece) {
    if (text.size() >= shown_limit) {
        return;
    }
    text += piece;
    if (text.size() > shown_limit) {
        std::size_t end = shown_limit;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        text.resize(end);
        text += "…";
    }
}

} // namespace

Mapping::Mapping(
    const Dataset& dataset, const std::vector<FieldSpec>& specs, const TimeZone& zone) :
    dataset_(&dataset) {
    check_names(dataset, specs);
    for (const Field& field : dataset.fields) {
        const auto spec = std::find_if(
            specs.begin(), specs.end(), [&](const FieldSpec& s) { return s.name == field.name; });
        if (spec == specs.end()) {
            FieldSpec own;
            own.name = field.name;
            own.from = field.name;
            plans_.push_back({own, zone, column_of(field.name, false), {}});
            continue;
        }
        const TimeZone own_zone = spec->zone ? TimeZone(*spec->zone) : zone;
        Plan plan{*spec, own_zone, {}, {}};
        if (spec->constant) {
            plan.constant = RawValue::of_text(*spec->constant);
        } else {
            plan.column = column_of(spec->from.empty() ? field.name : spec->from, true);
        }
        plans_.push_back(std::move(plan));
    }
    for (const std::string& name : dataset.key) {
        key_fields_.push_back(index_of(dataset, name));
    }
    plan_checks();
}

void Mapping::plan_checks() {
    const std::vector<Field>& fields = dataset_->fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const std::size_t from =
            fields[i].fallback.empty() ? fields.size() : index_of(*dataset_, fields[i].fallback);
        if (from < fields.size()) {
            fallbacks_.emplace_back(i, from);
        }
        const bool is_key =
            std::find(key_fields_.begin(), key_fields_.end(), i) != key_fields_.end();
        if (fields[i].required || (is_key && fields[i].fallback.empty())) {
            needed_.push_back(i);
        }
    }
}

std::size_t Mapping::column_of(const std::string& name, bool is_mapped) {
    const auto known = std::find(columns_.begin(), columns_.end(), name);
    if (known != columns_.end()) {
        const auto i = static_cast<std::size_t>(known - columns_.begin());
        mapped_[i] = mapped_[i] || is_mapped;
        return i;
    }
    columns_.push_back(name);
    mapped_.push_back(is_mapped);
    return columns_.size() - 1;
}

std::string Mapping::missing_field(const std::vector<StoredValue>& values) const {
    for (const std::size_t i : needed_) {
        if (!values[i]) {
            const bool is_key =
                std::find(key_fields_.begin(), key_fields_.end(), i) != key_fields_.end();
            return (is_key ? "missing key field " : "missing required field ") +
                   dataset_->fields[i].name;
        }
    }
    return {};
}

void Mapping::put_key(Record& record) const {
    record.key.clear();
    for (std::size_t i = 0; i < key_fields_.size(); ++i) {
        record.key += i == 0 ? "" : " | ";
        if (const StoredValue& part = record.values[key_fields_[i]]) {
            record.key += *part;
        }
    }
}

std::string Mapping::shown(const RawRow& row) const {
    std::string text;
    for (std::size_t i = 0; i < row.values.size() && i < columns_.size(); ++i) {
        const RawValue& value = row.values[i];
        if (value.kind == RawValue::Kind::missing) {
            continue;
        }
        append_limited(text, (text.empty() ? "" : "; ") + columns_[i] + "=");
        append_limited(
            text,
            value.kind == RawValue::Kind::list ? "[" + join(value.items, ", ") + "]" : value.text);
    }
    return text;
}

std::optional<Reject> Mapping::read(const RawRow& row, Record& record) const {
    if (row.fault) {
        return Reject{row.locator, *row.fault, row.text.empty() ? shown(row) : row.text};
    }
    record.values.resize(plans_.size());
    for (std::size_t i = 0; i < plans_.size(); ++i) {
        const Plan& plan = plans_[i];
        const Field& field = dataset_->fields[i];
        const RawValue& raw = plan.column ? row.values.at(*plan.column) : plan.constant;
        if (const auto text = as_stored(raw, field, plan.spec)) {
            put_text(record.values[i], *text);
            continue;
        }
        ReadValue read = read_value(raw, field, plan.spec, plan.zone);
        if (!read.fault.empty()) {
            return Reject{row.locator, plan.spec.name + ": " + read.fault, shown(row)};
        }
        record.values[i] = std::move(read.value);
    }
    for (const auto& [field, from] : fallbacks_) {
        if (!record.values[field]) {
            record.values[field] = record.values[from];
        }
    }
    if (const std::string missing = missing_field(record.values); !missing.empty()) {
        return Reject{row.locator, missing, shown(row)};
    }
    put_key(record);
    record.locator = row.locator;
    return std::nullopt;
}

} // namespace tickmark
