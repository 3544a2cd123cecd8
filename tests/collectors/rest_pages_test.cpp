#include "tickmark/ports/files.hpp"

#include "collectors/rest_fixture.hpp"
#include "support/program.hpp"
#include <nlohmann/json.hpp>

namespace tickmark::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

/// Numbered records from `first`, as {"items": […], <more>}.
std::string numbered(int first, int count, const std::string& more = "") {
    json items = json::array();
    for (int i = first; i < first + count; ++i) {
        items.push_back({{"name", fmt::format("r{:03}", i)}});
    }
    return R"({"items": )" + items.dump() + (more.empty() ? "" : ", " + more) + "}";
}

Answered ok(std::string body) {
    return {200, std::move(body), {}, {}, false};
}

int parameter(const Seen& seen, const std::string& name, int fallback) {
    const std::size_t at = seen.target.find(name + "=");
    return at == std::string::npos ? fallback : std::stoi(seen.target.substr(at + name.size() + 1));
}

std::string keys(const FaultServer& server, const std::string& pages) {
    return "url: " + server.url("/things") + "\nrecords: /items\npages: {" + pages + "}";
}

class RestPages: public RestTest {};

TEST_F(RestPages, go_by_number_until_an_empty_one) {
    const FaultServer server([](const Seen& seen) {
        const int page = parameter(seen, "&page", 0);
        return ok(numbered(page * 10, page <= 3 ? 10 : 0));
    });
    const Collection got = collect(keys(server, "by: page, size_parameter: per_page, size: 500"));
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 30);
    EXPECT_EQ(server.seen().size(), 4U);
    EXPECT_EQ(server.seen().front().target, "/things?per_page=500&page=1");
}

TEST_F(RestPages, go_by_number_until_a_short_one_or_the_last_number) {
    const FaultServer server([](const Seen& seen) {
        const int page = parameter(seen, "p", 0);
        return ok(numbered(page * 10, page < 2 ? 10 : 4, R"("last": 3)"));
    });
    EXPECT_EQ(
        collect(keys(server, "by: page, parameter: p, first: 0, until: short, size: 10")).rows, 24);
    EXPECT_EQ(server.seen().size(), 3U);
    EXPECT_EQ(collect(keys(server, "by: page, parameter: p, first: 0, count: /last")).rows, 24);
    EXPECT_EQ(server.seen().size(), 6U);
}

TEST_F(RestPages, go_by_token_in_the_address_and_in_the_body) {
    const FaultServer server([](const Seen& seen) {
        const bool second = (seen.target + seen.body).find("t 2") != std::string::npos ||
                            seen.target.find("t%202") != std::string::npos;
        return ok(second ? numbered(5, 5) : numbered(0, 5, R"("next": "t 2")"));
    });
    const std::string by = "by: cursor, next: /next, parameter: pageToken";
    EXPECT_EQ(collect(keys(server, by)).rows, 10);
    EXPECT_EQ(server.seen().back().target, "/things?pageToken=t%202");
    const Collection got =
        collect(keys(server, by + ", in: body") + "\nmethod: POST\nbody: {a: b}");
    EXPECT_EQ(got.rows, 10) << got.note;
    EXPECT_EQ(server.seen().back().body, R"({"a":"b","pageToken":"t 2"})");
}

TEST_F(RestPages, that_lead_back_to_an_address_are_partial) {
    int calls = 0;
    const FaultServer server([&](const Seen& seen) {
        const int page = parameter(seen, "page", 0);
        return ok(numbered(++calls * 10, 5, fmt::format(R"("next": "/things?page={}")", 1 - page)));
    });
    const Collection got = collect(keys(server, "by: next, next: /next"));
    EXPECT_EQ(got.outcome, Outcome::partial);
    EXPECT_THAT(got.note, HasSubstr("go round"));
    EXPECT_EQ(got.rows, 0);
    EXPECT_EQ(got.payloads.size(), 3U);
}

TEST_F(RestPages, that_repeat_their_records_are_partial) {
    int calls = 0;
    const FaultServer server(
        [&](const Seen&) { return ok(numbered(0, 5, fmt::format(R"("next": "t{}")", ++calls))); });
    const Collection got = collect(keys(server, "by: cursor, next: /next, parameter: token"));
    EXPECT_EQ(got.outcome, Outcome::partial);
    EXPECT_THAT(got.note, HasSubstr("same records"));
    EXPECT_EQ(server.seen().size(), 2U);
}

TEST_F(RestPages, beyond_the_limit_are_partial) {
    int calls = 0;
    const FaultServer server([&](const Seen&) {
        ++calls;
        return ok(numbered(calls * 10, 5, fmt::format(R"("next": "t{}")", calls)));
    });
    const Collection got =
        collect(keys(server, "by: cursor, next: /next, parameter: token, most: 3"));
    EXPECT_EQ(got.outcome, Outcome::partial);
    EXPECT_THAT(got.note, HasSubstr("stopped after 3 pages"));
    EXPECT_EQ(calls, 3);
}

TEST_F(RestPages, that_do_not_add_up_to_the_total_are_partial) {
    const FaultServer server([](const Seen& seen) {
        const int at = parameter(seen, "offset", 0);
        Answered answer = ok(numbered(at, at < 20 ? 10 : 0, R"("total": 25)"));
        answer.headers.emplace_back("X-Total-Count", "20");
        return answer;
    });
    const Collection got = collect(keys(server, "by: offset, total: /total"));
    EXPECT_EQ(got.outcome, Outcome::partial);
    EXPECT_THAT(got.note, HasSubstr("says 25 records, but its 3 pages hold 20"));
    EXPECT_EQ(collect(keys(server, "by: offset, total: X-Total-Count")).rows, 20);
}

TEST_F(RestPages, of_which_one_is_refused_are_partial_and_apply_nothing) {
    const FaultServer server([](const Seen& seen) {
        return parameter(seen, "page", 0) == 1 ? ok(numbered(0, 5))
                                               : Answered{403, "", {}, {}, false};
    });
    const Collection got = collect(keys(server, "by: page"));
    EXPECT_EQ(got.outcome, Outcome::partial);
    EXPECT_THAT(got.note, HasSubstr("403"));
    EXPECT_TRUE(names().empty());
}

// Coding and trust, with the system's own tools

class SystemRest: public RestTest {
protected:
    std::string run(const std::string& script) {
        const ProgramRun done = run_program({{"-c", script}, {}, scratch_.path(), "/bin/sh"});
        EXPECT_EQ(done.exit_code, 0) << script << "\n" << done.err;
        return done.out;
    }

    /// Makes NAME.crt and NAME.key for 127.0.0.1, signed by itself.
    void make_certificate(const std::string& name) {
        run("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext "
            "subjectAltName=IP:127.0.0.1,DNS:localhost -keyout " +
            name + ".key -out " + name + ".crt 2>&1");
    }

    static Answered packed(const std::string& body) {
        return {200, body, {{"Content-Encoding", "gzip"}}, {}, false};
    }
};

TEST_F(SystemRest, unpacks_gzip_within_the_limit_only) {
    scratch_.file("small", numbered(0, 50));
    scratch_.file("bomb", std::string(30'000'000, ' '));
    run("gzip -9 small bomb");
    const std::string small = read_file(scratch_ / "small.gz");
    const std::string bomb = read_file(scratch_ / "bomb.gz");
    ASSERT_LT(bomb.size(), 100'000U);
    const FaultServer server([&](const Seen& seen) {
        if (seen.target == "/bomb") {
            return packed(bomb);
        }
        return packed(seen.target == "/cut" ? small.substr(0, small.size() / 2) : small);
    });
    const auto from = [&](const std::string& path) {
        return collect(
            "url: " + server.url(path) + "\nrecords: /items\nlimits: {page_size: 1MB, tries: 1}");
    };
    EXPECT_EQ(from("/small").rows, 50);
    EXPECT_EQ(server.seen().front().headers.at("accept-encoding"), "gzip");
    EXPECT_THAT(from("/bomb").note, HasSubstr("unpacks to over 1048576 bytes"));
    EXPECT_THAT(from("/cut").note, HasSubstr("gzip coding of the answer is broken"));
}

TEST_F(SystemRest, trusts_only_authorities_that_are_given) {
    make_certificate("server");
    const FaultServer server(
        [](const Seen&) { return ok(numbered(0, 5)); },
        scratch_ / "server.crt",
        scratch_ / "server.key");
    const std::string bare =
        "url: " + server.url("/things") + "\nrecords: /items\nlimits: {tries: 1}";
    const Collection got = collect(bare);
    EXPECT_EQ(got.outcome, Outcome::unreachable);
    EXPECT_THAT(got.note, HasSubstr("tls: ca"));
    EXPECT_TRUE(server.seen().empty());
    std::filesystem::copy_file(scratch_ / "server.crt", scratch_ / "w/ca.pem");
    const Collection trusted = collect(bare + "\ntls: {ca: ca.pem}");
    EXPECT_EQ(trusted.outcome, Outcome::complete) << trusted.note;
    EXPECT_EQ(trusted.rows, 5);
}

// Answers that real systems gave

class SavedPages: public RestTest {
protected:
    static std::string
    replaced(std::string text, const std::string& what, const std::string& with) {
        for (std::size_t at = text.find(what); at != std::string::npos;
             at = text.find(what, at + with.size())) {
            text.replace(at, what.size(), with);
        }
        return text;
    }

    static std::string origin(const Seen& seen) { return "http://" + seen.headers.at("host"); }

    /// Collects with a shipped preset, into the shipped dataset it names.
    Collection
    collect_preset(const std::string& name, const std::map<std::string, std::string>& words) {
        std::string text = read_file(project_file("collectors/presets/" + name + ".yaml"));
        text = text.substr(text.find("sources:\n"));
        for (const auto& [word, meaning] : words) {
            text = replaced(text, word, meaning);
        }
        scratch_.file("p/tickmark.yaml", "organisation: {name: T, bates_prefix: T}\n" + text);
        scratch_.file("p/key", "key-of-preset");
        Problems problems;
        const Dictionary shipped = load_dictionary({}, problems);
        const auto store = open_store(
            scratch_ / "preset-store",
            shipped,
            true,
            [this] { return now_; },
            std::chrono::milliseconds(0));
        CollectRequest request;
        request.now = [this] { return now_; };
        request.sleep = [](std::chrono::milliseconds) {};
        return collect_sources(load_workspace(scratch_ / "p"), shipped, *store, request).front();
    }
};

TEST_F(SavedPages, of_request_tracker_are_73_tickets) {
    const std::string sample = sample_file("samples/rt/rt_tickets_p1.json");
    if (sample.empty()) {
        GTEST_SKIP() << "no saved pages of Request Tracker";
    }
    const std::string stem = sample.substr(0, sample.size() - 6);
    const FaultServer server([&](const Seen& seen) {
        const std::string page =
            read_file(fmt::format("{}{}.json", stem, parameter(seen, "&page", 1)));
        return ok(replaced(page, "http://127.0.0.1:13001", origin(seen)));
    });
    const Collection preset = collect_preset(
        "request-tracker",
        {{"https://RT_HOST", server.url("")},
         {"RT_QUEUE", "Vendor reviews"},
         {"${env:RT_TOKEN}", "${file:key}"}});
    EXPECT_EQ(preset.outcome, Outcome::complete) << preset.note;
    EXPECT_EQ(preset.rows, 73);
    EXPECT_EQ(preset.rejected, 0);
    EXPECT_EQ(server.seen().front().headers.at("authorization"), "token key-of-preset");
    const std::string fields = "\nfields: {name: /id, note: /Subject}";
    const std::string what = "url: " + server.url("/REST/2.0/tickets") +
                             "\nrecords: /items\nquery: {query: \"Queue='Vendor reviews'\", "
                             "per_page: 20}\npages: ";
    const Collection got = collect(what + "{by: next, next: /next_page, total: /total}" + fields);
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 73);
    EXPECT_EQ(got.payloads.size(), 4U);
    EXPECT_EQ(collect(what + "{by: page, count: /pages, total: /total}" + fields).rows, 73);
}

TEST_F(SavedPages, of_redmine_are_137_issues_whatever_size_is_asked_for) {
    const std::string sample = sample_file("samples/redmine/redmine_issues_o0.json");
    if (sample.empty()) {
        GTEST_SKIP() << "no saved pages of Redmine";
    }
    const std::string stem = sample.substr(0, sample.size() - 6);
    const FaultServer server([&](const Seen& seen) {
        if (!seen.headers.contains("x-redmine-api-key")) {
            return ok(R"({"issues":[],"total_count":0,"offset":0,"limit":25})");
        }
        return ok(read_file(fmt::format("{}{}.json", stem, parameter(seen, "offset", 0))));
    });
    const Collection preset = collect_preset(
        "redmine",
        {{"https://REDMINE_HOST", server.url("")},
         {"REDMINE_PROJECT", "risk-register"},
         {"${env:REDMINE_KEY}", "${file:key}"}});
    EXPECT_EQ(preset.outcome, Outcome::complete) << preset.note;
    EXPECT_EQ(preset.rows, 137);
    EXPECT_EQ(preset.rejected, 0);
    const std::string keys =
        "url: " + server.url("/issues.json") +
        "\nrecords: /issues\nquery: {status_id: \"*\"}\nfields: {name: /id, note: /subject}\n"
        "pages: {by: offset, size_parameter: limit, size: 500, total: /total_count}";
    const Collection got =
        collect(keys + "\nheaders: {X-Redmine-API-Key: " + secret("k", "redmine-key") + "}");
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 137);
    EXPECT_EQ(got.payloads.size(), 2U);
    const Collection stranger = collect(keys);
    EXPECT_EQ(stranger.outcome, Outcome::failed);
    EXPECT_EQ(names().size(), 137U);
}

// Nobody's system: made after the serializers of CISO Assistant's source.
TEST_F(SavedPages, of_ciso_assistant_are_risks_on_a_scale_from_one) {
    const auto scenario = [](int number) {
        const auto step = [](int at) {
            return at < 0 ? json{{"abbreviation", "--"}, {"name", "--"}}
                          : json{{"id", at}, {"abbreviation", "x"}, {"name", "x"}};
        };
        return json{
            {"id", fmt::format("5a1c-{:03}", number)},
            {"name", fmt::format("Scenario {}", number)},
            {"treatment", number % 2 == 0 ? "open" : "mitigate"},
            {"inherent_proba", step(-1)},
            {"current_proba", step(number % 5)},
            {"current_impact", step(4)},
            {"owner", json::array({{{"id", "u1"}, {"str", "ana@example.org"}}})},
            {"created_at", "2026-03-01T08:00:00.000000Z"}};
    };
    const FaultServer server([&](const Seen& seen) {
        const int at = parameter(seen, "offset", 0);
        json page{
            {"count", 130}, {"next", "http://backend:8000/api/x"}, {"results", json::array()}};
        for (int i = at; i < std::min(130, at + parameter(seen, "limit", 0)); ++i) {
            page["results"].push_back(scenario(i));
        }
        return ok(page.dump());
    });
    const Collection got = collect_preset(
        "ciso-assistant",
        {{"https://CISO_HOST", server.url("")}, {"${env:CISO_TOKEN}", "${file:key}"}});
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 130);
    EXPECT_EQ(got.rejected, 0);
    EXPECT_EQ(server.seen().size(), 2U);
    EXPECT_EQ(server.seen().front().headers.at("authorization"), "Token key-of-preset");
    const auto db = open_sqlite(scratch_ / "preset-store/store.db", SqlMode::read_only);
    const auto count = [&](const std::string& where) {
        return db->scalar("SELECT count(*) FROM risks WHERE " + where).value_or("");
    };
    EXPECT_EQ(count("residual_likelihood = 1 AND residual_impact = 5"), "26");
    EXPECT_EQ(count("inherent_likelihood IS NULL"), "130");
    EXPECT_EQ(count("treatment IS NULL"), "65");
    EXPECT_EQ(count("owner = 'ana@example.org' AND status = 'open'"), "130");
}

TEST_F(SavedPages, of_github_are_followed_by_their_link_header) {
    const std::string sample = sample_file("samples/github/paginate-issues.json");
    if (sample.empty()) {
        GTEST_SKIP() << "no saved pages of GitHub";
    }
    const json recorded = json::parse(read_file(sample));
    const FaultServer server([&](const Seen& seen) {
        for (const json& call : recorded) {
            const std::string path = call["path"];
            const bool first = path.starts_with("/repos/") && seen.target.starts_with("/repos/");
            if ((!first && path != seen.target) || call["method"] != "get") {
                continue;
            }
            Answered answer = ok(call["response"].dump());
            if (call["headers"].contains("link")) {
                answer.headers.emplace_back(
                    "Link",
                    replaced(
                        call["headers"]["link"].get<std::string>(),
                        "https://api.github.com",
                        origin(seen)));
            }
            return answer;
        }
        return Answered{404, seen.target, {}, {}, false};
    });
    const Collection got = collect_preset(
        "github",
        {{"https://api.github.com", server.url("")},
         {"GITHUB_OWNER", "octokit-fixture-org"},
         {"GITHUB_REPOSITORY", "paginate-issues"},
         {"GITHUB_LABEL", "audit"},
         {"${env:GITHUB_TOKEN}", "${file:key}"}});
    EXPECT_EQ(got.outcome, Outcome::complete) << got.note;
    EXPECT_EQ(got.rows, 13);
    EXPECT_EQ(got.rejected, 0);
    EXPECT_EQ(got.payloads.size(), 5U);
}

} // namespace
} // namespace tickmark::testing
