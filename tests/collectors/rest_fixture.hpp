#pragma once

#include "tickmark/base/text.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/collect/runner.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/ports/sql.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fault_server.hpp"
#include "support/store_fixture.hpp"
#include <fmt/format.h>
#include <functional>

namespace tickmark::testing {

/// Collects from a fault server into a store of its own, as `tickmark collect` does; waiting is
/// noted and not done.
class RestTest: public StoreTest {
protected:
    /// The source's block: `keys` are lines below it. The dataset is "things": name, note, score.
    Workspace workspace(const std::string& keys) {
        std::string text = "organisation: {name: Test, bates_prefix: T, timezone: UTC}\n"
                           "store: .tickmark\noperator: Test\ncatalogs: []\n"
                           "sources:\n  web:\n    collector: rest\n    dataset: things\n";
        for (const std::string& line : split(keys, '\n')) {
            text += "    " + line + "\n";
        }
        scratch_.file("w/tickmark.yaml", text);
        return load_workspace(scratch_ / "w");
    }

    Collection collect(const std::string& keys) {
        const Workspace where = workspace(keys);
        const auto store = open();
        CollectRequest request;
        request.now = [this] { return now_; };
        request.sleep = [this](std::chrono::milliseconds time) { waits_.push_back(time.count()); };
        return collect_sources(where, dictionary_, *store, request).front();
    }

    std::vector<std::string> names() {
        std::vector<std::string> found;
        const auto db = open_sqlite(folder() + "/store.db", SqlMode::read_only);
        const auto rows = db->query("SELECT tm_key FROM history_things ORDER BY tm_key");
        while (rows->next()) {
            found.push_back(rows->text(0).value_or(""));
        }
        return found;
    }

    std::string secret(const std::string& name, const std::string& value) {
        scratch_.file("w/secrets/" + name, value);
        return "\"${file:secrets/" + name + "}\"";
    }

    std::vector<std::int64_t> waits_;
};

} // namespace tickmark::testing
