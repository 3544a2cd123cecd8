#include "tickmark/base/text.hpp"

#include "parts.hpp"
#include <set>

namespace tickmark::report {

namespace {

Cell number_cell(const std::optional<Decimal>& value, bool share) {
    if (!value) {
        return {};
    }
    return Cell::of_kind(share ? Cell::Kind::percent : Cell::Kind::number, value->text());
}

Cell status_cell(const StatusWords& words) {
    return Cell::of_status(words.status, words.label);
}

Cell date_cell(const std::string& text) {
    return Cell::of_kind(Cell::Kind::date, text);
}

Table figures_table(const Parts& parts) {
    std::vector<Row> rows;
    for (const FigureResult& figure : parts.input.assessment.figures) {
        const FigureDefinition& definition = figure.definition;
        const bool share = definition.measure == Measure::share;
        rows.push_back(
            {Cell::of_text(definition.id),
             Cell::of_text(definition.title),
             number_cell(figure.value, share),
             Cell::of_text(share ? "percent" : definition.unit),
             Cell::of_text(figure.shown),
             Cell::of_integer(figure.numerator),
             Cell::of_integer(figure.denominator),
             Cell::of_integer(figure.undetermined),
             number_cell(definition.target, share),
             number_cell(definition.warn, share),
             status_cell(words_of(figure.status)),
             Cell::of_text(figure.reason),
             Cell::of_text(definition.dataset)});
    }
    return make_small_table(
        "figures",
        "Figures",
        {{"id", "Figure", 26},
         {"title", "Title", 40},
         {"value", "Value", 12, true},
         {"unit", "Unit", 12},
         {"shown", "As printed", 14},
         {"numerator", "Counting", 12, true},
         {"denominator", "Of", 12, true},
         {"undetermined", "Undetermined", 14, true},
         {"target", "Target", 12, true},
         {"warn", "Warning level", 14, true},
         {"status", "Status", 16},
         {"reason", "Remark", 50},
         {"dataset", "Dataset", 20}},
        std::move(rows));
}

Table figure_parts_table(const Parts& parts) {
    std::vector<Row> rows;
    for (const FigureResult& figure : parts.input.assessment.figures) {
        for (const FigurePart& part : figure.parts) {
            rows.push_back(
                {Cell::of_text(figure.definition.id),
                 Cell::of_text(figure.definition.by),
                 Cell::of_text(part.name),
                 number_cell(part.value, figure.definition.measure == Measure::share),
                 Cell::of_integer(part.numerator),
                 Cell::of_integer(part.denominator)});
        }
    }
    return make_small_table(
        "figure_parts",
        "Figures by part",
        {{"id", "Figure", 26},
         {"by", "By", 16},
         {"name", "Part", 30},
         {"value", "Value", 12, true},
         {"numerator", "Counting", 12, true},
         {"denominator", "Of", 12, true}},
        std::move(rows));
}

Table obligations_table(const Parts& parts) {
    std::vector<Row> rows;
    rows.reserve(parts.input.assessment.obligations.size());
    for (const ObligationResult& obligation : parts.input.assessment.obligations) {
        rows.push_back(
            {Cell::of_text(obligation.catalog),
             Cell::of_text(obligation.citation),
             Cell::of_text(obligation.title),
             Cell::of_text(obligation.group),
             Cell::of_text(obligation.status_in_law),
             status_cell(words_of(obligation.status)),
             Cell::of_text(obligation.reason),
             Cell::of_text(join(obligation.controls, ", "))});
    }
    return make_small_table(
        "obligations",
        "Obligations",
        {{"catalog", "Catalog", 10},
         {"citation", "Citation", 22},
         {"title", "Title", 60},
         {"group", "Part", 36},
         {"law", "In law", 12},
         {"status", "Status", 18},
         {"reason", "Reason", 50},
         {"controls", "Controls", 30}},
        std::move(rows));
}

Table controls_table(const Parts& parts) {
    std::vector<Row> rows;
    for (const ControlResult& control : parts.input.assessment.controls) {
        std::vector<std::string> covers;
        covers.reserve(control.definition.satisfies.size());
        for (const Satisfies& satisfies : control.definition.satisfies) {
            covers.push_back(satisfies.obligation + (satisfies.partial ? " (in part)" : ""));
        }
        rows.push_back(
            {Cell::of_text(control.definition.id),
             Cell::of_text(control.definition.title),
             Cell::of_text(control.definition.description),
             Cell::of_text(control.definition.owner),
             Cell::of_text(control.definition.domain),
             status_cell(words_of(control.result)),
             Cell::of_integer(static_cast<std::int64_t>(control.tests.size())),
             Cell::of_text(join(covers, "; "))});
    }
    return make_small_table(
        "controls",
        "Controls",
        {{"id", "Control", 12},
         {"title", "Title", 50},
         {"description", "What it is", 60},
         {"owner", "Owner", 22},
         {"domain", "Domain", 12},
         {"result", "Result", 16},
         {"tests", "Tests", 8, true},
         {"obligations", "Obligations", 60}},
        std::move(rows));
}

/// A count that the spreadsheet makes over the test's own sheet, where it has one.
Cell live_count(const TestResult& test, Cell::Count what, std::int64_t value) {
    Cell cell = Cell::of_integer(value);
    if (!test.population_rows.empty()) {
        cell.count = what;
        cell.counted = test.definition.id;
    }
    return cell;
}

Row test_row(const ControlResult& control, const TestResult& test) {
    const TestDefinition& definition = test.definition;
    std::vector<std::string> used;
    used.reserve(test.collections.size());
    for (const Collection& collection : test.collections) {
        used.push_back(collection.id);
    }
    const Tolerance& tolerance = definition.tolerance;
    return {
        Cell::of_text(definition.id),
        Cell::of_text(control.definition.id),
        Cell::of_text(definition.title),
        status_cell(words_of(test.result)),
        Cell::of_text(test.reason),
        live_count(test, Cell::Count::in, test.population),
        live_count(test, Cell::Count::exception, test.exceptions),
        live_count(test, Cell::Count::undetermined, test.undetermined),
        Cell::of_integer(test.rejected),
        Cell::of_integer(test.conflicts),
        Cell::of_text(tolerance_text(tolerance)),
        Cell::of_text(approval_text(tolerance)),
        Cell::of_text(definition.dataset),
        Cell::of_text(definition.population ? definition.population->text() : ""),
        Cell::of_text(definition.exception ? definition.exception->text() : definition.statement),
        date_cell(test.covers_to),
        Cell::of_text(join(used, ", "))};
}

Table tests_table(const Parts& parts) {
    std::vector<Row> rows;
    for (const ControlResult& control : parts.input.assessment.controls) {
        for (const TestResult& test : control.tests) {
            rows.push_back(test_row(control, test));
        }
    }
    Table table = make_small_table(
        "tests",
        "Tests",
        {{"id", "Test", 14},
         {"control", "Control", 12},
         {"title", "Title", 44},
         {"result", "Result", 16},
         {"reason", "Why", 50},
         {"population", "Population", 12, true},
         {"exceptions", "Exceptions", 12, true},
         {"undetermined", "Undetermined", 14, true},
         {"rejected", "Rejected rows", 14, true},
         {"conflicts", "Conflicts", 12, true},
         {"tolerance", "Tolerance", 30},
         {"approval", "Tolerance approved", 34},
         {"dataset", "Dataset", 18},
         {"population_if", "Population: records where", 60},
         {"exception_if", "Exception: where", 60},
         {"covers_to", "Covers to", 12},
         {"collections", "Collections", 24}},
        std::move(rows));
    table.notes = {"Population, Exceptions and Undetermined are formulas: they count the rows of "
                   "the sheet named as the test."};
    return table;
}

Table findings_table(const Parts& parts) {
    std::vector<Row> rows;
    rows.reserve(parts.input.assessment.findings.size());
    for (const FindingResult& finding : parts.input.assessment.findings) {
        rows.push_back(
            {Cell::of_text(finding.id),
             Cell::of_text(finding.title),
             Cell::of_text(finding.control_id),
             Cell::of_text(finding.test_id),
             Cell::of_text(finding.severity),
             date_cell(finding.raised_on),
             date_cell(finding.due_on),
             Cell::of_text(finding.owner),
             Cell::of_text(finding.status),
             Cell::of_text(finding.plan),
             Cell::of_boolean(finding.recorded),
             Cell::of_integer(finding.exceptions)});
    }
    Table table = make_small_table(
        "findings",
        "Findings",
        {{"id", "Finding", 16},
         {"title", "Title", 50},
         {"control", "Control", 12},
         {"test", "Test", 14},
         {"severity", "Severity", 12},
         {"raised", "Raised", 12},
         {"due", "Due", 12},
         {"owner", "Owner", 22},
         {"status", "Status", 14},
         {"plan", "Corrective action plan", 60},
         {"recorded", "In the register", 14},
         {"exceptions", "Exceptions", 12, true}},
        std::move(rows));
    table.missing =
        "No finding: no test has exceptions above its tolerance, and the register holds none.";
    return table;
}

Table samples_table(const Parts& parts) {
    std::vector<Row> rows;
    for (const ControlResult& control : parts.input.assessment.controls) {
        for (const TestResult& test : control.tests) {
            if (!test.sample) {
                continue;
            }
            std::int64_t number = 0;
            for (const std::string& key : test.sample->drawn) {
                rows.push_back(
                    {Cell::of_text(test.definition.id),
                     Cell::of_integer(++number),
                     Cell::of_text(key),
                     Cell::of_text(test.sample->seed),
                     Cell::of_text(test.sample->population_digest.hex()),
                     Cell::of_text(test.sample->method)});
            }
        }
    }
    Table table = make_small_table(
        "samples",
        "Samples",
        {{"test", "Test", 14},
         {"number", "Drawn", 8, true},
         {"key", "Record", 40},
         {"seed", "Seed", 40},
         {"digest", "Digest of the population", 68},
         {"method", "Method", 60}},
        std::move(rows));
    table.missing = "No test of this report draws a sample.";
    return table;
}

Table scope_table(const Parts& parts) {
    std::vector<Row> rows;
    rows.reserve(parts.input.workspace.scope.size());
    for (const ScopeEntry& entry : parts.input.workspace.scope) {
        rows.push_back(
            {Cell::of_text(entry.obligation),
             Cell::of_boolean(entry.applies),
             Cell::of_text(entry.reason),
             Cell::of_text(entry.approved_by.empty() ? "not approved" : entry.approved_by),
             date_cell(entry.approved_on)});
    }
    Table table = make_small_table(
        "scope",
        "Scope",
        {{"obligation", "Obligation", 28},
         {"applies", "Applies", 10},
         {"reason", "Reason", 80},
         {"approved_by", "Approved by", 26},
         {"approved_on", "On", 12}},
        std::move(rows));
    table.missing = "Nothing is declared out of scope.";
    return table;
}

} // namespace

std::map<std::string, Table> workbook_tables(const Parts& parts) {
    std::map<std::string, Table> tables;
    for (auto make :
         {figures_table,
          figure_parts_table,
          obligations_table,
          controls_table,
          tests_table,
          findings_table,
          quality_table,
          rejects_table,
          conflicts_table,
          ipe_table,
          payloads_table,
          samples_table,
          scope_table,
          queries_table}) {
        Table table = make(parts);
        tables.emplace(table.id, std::move(table));
    }
    for (const TableDefinition& definition : parts.input.definition.tables) {
        tables.emplace(definition.id, extra_table(parts, definition));
    }
    return tables;
}

} // namespace tickmark::report
