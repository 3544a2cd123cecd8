#include "tickmark/ports/files.hpp"

#include "collectors/rest_fixture.hpp"
#include <filesystem>
#include <nlohmann/json.hpp>

namespace tickmark::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

/// Two pages that lead on by a Link header and have a tag each; a 304 names neither the next page
/// nor the type again, as some servers do.
class RestUnchanged: public RestTest {
protected:
    static Answered page(const Seen& seen) {
        const bool second = seen.target.ends_with("page=2");
        const std::string tag = second ? "\"two-v1\"" : "\"one-v1\"";
        const auto asked = seen.headers.find("if-none-match");
        if (asked != seen.headers.end() && asked->second == tag) {
            return {304, "", {{"ETag", tag}}, {}, false};
        }
        Answered answer{
            200, second ? R"([{"name":"c"}])" : R"([{"name":"a"},{"name":"b"}])", {}, {}, false};
        answer.headers = {{"ETag", tag}, {"Content-Type", "application/json"}};
        if (!second) {
            answer.headers.emplace_back("Link", R"(</things?page=2>; rel="next")");
        }
        return answer;
    }

    std::string keys(const FaultServer& server, const std::string& more = "") {
        return "url: " + server.url("/things") + "\nrecords: \"\"\npages: {by: link}\n" +
               "auth: {type: bearer, token: " + secret("t", "token-of-web") + "}" + more;
    }

    static json details(const Collection& collection) { return json::parse(collection.details); }
};

TEST_F(RestUnchanged, pages_are_taken_from_what_is_kept_with_the_same_digest) {
    const FaultServer server(page);
    const Collection first = collect(keys(server));
    ASSERT_EQ(first.outcome, Outcome::complete) << first.note;
    EXPECT_EQ(server.seen().front().headers.count("if-none-match"), 0U);
    const Collection again = collect(keys(server));
    ASSERT_EQ(again.outcome, Outcome::complete) << again.note;
    EXPECT_EQ(server.seen().at(2).headers.at("if-none-match"), "\"one-v1\"");
    EXPECT_EQ(server.seen().at(3).headers.at("if-none-match"), "\"two-v1\"");
    EXPECT_EQ(again.rows, 3);
    EXPECT_EQ(again.added + again.changed + again.closed, 0);
    ASSERT_EQ(again.payloads.size(), 2U);
    for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(again.payloads[i].digest, first.payloads[i].digest);
    }
    EXPECT_EQ(details(again)["canonical_sha256"], details(first)["canonical_sha256"]);
    EXPECT_EQ(details(again)["not_modified"], 2);
    EXPECT_FALSE(details(first).contains("not_modified"));
    // What a 304 left out is still known the time after.
    EXPECT_EQ(collect(keys(server)).rows, 3);
}

TEST_F(RestUnchanged, a_page_that_changed_comes_anew_beside_one_that_did_not) {
    bool changed = false;
    const FaultServer server([&](const Seen& seen) {
        if (changed && seen.target.ends_with("page=2")) {
            return Answered{200, R"([{"name":"d"}])", {{"ETag", "\"two-v2\""}}, {}, false};
        }
        return page(seen);
    });
    ASSERT_EQ(collect(keys(server)).rows, 3);
    changed = true;
    const Collection got = collect(keys(server));
    ASSERT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 3);
    EXPECT_EQ(got.added, 1);
    EXPECT_EQ(got.closed, 1);
    EXPECT_EQ(details(got)["not_modified"], 1);
}

TEST_F(RestUnchanged, a_page_whose_bytes_are_gone_or_damaged_is_asked_for_anew) {
    const FaultServer server(page);
    const Collection first = collect(keys(server));
    const std::string hex = first.payloads[1].digest.hex();
    const std::string kept = folder() + "/payloads/" + hex.substr(0, 2) + "/" + hex.substr(2);
    write_file_whole(kept + ".zst", "damaged");
    const Collection again = collect(keys(server));
    EXPECT_EQ(again.rows, 3) << again.note;
    EXPECT_EQ(details(again)["not_modified"], 1);
    EXPECT_EQ(server.seen().at(2).headers.count("if-none-match"), 1U);
    EXPECT_EQ(server.seen().at(3).headers.count("if-none-match"), 0U);
}

TEST_F(RestUnchanged, another_account_or_address_asks_for_everything) {
    const FaultServer server(page);
    ASSERT_EQ(collect(keys(server)).rows, 3);
    const std::string other = "url: " + server.url("/things") + "\nrecords: \"\"\n" +
                              "pages: {by: link}\nauth: {type: basic, user: other, password: " +
                              secret("p", "word-of-other") + "}";
    const Collection got = collect(other);
    EXPECT_EQ(got.rows, 3);
    for (const Seen& seen : server.seen()) {
        EXPECT_EQ(seen.headers.count("if-none-match"), 0U);
    }
    EXPECT_FALSE(details(got).contains("not_modified"));
}

TEST_F(RestUnchanged, a_304_that_nobody_asked_for_is_no_answer) {
    const FaultServer server([](const Seen&) { return Answered{304, "", {}, {}, false}; });
    const Collection got = collect(keys(server));
    EXPECT_EQ(got.outcome, Outcome::failed);
    EXPECT_THAT(got.note, HasSubstr("304"));
}

TEST_F(RestUnchanged, a_tag_that_holds_a_secret_is_not_kept) {
    const FaultServer server([](const Seen&) {
        return Answered{200, R"([{"name":"a"}])", {{"ETag", "\"token-of-web\""}}, {}, false};
    });
    const Collection got = collect(keys(server));
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_THAT(got.details, Not(HasSubstr("etag")));
}

TEST_F(RestUnchanged, a_page_in_which_a_secret_was_covered_is_asked_for_anew) {
    const FaultServer server([](const Seen&) {
        return Answered{
            200, R"([{"name":"a","note":"token-of-web"}])", {{"ETag", "\"one\""}}, {}, false};
    });
    const Collection got = collect(keys(server));
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(details(got)["pages_with_covered_secrets"], 1);
    EXPECT_THAT(got.details, Not(HasSubstr("etag")));
    EXPECT_EQ(collect(keys(server)).rows, 1);
    EXPECT_EQ(server.seen().back().headers.count("if-none-match"), 0U);
}

} // namespace
} // namespace tickmark::testing
