#pragma once

#include "tickmark/assess/assess.hpp"
#include "tickmark/ports/sql.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tickmark::testing {

/// A row of a dataset by field; the rest has no value.
using Values = std::map<std::string, std::string>;

/// A real store filled by hand, and controls and figures written as a user writes them.
class AssessTest: public ::testing::Test {
protected:
    AssessTest() {
        Problems problems;
        dictionary_ = load_dictionary({}, problems);
        workspace_.organisation.time_zone = "America/New_York";
        store_ = open_store(scratch_ / "store", dictionary_, true, [this] { return now_; });
        now_ = at("2026-11-02T12:00:00Z");
    }

    static Instant at(const std::string& text) {
        return parse_iso_datetime(text, TimeZone::utc()).value();
    }

    /// A source in the configuration; max_age in days.
    void configure(
        const std::string& id,
        const std::string& dataset,
        std::optional<long long> max_age = std::nullopt) {
        SourceConfig source;
        source.id = id;
        source.targets = {{dataset, {}, {}, {}, {}}};
        source.max_age_days = max_age;
        workspace_.sources.push_back(source);
    }

    Collection facts(const std::string& source, const std::string& dataset) {
        Collection made;
        made.source = source;
        made.collector = "csv";
        made.dataset = dataset;
        made.started_at = now_;
        made.operator_name = "ana";
        made.query = source + ".csv";
        made.details = "{}";
        made.config_digest = sha256("config").hex();
        const std::string path = scratch_.file("in/" + std::to_string(++files_), source);
        made.payloads = {store_->keep_payload(path, source + ".csv")};
        return made;
    }

    Collection collect(
        const std::string& source,
        const std::string& dataset,
        const std::vector<Values>& rows,
        int rejects = 0) {
        LoadRequest request;
        request.facts = facts(source, dataset);
        const Dataset& shape = dictionary_.at(dataset);
        const auto loader = store_->begin_load(shape, std::move(request));
        for (const Values& row : rows) {
            Record record;
            for (const Field& field : shape.fields) {
                const auto found = row.find(field.name);
                record.values.push_back(
                    found == row.end() ? StoredValue() : StoredValue(found->second));
            }
            for (const std::string& key : shape.key) {
                record.key += (record.key.empty() ? "" : " | ") + row.at(key);
            }
            record.locator = "line 1";
            loader->add(record, 0);
        }
        for (int i = 0; i < rejects; ++i) {
            loader->reject({"line " + std::to_string(90 + i), "not a date", "x"}, 0);
        }
        Collection kept = loader->commit();
        now_ = Instant(now_.milliseconds() + 1000);
        return kept;
    }

    void fail(const std::string& source, const std::string& dataset, Outcome outcome) {
        Collection made = facts(source, dataset);
        made.payloads.clear();
        made.outcome = outcome;
        made.note = "no answer";
        store_->keep_failed(made);
        now_ = Instant(now_.milliseconds() + 1000);
    }

    /// Assesses as of 2026-10-31 (twelve months), knowing what is known at `now_`.
    Assessment assess_with(const std::string& controls, const std::string& figures = "[]\n") {
        Problems problems;
        controls_ =
            load_controls({scratch_.file("controls.yaml", controls)}, dictionary_, problems);
        const std::size_t shipped = load_figures({}, dictionary_, problems).size();
        auto all = load_figures({scratch_.file("figures.yaml", figures)}, dictionary_, problems);
        figures_.assign(all.begin() + static_cast<std::ptrdiff_t>(shipped), all.end());
        for (const Problem& problem : problems) {
            ADD_FAILURE() << problem.at.text() << " " << problem.what;
        }
        const Date as_of = Date::from_iso("2026-10-31").value();
        snapshot_ = store_->snapshot(
            dictionary_, {as_of, now_}, TimeZone(workspace_.organisation.time_zone));
        return assess(
            {workspace_,
             dictionary_,
             controls_,
             figures_,
             catalogs_,
             *snapshot_,
             {Date::from_iso("2025-11-01").value(), as_of}});
    }

    /// One test of one control, its lines without the id.
    TestResult run(const std::string& lines) {
        return assess_with("- id: C\n  title: C\n  tests: [{id: C.a, " + lines + "}]\n")
            .controls.at(0)
            .tests.at(0);
    }

    std::vector<std::string> keys(const RowQuery& rows) {
        std::vector<std::string> found;
        const auto read =
            snapshot_->connection().query("SELECT record_key FROM (" + rows.sql + ")");
        while (read->next()) {
            found.push_back(read->text(0).value_or("?"));
        }
        return found;
    }

    Scratch scratch_;
    Dictionary dictionary_;
    Workspace workspace_;
    Instant now_ = at("2026-01-01T12:00:00Z"); ///< when the store is made; set on right after
    std::unique_ptr<Store> store_;
    std::unique_ptr<Snapshot> snapshot_;
    std::vector<ControlDefinition> controls_;
    std::vector<FigureDefinition> figures_;
    std::vector<Catalog> catalogs_;
    int files_ = 0;
};

} // namespace tickmark::testing
