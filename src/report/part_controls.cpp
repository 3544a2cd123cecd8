#include "tickmark/base/text.hpp"

#include "parts.hpp"
#include <algorithm>

namespace tickmark::report {

namespace {

/// "All 12." or "First 50 of 4,300; all in the workbook, sheet TRN-01.a."
std::string shown_of(std::int64_t shown, std::int64_t total, const std::string& test) {
    if (shown >= total) {
        return total == 1 ? "The only one." : "All " + number_text(total) + ".";
    }
    return "First " + number_text(shown) + " of " + number_text(total) +
           "; all in the workbook, sheet " + test + ".";
}

/// Records a query gives, as print shows them.
Tree record_list(
    const Parts& parts, const TestResult& test, const RowQuery& query, std::int64_t total) {
    Tree tree = Tree::make_map();
    const Dataset* dataset = parts.dataset(test.definition.dataset);
    if (query.empty() || total == 0 || dataset == nullptr) {
        return tree.set("any", false);
    }
    const ShownFields shown = printed_fields(*dataset, parts.input.definition, test.definition);
    std::vector<Column> columns{{"record_key", "Record", 24, false}};
    for (const Field* field : shown.fields) {
        const bool numeric = field->type == FieldType::integer || field->type == FieldType::number;
        columns.push_back({field->name, field_title(*field), 16, numeric});
    }
    std::vector<Row> rows;
    const long long limit = parts.limit("exceptions", 50);
    each_row(parts.input.snapshot.connection(), query.sql, limit, [&](const NamedRow& row) {
        Row cells{Cell::of_text(row.value("record_key").value_or(""))};
        for (const Field* field : shown.fields) {
            cells.push_back(Cell::of_field(*field, row.value(*field)));
        }
        rows.push_back(std::move(cells));
    });
    constexpr std::size_t short_key = 12; // leaves its room to the other columns
    const bool all_short = std::all_of(rows.begin(), rows.end(), [](const Row& row) {
        return row.front().text.size() <= short_key;
    });
    columns.front().print_class = all_short ? "w-15" : "";
    tree.set("any", true).set("table", printed_rows(columns, rows));
    tree.set("shown", shown_of(static_cast<std::int64_t>(rows.size()), total, test.definition.id));
    tree.set("personal", join(shown.personal, ", ")).set("further", join(shown.further, ", "));
    return tree;
}

Tree sample_tree(const Parts& parts, const TestResult& test) {
    Tree tree = Tree::make_map();
    if (!test.sample) {
        return tree.set("any", false);
    }
    const SampleResult& sample = *test.sample;
    const auto limit = static_cast<std::size_t>(parts.limit("drawn", 60));
    std::vector<std::string> drawn(
        sample.drawn.begin(),
        sample.drawn.begin() + static_cast<std::ptrdiff_t>(std::min(limit, sample.drawn.size())));
    std::string listed = join(drawn, "; ");
    if (drawn.size() < sample.drawn.size()) {
        listed += "; and " +
                  number_text(static_cast<std::int64_t>(sample.drawn.size() - drawn.size())) +
                  " more, in the workbook, sheet Samples";
    }
    return tree.set("any", true)
        .set("method", sample.method)
        .set("seed", sample.seed)
        .set("population_digest", sample.population_digest.hex())
        .set("size", number_text(static_cast<std::int64_t>(sample.drawn.size())))
        .set("tested", number_text(sample.tested))
        .set("drawn", listed);
}

Tree evidence_list(const TestResult& test) {
    Tree list = Tree::make_list();
    for (const Collection& collection : test.collections) {
        Tree payloads = Tree::make_list();
        for (const PayloadRef& payload : collection.payloads) {
            payloads.add(Tree::make_map()
                             .set("digest", payload.digest.hex())
                             .set("locator", payload.locator));
        }
        list.add(Tree::make_map()
                     .set("id", collection.id)
                     .set("href", anchor_id("collection", collection.id))
                     .set("source", collection.source)
                     .set("at", instant_text(collection.committed_at))
                     .set("rows", number_text(collection.rows))
                     .set("payloads", std::move(payloads)));
    }
    return list;
}

std::string kind_text(const TestDefinition& test) {
    switch (test.kind) {
    case TestKind::condition:
        return "records that meet the condition of an exception";
    case TestKind::attestation:
        return "a person's signed statement";
    case TestKind::reconcile:
        return "records of one dataset that have no match in another";
    }
    return "";
}

std::string joined(const std::vector<std::string>& pieces) {
    return join(pieces, "; ");
}

std::string coverage_text(const TestResult& test) {
    std::vector<std::string> pieces;
    if (!test.covers_to.empty()) {
        pieces.push_back("the collections cover to " + test.covers_to);
    }
    if (!test.state_as_of.empty()) {
        pieces.push_back(
            "the state was collected on " + test.state_as_of + ", after the as-of date");
    }
    return joined(pieces);
}

void set_definition(Tree& tree, const Parts& parts, const TestDefinition& test) {
    const bool reconciles = test.kind == TestKind::reconcile;
    tree.set("kind", kind_text(test))
        .set("dataset", parts.dataset_title(test.dataset))
        .set("dataset_id", test.dataset)
        .set("population_text", test.population ? test.population->text() : "")
        .set("exception_text", test.exception ? test.exception->text() : "")
        .set("statement", test.statement)
        .set("reconciles", reconciles)
        .set("right", reconciles ? parts.dataset_title(test.right_dataset) : "")
        .set("right_text", test.right_where ? test.right_where->text() : "")
        .set("on", join(test.on, ", "))
        .set("tolerance", tolerance_text(test.tolerance))
        .set("approval", approval_text(test.tolerance))
        .set("may_be_empty", test.may_be_empty);
}

} // namespace

Tree obligation_reference(const Parts& parts, const Satisfies& satisfies) {
    return Tree::make_map()
        .set("id", satisfies.obligation)
        .set("href", anchor_id("obligation", satisfies.obligation))
        .set("title", parts.obligations.at(satisfies.obligation)->title)
        .set("partial", satisfies.partial);
}

Tree test_tree(const Parts& parts, const TestResult& test) {
    const std::string& id = test.definition.id;
    Tree tree = Tree::make_map();
    tree.set("id", id)
        .set("anchor", anchor_id("test", id))
        .set("queries", anchor_id("query-test", id))
        .set("title", test.definition.title)
        .set("state", status_tree(words_of(test.result)))
        .set("reason", test.reason)
        .set("population", number_text(test.population))
        .set("exceptions", number_text(test.exceptions))
        .set("undetermined", number_text(test.undetermined))
        .set("rejected", number_text(test.rejected))
        .set("conflicts", number_text(test.conflicts))
        .set("coverage", coverage_text(test));
    set_definition(tree, parts, test.definition);
    tree.set("exception_list", record_list(parts, test, test.exception_rows, test.exceptions))
        .set(
            "undetermined_list",
            record_list(parts, test, test.undetermined_rows, test.undetermined))
        .set("sample", sample_tree(parts, test))
        .set("has_evidence", !test.collections.empty())
        .set("evidence", evidence_list(test));
    return tree;
}

namespace {

/// ", listed under hipaa:164.530(b)" for a citation deeper than its catalog; empty for one of a
/// catalog that the report is not about.
std::string nearest_listed(const Parts& parts, const std::string& written) {
    const std::size_t colon = written.find(':');
    for (const Catalog& catalog : parts.input.catalogs) {
        if (colon == std::string::npos || written.substr(0, colon) != catalog.id) {
            continue;
        }
        const Obligation* nearest = catalog.nearest(std::string_view(written).substr(colon + 1));
        return nearest == nullptr ? ", which the catalog does not list"
                                  : ", listed under " + catalog.id + ":" + nearest->citation;
    }
    return {};
}

/// What a control says it satisfies: within the report's catalogs, in others, or below what they
/// list.
struct Claims {
    Tree obligations = Tree::make_list();
    std::vector<std::string> elsewhere;
    std::vector<std::string> deeper;
};

Claims claims_of(const Parts& parts, const ControlDefinition& definition) {
    Claims claims;
    for (const Satisfies& satisfies : definition.satisfies) {
        if (parts.obligations.contains(satisfies.obligation)) {
            claims.obligations.add(obligation_reference(parts, satisfies));
            continue;
        }
        const std::string listed = nearest_listed(parts, satisfies.obligation);
        std::string& line =
            (listed.empty() ? claims.elsewhere : claims.deeper).emplace_back(satisfies.obligation);
        line += satisfies.partial ? " (in part)" : "";
        line += listed;
    }
    return claims;
}

} // namespace

Tree controls_part(const Parts& parts) {
    Tree list = Tree::make_list();
    for (const ControlResult& control : parts.input.assessment.controls) {
        const ControlDefinition& definition = control.definition;
        Claims claims = claims_of(parts, definition);
        Tree findings = finding_references(parts, definition.id);
        Tree exhibits = exhibit_references(parts, definition.id);
        const bool has_findings = !findings.items().empty();
        const bool has_exhibits = !exhibits.items().empty();
        // Tests read records, so they are made when their control is printed, not all at once.
        const Tree::Open tests = [&parts, &control]() -> Tree::Next {
            return [&parts, &control, at = std::size_t{0}]() mutable -> std::optional<Tree> {
                return at < control.tests.size()
                           ? std::optional(test_tree(parts, control.tests[at++]))
                           : std::nullopt;
            };
        };
        list.add(Tree::make_map()
                     .set("id", definition.id)
                     .set("anchor", anchor_id("control", definition.id))
                     .set("title", definition.title)
                     .set("description", definition.description)
                     .set("owner", definition.owner.empty() ? "not named" : definition.owner)
                     .set("domain", definition.domain)
                     .set("state", status_tree(words_of(control.result)))
                     .set("obligations", std::move(claims.obligations))
                     .set("elsewhere", join(claims.elsewhere, ", "))
                     .set("deeper", join(claims.deeper, "; "))
                     .set("has_findings", has_findings)
                     .set("findings", std::move(findings))
                     .set("has_exhibits", has_exhibits)
                     .set("exhibits", std::move(exhibits))
                     .set("names_obligations", !definition.satisfies.empty())
                     .set(
                         "test_count",
                         counted(static_cast<std::int64_t>(control.tests.size()), "test", "tests"))
                     .set("has_tests", !control.tests.empty())
                     .set("tests", Tree::make_stream(tests)));
    }
    return list;
}

} // namespace tickmark::report
