#include "tickmark/base/text.hpp"
#include "tickmark/base/time.hpp"
#include "tickmark/collect/scan_reader.hpp"

#include "finding_internal.hpp"
#include <charconv>

namespace tickmark::ocsf {

using namespace formats;

std::string class_of(const JsonNode& finding) {
    return text_at(finding, {"class_uid"});
}

/// The schema counts milliseconds; some tools write seconds. No scan is from 1970.
std::string moment(const std::string& text) {
    constexpr std::int64_t first_in_milliseconds = 100'000'000'000;
    constexpr std::int64_t a_second = 1000;
    std::int64_t count = 0;
    const auto end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, count);
    if (text.empty() || error != std::errc() || last != end) {
        return {};
    }
    return Instant(count < first_in_milliseconds ? count * a_second : count).iso();
}

std::string time_of(const JsonNode& finding) {
    std::string at = moment(text_at(finding, {"time"}));
    return at.empty() ? text_at(finding, {"time_dt"}) : at;
}

bool is_muted(const JsonNode& finding) {
    return to_lower(text_at(finding, {"status"})) == "suppressed" ||
           text_at(finding, {"status_id"}) == "3";
}

std::string tool_of(const JsonNode& finding) {
    return first_of(
        {text_at(finding, {"metadata", "product", "name"}),
         text_at(finding, {"metadata", "product", "vendor_name"}),
         "ocsf"});
}

std::string tool_with_version(const JsonNode& finding) {
    return tool_of(finding) + " " + text_at(finding, {"metadata", "product", "version"});
}

std::string system_of(const JsonNode& finding, const std::string& file) {
    return first_of(
        {text_at(finding, {"cloud", "account", "uid"}),
         text_at(finding, {"device", "hostname"}),
         file_stem(file)});
}

std::string region_of(const JsonNode& finding) {
    std::string region = text_at(finding, {"cloud", "region"});
    for (const JsonNode& one : items_at(finding, {"resources"})) {
        if (region.empty()) {
            region = text_at(one, {"region"});
        }
    }
    return region;
}

std::string resource_of(const JsonNode& finding) {
    std::string resource = text_at(finding, {"resource", "uid"});
    for (const JsonNode& one : items_at(finding, {"resources"})) {
        if (resource.empty()) {
            resource = first_of({text_at(one, {"uid"}), text_at(one, {"name"})});
        }
    }
    return resource;
}

std::string first_of(std::initializer_list<std::string> texts) {
    for (const std::string& text : texts) {
        if (!text.empty()) {
            return text;
        }
    }
    return {};
}

} // namespace tickmark::ocsf
