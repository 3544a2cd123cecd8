#include "support/store_fixture.hpp"
#include <algorithm>
#include <filesystem>
#include <fstream>

namespace tickmark {
namespace {

namespace fs = std::filesystem;

/// Turns one bit of a file.
void flip(const std::string& path, std::uintmax_t at) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte ^ 0x04));
}

std::vector<std::string> payload_files(const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder + "/payloads")) {
        if (entry.is_regular_file()) {
            files.push_back(entry.path().string());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

class StoreIntegrity: public testing::StoreTest {
protected:
    /// Versions opened, changed and closed, rejects, a failed collection, a report entry.
    void fill() {
        const auto store = open();
        load(*store, {{"a", "alpha", "line 2"}, {"b", "beta"}, {"c", "gamma"}, {"c", "again"}});
        load(*store, {{"a", "alpha"}, {"b", "BETA"}});
        Collection facts = request(*store, "things", "other").facts;
        facts.outcome = Outcome::denied;
        facts.note = "no permission there";
        store->keep_failed(facts);
        store->append_custody("report", "ana", R"({"pack":"audit"})");
        ASSERT_TRUE(faults(*store).empty()) << texts(faults(*store));
    }

    void edit(const std::string& sql) {
        open_sqlite(folder() + "/store.db", SqlMode::read_write)->execute(sql);
    }

    /// What `verify` finds; an error that names tampering counts as found.
    std::string found() {
        try {
            return texts(faults(*open(false)));
        } catch (const Error& error) {
            EXPECT_EQ(exit_code(error.code()), 4) << error.what();
            return error.what();
        }
    }
};

TEST_F(StoreIntegrity, a_sound_store_passes_every_check) {
    fill();
    const auto checks = open()->verify();
    EXPECT_GE(checks.size(), 7U);
    EXPECT_TRUE(std::all_of(
        checks.begin(), checks.end(), [](const IntegrityCheck& check) { return check.ok; }));
}

TEST_F(StoreIntegrity, any_byte_flipped_in_a_payload_is_named) {
    fill();
    const auto files = payload_files(folder());
    ASSERT_EQ(files.size(), 3U);
    const std::string& file = files[1];
    const fs::path path(file);
    const std::string hex = path.parent_path().filename().string() + path.stem().string();
    for (std::uintmax_t at = 0; at < fs::file_size(file); ++at) {
        flip(file, at);
        EXPECT_NE(found().find("payload " + hex), std::string::npos) << "byte " << at;
        flip(file, at);
    }
    EXPECT_EQ(found(), "");
}

TEST_F(StoreIntegrity, a_missing_and_an_extra_payload_file_are_named) {
    fill();
    const auto files = payload_files(folder());
    fs::rename(files[0], folder() + "/payloads/00.zst");
    const std::string text = found();
    EXPECT_NE(text.find("missing: " + files[0]), std::string::npos);
    EXPECT_NE(text.find("extra payload: " + folder() + "/payloads/00.zst"), std::string::npos);
}

TEST_F(StoreIntegrity, any_cell_edited_in_any_table_is_noticed) {
    fill();
    const std::string copy = scratch_ / "copy.db";
    fs::copy_file(folder() + "/store.db", copy);
    std::vector<std::pair<std::string, std::string>> cells;
    {
        const auto db = open_sqlite(copy, SqlMode::read_only);
        const auto rows =
            db->query("SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c "
                      "WHERE m.type = 'table' AND m.name NOT LIKE 'history_states' ORDER BY 1, 2");
        while (rows->next()) {
            cells.emplace_back(*rows->text(0), *rows->text(1));
        }
    }
    ASSERT_GT(cells.size(), 50U);
    for (const auto& [table, column] : cells) {
        edit(
            "UPDATE " + table + " SET " + column + " = CASE typeof(" + column +
            ") WHEN 'integer' THEN " + column + " + 1000 WHEN 'null' THEN 5 ELSE " + column +
            " || '0' END WHERE " + column + " IS (SELECT " + column + " FROM " + table +
            " ORDER BY 1 DESC LIMIT 1)");
        EXPECT_NE(found(), "") << table << "." << column;
        fs::remove(folder() + "/store.db-wal");
        fs::remove(folder() + "/store.db-shm");
        fs::copy_file(copy, folder() + "/store.db", fs::copy_options::overwrite_existing);
    }
    EXPECT_EQ(found(), "");
}

TEST_F(StoreIntegrity, a_removed_row_of_any_table_is_noticed) {
    fill();
    const std::string copy = scratch_ / "copy.db";
    fs::copy_file(folder() + "/store.db", copy);
    for (const std::string table :
         {"payloads",
          "collections",
          "collection_payloads",
          "rejects",
          "history_things",
          "custody",
          "schema_version"}) {
        edit(
            "DELETE FROM " + table + " WHERE (SELECT count(*) FROM " + table + ") > 0" +
            (table == "custody" ? " AND number = 3" : ""));
        EXPECT_NE(found(), "") << table;
        fs::copy_file(copy, folder() + "/store.db", fs::copy_options::overwrite_existing);
    }
}

TEST_F(StoreIntegrity, an_edited_record_is_named_by_its_key) {
    fill();
    edit("UPDATE history_things SET note = 'altered' WHERE tm_key = 'a'");
    EXPECT_NE(found().find("things record 'a'"), std::string::npos);
}

TEST_F(StoreIntegrity, an_edited_record_with_its_digest_redone_is_still_noticed) {
    fill();
    edit("UPDATE history_things SET note = 'BETA', tm_digest = (SELECT tm_digest FROM "
         "history_things WHERE note = 'BETA') WHERE note = 'beta'");
    EXPECT_NE(found().find("history of things, C000001"), std::string::npos);
}

TEST_F(StoreIntegrity, digests_kept_as_digits_by_an_earlier_version_are_understood) {
    fill();
    edit("UPDATE history_things SET tm_digest = lower(hex(tm_digest))");
    EXPECT_EQ(found(), "");
    const Collection same = load(*open(false), {{"a", "alpha"}, {"b", "BETA"}});
    EXPECT_EQ(same.added + same.changed + same.closed, 0);
    edit("UPDATE history_things SET tm_digest = upper(tm_digest) WHERE tm_key = 'a'");
    EXPECT_NE(found().find("things record 'a'"), std::string::npos);
}

TEST_F(StoreIntegrity, a_changed_view_is_noticed_and_stops_collecting) {
    fill();
    edit("DROP VIEW things; CREATE VIEW things AS SELECT 1 AS record_key");
    EXPECT_NE(found().find("schema"), std::string::npos);
    const auto store = open();
    EXPECT_THROW(load(*store, {}), Error);
}

TEST_F(StoreIntegrity, a_byte_flipped_in_the_database_is_noticed_wherever_it_hits_data) {
    fill();
    const std::string path = folder() + "/store.db";
    std::ifstream in(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    for (const std::string text :
         {"alpha",
          "gamma",
          "line 2",
          "no permission there",
          "was read before",
          "in.csv",
          "audit",
          "CREATE TABLE custody",
          "2026-10-01T12"}) {
        for (std::size_t at = bytes.find(text); at != std::string::npos;
             at = bytes.find(text, at + 1)) {
            flip(path, at + 2);
            EXPECT_NE(found(), "") << text << " at " << at;
            flip(path, at + 2);
            EXPECT_EQ(found(), "") << text << " at " << at;
        }
    }
}

TEST_F(StoreIntegrity, reading_a_changed_payload_is_an_error_and_leaves_no_copy) {
    fill();
    const auto store = open();
    const PayloadRef ref = store->collections()[0].payloads[0];
    const std::string hex = ref.digest.hex();
    const std::string path =
        folder() + "/payloads/" + hex.substr(0, 2) + "/" + hex.substr(2) + ".zst";
    store->extract_payload(ref.digest, scratch_ / "out");
    EXPECT_EQ(fs::file_size(scratch_ / "out"), ref.bytes);
    flip(path, fs::file_size(path) / 2);
    EXPECT_THROW(store->extract_payload(ref.digest, scratch_ / "out2"), Error);
    EXPECT_FALSE(fs::exists(scratch_ / "out2"));
}

TEST_F(StoreIntegrity, the_custody_chain_holds_every_entry_in_order) {
    fill();
    const auto store = open();
    std::vector<std::string> kinds;
    store->each_custody([&](const CustodyEntry& entry) { kinds.push_back(entry.kind); });
    EXPECT_EQ(
        kinds,
        (std::vector<std::string>{"schema", "collection", "collection", "collection", "report"}));
    EXPECT_EQ(store->custody_head().number, 5);
}

} // namespace
} // namespace tickmark
