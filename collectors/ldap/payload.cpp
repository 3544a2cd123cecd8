#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include "bytes_internal.hpp"
#include "columns_internal.hpp"
#include "payload_internal.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <istream>
#include <nlohmann/json.hpp>

namespace tickmark::ldap {

namespace {

using Json = nlohmann::json;

/// Text that a reader can see: UTF-8 without control characters but tab and line ends.
bool is_text(const std::string& value) {
    constexpr unsigned char blank = 0x20;
    constexpr unsigned char del = 0x7f;
    const bool controls = std::any_of(value.begin(), value.end(), [](char sign) {
        const auto byte = static_cast<unsigned char>(sign);
        return (byte < blank && sign != '\t' && sign != '\n' && sign != '\r') || byte == del;
    });
    return !controls && is_utf8(value);
}

std::string value_json(const std::string& value, bool binary) {
    if (!binary && is_text(value)) {
        return json_quote(value);
    }
    return "{\"base64\":\"" + to_base64(value) + "\"}";
}

std::string value_of_json(const Json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    const auto bytes = from_base64(value.at("base64").get<std::string>());
    return bytes.value_or("");
}

StoredEntry entry_of(const Json& json) {
    StoredEntry entry;
    entry.dn = json.at("dn").get<std::string>();
    for (const auto& [name, values] : json.at("attributes").items()) {
        StoredAttribute& attribute = entry.attributes[to_lower(name)];
        attribute.name = name;
        for (const Json& value : values) {
            attribute.values.push_back(value_of_json(value));
        }
    }
    return entry;
}

class DirectoryPayloadReader final: public RowReader {
public:
    DirectoryPayloadReader(
        const std::string& path, std::string name, const std::vector<WantedColumn>& wanted) :
        in_(open_input(path)), name_(std::move(name)) {
        for (const WantedColumn& column : wanted) {
            columns_.push_back(parse_column(column.name));
            if (!columns_.back() && column.required) {
                fail("'" + column.name + "' is no attribute and no column of an entry");
            }
        }
        if (next_line().value("tickmark", "") != "directory payload v1") {
            fail("it is no directory payload v1");
        }
    }

    bool next(RawRow& row) override {
        if (in_->peek() == std::istream::traits_type::eof()) {
            return false;
        }
        const StoredEntry entry = next_entry();
        row = RawRow();
        row.locator = fmt::format("line {}", line_);
        for (const auto& column : columns_) {
            row.values.push_back(column ? value_of(*column, entry) : RawValue::missing());
        }
        return true;
    }

private:
    [[noreturn]] void fail(const std::string& why) const {
        throw Error(
            ErrorCode::source_failed,
            {"reading a directory payload", why, fmt::format("{}:{}", name_, line_), ""});
    }

    Json next_line() {
        std::string line;
        std::getline(*in_, line);
        ++line_;
        try {
            return Json::parse(line);
        } catch (const Json::exception& error) {
            fail(error.what());
        }
    }

    StoredEntry next_entry() {
        const Json line = next_line();
        try {
            return entry_of(line);
        } catch (const Json::exception& error) {
            fail(error.what());
        }
    }

    std::unique_ptr<std::istream> in_;
    std::string name_;
    std::vector<std::optional<Column>> columns_;
    long long line_ = 0;
};

} // namespace

const std::vector<std::string>* StoredEntry::find(std::string_view name) const {
    const auto found = attributes.find(to_lower(name));
    return found == attributes.end() ? nullptr : &found->second.values;
}

std::string StoredEntry::text(std::string_view name) const {
    const auto* values = find(name);
    return values == nullptr || values->empty() ? std::string() : values->front();
}

bool is_binary(std::string_view attribute) {
    constexpr std::array<std::string_view, 12> known{
        "objectguid",
        "objectsid",
        "sidhistory",
        "jpegphoto",
        "thumbnailphoto",
        "photo",
        "audio",
        "usercertificate",
        "usersmimecertificate",
        "cacertificate",
        "ms-ds-consistencyguid",
        "msexchmailboxguid"};
    const std::string lower = to_lower(attribute);
    const std::string base = lower.substr(0, lower.find(';'));
    return lower.find(";binary") != std::string::npos ||
           std::find(known.begin(), known.end(), base) != known.end();
}

std::string entry_line(const LdapEntry& entry) {
    std::vector<const LdapAttribute*> attributes;
    for (const LdapAttribute& attribute : entry.attributes) {
        attributes.push_back(&attribute);
    }
    std::sort(attributes.begin(), attributes.end(), [](const auto* one, const auto* other) {
        return one->name < other->name;
    });
    std::string line = "{\"dn\":" + json_quote(entry.dn) + ",\"attributes\":{";
    bool first = true;
    for (const LdapAttribute* attribute : attributes) {
        std::vector<std::string> values = attribute->values;
        std::sort(values.begin(), values.end());
        const bool binary = is_binary(attribute->name);
        line += (first ? "" : ",") + json_quote(attribute->name) + ":[";
        first = false;
        for (std::size_t i = 0; i < values.size(); ++i) {
            line += (i == 0 ? "" : ",") + value_json(values[i], binary);
        }
        line += "]";
    }
    return line + "}}";
}

std::unique_ptr<RowReader> open_directory_payload(
    const std::string& path, const std::string& name, const std::vector<WantedColumn>& wanted) {
    return std::make_unique<DirectoryPayloadReader>(path, name, wanted);
}

} // namespace tickmark::ldap
