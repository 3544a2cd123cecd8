#include "tickmark/app/trace.hpp"

#include "tickmark/assess/row_roles.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/sql.hpp"

#include <fmt/format.h>
#include <ostream>

namespace tickmark {

namespace {

std::string expression_text(const TestDefinition& test) {
    std::vector<std::string> parts;
    if (test.population) {
        parts.push_back("population: " + test.population->text());
    }
    if (test.exception) {
        parts.push_back("exception: " + test.exception->text());
    }
    if (!test.statement.empty()) {
        parts.push_back("statement: " + test.statement);
    }
    if (!test.right_dataset.empty()) {
        parts.push_back("matched with " + test.right_dataset + " on " + join(test.on, ", "));
    }
    if (test.right_where) {
        parts.push_back("where: " + test.right_where->text());
    }
    return join(parts, "\n");
}

std::string expression_text(const FigureDefinition& figure) {
    std::vector<std::string> parts{std::string(name_of(figure.measure))};
    if (figure.value) {
        parts.push_back("value: " + figure.value->text());
    }
    if (figure.of) {
        parts.push_back("of: " + figure.of->text());
    }
    if (figure.where) {
        parts.push_back("where: " + figure.where->text());
    }
    return join(parts, "\n");
}

Trace of_test(const TestResult& test) {
    Trace traced;
    traced.id = test.definition.id;
    traced.kind = "test";
    traced.title = test.definition.title;
    traced.value = fmt::format(
        "{}: {} exceptions of {}", name_of(test.result), test.exceptions, test.population);
    traced.expression = expression_text(test.definition);
    traced.dataset = test.definition.dataset;
    traced.collections = test.collections;
    traced.query = rows_with_roles(test).sql;
    return traced;
}

Trace of_figure(const FigureResult& figure) {
    Trace traced;
    traced.id = figure.definition.id;
    traced.kind = "figure";
    traced.title = figure.definition.title;
    traced.value = figure.value ? figure.shown : "not available: " + figure.reason;
    traced.expression = expression_text(figure.definition);
    traced.dataset = figure.definition.dataset;
    traced.collections = figure.collections;
    traced.query = rows_with_roles(figure).sql;
    return traced;
}

Trace find(const Assessment& assessment, const std::string& id) {
    std::vector<std::string> known;
    for (const FigureResult& figure : assessment.figures) {
        if (figure.definition.id == id) {
            return of_figure(figure);
        }
        known.push_back(figure.definition.id);
    }
    for (const ControlResult& control : assessment.controls) {
        for (const TestResult& test : control.tests) {
            if (test.definition.id == id) {
                return of_test(test);
            }
            known.push_back(test.definition.id);
        }
    }
    throw Error(
        ErrorCode::usage,
        {"tracing '" + id + "'",
         "there is no figure or test of that name" + did_you_mean(id, known),
         "",
         "`tickmark assess` lists them"});
}

/// Exceptions, numerators and what is undetermined come before the rest.
constexpr std::string_view telling_order =
    "CASE role WHEN 'exception' THEN 0 WHEN 'undetermined' THEN 1 WHEN 'numerator' THEN 2 "
    "ELSE 3 END, record_key";

void fill_records(Trace& traced, SqlConnection& connection, std::int64_t limit) {
    if (traced.query.empty()) {
        return;
    }
    const SqlValue total = connection.scalar("SELECT count(*) FROM (" + traced.query + ")");
    traced.total = std::stoll(total.value_or("0"));
    std::string sql = fmt::format(
        "SELECT record_key, role, collection, payload, locator FROM ({}) ORDER BY {}",
        traced.query,
        telling_order);
    if (limit > 0) {
        sql += fmt::format(" LIMIT {}", limit);
    }
    const auto rows = connection.query(sql);
    while (rows->next()) {
        const auto text = [&](std::size_t i) { return rows->text(i).value_or(""); };
        traced.records.push_back({text(0), text(1), text(2), text(3), text(4)});
    }
}

} // namespace

Trace trace(AssessedWorkspace& assessed, const std::string& id, std::int64_t limit) {
    Trace traced = find(assessed.assessment, id);
    fill_records(traced, assessed.snapshot->connection(), limit);
    return traced;
}

void print_trace_json(const Trace& trace, std::ostream& out) {
    JsonWriter json(out);
    json.begin_object()
        .member("id", trace.id)
        .member("kind", trace.kind)
        .member("title", trace.title)
        .member("value", trace.value)
        .member("expression", trace.expression)
        .member("query", trace.query);
    json.key("datasets").begin_array().begin_object().member("dataset", trace.dataset);
    json.key("collections").begin_array();
    for (const Collection& collection : trace.collections) {
        for (const PayloadRef& payload : collection.payloads) {
            json.begin_object()
                .member("id", collection.id)
                .member("source", collection.source)
                .member("at", collection.committed_at.iso())
                .member("payload_sha256", payload.digest.hex())
                .member("locator", payload.locator)
                .member("rows", collection.rows)
                .end_object();
        }
    }
    json.end_array().end_object().end_array();
    json.key("records").begin_array();
    for (const Trace::Record& record : trace.records) {
        json.begin_object()
            .member("key", record.key)
            .member("role", record.role)
            .member("collection", record.collection)
            .member("payload_sha256", record.payload)
            .member("locator", record.locator)
            .end_object();
    }
    json.end_array().member("total", trace.total).member("truncated", trace.truncated());
    json.end_object();
}

} // namespace tickmark
