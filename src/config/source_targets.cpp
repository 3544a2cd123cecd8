#include "tickmark/config/read.hpp"

#include "source_internal.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <regex>
#include <utility>

namespace tickmark::config_internal {

namespace {

std::optional<std::string> text_member(const Node& node, std::string_view key) {
    const Node* member = node.find(key);
    if (member == nullptr || !member->is_scalar()) {
        return std::nullopt;
    }
    return member->text();
}

FieldSpec read_field(const Node& key, const Node& node, Problems& problems) {
    FieldSpec spec;
    spec.name = key.text();
    spec.at = key.at();
    if (node.is_scalar()) {
        spec.from = node.text();
        return spec;
    }
    spec.constant = text_member(node, "value");
    spec.from = node.text_of("from", spec.constant ? "" : spec.name);
    spec.date_pattern = text_member(node, "date");
    spec.zone = text_member(node, "zone");
    spec.fallback = text_member(node, "default");
    spec.split = text_member(node, "split");
    if (spec.zone) {
        check_zone(*node.find("zone"), "zone", problems);
    }
    if (const Node* map = node.find("map"); map != nullptr) {
        check_free_keys(*map, problems);
        for (const auto& [word, meaning] : map->members()) {
            spec.map.emplace_back(word.text(), meaning.text());
        }
    }
    if (spec.constant && node.find("from") != nullptr) {
        problems.push_back(
            {node.find("from")->at(),
             "from and value exclude each other: one value for every "
             "record has no place in the source"});
    }
    return spec;
}

std::vector<FieldSpec> read_fields(const Node& block, Problems& problems) {
    std::vector<FieldSpec> specs;
    if (const Node* fields = block.find("fields"); fields != nullptr) {
        check_free_keys(*fields, problems);
        for (const auto& [name, spec] : fields->members()) {
            specs.push_back(read_field(name, spec, problems));
        }
    }
    return specs;
}

Expectation read_expectation(const Node& block) {
    Expectation expectation;
    const Node* node = block.find("expect");
    if (node == nullptr) {
        return expectation;
    }
    static const std::regex rows_shape("(>=|<=|=|>|<) *([0-9]{1,15})");
    static const std::regex change_shape("(<=|<) *([0-9]{1,6}([.][0-9]{1,6})?) *%");
    std::smatch match;
    const std::string rows = node->text_of("rows");
    if (std::regex_match(rows, match, rows_shape)) {
        expectation.rows = {match[1].str(), std::stoll(match[2].str())};
    }
    const std::string change = node->text_of("change");
    if (std::regex_match(change, match, change_shape)) {
        expectation.change = {match[1].str(), std::stod(match[2].str())};
    }
    return expectation;
}

std::vector<RowCondition> read_conditions(const Node& block, Problems& problems) {
    std::vector<RowCondition> conditions;
    for (const auto& [key, except] : {std::pair{"only", false}, std::pair{"except", true}}) {
        const Node* columns = block.find(key);
        if (columns == nullptr) {
            continue;
        }
        check_free_keys(*columns, problems);
        for (const auto& [column, words] : columns->members()) {
            conditions.push_back(
                {column.text(), columns->texts_of(column.text()), except, column.at()});
        }
    }
    return conditions;
}

/// A dataset's own fields stand before those of its source.
std::vector<FieldSpec> merged(std::vector<FieldSpec> own, const std::vector<FieldSpec>& shared) {
    for (const FieldSpec& spec : shared) {
        const bool is_replaced = std::any_of(
            own.begin(), own.end(), [&](const FieldSpec& one) { return one.name == spec.name; });
        if (!is_replaced) {
            own.push_back(spec);
        }
    }
    return own;
}

/// The datasets named, each with its own block where it has one.
std::vector<std::pair<const Node*, const Node*>> named_datasets(const Node& node) {
    std::vector<std::pair<const Node*, const Node*>> named;
    if (node.is_map()) {
        for (const auto& [key, block] : node.members()) {
            named.emplace_back(&key, &block);
        }
    } else if (node.is_list()) {
        for (const Node& item : node.items()) {
            named.emplace_back(&item, nullptr);
        }
    } else if (node.is_scalar()) {
        named.emplace_back(&node, nullptr);
    }
    return named;
}

} // namespace

std::vector<SourceTarget> read_targets(const Node& source, const Node& block, Problems& problems) {
    std::vector<FieldSpec> shared = read_fields(block, problems);
    const Expectation expect = read_expectation(block);
    const Node* node = block.find("dataset");
    if (node == nullptr) {
        // The schema lets only the readers of scans, documents and statements leave it out.
        return {{"control_evidence", std::move(shared), {}, expect, source.at()}};
    }
    const auto named = named_datasets(*node);
    for (FieldSpec& spec : shared) {
        spec.shared = named.size() > 1;
    }
    std::vector<SourceTarget> targets;
    for (const auto& [name, own] : named) {
        const bool is_repeated =
            std::any_of(targets.begin(), targets.end(), [&, id = name](const SourceTarget& one) {
                return one.dataset == id->text();
            });
        if (is_repeated) {
            problems.push_back(
                {name->at(), fmt::format("dataset: '{}' is named twice", name->text())});
            continue;
        }
        SourceTarget target{name->text(), shared, {}, expect, name->at()};
        if (own != nullptr && own->is_map()) {
            target.fields = merged(read_fields(*own, problems), shared);
            target.conditions = read_conditions(*own, problems);
            target.expect = own->find("expect") == nullptr ? expect : read_expectation(*own);
        }
        targets.push_back(std::move(target));
    }
    return targets;
}

} // namespace tickmark::config_internal
