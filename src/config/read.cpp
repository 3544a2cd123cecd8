#include "tickmark/config/read.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/base/time.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>

namespace tickmark {

namespace {

constexpr std::size_t longest_quote = 60;

/// A text in quotes, cut when long, on one line.
std::string quoted(const std::string& text) {
    std::string shown;
    for (std::size_t at = 0; at < text.size() && shown.size() < longest_quote;) {
        const char32_t c = next_code_point(text, at);
        append_utf8(shown, c < 0x20 ? U' ' : c);
    }
    return "'" + shown + (shown.size() >= longest_quote ? "…'" : "'");
}

const Node* scalar_member(const Node& node, std::string_view key, Problems& problems) {
    const Node* member = node.find(key);
    if (member == nullptr || member->is_scalar()) {
        return member;
    }
    problems.push_back(
        {member->at(), fmt::format("{}: expected text, found {}", key, found_phrase(*member))});
    return nullptr;
}

} // namespace

bool is_number_word(std::string_view text) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
    const auto digits = [&text] {
        std::size_t count = 0;
        while (count < text.size() && text[count] >= '0' && text[count] <= '9') {
            ++count;
        }
        return count;
    };
    const std::size_t whole = digits();
    if (whole == 0 || (whole > 1 && text[0] == '0')) {
        return false;
    }
    text.remove_prefix(whole);
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        const std::size_t places = digits();
        if (places == 0) {
            return false;
        }
        text.remove_prefix(places);
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') || text.starts_with('-')) {
            text.remove_prefix(1);
        }
        const std::size_t exponent = digits();
        return exponent > 0 && exponent == text.size();
    }
    return text.empty();
}

std::string found_phrase(const Node& node) {
    switch (node.kind()) {
    case Node::Kind::null:
        return "nothing";
    case Node::Kind::list:
        return "a list";
    case Node::Kind::map:
        return "a map";
    case Node::Kind::scalar:
        break;
    }
    const std::string& text = node.text();
    if (!node.quoted()) {
        if (is_number_word(text)) {
            return "the number " + text;
        }
        if (to_lower(text) == "true" || to_lower(text) == "false") {
            return "the truth value " + to_lower(text);
        }
    }
    return text.empty() ? "an empty text" : quoted(text);
}

bool check_keys(const Node& node, const std::vector<std::string>& allowed, Problems& problems) {
    if (!node.is_map()) {
        problems.push_back(
            {node.at(),
             fmt::format(
                 "expected a map with {}, found {}", join(allowed, ", "), found_phrase(node))});
        return false;
    }
    for (const auto& [key, value] : node.members()) {
        if (std::find(allowed.begin(), allowed.end(), key.text()) != allowed.end()) {
            continue;
        }
        const std::string near = did_you_mean(key.text(), allowed);
        problems.push_back(
            {key.at(),
             fmt::format(
                 "unknown key {}{}",
                 quoted(key.text()),
                 near.empty() ? "; known here: " + join(allowed, ", ") : near)});
    }
    return true;
}

void check_free_keys(const Node& node, Problems& problems) {
    for (const auto& [key, value] : node.members()) {
        if (key.text() == "on" && !key.quoted()) {
            problems.push_back(
                {key.at(), "the bare word on is read by YAML 1.1 as true; write \"on\" in quotes"});
        }
    }
}

std::string required_text(const Node& node, std::string_view key, Problems& problems) {
    const Node* member = node.find(key);
    if (member == nullptr || member->is_null() || (member->is_scalar() && member->text().empty())) {
        problems.push_back(
            {member == nullptr ? node.at() : member->at(),
             fmt::format("the key '{}' {}", key, member == nullptr ? "is missing" : "is empty")});
        return {};
    }
    const Node* scalar = scalar_member(node, key, problems);
    return scalar == nullptr ? std::string() : scalar->text();
}

std::string optional_text(
    const Node& node, std::string_view key, std::string_view fallback, Problems& problems) {
    const Node* member = node.find(key);
    if (member == nullptr || member->is_null()) {
        return std::string(fallback);
    }
    const Node* scalar = scalar_member(node, key, problems);
    return scalar == nullptr ? std::string(fallback) : scalar->text();
}

std::string enum_text(
    const Node& node,
    std::string_view key,
    const std::vector<std::string>& allowed,
    std::string_view fallback,
    Problems& problems) {
    const Node* member = node.find(key);
    if (member == nullptr) {
        return std::string(fallback);
    }
    if (std::find(allowed.begin(), allowed.end(), member->text()) != allowed.end()) {
        return member->text();
    }
    problems.push_back(
        {member->at(),
         fmt::format(
             "{}: expected one of {}, found {}{}",
             key,
             join(allowed, ", "),
             found_phrase(*member),
             did_you_mean(member->text(), allowed))});
    return std::string(fallback);
}

bool truth_of(const Node& node, std::string_view key, bool fallback, Problems& problems) {
    const Node* member = node.find(key);
    if (member == nullptr) {
        return fallback;
    }
    const std::string word = to_lower(member->text());
    if (!member->quoted() && (word == "true" || word == "false")) {
        return word == "true";
    }
    problems.push_back(
        {member->at(),
         fmt::format("{}: expected true or false, found {}", key, found_phrase(*member))});
    return fallback;
}

std::vector<std::string> text_list(const Node& node, std::string_view key, Problems& problems) {
    const Node* member = node.find(key);
    if (member == nullptr) {
        return {};
    }
    if (member->is_map()) {
        problems.push_back({member->at(), fmt::format("{}: expected a list, found a map", key)});
        return {};
    }
    for (const Node& item : member->items()) {
        if (!item.is_scalar()) {
            problems.push_back(
                {item.at(), fmt::format("{}: expected text, found {}", key, found_phrase(item))});
        }
    }
    return node.texts_of(key);
}

const Node* list_member(const Node& node, std::string_view key, Problems& problems) {
    const Node* member = node.find(key);
    if (member != nullptr && !member->is_list()) {
        problems.push_back(
            {member->at(),
             fmt::format("{}: expected a list, found {}", key, found_phrase(*member))});
        return nullptr;
    }
    return member;
}

const Node* map_member(const Node& node, std::string_view key, Problems& problems) {
    const Node* member = node.find(key);
    if (member != nullptr && !member->is_map()) {
        problems.push_back(
            {member->at(),
             fmt::format("{}: expected a map, found {}", key, found_phrase(*member))});
        return nullptr;
    }
    return member;
}

std::string date_text(const Node& node, std::string_view key, Problems& problems) {
    const Node* member = node.find(key);
    if (member == nullptr) {
        return {};
    }
    if (member->is_scalar() && Date::from_iso(member->text())) {
        return member->text();
    }
    problems.push_back(
        {member->at(),
         fmt::format(
             "{}: expected a date such as 2026-01-15, found {}", key, found_phrase(*member))});
    return {};
}

void sort_problems(Problems& problems) {
    std::map<std::string, std::size_t> order;
    for (const Problem& problem : problems) {
        order.emplace(problem.at.file, order.size());
    }
    std::stable_sort(
        problems.begin(), problems.end(), [&order](const Problem& a, const Problem& b) {
            return std::tuple(order.at(a.at.file), a.at.line, a.at.column) <
                   std::tuple(order.at(b.at.file), b.at.line, b.at.column);
        });
}

void add_error(const std::exception& fault, const std::string& file, Problems& problems) {
    const auto* error = dynamic_cast<const Error*>(&fault);
    if (error == nullptr) {
        problems.push_back({{file, 0, 0}, fault.what()});
        return;
    }
    const Error::Parts& parts = error->parts();
    problems.push_back({{parts.where.empty() ? file : parts.where, 0, 0}, parts.why});
}

void place_problems(Problems& problems, const Node* node) {
    for (Problem& problem : problems) {
        if (problem.at.file.empty() && node != nullptr) {
            problem.at = node->at();
        }
    }
}

} // namespace tickmark
