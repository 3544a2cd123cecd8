#include "collectors/rest_fixture.hpp"

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string two = R"({"items": [{"name": "a", "note": "x"}, {"name": "b"}], "total": 2})";

Answered ok(std::string body) {
    return {200, std::move(body), {}, {}, false};
}

Answered plain(int status, std::string body = "") {
    return {status, std::move(body), {}, {}, false};
}

/// The keys that most tests share, asked as somebody.
std::string keys(const FaultServer& server, const std::string& more = "") {
    return fmt::format(
        "url: {}\nrecords: /items\n"
        "expect: {{rows: \">= 0\"}}{}{}",
        server.url("/things"),
        more.empty() ? "" : "\n",
        more);
}

class Rest: public RestTest {};

TEST_F(Rest, reads_the_records_of_one_answer) {
    const FaultServer server([](const Seen&) { return ok(two); });
    const Collection got = collect(keys(server, "query: {kind: \"a b&c\"}"));
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 2);
    EXPECT_THAT(names(), ElementsAre("a", "b"));
    EXPECT_EQ(server.seen().front().target, "/things?kind=a%20b%26c");
    ASSERT_EQ(got.payloads.size(), 1U);
    EXPECT_EQ(got.payloads.front().locator, server.url("/things?kind=a%20b%26c"));
    EXPECT_EQ(got.payloads.front().digest, sha256(two));
}

TEST_F(Rest, sends_a_body_and_reads_csv) {
    const FaultServer server([](const Seen&) {
        return Answered{200, "name,note\na,x\n", {{"Content-Type", "text/csv"}}, {}, false};
    });
    const Collection got = collect(
        "url: " + server.url("/report") +
        "\nmethod: POST\nformat: csv\nbody: {from: 2026-01-01, size: 5}");
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_THAT(names(), ElementsAre("a"));
    EXPECT_EQ(server.seen().front().body, R"({"from":"2026-01-01","size":5})");
    EXPECT_EQ(server.seen().front().headers.at("content-type"), "application/json");
}

TEST_F(Rest, gives_the_same_canonical_digest_whatever_the_order_of_members) {
    int calls = 0;
    const FaultServer server([&](const Seen&) {
        return ok(
            ++calls == 1 ? R"({"items": [{"name": "a", "note": "x"}], "n": 1})"
                         : R"({"n":1,"items":[{"note":"x","name":"a"}]})");
    });
    const Collection one = collect(keys(server));
    const Collection other = collect(keys(server));
    EXPECT_NE(one.payloads.front().digest, other.payloads.front().digest);
    EXPECT_EQ(one.details, other.details);
    EXPECT_THAT(one.details, HasSubstr("canonical_sha256"));
}

TEST_F(Rest, authenticates_in_each_way) {
    const FaultServer server([](const Seen&) { return ok(two); });
    const std::string word = secret("s", "pass-word-1");
    collect(keys(server, "auth: {type: basic, user: ana, password: " + word + "}"));
    collect(keys(server, "auth: {type: bearer, token: " + word + "}"));
    collect(keys(server, "auth: {type: header, name: X-Key, prefix: \"k=\", token: " + word + "}"));
    const Collection got =
        collect(keys(server, "auth: {type: query, name: wstoken, token: " + word + "}"));
    const auto seen = server.seen();
    ASSERT_EQ(seen.size(), 4U);
    EXPECT_EQ(seen[0].headers.at("authorization"), "Basic YW5hOnBhc3Mtd29yZC0x");
    EXPECT_EQ(seen[1].headers.at("authorization"), "Bearer pass-word-1");
    EXPECT_EQ(seen[2].headers.at("x-key"), "k=pass-word-1");
    EXPECT_EQ(seen[3].target, "/things?wstoken=pass-word-1");
    EXPECT_EQ(got.payloads.front().locator, server.url("/things"));
}

TEST_F(Rest, renews_an_oauth_token_once_and_asks_for_one_token_a_pull) {
    int tokens = 0;
    const FaultServer server([&](const Seen& seen) {
        if (seen.target == "/token") {
            return ok(fmt::format(R"({{"access_token": "token-{}"}})", ++tokens));
        }
        if (seen.headers.at("authorization") == "Bearer token-1") {
            return plain(401);
        }
        return seen.target == "/things" ? ok(R"({"items": [{"name": "a"}], "next": "/things?2"})")
                                        : ok(R"({"items": [{"name": "b"}]})");
    });
    const Collection got = collect(keys(
        server,
        "pages: {by: next, next: /next}\nauth: {type: oauth2, client_id: me, scope: read, "
        "client_secret: " +
            secret("s", "s3cr3t") + ", token_url: \"" + server.url("/token") + "\"}"));
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_THAT(names(), ElementsAre("a", "b"));
    EXPECT_EQ(tokens, 2);
    EXPECT_EQ(server.seen().front().headers.at("authorization"), "Basic bWU6czNjcjN0");
    EXPECT_EQ(server.seen().front().body, "grant_type=client_credentials&scope=read");
}

TEST_F(Rest, gives_up_when_the_renewed_token_is_refused_as_well) {
    const FaultServer server([](const Seen& seen) {
        return seen.target == "/token" ? ok(R"({"access_token": "token-x"})")
                                       : plain(401, R"({"error": "no token-x here"})");
    });
    const Collection got = collect(keys(
        server,
        "auth: {type: oauth2, client_id: me, client_secret: " + secret("s", "s3cr3t") +
            ", token_url: \"" + server.url("/token") + "\"}"));
    EXPECT_EQ(got.outcome, Outcome::denied);
    EXPECT_THAT(got.note, HasSubstr("no *** here"));
    EXPECT_EQ(server.seen().size(), 4U);
}

// Outcomes

TEST_F(Rest, tells_outcomes_apart_by_status) {
    const std::vector<std::pair<int, Outcome>> table{
        {401, Outcome::denied},
        {403, Outcome::denied},
        {404, Outcome::absent},
        {410, Outcome::absent},
        {400, Outcome::failed},
        {422, Outcome::failed},
        {501, Outcome::failed}};
    for (const auto& [status, outcome] : table) {
        const FaultServer server(
            [status = status](const Seen&) { return plain(status, "not\n  today"); });
        const Collection got = collect(keys(server));
        EXPECT_EQ(got.outcome, outcome) << status;
        EXPECT_THAT(got.note, HasSubstr(server.url("/things")));
        EXPECT_THAT(got.note, HasSubstr("not today")) << status;
    }
    EXPECT_TRUE(waits_.empty());
}

TEST_F(Rest, says_unreachable_where_nobody_listens_and_keeps_the_old_data) {
    std::string address;
    {
        const FaultServer server([](const Seen&) { return ok(two); });
        address = keys(server);
        collect(address);
    }
    const Collection got = collect(address);
    EXPECT_EQ(got.outcome, Outcome::unreachable);
    EXPECT_EQ(waits_.size(), 3U);
    EXPECT_THAT(names(), ElementsAre("a", "b"));
}

TEST_F(Rest, stops_waiting_for_a_slow_answer) {
    const FaultServer server([](const Seen&) {
        Answered answer;
        answer.hangs = true;
        return answer;
    });
    const Collection got = collect(keys(server, "limits: {read: 50ms, tries: 2}"));
    EXPECT_EQ(got.outcome, Outcome::unreachable);
    EXPECT_THAT(got.note, HasSubstr("no answer in time"));
    EXPECT_EQ(server.seen().size(), 2U);
}

TEST_F(Rest, does_not_take_half_an_answer_for_one) {
    const std::vector<std::string> cut{
        "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + two,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n[]"};
    for (const std::string& raw : cut) {
        const FaultServer server([&](const Seen&) { return Answered{200, "", {}, raw, false}; });
        const Collection got = collect(
            "url: " + server.url("/things") + "\nexpect: {rows: \">= 0\"}\nlimits: {tries: 2}");
        EXPECT_EQ(got.outcome, Outcome::failed) << raw;
        EXPECT_THAT(got.note, HasSubstr("connection ended")) << raw;
    }
}

TEST_F(Rest, fails_on_an_answer_longer_than_it_says) {
    const FaultServer server([](const Seen&) {
        return Answered{200, "", {}, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n" + two, false};
    });
    const Collection got = collect(keys(server));
    EXPECT_EQ(got.outcome, Outcome::failed);
    EXPECT_THAT(got.note, HasSubstr("not JSON"));
}

TEST_F(Rest, fails_on_a_page_for_people) {
    const FaultServer server([](const Seen&) {
        return Answered{
            200, "<html><h1>Please log in</h1></html>", {{"Content-Type", "text/html"}}, {}, false};
    });
    const Collection got = collect(keys(server));
    EXPECT_EQ(got.outcome, Outcome::failed);
    EXPECT_THAT(got.note, HasSubstr("not JSON but text/html: Please log in"));
}

TEST_F(Rest, says_what_the_answer_holds_where_the_records_are_not) {
    const FaultServer server([](const Seen&) { return ok(R"({"issues": [], "total": 0})"); });
    const Collection got = collect(keys(server));
    EXPECT_EQ(got.outcome, Outcome::failed);
    EXPECT_THAT(got.note, HasSubstr("no list at records '/items'; the answer holds issues, total"));
}

TEST_F(Rest, recognises_an_error_inside_an_answer_of_success) {
    const FaultServer server([](const Seen&) {
        return ok(R"({"exception": "dml", "errorcode": "invalidtoken", "message": "Bad token"})");
    });
    const Collection got = collect(
        "url: " + server.url("/things") +
        "\ncheck: {pointer: /exception, absent: true, message: /message}");
    EXPECT_EQ(got.outcome, Outcome::failed);
    EXPECT_THAT(got.note, HasSubstr("Bad token"));
}

TEST_F(Rest, refuses_an_empty_answer_to_a_stranger) {
    const FaultServer server([](const Seen&) { return ok(R"({"items": []})"); });
    const std::string bare = "url: " + server.url("/things") + "\nrecords: /items\n";
    const Collection got = collect(bare);
    EXPECT_EQ(got.outcome, Outcome::failed);
    EXPECT_THAT(got.note, HasSubstr("without credentials"));
    EXPECT_EQ(collect(bare + "expect: {rows: \">= 0\"}").outcome, Outcome::complete);
    EXPECT_EQ(
        collect(bare + "headers: {X-Api-Key: " + secret("k", "key-12345") + "}").outcome,
        Outcome::complete);
}

// Trying again

TEST_F(Rest, waits_as_long_as_it_is_asked_to) {
    int calls = 0;
    const FaultServer server([&](const Seen&) {
        return ++calls == 1 ? Answered{429, "", {{"Retry-After", "7"}}, {}, false} : ok(two);
    });
    EXPECT_EQ(collect(keys(server)).outcome, Outcome::complete);
    EXPECT_THAT(waits_, ElementsAre(7'000));
}

TEST_F(Rest, waits_until_the_date_it_is_told) {
    int calls = 0;
    const FaultServer server([&](const Seen&) {
        return ++calls == 1
                   ? Answered{503, "", {{"Retry-After", "Thu, 01 Oct 2026 12:00:30 GMT"}}, {}, false}
                   : ok(two);
    });
    EXPECT_EQ(collect(keys(server)).outcome, Outcome::complete);
    EXPECT_THAT(waits_, ElementsAre(30'000));
}

TEST_F(Rest, does_not_wait_for_an_hour) {
    const FaultServer server([](const Seen&) {
        return Answered{429, "", {{"Retry-After", "3600"}}, {}, false};
    });
    const Collection got = collect(keys(server));
    EXPECT_EQ(got.outcome, Outcome::failed);
    EXPECT_THAT(got.note, HasSubstr("429"));
    EXPECT_TRUE(waits_.empty());
}

TEST_F(Rest, tries_again_with_growing_waits_after_a_fault_of_the_server) {
    int calls = 0;
    const FaultServer server(
        [&](const Seen&) { return ++calls < 4 ? plain(500, "oops") : ok(two); });
    EXPECT_EQ(collect(keys(server)).outcome, Outcome::complete);
    ASSERT_EQ(waits_.size(), 3U);
    for (std::size_t i = 0; i < waits_.size(); ++i) {
        EXPECT_GE(waits_[i], 1'000 << i);
        EXPECT_LE(waits_[i], 1'500 << i);
    }
}

// Where credentials go

TEST_F(Rest, follows_redirects_and_notices_a_loop) {
    const FaultServer server([](const Seen& seen) {
        const auto to = [](const std::string& where) {
            return Answered{302, "", {{"Location", where}}, {}, false};
        };
        if (seen.target == "/things") {
            return to("/moved");
        }
        if (seen.target == "/moved") {
            return ok(two);
        }
        return to(seen.target == "/a" ? "/b" : "/a");
    });
    EXPECT_EQ(collect(keys(server)).outcome, Outcome::complete);
    const Collection got = collect("url: " + server.url("/a"));
    EXPECT_EQ(got.outcome, Outcome::failed);
    EXPECT_THAT(got.note, HasSubstr("loop"));
    EXPECT_EQ(server.seen().size(), 4U);
}

TEST_F(Rest, stops_after_too_many_redirects) {
    int calls = 0;
    const FaultServer server([&](const Seen&) {
        return Answered{307, "", {{"Location", fmt::format("/r{}", ++calls)}}, {}, false};
    });
    const Collection got = collect(keys(server, "limits: {redirects: 2}"));
    EXPECT_THAT(got.note, HasSubstr("more than 2 redirects"));
    EXPECT_EQ(server.seen().size(), 3U);
}

TEST_F(Rest, keeps_credentials_from_another_host) {
    const FaultServer stranger([](const Seen&) { return ok(two); });
    const FaultServer server([&](const Seen& seen) {
        if (seen.target == "/things") {
            return Answered{302, "", {{"Location", stranger.url("/x?t=pass-word-1")}}, {}, false};
        }
        return ok(fmt::format(R"({{"items": [{{"name": "a"}}], "n": "{}"}})", stranger.url("/2")));
    });
    const std::string auth = "auth: {type: bearer, token: " + secret("s", "pass-word-1") + "}\n";
    const Collection got = collect(keys(server, auth));
    EXPECT_EQ(got.outcome, Outcome::failed);
    EXPECT_THAT(got.note, HasSubstr("another host"));
    EXPECT_THAT(got.note, Not(HasSubstr("pass-word-1")));
    collect(
        "url: " + server.url("/p1") + "\nrecords: /items\npages: {by: next, next: /n}\n" + auth);
    EXPECT_TRUE(stranger.seen().empty());
}

TEST_F(Rest, sends_no_credentials_over_http) {
    const Workspace where = workspace(
        "url: http://tickets.example.org/things\nauth: {type: bearer, token: " +
        secret("s", "pass-word-1") + "}");
    Problems problems;
    find_collector("rest")->check(where.sources.front(), problems);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems.front().what, HasSubstr("not sent over http"));
    const Collection got = collect(
        "url: http://tickets.example.org/things\nauth: {type: bearer, token: " +
        secret("s", "pass-word-1") + "}");
    EXPECT_EQ(got.outcome, Outcome::failed);
    EXPECT_THAT(got.note, HasSubstr("not sent over http"));
}

TEST_F(Rest, tells_secrets_in_an_address_from_other_parameters) {
    const auto problems_of = [this](const std::string& query) {
        const Workspace where = workspace("url: https://tickets.example.org/things?" + query);
        Problems problems;
        find_collector("rest")->check(where.sources.front(), problems);
        return problems.size();
    };
    EXPECT_EQ(problems_of("keyword=a&pageToken=b&sort_key=c"), 0U);
    EXPECT_EQ(problems_of("api_key=abc"), 1U);
    EXPECT_EQ(problems_of("a=b&wstoken=abc"), 1U);
}

TEST_F(Rest, writes_no_secret_anywhere_in_the_collection) {
    const FaultServer server([](const Seen& seen) {
        return plain(400, "you sent " + seen.headers.at("authorization") + " to " + seen.target);
    });
    const Collection got = collect(keys(
        server,
        "headers: {X-Token: " + secret("h", "header-word") + "}\nauth: {type: basic, user: ana, " +
            "password: " + secret("s", "pass-word-1") + "}"));
    const std::string all = got.note + got.details + got.query;
    for (const char* word : {"pass-word-1", "YW5hOnBhc3Mtd29yZC0x", "header-word"}) {
        EXPECT_THAT(all, Not(HasSubstr(word)));
    }
}

// Sizes

TEST_F(Rest, refuses_an_answer_over_the_limit) {
    const FaultServer server([](const Seen&) { return ok(std::string(5'000, ' ') + two); });
    const Collection got = collect(keys(server, "limits: {page_size: 4KB}"));
    EXPECT_EQ(got.outcome, Outcome::failed);
    EXPECT_THAT(got.note, HasSubstr("more than 4096"));
}

} // namespace
} // namespace tickmark::testing
