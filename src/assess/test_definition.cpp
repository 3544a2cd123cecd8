#include "definition_parts.hpp"
#include <fmt/core.h>
#include <utility>

namespace tickmark {
namespace {

const std::vector<std::string>& keys_of(TestKind kind) {
    static const std::vector<std::string> condition = {
        "id",
        "title",
        "kind",
        "dataset",
        "population",
        "exception",
        "tolerance",
        "may_be_empty",
        "sample"};
    static const std::vector<std::string> attestation = {"id", "title", "kind", "statement"};
    static const std::vector<std::string> reconcile = {
        "id",
        "title",
        "kind",
        "left",
        "right",
        "on",
        "ignore_case",
        "sides",
        "tolerance",
        "may_be_empty"};
    if (kind == TestKind::attestation) {
        return attestation;
    }
    return kind == TestKind::reconcile ? reconcile : condition;
}

std::optional<SamplePlan> read_sample(const Node& node, Problems& problems) {
    const Node* member = node.find("sample");
    if (member == nullptr) {
        return std::nullopt;
    }
    if (!check_keys(*member, {"size", "seed"}, problems)) {
        return std::nullopt;
    }
    SamplePlan plan;
    const auto size = Decimal::from_text(required_text(*member, "size", problems));
    if (!size || *size < Decimal(1) || size->rounded(0) != *size || Decimal(1'000'000) < *size) {
        problems.push_back({member->at(), "sample: size is a whole number from 1 to 1,000,000"});
        return std::nullopt;
    }
    plan.size = std::stoll(size->text());
    plan.seed = optional_text(*member, "seed", "", problems);
    return plan;
}

void read_condition_test(
    const Node& node, const Dictionary& dictionary, TestDefinition& test, Problems& problems) {
    test.dataset = required_text(node, "dataset", problems);
    test.sample = read_sample(node, problems);
    const Dataset* dataset = known_dataset(node, test.dataset, dictionary, problems);
    if (dataset == nullptr) {
        return;
    }
    test.population =
        node.find("population") == nullptr
            ? always_true(*dataset)
            : read_expression(node, "population", *dataset, Wanted::condition, problems);
    test.exception = read_expression(node, "exception", *dataset, Wanted::condition, problems);
    if (node.find("exception") == nullptr && !test.sample) {
        problems.push_back({node.at(), "the key 'exception' is missing"});
    }
}

const Dataset* read_side(
    const Node& node,
    std::string_view side,
    const Dictionary& dictionary,
    std::optional<Expression>& where,
    Problems& problems) {
    const Node* member = node.find(side);
    if (member == nullptr) {
        problems.push_back({node.at(), fmt::format("the key '{}' is missing", side)});
        return nullptr;
    }
    if (!check_keys(*member, {"dataset", "where"}, problems)) {
        return nullptr;
    }
    const Dataset* dataset =
        known_dataset(*member, required_text(*member, "dataset", problems), dictionary, problems);
    if (dataset != nullptr) {
        where = member->find("where") == nullptr
                    ? always_true(*dataset)
                    : read_expression(*member, "where", *dataset, Wanted::condition, problems);
    }
    return dataset;
}

void check_common_fields(
    const Node& node, const Dataset& left, const Dataset& right, Problems& problems) {
    for (const std::string& name : node.texts_of("on")) {
        for (const Dataset* side : {&left, &right}) {
            if (side->field(name) == nullptr) {
                problems.push_back(
                    {node.find("on")->at(),
                     fmt::format("on: dataset '{}' has no field '{}'", side->id, name)});
            }
        }
        const Field* a = left.field(name);
        const Field* b = right.field(name);
        if (a != nullptr && b != nullptr && (a->type != b->type || a->type == FieldType::list)) {
            problems.push_back(
                {node.find("on")->at(),
                 fmt::format(
                     "on: '{}' is a {} on the left and a {} on the right",
                     name,
                     name_of(a->type),
                     name_of(b->type))});
        }
    }
}

void read_reconcile_test(
    const Node& node, const Dictionary& dictionary, TestDefinition& test, Problems& problems) {
    const Dataset* left = read_side(node, "left", dictionary, test.population, problems);
    const Dataset* right = read_side(node, "right", dictionary, test.right_where, problems);
    test.on = text_list(node, "on", problems);
    if (test.on.empty()) {
        problems.push_back({node.at(), "a reconciliation needs on: the fields both sides have"});
    }
    test.ignore_case = truth_of(node, "ignore_case", false, problems);
    const bool both = enum_text(node, "sides", {"left", "both"}, "left", problems) == "both";
    if (left != nullptr && right != nullptr) {
        test.both_sides = both;
        test.dataset = left->id;
        test.right_dataset = right->id;
        check_common_fields(node, *left, *right, problems);
    }
}

TestKind kind_of(const Node& node, Problems& problems) {
    const std::string word =
        enum_text(node, "kind", {"condition", "attestation", "reconcile"}, "condition", problems);
    if (word == "attestation") {
        return TestKind::attestation;
    }
    return word == "reconcile" ? TestKind::reconcile : TestKind::condition;
}

} // namespace

TestDefinition read_test(const Node& node, const Dictionary& dictionary, Problems& problems) {
    TestDefinition test;
    test.at = node.at();
    if (!node.is_map()) {
        check_keys(node, keys_of(TestKind::condition), problems);
        return test;
    }
    test.kind = kind_of(node, problems);
    check_keys(node, keys_of(test.kind), problems);
    test.id = required_text(node, "id", problems);
    test.title = optional_text(node, "title", "", problems);
    test.may_be_empty = truth_of(node, "may_be_empty", false, problems);
    test.tolerance = read_tolerance(node, problems);
    switch (test.kind) {
    case TestKind::condition:
        read_condition_test(node, dictionary, test, problems);
        break;
    case TestKind::attestation:
        test.statement = required_text(node, "statement", problems);
        test.dataset = "control_evidence";
        known_dataset(node, test.dataset, dictionary, problems);
        break;
    case TestKind::reconcile:
        read_reconcile_test(node, dictionary, test, problems);
        break;
    }
    return test;
}

TestDefinition other_side(const TestDefinition& test, const Dictionary& dictionary) {
    TestDefinition other = test;
    other.id += ".right";
    other.both_sides = false;
    std::swap(other.dataset, other.right_dataset);
    std::swap(other.population, other.right_where);
    const std::string what = fmt::format(
        "{} without a match in {}",
        dictionary.at(other.dataset).title,
        dictionary.at(other.right_dataset).title);
    other.title = test.title.empty() ? what : test.title + ": " + what;
    return other;
}

} // namespace tickmark
