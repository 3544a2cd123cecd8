#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "pager_internal.hpp"
#include <fmt/format.h>
#include <sstream>

namespace tickmark::rest {

namespace {

using nlohmann::json;

const json* at(const json& content, const std::string& pointer) {
    const json::json_pointer path(pointer);
    return content.contains(path) ? &content.at(path) : nullptr;
}

std::string scalar_text(const json& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// A text that JSON is, read with a bound on its depth: writing the canonical form recurses.
json parse(const std::string& body) {
    constexpr int deepest = 200;
    bool too_deep = false;
    json content = json::parse(
        body,
        [&](int depth, json::parse_event_t, json&) {
            too_deep = too_deep || depth > deepest;
            return !too_deep;
        },
        false);
    return too_deep ? json(json::value_t::discarded) : content;
}

std::string members_of(const json& content) {
    if (!content.is_object()) {
        return fmt::format("the answer is of type {}", content.type_name());
    }
    std::string names;
    constexpr std::size_t enough = 100;
    for (const auto& [name, value] : content.items()) {
        names += (names.empty() ? "" : ", ") + name;
        if (names.size() > enough) {
            break;
        }
    }
    return "the answer holds " + (names.empty() ? "nothing" : names.substr(0, 2 * enough));
}

bool holds(const AnswerCheck& check, const json* value) {
    const bool there = value != nullptr && !value->is_null();
    return (!check.absent || *check.absent != there) &&
           (!check.equals || (there && scalar_text(*value) == *check.equals)) &&
           (!check.differs || !there || scalar_text(*value) != *check.differs);
}

std::string check_fault(const Settings& settings, const json& content, const HttpReply& reply) {
    for (const AnswerCheck& check : settings.checks) {
        if (holds(check, at(content, check.pointer))) {
            continue;
        }
        const json* said = check.message.empty() ? nullptr : at(content, check.message);
        HttpReply words = reply;
        if (said != nullptr) {
            words.body = scalar_text(*said);
        }
        return fmt::format(
            "the answer is an error by the check on {}: {} (check the credentials and their "
            "rights, and query)",
            check.pointer,
            words_of(words, settings.mask));
    }
    return {};
}

/// The records of delimited text, broken ones too.
long long count_records(const std::string& body, const CsvOptions& options) {
    const auto rows = open_csv(std::make_unique<std::istringstream>(body), "", options, {});
    RawRow row;
    long long count = 0;
    while (rows->next(row)) {
        ++count;
    }
    return count;
}

} // namespace

std::optional<std::string> text_at(const json& content, const std::string& pointer) {
    const json* value = pointer.empty() ? nullptr : at(content, pointer);
    const bool nothing = value == nullptr || value->is_null() || value->is_structured() ||
                         (value->is_boolean() && !value->get<bool>());
    if (nothing || scalar_text(*value).empty()) {
        return std::nullopt;
    }
    return scalar_text(*value);
}

std::variant<Page, std::string> read_page(const Settings& settings, const Answer& answer) {
    const HttpReply& reply = answer.reply;
    Page page;
    page.url = answer.url;
    page.reply = &reply;
    const std::string type = to_lower(reply.header("Content-Type"));
    const auto not_it = [&](std::string_view wanted) {
        return fmt::format(
            "the answer is not {}{}: {} (check url; a login page means that the credentials were "
            "not taken)",
            wanted,
            type.empty() ? "" : " but " + type.substr(0, 60),
            words_of(reply, settings.mask));
    };
    if (settings.csv) {
        if (type.find("html") != std::string::npos || type.find("json") != std::string::npos) {
            return not_it("CSV");
        }
        try {
            page.rows = count_records(reply.body, *settings.csv);
        } catch (const Error& fault) {
            return "the answer is not CSV: " + settings.mask.cover(fault.parts().why) +
                   " (check url, delimiter and encoding)";
        }
        page.canonical_text = reply.body;
        page.records_text = reply.body;
        return page;
    }
    page.content = parse(reply.body);
    if (page.content.is_discarded()) {
        return not_it("JSON");
    }
    if (std::string fault = check_fault(settings, page.content, reply); !fault.empty()) {
        return fault;
    }
    const json* records = at(page.content, settings.records);
    if (records == nullptr || !records->is_array()) {
        return fmt::format(
            "there is no list at records '{}'; {} (give records the pointer to the list)",
            settings.records,
            settings.mask.cover(members_of(page.content)));
    }
    page.rows = static_cast<long long>(records->size());
    page.records_text = records->dump();
    page.canonical_text = page.content.dump();
    return page;
}

} // namespace tickmark::rest
