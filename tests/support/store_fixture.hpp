#pragma once

#include "tickmark/base/error.hpp"
#include "tickmark/ports/sql.hpp"
#include "tickmark/store/store.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <memory>
#include <string>
#include <vector>

namespace tickmark::testing {

/// "key=value" rows on their way into a dataset of one key and one note.
struct SmallRow {
    std::string key;
    SqlValue note;
    std::string locator = "line 1";
};

/// A store in a folder of its own, with a clock that the test sets.
class StoreTest: public ::testing::Test {
protected:
    static Dataset small_dataset(const std::string& id, Dataset::Time time = Dataset::Time::event) {
        Dataset dataset;
        dataset.id = id;
        dataset.key = {"name"};
        dataset.fields.resize(3);
        dataset.fields[0].name = "name";
        dataset.fields[1].name = "note";
        dataset.fields[2].name = "score";
        dataset.fields[2].type = FieldType::number;
        dataset.time = time;
        return dataset;
    }

    static Instant at(const std::string& text) {
        return parse_iso_datetime(text, TimeZone::utc()).value();
    }

    std::string folder() const { return scratch_ / "store"; }

    std::unique_ptr<Store>
    open(bool create = true, std::chrono::milliseconds wait = std::chrono::milliseconds(0)) {
        return open_store(
            folder(), dictionary_, create, [this] { return now_; }, wait);
    }

    /// A file of its own with these bytes, as a payload.
    PayloadRef payload(Store& store, const std::string& bytes) {
        const std::string path = scratch_.file("in/" + std::to_string(++files_), bytes);
        return store.keep_payload(path, "in.csv");
    }

    LoadRequest request(Store& store, const std::string& dataset, const std::string& source) {
        LoadRequest request;
        request.facts.source = source;
        request.facts.collector = "csv";
        request.facts.dataset = dataset;
        request.facts.started_at = now_;
        request.facts.operator_name = "ana";
        request.facts.query = "in.csv";
        request.facts.details = "{}";
        request.facts.config_digest = sha256("config").hex();
        request.facts.payloads = {payload(store, "bytes " + std::to_string(files_))};
        return request;
    }

    static void add(Loader& loader, const SmallRow& row) {
        loader.add({row.key, {row.key, row.note, std::nullopt}, row.locator}, 0);
    }

    Collection
    load(Store& store, const std::vector<SmallRow>& rows, const std::string& source = "lms") {
        const auto loader =
            store.begin_load(dictionary_.at("things"), request(store, "things", source));
        for (const SmallRow& row : rows) {
            add(*loader, row);
        }
        return loader->commit();
    }

    std::unique_ptr<Snapshot>
    look(Store& store, const std::string& as_of, const std::string& known_at) {
        return store.snapshot(
            dictionary_,
            {Date::from_iso(as_of).value(), at(known_at)},
            TimeZone("America/New_York"));
    }

    /// "key=note source collection" lines of a dataset's view, in key order.
    static std::vector<std::string> lines(Snapshot& snapshot, const std::string& view = "things") {
        std::vector<std::string> all;
        const auto rows = snapshot.connection().query(
            "SELECT record_key, note, source, collection FROM " + view + " ORDER BY record_key");
        while (rows->next()) {
            all.push_back(
                *rows->text(0) + "=" + rows->text(1).value_or("NULL") + " " + *rows->text(2) + " " +
                *rows->text(3));
        }
        return all;
    }

    std::int64_t history_rows(const std::string& dataset = "things") const {
        const auto db = open_sqlite(folder() + "/store.db", SqlMode::read_only);
        return std::stoll(*db->scalar("SELECT count(*) FROM history_" + dataset));
    }

    static std::vector<IntegrityCheck> faults(Store& store) {
        std::vector<IntegrityCheck> found;
        for (const IntegrityCheck& check : store.verify()) {
            if (!check.ok) {
                found.push_back(check);
            }
        }
        return found;
    }

    static std::string texts(const std::vector<IntegrityCheck>& checks) {
        std::string all;
        for (const IntegrityCheck& check : checks) {
            all += check.name + ": " + check.detail + "\n";
        }
        return all;
    }

    Scratch scratch_;
    Dictionary dictionary_{
        {"things", small_dataset("things")},
        {"states", small_dataset("states", Dataset::Time::state)}};
    Instant now_ = at("2026-10-01T12:00:00Z");
    int files_ = 0;
};

} // namespace tickmark::testing
