#include "support/collected.hpp"

#include "tickmark/base/text.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/collect/runner.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/ports/sql.hpp"
#include "tickmark/store/store.hpp"

#include <gtest/gtest.h>

namespace tickmark::testing {

namespace {

Instant fixed_now() {
    return parse_iso_datetime("2026-11-30T12:00:00Z", TimeZone::utc()).value();
}

} // namespace

std::vector<ReadRow> read_rows(
    const std::string& collector,
    const std::string& path,
    const std::vector<std::string>& columns,
    const std::string& options) {
    SourceConfig source;
    source.id = "scan";
    source.collector = collector;
    source.options = parse_yaml(options, "tickmark.yaml");
    source.targets = {{source.options.text_of("dataset", "control_evidence"), {}, {}, {}, {}}};
    std::vector<WantedColumn> wanted;
    for (const std::string& column : columns) {
        wanted.push_back({column, true});
    }
    const auto reader =
        find_collector(collector)->read(source, source.targets.front(), {path, path}, wanted);
    std::vector<ReadRow> rows;
    RawRow row;
    while (reader->next(row)) {
        ReadRow read{{"locator", row.locator}};
        if (row.fault) {
            read["fault"] = *row.fault;
        }
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const RawValue& value = row.values[i];
            if (value.kind != RawValue::Kind::missing) {
                read[columns[i]] =
                    value.kind == RawValue::Kind::list ? join(value.items, " | ") : value.text;
            }
        }
        rows.push_back(std::move(read));
    }
    return rows;
}

std::map<std::string, int> tally(const std::vector<ReadRow>& rows, const std::string& column) {
    std::map<std::string, int> counts;
    for (const ReadRow& row : rows) {
        const auto found = row.find(column);
        ++counts[found == row.end() ? "" : found->second];
    }
    return counts;
}

std::vector<Collection> collect_in(const std::string& root, const std::string& sources_yaml) {
    write_file_whole(
        root + "/tickmark.yaml",
        "organisation: {name: Meridian Health, bates_prefix: MER, timezone: America/New_York, "
        "page: Letter}\nstore: store\noperator: ana\ncatalogs: [hipaa]\n" +
            sources_yaml);
    const Workspace workspace = load_workspace(root);
    Problems problems;
    const Dictionary dictionary = load_dictionary({}, problems);
    EXPECT_TRUE(problems.empty());
    const auto store = open_store(workspace.store, dictionary, true, &fixed_now);
    return collect_sources(workspace, dictionary, *store, {{}, &fixed_now, {}});
}

std::vector<std::string>
stored_column(const std::string& root, const std::string& dataset, const std::string& column) {
    const auto db = open_sqlite(root + "/store/store.db", SqlMode::read_only);
    const auto rows = db->query("SELECT " + column + " FROM " + dataset + " ORDER BY record_key");
    std::vector<std::string> values;
    while (rows->next()) {
        values.push_back(rows->text(0).value_or("NULL"));
    }
    return values;
}

} // namespace tickmark::testing
