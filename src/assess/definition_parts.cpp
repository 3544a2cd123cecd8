#include "definition_parts.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include <fmt/core.h>

namespace tickmark {
namespace {

std::vector<std::string> ids_of(const Dictionary& dictionary) {
    std::vector<std::string> ids;
    ids.reserve(dictionary.size());
    for (const auto& [id, dataset] : dictionary) {
        ids.push_back(id);
    }
    return ids;
}

std::optional<Decimal> level_of(std::string_view text) {
    if (!text.empty() && text.back() == '%') {
        const auto hundredths = Decimal::from_text(trim(text.substr(0, text.size() - 1)));
        return hundredths ? std::optional(*hundredths * *Decimal::from_text("0.01")) : std::nullopt;
    }
    return Decimal::from_text(text);
}

/// A share ("5%") or a whole number of records ("3") into the tolerance; false if neither.
bool take_bound(const std::string& text, Tolerance& tolerance) {
    const auto level = level_of(text);
    if (!level || *level < Decimal(0)) {
        return false;
    }
    if (text.back() == '%') {
        tolerance.share = level;
        return *level < Decimal(1) || *level == Decimal(1);
    }
    if (level->rounded(0) != *level || level->text().size() > 15) {
        return false;
    }
    tolerance.count = std::stoll(level->text());
    return true;
}

} // namespace

const Dataset* known_dataset(
    const Node& node, const std::string& id, const Dictionary& dictionary, Problems& problems) {
    const auto found = dictionary.find(id);
    if (found != dictionary.end()) {
        return &found->second;
    }
    if (!id.empty()) {
        problems.push_back(
            {node.at(),
             fmt::format("there is no dataset '{}'{}", id, did_you_mean(id, ids_of(dictionary)))});
    }
    return nullptr;
}

std::optional<Expression> read_expression(
    const Node& node,
    std::string_view key,
    const Dataset& dataset,
    Wanted wanted,
    Problems& problems) {
    const Node* member = node.find(key);
    if (member == nullptr) {
        return std::nullopt;
    }
    if (!member->is_scalar()) {
        problems.push_back(
            {member->at(),
             fmt::format("{}: expected an expression, found {}", key, found_phrase(*member))});
        return std::nullopt;
    }
    try {
        Expression made = parse_expression(member->text(), dataset, member->at());
        const bool fits = wanted == Wanted::condition ? made.is_condition() : made.is_number();
        if (fits) {
            return made;
        }
        problems.push_back(
            {member->at(),
             fmt::format(
                 "{}: '{}' is not a {}",
                 key,
                 made.text(),
                 wanted == Wanted::condition ? "condition" : "number")});
    } catch (const Error& error) {
        problems.push_back({member->at(), fmt::format("{}: {}", key, error.parts().why)});
    }
    return std::nullopt;
}

std::optional<Decimal> read_level(const Node& node, std::string_view key, Problems& problems) {
    const Node* member = node.find(key);
    if (member == nullptr) {
        return std::nullopt;
    }
    const auto level = level_of(member->text());
    if (!level) {
        problems.push_back(
            {member->at(),
             fmt::format(
                 "{}: expected a number or a percentage such as 95%, found {}",
                 key,
                 found_phrase(*member))});
    }
    return level;
}

Tolerance read_tolerance(const Node& node, Problems& problems) {
    Tolerance tolerance;
    const Node* member = node.find("tolerance");
    if (member == nullptr) {
        return tolerance;
    }
    const auto complain = [&](const Node& at) {
        problems.push_back(
            {at.at(),
             fmt::format(
                 "tolerance: expected a share such as 5% or a whole number of records, found {}",
                 found_phrase(at))});
    };
    if (!member->is_map()) {
        if (!take_bound(member->text(), tolerance)) {
            complain(*member);
        }
        return tolerance;
    }
    check_keys(*member, {"share", "count", "approved_by", "on", "because"}, problems);
    const Node* share = member->find("share");
    const Node* count = member->find("count");
    if ((share == nullptr) == (count == nullptr)) {
        problems.push_back({member->at(), "tolerance: give either share or count"});
        return tolerance;
    }
    const Node& bound = share != nullptr ? *share : *count;
    const bool is_share = bound.text().ends_with('%');
    if (is_share != (share != nullptr) || !take_bound(bound.text(), tolerance)) {
        complain(bound);
    }
    tolerance.approved_by = optional_text(*member, "approved_by", "", problems);
    tolerance.approved_on = date_text(*member, "on", problems);
    tolerance.because = optional_text(*member, "because", "", problems);
    return tolerance;
}

} // namespace tickmark
