#include "tickmark/base/digest.hpp"
#include "tickmark/ports/files.hpp"

#include "changes_internal.hpp"
#include <istream>
#include <nlohmann/json.hpp>

namespace tickmark::documents {

namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* name) {
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() && found->is_string()
               ? found->get<std::string>()
               : std::string();
}

void write_list(JsonWriter& out, const char* name, const std::vector<std::string>& paths) {
    out.key(name).begin_array();
    for (const std::string& path : paths) {
        out.value(path);
    }
    out.end_array();
}

} // namespace

Changes::Changes(const FetchContext& context) :
    today_(TimeZone::utc().local_date(context.now()).iso()) {
    if (!context.earlier.empty()) {
        read_earlier(context.earlier, context.spool_folder + "/earlier");
    }
}

void Changes::read_earlier(const Earlier& earlier, const std::string& copy) {
    for (const PayloadRef& payload : earlier.payloads) {
        if (payload.locator != manifest_locator || !earlier.copy(payload.digest, copy)) {
            continue;
        }
        since_ = earlier.collected_on;
        const auto in = open_input(copy);
        for (std::string line; std::getline(*in, line);) {
            const std::string path = text_of(json::parse(line, nullptr, false), "path");
            before_[path] = sha256(line + "\n").hex();
        }
    }
    const json details = json::parse(earlier.details, nullptr, false);
    if (!since_.empty() && details.is_object() && details.contains("vanished")) {
        for (const json& one : details["vanished"]) {
            missed_[text_of(one, "path")] = text_of(one, "missed_on");
        }
    }
}

void Changes::see(const std::string& path, const std::string& line) {
    if (since_.empty()) {
        return;
    }
    missed_.erase(path);
    const auto known = before_.find(path);
    if (known == before_.end()) {
        added_.push_back(path);
        return;
    }
    if (known->second != sha256(line).hex()) {
        changed_.push_back(path);
    }
    before_.erase(known);
}

void Changes::write(JsonWriter& details) const {
    if (since_.empty()) {
        return;
    }
    details.member("since", since_);
    write_list(details, "added", added_);
    write_list(details, "changed", changed_);
    std::map<std::string, std::string> vanished = missed_;
    for (const auto& [path, digest] : before_) {
        vanished.emplace(path, today_);
    }
    details.key("vanished").begin_array();
    for (const auto& [path, day] : vanished) {
        details.begin_object().member("path", path).member("missed_on", day).end_object();
    }
    details.end_array();
}

} // namespace tickmark::documents
