#pragma once

#include "tickmark/ports/sql.hpp"
#include "tickmark/report/model.hpp"

#include "support/scratch.hpp"
#include <memory>
#include <string>
#include <vector>

namespace tickmark::testing {

/// A snapshot made by hand: a table of its own for each dataset, collections as given.
class HandMadeSnapshot: public Snapshot {
public:
    explicit HandMadeSnapshot(const std::string& path) :
        connection_(open_sqlite(path, SqlMode::create)) {}

    SqlConnection& connection() override { return *connection_; }
    const TimeTravel& time() const override { return time_; }
    std::vector<Collection> collections(const std::string& dataset) const override {
        return of(complete, dataset);
    }
    std::vector<Collection> latest_attempts(const std::string& dataset) const override {
        return of(attempts, dataset);
    }
    std::int64_t reject_count(const std::string& dataset) const override {
        std::int64_t count = 0;
        each_reject(dataset, [&](const StoredReject&) { ++count; });
        return count;
    }
    void each_reject(
        const std::string& dataset,
        const std::function<void(const StoredReject&)>& use) const override {
        for (const StoredReject& reject : rejects) {
            if (reject.dataset == dataset) {
                use(reject);
            }
        }
    }
    std::vector<Conflict> conflicts(const std::string& dataset) const override {
        return dataset == "training" ? training_conflicts : std::vector<Conflict>{};
    }

    std::vector<Collection> complete;
    std::vector<Collection> attempts;
    std::vector<StoredReject> rejects;
    std::vector<Conflict> training_conflicts;

private:
    static std::vector<Collection>
    of(const std::vector<Collection>& all, const std::string& dataset) {
        std::vector<Collection> found;
        for (const Collection& collection : all) {
            if (collection.dataset == dataset) {
                found.push_back(collection);
            }
        }
        return found;
    }

    std::unique_ptr<SqlConnection> connection_;
    TimeTravel time_;
};

/// A record of the hand-made training dataset.
struct TrainingRow {
    std::string person;
    std::string name = "A. Person";
    SqlValue due = "2026-03-31";
    SqlValue completed = "2026-03-01";
    SqlValue remark;
};

/// An organisation with a learning system, three controls and one finding: every part of the report
/// has something.
class SmallAudit {
public:
    SmallAudit();

    ReportInput input() {
        return {
            definition, workspace, dictionary, catalogs, assessment, *snapshot, "tickmark 0.1.0"};
    }
    void add(const TrainingRow& row);
    /// Counts again what the test TRN-01.a says of the rows.
    void count();
    TestResult& test() { return assessment.controls[0].tests[0]; }
    static Collection collection(const std::string& id, const std::string& dataset);

    Scratch scratch;
    Workspace workspace;
    Dictionary dictionary;
    std::vector<Catalog> catalogs;
    Assessment assessment;
    ReportDefinition definition;
    std::unique_ptr<HandMadeSnapshot> snapshot;

private:
    void add_dataset();
    void add_risks();
    void add_controls();
    void add_obligations();
    void add_figures();
    std::int64_t rows_of(const RowQuery& query);
};

} // namespace tickmark::testing
