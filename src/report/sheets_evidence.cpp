#include "tickmark/base/text.hpp"

#include "parts.hpp"
#include <set>

namespace tickmark::report {

namespace {

Cell status_cell(const StatusWords& words) {
    return Cell::of_status(words.status, words.label);
}

void add_query_row(
    std::vector<Row>& rows, const std::string& id, const char* what, const RowQuery& query) {
    if (!query.empty()) {
        rows.push_back({Cell::of_text(id), Cell::of_text(what), Cell::of_text(query.sql)});
    }
}

} // namespace

Table quality_table(const Parts& parts) {
    std::vector<Row> rows;
    for (const Shortcoming& item : shortcomings(parts)) {
        rows.push_back(
            {Cell::of_text(item.dataset), Cell::of_text(item.kind), Cell::of_text(item.text)});
    }
    Table table = make_small_table(
        "quality",
        "Data quality",
        {{"dataset", "Dataset", 22}, {"kind", "Kind", 16}, {"text", "What", 110}},
        std::move(rows));
    table.missing = "Nothing is missing, stale, rejected, undetermined or in conflict.";
    return table;
}

Table conflicts_table(const Parts& parts) {
    std::vector<Row> rows;
    for (const std::string& dataset : parts.datasets) {
        for (const auto& conflict : parts.input.snapshot.conflicts(dataset)) {
            rows.push_back(
                {Cell::of_text(dataset),
                 Cell::of_text(conflict.key),
                 Cell::of_text(conflict.stands),
                 Cell::of_text(conflict.left_out)});
        }
    }
    Table table = make_small_table(
        "conflicts",
        "Conflicts",
        {{"dataset", "Dataset", 22},
         {"key", "Record", 40},
         {"stands", "Source that stands", 24},
         {"left_out", "Source left out", 24}},
        std::move(rows));
    table.missing = "No key is held by two sources.";
    return table;
}

namespace {

std::string users_text(const std::set<std::pair<std::string, std::string>>& users) {
    std::string text;
    for (const auto& [kind, id] : users) {
        text += text.empty() ? "" : ", ";
        text += kind;
        text += " ";
        text += id;
    }
    return text;
}

} // namespace

Table ipe_table(const Parts& parts) {
    std::vector<Row> rows;
    for (const auto& [id, item] : parts.collections) {
        const auto users = parts.used_by.find(id);
        const bool used = users != parts.used_by.end();
        rows.push_back(
            {Cell::of_text(id),
             Cell::of_text(item.source),
             Cell::of_text(item.collector),
             Cell::of_text(item.dataset),
             status_cell(words_of(item.outcome)),
             Cell::of_kind(Cell::Kind::datetime, item.started_at.iso()),
             Cell::of_kind(Cell::Kind::datetime, item.committed_at.iso()),
             Cell::of_text(item.operator_name),
             Cell::of_text(item.query),
             Cell::of_text(item.details),
             Cell::of_text(item.config_digest),
             Cell::of_integer(item.rows),
             Cell::of_integer(item.added),
             Cell::of_integer(item.changed),
             Cell::of_integer(item.closed),
             Cell::of_integer(item.rejected),
             Cell::of_integer(static_cast<std::int64_t>(item.payloads.size())),
             Cell::of_text(item.note),
             Cell::of_text(used ? users_text(users->second) : "")});
    }
    return make_small_table(
        "ipe",
        "IPE",
        {{"id", "Collection", 12},
         {"source", "Source", 18},
         {"collector", "Collector", 12},
         {"dataset", "Dataset", 18},
         {"outcome", "Outcome", 14},
         {"started", "Started (UTC)", 20},
         {"committed", "Committed (UTC)", 20},
         {"operator", "Operator", 16},
         {"query", "Query or path", 60},
         {"details", "Details", 50},
         {"config", "Digest of configuration", 30},
         {"rows", "Rows", 10, true},
         {"added", "Added", 10, true},
         {"changed", "Changed", 10, true},
         {"closed", "Closed", 10, true},
         {"rejected", "Rejected", 10, true},
         {"payloads", "Payloads", 10, true},
         {"note", "Note", 40},
         {"users", "Used by", 50}},
        std::move(rows));
}

Table payloads_table(const Parts& parts) {
    std::vector<Row> rows;
    for (const auto& [id, item] : parts.collections) {
        for (const PayloadRef& payload : item.payloads) {
            rows.push_back(
                {Cell::of_text(id),
                 Cell::of_text(item.source),
                 Cell::of_text(payload.locator),
                 Cell::of_integer(static_cast<std::int64_t>(payload.bytes)),
                 Cell::of_text(payload.digest.hex())});
        }
    }
    Table table = make_small_table(
        "payloads",
        "Payloads",
        {{"collection", "Collection", 12},
         {"source", "Source", 18},
         {"locator", "Came from", 70},
         {"bytes", "Bytes", 14, true},
         {"sha256", "SHA-256", 68}},
        std::move(rows));
    table.missing = "No payload was received.";
    return table;
}

Table queries_table(const Parts& parts) {
    std::vector<Row> rows;
    for (const ControlResult& control : parts.input.assessment.controls) {
        for (const TestResult& test : control.tests) {
            add_query_row(rows, test.definition.id, "population", test.population_rows);
            add_query_row(rows, test.definition.id, "exceptions", test.exception_rows);
            add_query_row(rows, test.definition.id, "undetermined", test.undetermined_rows);
        }
    }
    for (const FigureResult& figure : parts.input.assessment.figures) {
        add_query_row(rows, figure.definition.id, "denominator", figure.denominator_rows);
        add_query_row(rows, figure.definition.id, "numerator", figure.numerator_rows);
    }
    Table table = make_small_table(
        "queries",
        "Queries",
        {{"id", "Test or figure", 26}, {"what", "Records", 16}, {"sql", "SQL", 120}},
        std::move(rows));
    table.missing = "No test or figure reads records.";
    return table;
}

Table rejects_table(const Parts& parts) {
    Table table;
    table.id = "rejects";
    table.title = "Rejects";
    table.columns = {
        {"dataset", "Dataset", 18},
        {"collection", "Collection", 12},
        {"source", "Source", 18},
        {"locator", "Where", 24},
        {"reason", "Why it does not fit", 70},
        {"payload", "SHA-256 of the payload", 68}};
    table.each = [&snapshot = parts.input.snapshot,
                  datasets = parts.datasets](const Table::UseRow& use) {
        for (const std::string& dataset : datasets) {
            snapshot.each_reject(dataset, [&](const StoredReject& stored) {
                use(
                    {Cell::of_text(dataset),
                     Cell::of_text(stored.collection),
                     Cell::of_text(stored.source),
                     Cell::of_text(stored.reject.locator),
                     Cell::of_text(stored.reject.reason),
                     Cell::of_text(stored.payload.hex())});
            });
        }
    };
    table.missing = "No row was rejected.";
    return table;
}

} // namespace tickmark::report
