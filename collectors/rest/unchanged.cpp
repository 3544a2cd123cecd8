#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include "unchanged_internal.hpp"
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tickmark::rest {

namespace {

using nlohmann::json;

constexpr int good = 200;
constexpr int not_modified = 304;

std::string text_of(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

} // namespace

Unchanged::Unchanged(const Settings& settings, const FetchContext& context) :
    settings_(settings), context_(context), copy_(context.spool_folder + "/kept") {
    if (settings_.method == "GET" && settings_.body.empty() && !context_.earlier.empty()) {
        read_earlier();
    }
}

void Unchanged::read_earlier() {
    const Earlier& earlier = context_.earlier;
    const json details = json::parse(earlier.details, nullptr, false);
    if (!details.is_object() || !details.contains("etags") || !details["etags"].is_array()) {
        return;
    }
    std::set<std::string> twice;
    for (const json& one : details["etags"]) {
        const bool numbered =
            one.is_object() && one.contains("page") && one["page"].is_number_unsigned();
        const std::size_t number = numbered ? one["page"].get<std::size_t>() : 0;
        if (number == 0 || number > earlier.payloads.size()) {
            continue;
        }
        const PayloadRef& payload = earlier.payloads[number - 1];
        Page page{text_of(one, "etag"), {}, payload.digest};
        const json headers = one.contains("headers") ? one["headers"] : json::object();
        for (const auto& [name, value] : headers.items()) {
            if (value.is_string()) {
                page.headers.emplace_back(name, value.get<std::string>());
            }
        }
        if (!pages_.emplace(payload.locator, std::move(page)).second) {
            twice.insert(payload.locator);
        }
    }
    for (const std::string& address : twice) {
        pages_.erase(address); // told apart by what is covered: not to be mixed up
    }
}

/// Whether nothing of it must be covered, so that it can be kept and stands for itself.
bool Unchanged::is_open(const std::string& text) const {
    return settings_.mask.cover(text) == text;
}

void Unchanged::offer(PageRequest& request) {
    offered_.reset();
    request.etag.clear();
    const auto kept = pages_.find(request.url.text());
    if (kept == pages_.end() || shown(request.url, settings_.mask) != request.url.text() ||
        !context_.earlier.copy(kept->second.digest, copy_)) {
        return;
    }
    offered_ = kept->second;
    request.etag = kept->second.etag;
}

void Unchanged::take(Answer& answer) {
    HttpReply& reply = answer.reply;
    if (reply.status != not_modified || !offered_) {
        return;
    }
    reply.status = good;
    reply.body = read_file(copy_);
    for (const auto& [name, value] : offered_->headers) {
        if (reply.header(name).empty()) {
            reply.headers.emplace_back(name, value);
        }
    }
    if (reply.header("ETag").empty()) {
        reply.headers.emplace_back("ETag", offered_->etag);
    }
    ++taken_;
}

void Unchanged::note(const Answer& answer, std::size_t page) {
    const HttpReply& reply = answer.reply;
    const std::string etag = reply.header("ETag");
    if (etag.empty() || !is_open(etag)) {
        return;
    }
    std::ostringstream text;
    JsonWriter out(text, 0);
    out.begin_object().member("page", std::uint64_t{page}).member("etag", etag);
    out.key("headers").begin_object();
    std::vector<std::string> needed{"Content-Type", "Link"};
    if (!settings_.pages.total.empty() && !settings_.pages.total.starts_with('/')) {
        needed.push_back(settings_.pages.total);
    }
    for (const std::string& name : needed) {
        const std::string value = reply.header(name);
        const auto lines =
            std::count_if(reply.headers.begin(), reply.headers.end(), [&](const auto& header) {
                return to_lower(header.first) == to_lower(name);
            });
        if (!is_open(value) || lines > 1) {
            return; // a way that cannot be kept whole is not to be taken again
        }
        if (!value.empty()) {
            out.member(name, value);
        }
    }
    out.end_object().end_object();
    tags_ += (tags_.empty() ? "" : ",") + text.str();
}

std::string Unchanged::tags() const {
    return tags_.empty() ? tags_ : "[" + tags_ + "]";
}

} // namespace tickmark::rest
