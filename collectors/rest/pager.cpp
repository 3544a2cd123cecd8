#include "tickmark/base/text.hpp"

#include "pager_internal.hpp"
#include <charconv>
#include <fmt/format.h>

namespace tickmark::rest {

namespace {

std::optional<long long> number_in(const std::optional<std::string>& text) {
    long long number = 0;
    if (!text) {
        return std::nullopt;
    }
    const auto read = std::from_chars(text->data(), text->data() + text->size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == text->data() + text->size();
    return whole && number >= 0 ? std::optional(number) : std::nullopt;
}

/// Whether the parameters of one link ("; rel=\"next\"; title=…") call it the next one.
bool is_next(std::string_view parameters) {
    const std::string lower = to_lower(parameters);
    const std::size_t rel = lower.find("rel=");
    if (rel == std::string::npos) {
        return false;
    }
    std::string value = lower.substr(rel + 4);
    if (value.starts_with('"')) {
        value = value.substr(1, value.find('"', 1) - 1);
    } else {
        value = value.substr(0, value.find_first_of("; ,"));
    }
    for (const std::string& word : split(value, ' ')) {
        if (word == "next") {
            return true;
        }
    }
    return false;
}

/// The address that a Link header calls next; empty where there is none.
std::string next_link(const HttpReply& reply) {
    for (const auto& [name, value] : reply.headers) {
        if (to_lower(name) != "link") {
            continue;
        }
        std::size_t open = value.find('<');
        while (open != std::string::npos) {
            const std::size_t close = value.find('>', open);
            if (close == std::string::npos) {
                break;
            }
            const std::size_t other = value.find('<', close);
            if (is_next(std::string_view(value).substr(close, other - close))) {
                return value.substr(open + 1, close - open - 1);
            }
            open = other;
        }
    }
    return {};
}

} // namespace

void Pager::set(PageRequest& request, const std::string& name, long long number) const {
    if (!pages_.in_body) {
        request.url = with_parameter(request.url, name, std::to_string(number));
        return;
    }
    auto body = nlohmann::json::parse(request.body, nullptr, false);
    if (body.is_object()) {
        body[name] = number;
        request.body = body.dump();
    }
}

PageRequest Pager::first() {
    last_ = {settings_.url, settings_.body};
    if (!pages_.size_parameter.empty() && pages_.size > 0) {
        set(last_, pages_.size_parameter, pages_.size);
    }
    number_ = pages_.first;
    if (pages_.by == Paging::By::page) {
        set(last_, pages_.parameter, number_);
    }
    if (pages_.by == Paging::By::offset) {
        set(last_, pages_.parameter, 0);
    }
    return last_;
}

std::optional<long long> Pager::total(const Page& page) const {
    if (pages_.total.empty()) {
        return std::nullopt;
    }
    return number_in(
        pages_.total.starts_with('/') ? text_at(page.content, pages_.total)
                                      : std::optional(page.reply->header(pages_.total)));
}

Onward Pager::follow(const Page& page, const std::string& address) const {
    if (address.empty()) {
        return {};
    }
    const auto url = resolve_url(page.url, address);
    if (!url) {
        return {
            std::nullopt,
            "the address of the next page is not an http or https address (check next of pages)"};
    }
    return {PageRequest{*url, last_.body}, {}};
}

Onward Pager::after(const Page& page) {
    rows_ += page.rows;
    Onward onward;
    switch (pages_.by) {
    case Paging::By::none:
        break;
    case Paging::By::link:
        onward = follow(page, next_link(*page.reply));
        break;
    case Paging::By::next:
        onward = follow(page, text_at(page.content, pages_.next).value_or(""));
        break;
    case Paging::By::cursor:
        onward = after_token(page);
        break;
    case Paging::By::page:
    case Paging::By::offset:
        onward = after_number(page);
        break;
    }
    if (onward.request) {
        last_ = *onward.request;
    }
    return onward;
}

Onward Pager::after_token(const Page& page) const {
    const auto token = text_at(page.content, pages_.next);
    if (!token) {
        return {};
    }
    PageRequest request = last_;
    if (!pages_.in_body) {
        request.url = with_parameter(request.url, pages_.parameter, *token);
        return {request, {}};
    }
    auto body = request.body.empty() ? nlohmann::json::object()
                                     : nlohmann::json::parse(request.body, nullptr, false);
    if (!body.is_object()) {
        return {
            std::nullopt,
            "the token of the next page has no place: body is no JSON object (write body as a "
            "map)"};
    }
    body[pages_.parameter] = *token;
    request.body = body.dump();
    return {request, {}};
}

/// Goes on by the rows that came, not by those asked for: systems cap a page in silence. Without a
/// total only an empty page is the end, for the same reason, unless `until: short` says otherwise.
Onward Pager::after_number(const Page& page) {
    const auto known = total(page);
    const auto count = number_in(text_at(page.content, pages_.count));
    const bool all = (known && rows_ >= *known) ||
                     (count && number_ - pages_.first + 1 >= *count) ||
                     (pages_.until_short && page.rows < pages_.size);
    if (page.rows == 0 || all) {
        return {};
    }
    ++number_;
    PageRequest request = last_;
    set(request, pages_.parameter, pages_.by == Paging::By::page ? number_ : rows_);
    return {request, {}};
}

} // namespace tickmark::rest
