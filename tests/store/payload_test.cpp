#include "support/store_fixture.hpp"
#include <filesystem>

namespace tickmark::testing {
namespace {

class StorePayload: public StoreTest {};

TEST_F(StorePayload, one_whose_digest_is_known_can_be_read_at_once_and_is_kept_by_its_collection) {
    const auto store = open();
    const std::string bytes(300'000, 'x');
    const Digest digest = sha256(bytes);
    LoadRequest wanted = request(*store, "things", "lms");
    wanted.facts.payloads = {
        store->keep_payload(scratch_.file("payload", bytes), "in.csv", digest)};
    EXPECT_EQ(wanted.facts.payloads[0].digest, digest);
    EXPECT_EQ(wanted.facts.payloads[0].bytes, bytes.size());
    store->extract_payload(digest, scratch_ / "before");
    EXPECT_EQ(read_file(scratch_ / "before"), bytes);

    const auto loader = store->begin_load(dictionary_.at("things"), wanted);
    add(*loader, {"a", "one"});
    EXPECT_EQ(loader->commit().outcome, Outcome::complete);
    store->extract_payload(digest, scratch_ / "after");
    EXPECT_EQ(read_file(scratch_ / "after"), bytes);
    for (const IntegrityCheck& check : store->verify()) {
        EXPECT_TRUE(check.ok) << check.name << ": " << check.detail;
    }
}

TEST_F(StorePayload, one_that_is_not_what_was_received_is_never_committed) {
    const auto store = open();
    load(*store, {{"a", "one"}});
    LoadRequest wanted = request(*store, "things", "lms");
    wanted.facts.payloads = {
        store->keep_payload(scratch_.file("payload", "cut sho"), "in.csv", sha256("cut short"))};
    const auto loader = store->begin_load(dictionary_.at("things"), wanted);
    add(*loader, {"a", "two"});
    try {
        loader->commit();
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::store_io);
        EXPECT_NE(
            std::string(error.what()).find("not those that were received"), std::string::npos);
    }
    EXPECT_EQ(store->collections().size(), 1U);
    EXPECT_EQ(load(*store, {{"a", "three"}}).changed, 1) << "the next load is not hit by it";
}

TEST_F(StorePayload, what_a_load_says_of_itself_may_come_after_its_rows) {
    const auto store = open();
    LoadRequest early;
    const auto loader = store->begin_load(dictionary_.at("things"), early);
    add(*loader, {"a", "one"});
    loader->describe(request(*store, "things", "lms").facts);
    const Collection kept = loader->commit();
    EXPECT_EQ(kept.source, "lms");
    EXPECT_EQ(kept.added, 1);
    EXPECT_EQ(kept.payloads.size(), 1U);
}

} // namespace
} // namespace tickmark::testing
