#include "collectors/rest_fixture.hpp"
#include "support/proxy_server.hpp"
#include "support/test_certificates.hpp"

// The way to a server: proxies, certificates of clients, and delimited text as it comes.

namespace tickmark::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Answered things(const Seen& /*seen*/) {
    return {200, R"({"items": [{"name": "a"}, {"name": "b"}]})", {}, {}, false};
}

std::string keys(const FaultServer& server, const std::string& more) {
    return "url: " + server.url("/things") + "\nrecords: /items\nlimits: {tries: 1}\n" + more;
}

class RestProxy: public RestTest {};

TEST_F(RestProxy, is_asked_for_what_http_gives) {
    const FaultServer server(things);
    const ProxyServer proxy("ana", "proxy-word-1");
    const std::string at = "proxy: {url: \"" + proxy.url() + "\", user: ana, password: ";
    const Collection got = collect(keys(server, at + secret("p", "proxy-word-1") + "}"));
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 2);
    EXPECT_THAT(proxy.seen(), HasSubstr("GET " + server.url("/things") + " HTTP/1.1"));
    ASSERT_EQ(server.seen().size(), 1U);
    EXPECT_EQ(server.seen().front().target, "/things");

    const Collection refused = collect(keys(server, at + secret("q", "wrong-word-2") + "}"));
    EXPECT_EQ(refused.outcome, Outcome::unreachable);
    EXPECT_THAT(refused.note, AllOf(HasSubstr("407"), HasSubstr("check proxy")));
    EXPECT_EQ(server.seen().size(), 1U);
    EXPECT_THAT(names(), ElementsAre("a", "b"));
}

TEST_F(RestProxy, that_is_not_there_makes_the_system_unreachable) {
    std::string gone;
    {
        const ProxyServer proxy;
        gone = proxy.url();
    }
    const FaultServer server(things);
    const Collection got = collect(keys(server, "proxy: " + gone));
    EXPECT_EQ(got.outcome, Outcome::unreachable);
    EXPECT_TRUE(server.seen().empty());
}

TEST_F(RestProxy, with_a_password_in_its_address_is_refused) {
    for (const char* proxy :
         {"proxy: http://ana:word@127.0.0.1:3128", "proxy: {url: \"http://ana:word@127.0.0.1\"}"}) {
        try {
            workspace("url: https://things.example.org/list\n" + std::string(proxy));
            ADD_FAILURE() << proxy;
        } catch (const Error& error) {
            EXPECT_THAT(
                error.what(),
                AllOf(HasSubstr("a password stands inside"), Not(HasSubstr("word@"))));
        }
    }
}

class SystemRestTls: public RestTest {
protected:
    const TestAuthority authority_{scratch_ / "w/tls"};
    const TestCertificate server_ = authority_.make_server("server");
};

TEST_F(SystemRestTls, goes_through_the_tunnel_of_a_proxy_that_sees_nothing) {
    const FaultServer server(things, server_.certificate, server_.key);
    const ProxyServer proxy("ana", "proxy-word-1");
    const std::string at =
        "tls: {ca: tls/ca.crt}\nauth: {type: bearer, token: " + secret("t", "bearer-word") +
        "}\nproxy: {url: \"" + proxy.url() + "\", user: ana, password: ";
    const Collection got = collect(keys(server, at + secret("p", "proxy-word-1") + "}"));
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 2);
    EXPECT_THAT(
        proxy.seen(),
        AllOf(
            HasSubstr("CONNECT 127.0.0.1:" + std::to_string(server.port())),
            Not(HasSubstr("bearer-word")),
            Not(HasSubstr("GET "))));
    EXPECT_EQ(server.seen().front().headers.at("authorization"), "Bearer bearer-word");
    EXPECT_EQ(server.seen().front().headers.count("proxy-authorization"), 0U);

    const Collection refused = collect(keys(server, at + secret("q", "wrong-word-2") + "}"));
    EXPECT_EQ(refused.outcome, Outcome::unreachable) << refused.note;
    EXPECT_THAT(refused.note, HasSubstr("proxy"));
}

TEST_F(SystemRestTls, shows_its_own_certificate_where_one_is_wanted) {
    const TestAuthority strange(scratch_ / "w/strange");
    const TestCertificate good = authority_.make_client("collector");
    const TestCertificate bad = strange.make_client("stranger");
    const FaultServer server(things, server_.certificate, server_.key, authority_.certificate());
    const auto with = [](const std::string& own, const std::string& key) {
        return "tls: {ca: tls/ca.crt, certificate: " + own + ", private_key: \"${file:" + key +
               "}\"}";
    };
    const Collection got = collect(keys(server, with("tls/collector.crt", "tls/collector.key")));
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 2);
    for (const std::string& refused :
         {std::string("tls: {ca: tls/ca.crt}"),
          with("strange/stranger.crt", "strange/stranger.key")}) {
        const Collection none = collect(keys(server, refused));
        EXPECT_NE(none.outcome, Outcome::complete);
        EXPECT_THAT(names(), ElementsAre("a", "b"));
        EXPECT_EQ(server.seen().size(), 1U);
    }
    EXPECT_THROW(collect(keys(server, with("tls/collector.crt", "strange/stranger.key"))), Error)
        << "a key of another certificate";
}

class RestCsv: public RestTest {};

TEST_F(RestCsv, is_read_with_the_delimiter_encoding_and_header_it_is_told) {
    const FaultServer server([](const Seen&) {
        return Answered{
            200,
            "Export 2026\nname|note\nM\xFCller|\"two\nlines\"\nb|x;y\n",
            {{"Content-Type", "text/csv"}},
            {},
            false};
    });
    const Collection got = collect(
        "url: " + server.url("/export") +
        "\nformat: csv\ndelimiter: \"|\"\nencoding: windows-1252\nheader_row: 2");
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_THAT(names(), ElementsAre("M\u00FCller", "b"));
    EXPECT_THAT(got.details, HasSubstr("\"source_rows\":2"));
    const auto store = open();
    EXPECT_THAT(
        lines(*look(*store, "2026-10-01", "2026-10-01T12:00:00Z")),
        ElementsAre("M\u00FCller=two\nlines web C000001", "b=x;y web C000001"));
}

TEST_F(RestCsv, alone_has_a_delimiter) {
    const Workspace where =
        workspace("url: https://things.example.org/list\ndelimiter: \";\"\nencoding: utf-8");
    Problems problems;
    find_collector("rest")->check(where.sources.front(), problems);
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems.front().what, "delimiter: is for 'format: csv'");
}

} // namespace
} // namespace tickmark::testing
