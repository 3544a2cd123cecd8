#include "support/store_fixture.hpp"

namespace tickmark {
namespace {

using Lines = std::vector<std::string>;

class StoreHistory: public testing::StoreTest {};

TEST_F(StoreHistory, a_first_load_adds_all_rows_and_the_view_shows_where_they_came_from) {
    const auto store = open();
    const Collection kept = load(*store, {{"b", "two"}, {"a", "one"}, {"c", std::nullopt}});
    EXPECT_EQ(kept.id, "C000001");
    EXPECT_EQ(kept.rows, 3);
    EXPECT_EQ(kept.added, 3);
    EXPECT_EQ(kept.changed + kept.closed + kept.rejected, 0);
    const auto seen = look(*store, "2026-10-01", "2026-10-01T12:00:00Z");
    EXPECT_EQ(
        lines(*seen), (Lines{"a=one lms C000001", "b=two lms C000001", "c=NULL lms C000001"}));
    const auto payload = seen->connection().scalar("SELECT payload FROM things LIMIT 1");
    EXPECT_EQ(payload, kept.payloads[0].digest.hex());
}

TEST_F(StoreHistory, each_row_of_several_payloads_leads_to_its_own) {
    const auto store = open();
    LoadRequest two = request(*store, "things", "lms");
    two.facts.payloads.push_back(payload(*store, "another page"));
    const std::string first = two.facts.payloads[0].digest.hex();
    const std::string second = two.facts.payloads[1].digest.hex();
    const auto loader = store->begin_load(dictionary_.at("things"), std::move(two));
    loader->add({"a", {"a", "one", "1"}, "line 1"}, 1);
    loader->add({"b", {"b", std::nullopt, std::nullopt}, "line 1"}, 0);
    loader->commit();
    const auto seen = look(*store, "2026-10-01", "2026-10-01T12:00:00Z");
    const auto rows =
        seen->connection().query("SELECT payload, locator, score FROM things ORDER BY name");
    ASSERT_TRUE(rows->next());
    EXPECT_EQ(rows->text(0), second);
    EXPECT_EQ(rows->text(2), "1.0");
    ASSERT_TRUE(rows->next());
    EXPECT_EQ(rows->text(0), first);
    EXPECT_EQ(rows->text(1), "line 1");
    EXPECT_EQ(rows->text(2), std::nullopt);
    EXPECT_TRUE(faults(*store).empty()) << texts(faults(*store));
}

TEST_F(StoreHistory, an_unchanged_second_load_adds_no_history_rows_even_when_lines_moved) {
    const auto store = open();
    load(*store, {{"a", "one", "line 2"}, {"b", "two", "line 3"}});
    const Collection again = load(*store, {{"b", "two", "line 2"}, {"a", "one", "line 3"}});
    EXPECT_EQ(again.id, "C000002");
    EXPECT_EQ(again.rows, 2);
    EXPECT_EQ(again.added + again.changed + again.closed, 0);
    EXPECT_EQ(history_rows(), 2);
}

TEST_F(StoreHistory, a_load_opens_changes_and_closes_only_what_differs) {
    const auto store = open();
    load(*store, {{"a", "one"}, {"b", "two"}, {"c", "three"}});
    const Collection second = load(*store, {{"a", "one"}, {"b", "TWO"}, {"d", "four"}});
    EXPECT_EQ(second.added, 1);
    EXPECT_EQ(second.changed, 1);
    EXPECT_EQ(second.closed, 1);
    EXPECT_EQ(history_rows(), 5);
    const auto seen = look(*store, "2026-10-01", "2026-10-02T12:00:00Z");
    EXPECT_EQ(
        lines(*seen), (Lines{"a=one lms C000001", "b=TWO lms C000002", "d=four lms C000002"}));
}

TEST_F(StoreHistory, a_record_that_comes_back_is_a_new_version) {
    const auto store = open();
    load(*store, {{"a", "one"}});
    load(*store, {});
    const Collection third = load(*store, {{"a", "one"}});
    EXPECT_EQ(third.added, 1);
    EXPECT_EQ(history_rows(), 2);
    EXPECT_TRUE(faults(*store).empty()) << texts(faults(*store));
}

TEST_F(StoreHistory, a_snapshot_of_an_earlier_time_gives_the_earlier_answer) {
    const auto store = open();
    load(*store, {{"a", "one"}, {"b", "two"}});
    now_ = at("2026-10-05T12:00:00Z");
    load(*store, {{"a", "ONE"}});
    EXPECT_EQ(
        lines(*look(*store, "2026-10-31", "2026-10-05T11:59:59.999Z")),
        (Lines{"a=one lms C000001", "b=two lms C000001"}));
    EXPECT_EQ(
        lines(*look(*store, "2026-10-31", "2026-10-05T12:00:00Z")), (Lines{"a=ONE lms C000002"}));
    EXPECT_EQ(lines(*look(*store, "2026-10-31", "2026-09-30T12:00:00Z")), Lines{});
}

TEST_F(StoreHistory, a_snapshot_does_not_see_what_is_committed_while_it_is_open) {
    const auto store = open();
    load(*store, {{"a", "one"}});
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    load(*store, {{"a", "changed"}});
    EXPECT_EQ(lines(*seen), (Lines{"a=one lms C000001"}));
}

TEST_F(StoreHistory, state_is_taken_from_the_last_collection_made_by_the_end_of_the_as_of_date) {
    const auto store = open();
    const auto load_state = [&](const std::string& when, const std::string& note) {
        now_ = at(when);
        const auto loader =
            store->begin_load(dictionary_.at("states"), request(*store, "states", "ad"));
        add(*loader, {"a", note});
        loader->commit();
    };
    load_state("2026-10-20T12:00:00Z", "early");
    // 23:59:59 of 31 October in New York, then the midnight after it.
    load_state("2026-11-01T03:59:59Z", "in time");
    load_state("2026-11-01T04:00:00Z", "late");
    const std::string known = "2026-11-03T12:00:00Z";
    EXPECT_EQ(lines(*look(*store, "2026-10-31", known), "states"), (Lines{"a=in time ad C000002"}));
    EXPECT_EQ(lines(*look(*store, "2026-11-01", known), "states"), (Lines{"a=late ad C000003"}));
    const auto before_all = look(*store, "2026-10-01", known);
    EXPECT_EQ(lines(*before_all, "states"), (Lines{"a=late ad C000003"}));
    ASSERT_EQ(before_all->collections("states").size(), 1U);
    EXPECT_EQ(before_all->collections("states")[0].id, "C000003");
    EXPECT_EQ(look(*store, "2026-10-31", known)->collections("states")[0].id, "C000002");
}

TEST_F(StoreHistory, an_appending_source_supersedes_by_key_and_closes_nothing) {
    const auto store = open();
    const auto append = [&](const std::vector<testing::SmallRow>& rows) {
        LoadRequest wanted = request(*store, "things", "lms");
        wanted.append = true;
        const auto loader = store->begin_load(dictionary_.at("things"), wanted);
        for (const auto& row : rows) {
            add(*loader, row);
        }
        loader->reject({"line 9", "torn", "x"}, 0);
        return loader->commit();
    };
    append({{"a", "one"}, {"b", "two"}});
    const Collection second = append({{"b", "TWO"}, {"c", "three"}});
    EXPECT_EQ(second.added, 1);
    EXPECT_EQ(second.changed, 1);
    EXPECT_EQ(second.closed, 0);
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    EXPECT_EQ(
        lines(*seen), (Lines{"a=one lms C000001", "b=TWO lms C000002", "c=three lms C000002"}));
    EXPECT_EQ(seen->reject_count("things"), 2) << "both collections still stand behind the rows";
}

TEST_F(StoreHistory, a_source_touches_only_its_own_records_and_a_shared_key_is_a_named_conflict) {
    const auto store = open();
    load(*store, {{"a", "of z"}, {"b", "of z"}}, "z-source");
    load(*store, {{"a", "of b"}, {"c", "of b"}}, "b-source");
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    EXPECT_EQ(
        lines(*seen),
        (Lines{"a=of b b-source C000002", "b=of z z-source C000001", "c=of b b-source C000002"}));
    const auto conflicts = seen->conflicts("things");
    ASSERT_EQ(conflicts.size(), 1U);
    EXPECT_EQ(conflicts[0].key, "a");
    EXPECT_EQ(conflicts[0].stands, "b-source");
    EXPECT_EQ(conflicts[0].left_out, "z-source");
    load(*store, {{"c", "of b"}}, "b-source");
    const auto later = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    EXPECT_EQ(lines(*later)[0], "a=of z z-source C000001");
    EXPECT_TRUE(later->conflicts("things").empty());
}

TEST_F(StoreHistory, any_sql_client_sees_the_current_state_in_a_view_named_after_the_dataset) {
    const auto store = open();
    load(*store, {{"a", "of z"}, {"b", "of z"}}, "z-source");
    load(*store, {{"a", "of b"}}, "b-source");
    load(*store, {{"a", "of z"}}, "z-source");
    const auto db = open_sqlite(folder() + "/store.db", SqlMode::read_only);
    EXPECT_EQ(db->scalar("SELECT count(*) FROM things"), "1");
    EXPECT_EQ(db->scalar("SELECT note || collection FROM things"), "of bC000002");
}

TEST_F(StoreHistory, a_duplicate_key_is_a_reject_that_names_the_place_of_the_first) {
    const auto store = open();
    const Collection kept =
        load(*store, {{"a", "one", "line 2"}, {"a", "two", "line 3"}, {"a", "x", "line 4"}});
    EXPECT_EQ(kept.rows, 1);
    EXPECT_EQ(kept.rejected, 2);
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    EXPECT_EQ(lines(*seen), (Lines{"a=one lms C000001"}));
    EXPECT_EQ(seen->reject_count("things"), 2);
    std::vector<StoredReject> rejects;
    seen->each_reject("things", [&](const StoredReject& reject) { rejects.push_back(reject); });
    ASSERT_EQ(rejects.size(), 2U);
    EXPECT_EQ(rejects[0].reject.locator, "line 3");
    EXPECT_EQ(rejects[0].reject.reason, "the key 'a' was read before, at line 2");
    EXPECT_EQ(rejects[0].reject.text, R"({"name":"a","note":"two"})");
    EXPECT_EQ(rejects[0].collection, "C000001");
    EXPECT_EQ(rejects[0].payload, kept.payloads[0].digest);
}

TEST_F(StoreHistory, a_failed_expectation_keeps_the_collection_as_failed_and_the_old_data_stands) {
    const auto store = open();
    load(*store, {{"a", "one"}, {"b", "two"}});
    LoadRequest wanted = request(*store, "things", "lms");
    std::optional<std::int64_t> last;
    wanted.expectation = [&](std::int64_t rows, std::optional<std::int64_t> before) {
        last = before;
        return std::optional<std::string>(std::to_string(rows) + " rows are too few");
    };
    const auto loader = store->begin_load(dictionary_.at("things"), wanted);
    add(*loader, {"z", "z"});
    const Collection kept = loader->commit();
    EXPECT_EQ(last, 2);
    EXPECT_EQ(kept.outcome, Outcome::failed);
    EXPECT_EQ(kept.note, "1 rows are too few");
    EXPECT_EQ(kept.added + kept.changed + kept.closed, 0);
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    EXPECT_EQ(lines(*seen).size(), 2U);
    EXPECT_EQ(seen->collections("things")[0].id, "C000001");
    EXPECT_EQ(seen->latest_attempts("things")[0].id, "C000002");
    EXPECT_TRUE(faults(*store).empty()) << texts(faults(*store));
}

TEST_F(StoreHistory, a_partial_collection_keeps_payloads_and_applies_nothing) {
    const auto store = open();
    load(*store, {{"a", "one"}});
    Collection facts = request(*store, "things", "lms").facts;
    facts.outcome = Outcome::partial;
    facts.note = "page 3 is missing";
    const Collection kept = store->keep_failed(facts);
    EXPECT_EQ(kept.id, "C000002");
    std::string bytes;
    *store->open_payload(kept.payloads[0].digest) >> bytes;
    EXPECT_EQ(bytes, "bytes");
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    EXPECT_EQ(lines(*seen), (Lines{"a=one lms C000001"}));
    EXPECT_EQ(seen->latest_attempts("things")[0].note, "page 3 is missing");
}

TEST_F(StoreHistory, commit_times_grow_strictly_even_when_the_clock_stands_still_or_goes_back) {
    const auto store = open();
    const Collection first = load(*store, {});
    const Collection second = load(*store, {});
    now_ = at("2020-01-01T00:00:00Z");
    const Collection third = load(*store, {});
    EXPECT_EQ(second.committed_at.milliseconds(), first.committed_at.milliseconds() + 1);
    EXPECT_EQ(third.committed_at.milliseconds(), second.committed_at.milliseconds() + 1);
    EXPECT_EQ(store->collections().size(), 3U);
    EXPECT_EQ(store->collections()[2].committed_at, third.committed_at);
}

TEST_F(StoreHistory, a_field_gained_later_leaves_old_rows_unchanged_and_verified) {
    load(*open(), {{"a", "one"}, {"b", "two"}});
    Dataset& things = dictionary_.at("things");
    Field extra;
    extra.name = "extra";
    things.fields.insert(things.fields.begin(), extra);
    const auto store = open();
    const auto loader = store->begin_load(things, request(*store, "things", "lms"));
    loader->add({"a", {std::nullopt, "a", "one", std::nullopt}, "line 1"}, 0);
    loader->add({"b", {"new", "b", "two", std::nullopt}, "line 2"}, 0);
    const Collection kept = loader->commit();
    EXPECT_EQ(kept.changed, 1);
    EXPECT_EQ(history_rows(), 3);
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    EXPECT_EQ(
        seen->connection().scalar("SELECT group_concat(ifnull(extra, '-')) FROM things"), "-,new");
    EXPECT_TRUE(faults(*store).empty()) << texts(faults(*store));
}

TEST_F(StoreHistory, a_field_that_changes_its_kind_of_value_is_refused_with_advice) {
    open();
    dictionary_.at("things").fields[1].type = FieldType::integer;
    try {
        open();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::config_invalid);
        EXPECT_NE(std::string(error.what()).find("'note' was kept as TEXT"), std::string::npos);
    }
}

TEST_F(StoreHistory, numbers_come_back_as_the_shortest_decimal_and_compare_as_numbers) {
    const auto store = open();
    const auto loader =
        store->begin_load(dictionary_.at("things"), request(*store, "things", "lms"));
    for (const std::string number : {"9", "10", "0.1", "-2.5", "123456789012345", "0.000000012"}) {
        loader->add({number, {number, std::nullopt, number}, "line"}, 0);
    }
    loader->commit();
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    EXPECT_EQ(seen->connection().scalar("SELECT count(*) FROM things WHERE score >= 9"), "3");
    EXPECT_EQ(seen->connection().scalar("SELECT max(score) = 123456789012345 FROM things"), "1");
    EXPECT_TRUE(faults(*store).empty()) << texts(faults(*store));
}

TEST_F(StoreHistory, local_date_gives_the_organisations_day) {
    const auto store = open();
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    SqlConnection& db = seen->connection();
    EXPECT_EQ(db.scalar("SELECT local_date('2026-11-01T03:59:59.999Z')"), "2026-10-31");
    EXPECT_EQ(db.scalar("SELECT local_date('2026-11-01T04:00:00.000Z')"), "2026-11-01");
    EXPECT_EQ(db.scalar("SELECT local_date('2026-11-01')"), "2026-11-01");
    EXPECT_EQ(db.scalar("SELECT local_date(NULL)"), std::nullopt);
}

TEST_F(StoreHistory, a_look_up_by_record_key_and_a_stream_in_key_order_follow_the_primary_key) {
    const auto store = open();
    load(*store, {{"a", "one"}}, "b-source");
    load(*store, {{"a", "two"}}, "a-source");
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    const auto plan = [&](const std::string& sql) {
        std::string text;
        const auto rows = seen->connection().query("EXPLAIN QUERY PLAN " + sql);
        while (rows->next()) {
            text += *rows->text(3) + "\n";
        }
        return text;
    };
    const std::string by_key = plan("SELECT note FROM things WHERE record_key = 'a'");
    EXPECT_NE(by_key.find("SEARCH h USING PRIMARY KEY (tm_key=?)"), std::string::npos) << by_key;
    const std::string in_order = plan("SELECT note, payload FROM things ORDER BY record_key");
    EXPECT_EQ(in_order.find("TEMP B-TREE"), std::string::npos) << in_order;
    EXPECT_NE(in_order.find("tm_key=? AND tm_source<?"), std::string::npos) << in_order;
}

TEST_F(StoreHistory, a_wrong_query_of_a_snapshot_is_an_error_of_the_store_not_of_a_source) {
    const auto store = open();
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    try {
        seen->connection().scalar("SELECT nothing FROM nowhere");
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::store_io);
    }
}

TEST_F(StoreHistory, a_field_called_like_a_column_of_the_store_stands_and_the_column_moves) {
    Dataset results = small_dataset("results");
    results.fields[1].name = "record_key";
    dictionary_.emplace("results", results);
    const auto store = open();
    const auto loader = store->begin_load(results, request(*store, "results", "lms"));
    add(*loader, {"a", "sampled"});
    loader->commit();
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    EXPECT_EQ(seen->connection().scalar("SELECT record_key FROM results"), "sampled");
    EXPECT_EQ(seen->connection().scalar("SELECT tm_record_key FROM results"), "a");
}

TEST_F(StoreHistory, a_dataset_may_not_take_a_name_of_the_store) {
    dictionary_.emplace("custody", small_dataset("custody"));
    try {
        open();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::config_invalid);
    }
}

TEST_F(StoreHistory, a_snapshot_cannot_write) {
    const auto store = open();
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    EXPECT_THROW(seen->connection().execute("DELETE FROM custody"), Error);
}

TEST_F(StoreHistory, hostile_text_is_kept_as_it_is) {
    const auto store = open();
    const std::string text =
        std::string("\0'\";--<script>\xE2\x80\xAE", 17) + std::string(100'000, 'x');
    load(*store, {{"a'\"b", text}}, "lms'; DROP TABLE custody;--");
    const auto seen = look(*store, "2026-10-31", "2026-12-31T12:00:00Z");
    EXPECT_EQ(
        seen->connection().scalar("SELECT note FROM things WHERE record_key = ?", {"a'\"b"}), text);
    EXPECT_TRUE(faults(*store).empty()) << texts(faults(*store));
}

} // namespace
} // namespace tickmark
