#include <Poco/DeflatingStream.h>

#include "collectors/rest_fixture.hpp"
#include "support/test_certificates.hpp"
#include <sstream>

// Every way a web interface can go wrong, after a collection that went well: the outcome, and that
// what was known before is still what the store shows.

namespace tickmark::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string good = R"({"items": [{"name": "a", "note": "1"}, {"name": "b", "note": "2"}]})";
const std::string other = R"({"items": [{"name": "z", "note": "9"}]})";

std::string gzip(const std::string& text) {
    std::ostringstream out;
    Poco::DeflatingOutputStream packed(out, Poco::DeflatingStreamBuf::STREAM_GZIP, 9);
    packed << text;
    packed.close();
    return out.str();
}

Answered status(int number, std::vector<std::pair<std::string, std::string>> headers = {}) {
    return {number, other, std::move(headers), {}, false};
}

Answered raw(const std::string& bytes) {
    return {200, "", {}, bytes, false};
}

struct Fault {
    std::string name;
    Outcome outcome = Outcome::failed;
    std::string words; ///< in the note
    FaultServer::Responder answer;
};

class RestFaults: public RestTest {
protected:
    static std::string keys(const std::string& url, const std::string& more = "") {
        return "url: " + url +
               "\nrecords: /items\nexpect: {rows: \">= 0\"}\n"
               "pages: {by: next, next: /next}\nlimits: {read: 50ms, tries: 2, page_size: 1MB}" +
               more;
    }

    /// What the store shows now, with the collection each record is from.
    std::vector<std::string> shown() {
        const auto store = open();
        return lines(*look(*store, "2026-10-01", "2026-10-01T12:00:00Z"));
    }

    void expect_old_data(const Fault& fault, const Collection& got) {
        EXPECT_EQ(got.outcome, fault.outcome) << fault.name << ": " << got.note;
        EXPECT_THAT(got.note, HasSubstr(fault.words)) << fault.name;
        EXPECT_EQ(got.rows, 0) << fault.name;
        EXPECT_THAT(shown(), ElementsAre("a=1 web C000001", "b=2 web C000001")) << fault.name;
    }
};

std::vector<Fault> ways_to_fail() {
    const std::string head = "HTTP/1.1 200 OK\r\n";
    const auto always = [](const Answered& answer) {
        return [answer](const Seen&) { return answer; };
    };
    Answered silent;
    silent.hangs = true;
    Answered page = status(200);
    page.body = "<html><h1>Log in</h1></html>";
    page.headers = {{"Content-Type", "text/html"}};
    Answered bomb = status(200, {{"Content-Encoding", "gzip"}});
    bomb.body = gzip(std::string(30'000'000, ' '));
    const auto sized = [&](std::size_t length) {
        return raw(head + "Content-Length: " + std::to_string(length) + "\r\n\r\n" + other);
    };
    return {
        {"slow", Outcome::unreachable, "no answer in time", always(silent)},
        {"cut off", Outcome::failed, "connection ended", always(sized(900))},
        {"cut off in a chunk",
         Outcome::failed,
         "connection ended",
         always(raw(head + "Transfer-Encoding: chunked\r\n\r\n40\r\n" + other))},
        {"longer than it says", Outcome::failed, "not JSON", always(sized(20))},
        {"wrong type", Outcome::failed, "not JSON but text/html: Log in", always(page)},
        {"not HTTP", Outcome::failed, "", always(raw("SSH-2.0-OpenSSH_9.2\r\n"))},
        {"429 for an hour", Outcome::failed, "429", always(status(429, {{"Retry-After", "3600"}}))},
        {"500 again and again", Outcome::failed, "500", always(status(500))},
        {"401", Outcome::denied, "401", always(status(401))},
        {"404", Outcome::absent, "404", always(status(404))},
        {"redirect loop",
         Outcome::failed,
         "loop",
         [](const Seen& seen) {
             return status(302, {{"Location", seen.target == "/things" ? "/b" : "/things"}});
         }},
        {"page loop",
         Outcome::partial,
         "go round",
         always({200, R"({"items": [{"name": "z"}], "next": "/things"})", {}, {}, false})},
        {"second page gone",
         Outcome::partial,
         "404",
         [](const Seen& seen) {
             return seen.target == "/things"
                        ? Answered{200, R"({"items": [{"name": "z"}], "next": "/2"})", {}, {}, false}
                        : status(404);
         }},
        {"gzip bomb", Outcome::failed, "unpacks to over 1048576 bytes", always(bomb)},
    };
}

TEST_F(RestFaults, end_in_the_right_outcome_and_leave_the_old_data) {
    FaultServer::Responder answer = [](const Seen&) { return Answered{200, good, {}, {}, false}; };
    const FaultServer server([&](const Seen& seen) { return answer(seen); });
    ASSERT_EQ(collect(keys(server.url("/things"))).outcome, Outcome::complete);
    for (const Fault& fault : ways_to_fail()) {
        answer = fault.answer;
        expect_old_data(fault, collect(keys(server.url("/things"))));
    }
    std::string nobody;
    {
        const FaultServer gone(answer);
        nobody = gone.url("/things");
    }
    expect_old_data({"nobody listens", Outcome::unreachable, "", {}}, collect(keys(nobody)));
}

TEST_F(RestFaults, that_pass_are_waited_for_and_then_the_new_data_stands) {
    int calls = 0;
    Answered first;
    const FaultServer server([&](const Seen&) {
        return ++calls == 1 ? first : Answered{200, other, {}, {}, false};
    });
    for (const Answered& fault : {status(429, {{"Retry-After", "7"}}), status(500), status(503)}) {
        calls = 0;
        first = fault;
        const Collection got = collect(keys(server.url("/things")));
        EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
        EXPECT_EQ(calls, 2);
    }
    EXPECT_EQ(waits_.front(), 7'000);
    EXPECT_THAT(shown(), ElementsAre("z=9 web C000001"));
}

class SystemRestFaults: public RestFaults {};

TEST_F(SystemRestFaults, of_certificates_leave_the_old_data) {
    const TestAuthority authority(scratch_ / "w/tls");
    const TestAuthority strange(scratch_ / "strange");
    const auto serve = [](const TestCertificate& own) {
        return std::make_unique<FaultServer>(
            [](const Seen&) {
                return Answered{200, good, {}, {}, false};
            },
            own.certificate,
            own.key);
    };
    const std::string trust = "\ntls: {ca: tls/ca.crt}";
    const auto right = serve(authority.make_server("right"));
    const Collection first = collect(keys(right->url("/things"), trust));
    ASSERT_EQ(first.outcome, Outcome::complete) << first.note;
    const auto unknown = serve(strange.make_server("unknown"));
    const auto elsewhere = serve(authority.make_server_for("elsewhere", "DNS:other.example.org"));
    for (const auto* server : {unknown.get(), elsewhere.get()}) {
        expect_old_data(
            {"bad certificate", Outcome::unreachable, "tls: ca", {}},
            collect(keys(server->url("/things"), trust)));
        EXPECT_TRUE(server->seen().empty());
    }
}

} // namespace
} // namespace tickmark::testing
