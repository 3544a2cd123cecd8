#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/ports/url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../collectors/rest/words_internal.hpp"
#include "support/fault_server.hpp"
#include "support/program.hpp"
#include "support/scratch.hpp"
#include "support/secret_search.hpp"
#include "support/server_process.hpp"
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

// One secret in each place where one can stand, and then everything that came of it searched.

namespace tickmark::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

/// All that a request held, as a server that gives everything back would say it.
std::string everything(const Seen& seen) {
    std::string all = seen.target + " " + seen.body;
    for (const auto& [name, value] : seen.headers) {
        all += " " + name + ": " + value;
    }
    return all;
}

/// Gives everything back: in a record, an error, an answer of the wrong shape, a redirect, the
/// address of a next page, headers.
Answered echo(const Seen& seen) {
    const std::string all = everything(seen);
    const std::string encoded = encode_form({{"leak", all}});
    if (seen.target.starts_with("/token")) {
        return {200, json{{"access_token", "granted/" + all}}.dump(), {}, {}, false};
    }
    Answered answer{200, "", {{"ETag", "\"" + all + "\""}, {"Server", all}}, {}, false};
    if (seen.target.find("/error") != std::string::npos) {
        return {400, all, {{"WWW-Authenticate", all}}, {}, false};
    }
    if (seen.target.find("/shape") != std::string::npos) {
        answer.body = json{{all, all}}.dump();
    } else if (seen.target.find("/redirect") != std::string::npos) {
        return {302, all, {{"Location", "/error?" + encoded}}, {}, false};
    } else if (seen.target.find("/next") != std::string::npos) {
        answer.body = json{{{"id", "1"}, {"echo", all}}}.dump();
        answer.headers.emplace_back("Link", "</error?" + encoded + ">; rel=\"next\"");
    } else {
        answer.body = json{{{"id", "1"}, {"echo", all}}}.dump();
    }
    return answer;
}

/// A place in a source of kind rest, with REF where the secret's reference stands.
struct Place {
    std::string name;
    std::string keys;
};

std::vector<Place> places(const FaultServer& server) {
    const std::string token_url = server.url("/token");
    return {
        {"basic", "auth: {type: basic, user: ana, password: REF}"},
        {"bearer", "auth: {type: bearer, token: REF}"},
        {"header", "auth: {type: header, name: X-Key, token: REF}"},
        {"query", "auth: {type: query, name: wstoken, token: REF}"},
        {"oauth",
         "auth: {type: oauth2, token_url: \"" + token_url +
             "\", client_id: ana, client_secret: REF}"},
        {"oauth-body",
         "auth: {type: oauth2, token_url: \"" + token_url +
             "\", client_id: ana, client_secret: REF, client: body}"},
        {"own-header", "headers: {X-Api-Token: REF}"},
        {"body", "method: POST, body: {api_key: REF}"}};
}

class SystemSecrets: public ::testing::Test {
protected:
    /// A new secret with signs that addresses and JSON write in other ways; gives its reference,
    /// of a variable and of a file by turns.
    std::string plant() {
        const std::size_t number = planted_.size();
        planted_.push_back(fmt::format("plant/ed+{}&\"wörd", number));
        if (number % 2 == 0) {
            env_[fmt::format("PLANTED_{}", number)] = planted_.back();
            return fmt::format("\"${{env:PLANTED_{}}}\"", number);
        }
        scratch_.file(fmt::format("ws/secrets/{}", number), planted_.back() + "\n");
        return fmt::format("\"${{file:secrets/{}}}\"", number);
    }

    void add(const std::string& name, const std::string& collector, std::string keys) {
        const std::size_t at = keys.find("REF");
        keys.replace(at, 3, plant());
        sources_ += fmt::format("  {}: {{collector: {}, {}}}\n", name, collector, keys);
    }

    ProgramRun run(std::vector<std::string> words) {
        words.insert(words.begin(), {"-C", scratch_ / "ws"});
        ProgramRun done = run_program({std::move(words), env_, ""});
        said_ += done.out + done.err;
        return done;
    }

    void write(const std::string& more = "") {
        scratch_.file(
            "ws/tickmark.yaml",
            "organisation: {name: Planted, bates_prefix: PLT, timezone: UTC, page: A4}\n"
            "store: store\noperator: Test\ncatalogs: [hipaa]\ncontrols: [shipped:hipaa]\n" +
                more + "sources:\n" + sources_);
    }

    /// Looks for every secret, in each way it can be written, in all that was said and written.
    void expect_nowhere() {
        std::map<std::string, std::string> all{{"the output", said_}};
        for (const char* folder : {"ws/store", "pack"}) {
            if (std::filesystem::exists(scratch_ / folder)) {
                all.merge(contents_below(scratch_ / folder));
            }
        }
        for (const std::string& secret : planted_) {
            std::string quoted = json(secret).dump();
            quoted = quoted.substr(1, quoted.size() - 2);
            for (const std::string& form :
                 {secret,
                  quoted,
                  encode_form({{"", secret}}).substr(1),
                  rest::base64("ana:" + secret)}) {
                for (const auto& [place, content] : all) {
                    EXPECT_EQ(content.find(form), std::string::npos) << form << " in " << place;
                }
            }
        }
    }

    Scratch scratch_;
    std::vector<std::string> planted_;
    std::map<std::string, std::string> env_;
    std::string sources_;
    std::string said_; ///< by all runs
};

TEST_F(SystemSecrets, appear_in_no_output_log_store_or_pack) {
    const FaultServer server(echo);
    for (const Place& place : places(server)) {
        for (const char* answer : {"record", "error", "shape", "redirect", "next"}) {
            add(place.name + "-" + answer,
                "rest",
                fmt::format(
                    "url: \"{}\", records: \"\", pages: {{by: link}}, limits: {{tries: 1}}, "
                    "dataset: vendor_reviews, fields: {{review_id: /id, conditions: /echo}}, {}",
                    server.url(std::string("/") + place.name + "/" + answer),
                    place.keys));
        }
    }
    const unsigned short nobody = free_port();
    const std::string sql = ", password: REF, query: SELECT 1 AS risk_id, dataset: risks";
    add("proxy",
        "rest",
        fmt::format(
            "url: \"http://127.0.0.1:{}/error\", proxy: {{url: \"{}\", user: ana, password: REF}}, "
            "limits: {{tries: 1}}, dataset: vendor_reviews",
            nobody,
            server.url("")));
    add("postgres",
        "sql",
        fmt::format("connection: \"postgresql://r@127.0.0.1:{}/db\"", nobody) + sql);
    add("mysql", "sql", fmt::format("connection: \"mysql://r@127.0.0.1:{}/db\"", nobody) + sql);
    add("odbc", "sql", "connection: \"odbc:DRIVER={{No such}};SERVER=127.0.0.1;UID=r\"" + sql);
    add("directory",
        "ldap",
        fmt::format(
            "url: \"ldap://127.0.0.1:{}\", bind: cn=r, password: REF, base: dc=x, dataset: people, "
            "fields: {{person_id: uid}}",
            nobody));
    const std::string pseudonym = plant();
    const std::string seal = plant();
    scratch_.file("ws/seal.crt", "no certificate");
    write(
        "privacy: {pseudonym_key: " + pseudonym + "}\nseal: {certificate: seal.crt, key: " + seal +
        "}\n");

    EXPECT_EQ(run({"check"}).exit_code, 0) << said_;
    EXPECT_EQ(run({"collect"}).exit_code, 3) << said_;
    EXPECT_EQ(run({"--json", "collect"}).exit_code, 3);
    EXPECT_EQ(run({"status"}).exit_code, 0);
    EXPECT_EQ(run({"--json", "assess"}).exit_code, 0);
    const ProgramRun report = run({"report", "audit", "--out", scratch_ / "pack"});
    EXPECT_EQ(report.exit_code, 0) << report.err;
    EXPECT_TRUE(std::filesystem::exists(scratch_ / "pack/data/report.pdf"));
    // The records came, with the secret in them covered.
    EXPECT_THAT(files_that_hold(scratch_ / "ws/store", "***", ""), Not(::testing::IsEmpty()));
    EXPECT_THAT(said_, HasSubstr("***"));
    expect_nowhere();
}

TEST_F(SystemSecrets, written_into_the_workspace_are_refused_without_being_said) {
    const std::vector<std::pair<std::string, std::string>> wrong{
        {"rest", "url: \"https://ana:planted-word-1@example.org/\", dataset: risks"},
        {"rest", "url: \"https://example.org/?api_key=planted-word-2\", dataset: risks"},
        {"rest",
         "url: \"https://example.org/\", auth: {type: bearer, token: planted-word-3}, "
         "dataset: risks"},
        {"rest",
         "url: \"https://example.org/\", headers: {X-Api-Key: planted-word-4}, "
         "dataset: risks"},
        {"rest",
         "url: \"https://example.org/\", proxy: \"http://ana:planted-word-5@p:1\", "
         "dataset: risks"},
        {"sql",
         "connection: \"postgresql://r:planted-word-6@h/db\", query: SELECT 1, dataset: risks"},
        {"sql", "connection: \"mysql://r:planted-word-7@h/db\", query: SELECT 1, dataset: risks"},
        {"sql", "connection: \"odbc:DSN=x;PWD=planted-word-8\", query: SELECT 1, dataset: risks"},
        {"ldap",
         "url: \"ldaps://example.org\", bind: cn=r, password: planted-word-9, base: dc=x, "
         "dataset: people"}};
    for (const auto& [collector, keys] : wrong) {
        sources_ = "  one: {collector: " + collector + ", " + keys + "}\n";
        write();
        EXPECT_EQ(run({"check"}).exit_code, 2) << keys;
        EXPECT_NE(run({"collect"}).exit_code, 0) << keys;
    }
    EXPECT_THAT(said_, Not(HasSubstr("planted-word")));
    if (std::filesystem::exists(scratch_ / "ws/store")) {
        EXPECT_THAT(
            files_that_hold(scratch_ / "ws/store", "planted-word", ""), ::testing::IsEmpty());
    }
}

TEST_F(SystemSecrets, of_certificates_appear_nowhere) {
    const FaultServer server(echo);
    std::string key = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nplantedkeybytes\n"
                      "-----END ENCRYPTED PRIVATE KEY-----\n";
    scratch_.file("ws/client.key", key);
    scratch_.file("ws/client.crt", "no certificate");
    add("tls",
        "rest",
        "url: \"https://127.0.0.1:1/x\", tls: {certificate: client.crt, private_key: "
        "\"${file:client.key}\", passphrase: REF}, limits: {tries: 1}, dataset: risks");
    write();
    EXPECT_NE(run({"collect"}).exit_code, 0);
    EXPECT_THAT(said_, Not(HasSubstr("plantedkeybytes")));
    expect_nowhere();
}

} // namespace
} // namespace tickmark::testing
