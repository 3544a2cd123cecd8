#include "tickmark/base/error.hpp"
#include "tickmark/cli/command.hpp"
#include "tickmark/ports/cancel.hpp"

#include <gtest/gtest.h>

#include "support/scratch.hpp"
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace tickmark {

namespace {

struct Answer {
    int code = 0;
    std::string out;
    std::string err;
};

/// Runs the program's own commands and two that fail.
Answer run(const std::vector<std::string>& words) {
    CommandLine line;
    add_commands(line);
    line.add({"fail", "fails", {"tickmark fail"}}).action([](const CommandContext&) -> int {
        throw Error(
            ErrorCode::store_busy,
            {"opening the store", "pid 12 holds it\x1b[2J", "/w/.tickmark", "wait for it"});
    });
    line.add({"fault", "has a fault", {"tickmark fault"}}).action([](const CommandContext&) -> int {
        throw std::runtime_error("index 7 out of range");
    });
    const auto names = std::make_shared<std::vector<std::string>>();
    Command& outer = line.add({"outer", "has a command below", {"tickmark outer inner"}});
    outer.add({"inner", "prints what it is given", {"tickmark outer inner a b"}})
        .texts({"NAME", "any word"}, *names)
        .action([names](const CommandContext& context) {
            for (const std::string& name : *names) {
                context.out << name << ";";
            }
            context.out << context.workspace << (context.quiet ? ";quiet" : "");
            return 3;
        });
    std::ostringstream out;
    std::ostringstream err;
    const int code = line.run(words, out, err);
    return {code, out.str(), err.str()};
}

} // namespace

TEST(CommandLines, global_options_stand_before_or_behind_the_command) {
    const Answer before = run({"-C", "w", "--quiet", "outer", "inner", "a", "b"});
    EXPECT_EQ(before.out, "a;b;w;quiet");
    EXPECT_EQ(before.code, 3);
    EXPECT_EQ(run({"outer", "inner", "a", "-C", "w", "--quiet", "b"}).out, "a;b;w;quiet");
}

TEST(CommandLines, an_unknown_word_is_answered_with_the_nearest_right_one) {
    EXPECT_EQ(
        run({"chekc"}).err,
        "tickmark: reading the command line: unknown command 'chekc'; did you mean 'check'?\n"
        "  next:  tickmark --help\n");
    EXPECT_EQ(
        run({"check", "--jsno"}).err,
        "tickmark: reading the command line: unknown option --jsno; did you mean '--json'?\n"
        "  next:  tickmark check --help\n");
    EXPECT_EQ(
        run({"check", "now"}).err,
        "tickmark: reading the command line: unexpected word 'now'\n"
        "  next:  tickmark check --help\n");
    EXPECT_EQ(
        run({"outer", "iner"}).err,
        "tickmark: reading the command line: unknown command 'iner'; did you mean 'inner'?\n"
        "  next:  tickmark outer --help\n");
    EXPECT_EQ(run({"chekc"}).code, 2);
}

TEST(CommandLines, an_error_prints_what_why_where_and_what_next) {
    const Answer failed = run({"fail"});
    EXPECT_EQ(failed.code, 7);
    EXPECT_EQ(failed.out, "");
    EXPECT_EQ(
        failed.err,
        "tickmark: opening the store: pid 12 holds it [2J\n"
        "  where: /w/.tickmark\n"
        "  next:  wait for it\n");
}

TEST(CommandLines, an_error_under_json_is_one_document_on_standard_output) {
    const Answer failed = run({"--json", "fail"});
    EXPECT_EQ(failed.code, 7);
    EXPECT_EQ(failed.err, "");
    const auto json = nlohmann::json::parse(failed.out);
    EXPECT_EQ(json["error"]["code"], "store_busy");
    EXPECT_EQ(json["error"]["doing"], "opening the store");
    EXPECT_EQ(json["error"]["where"], "/w/.tickmark");
    EXPECT_EQ(json["error"]["hint"], "wait for it");
    EXPECT_EQ(nlohmann::json::parse(run({"nothing", "--json"}).out)["error"]["code"], "usage");
}

TEST(CommandLines, a_fault_of_the_program_exits_70) {
    const Answer failed = run({"fault"});
    EXPECT_EQ(failed.code, 70);
    EXPECT_EQ(
        failed.err,
        "tickmark: running the command: index 7 out of range\n"
        "  next:  this is a fault of the program; please report it with the command you ran\n");
}

TEST(CommandLines, help_of_every_command_ends_with_an_example) {
    for (const std::string command : {"init", "check", "doctor"}) {
        const Answer help = run({command, "--help"});
        EXPECT_EQ(help.code, 0);
        EXPECT_NE(help.out.find("Usage: tickmark " + command), std::string::npos) << help.out;
        EXPECT_NE(help.out.find("\n  tickmark "), std::string::npos) << help.out;
    }
    EXPECT_NE(
        run({"outer", "inner", "-h"}).out.find("Usage: tickmark outer inner"), std::string::npos);
    EXPECT_EQ(run({"--version"}).out.rfind("tickmark 0.", 0), 0U);
    EXPECT_EQ(run({}).code, 2);
}

TEST(CommandLines, init_makes_a_workspace_and_overwrites_nothing) {
    const testing::Scratch scratch;
    const std::string folder = scratch / "new";
    const Answer made = run({"init", folder});
    EXPECT_EQ(made.code, 0);
    EXPECT_EQ(
        made.out, "made " + folder + " with 3 files; next: tickmark -C " + folder + " check\n");
    const Answer again = run({"init", folder});
    EXPECT_EQ(again.code, 2);
    EXPECT_EQ(
        again.err,
        "tickmark: making a workspace: .gitignore is there already\n"
        "  where: " +
            folder +
            "\n"
            "  next:  name a folder that is new or empty\n");
}

TEST(CommandLines, check_prints_every_problem_with_its_place) {
    const testing::Scratch scratch;
    scratch.file(
        "tickmark.yaml",
        "organisation: {name: A, timezone: America/New_Yrok}\nsources:\n"
        "  a:\n    collector: rest\n    url: https://h\n    dataset: trainings\n"
        "  b:\n    collector: rest\n    url: https://h\n    dataset: training\n    fields:\n"
        "      person: /who\n      score: {from: /s, split: \",\"}\n"
        "render: {logo: logo.png}\n");
    scratch.file("datasets/visits.yaml", "id: visits\nkey: [id]\nfields: {id: {type: texte}}\n");
    const Answer checked = run({"-C", scratch.path(), "check"});
    EXPECT_EQ(checked.code, 2);
    EXPECT_EQ(
        checked.out,
        "tickmark.yaml:1:35: timezone: expected an IANA time zone such as America/New_York, found "
        "'America/New_Yrok'\n"
        "tickmark.yaml:6:14: no dataset 'trainings'; did you mean 'training'?\n"
        "tickmark.yaml:12:7: dataset 'training' has no field 'person'\n"
        "tickmark.yaml:13:7: score: 'split' does not go with a number field\n"
        "tickmark.yaml:14:16: there is no file logo.png\n"
        "datasets/visits.yaml:3:21: type: expected one of text, integer, number, boolean, date, "
        "datetime, enum, list, found 'texte'; did you mean 'text'?\n");
    EXPECT_EQ(checked.err, "6 problems\n");
    const auto json = nlohmann::json::parse(run({"-C", scratch.path(), "check", "--json"}).out);
    EXPECT_EQ(json["ok"], false);
    EXPECT_EQ(json["problems"].size(), 6U);
    EXPECT_EQ(json["problems"][1]["line"], 6);
}

TEST(CommandLines, check_follows_scope_and_controls_into_their_catalogs) {
    const testing::Scratch scratch;
    scratch.file(
        "tickmark.yaml",
        "organisation: {name: A}\ncatalogs: [hipaa]\ncontrols: [controls/*.yaml]\nscope:\n"
        "  - {obligation: \"hipaa:164.999\", applies: false, reason: none}\n"
        "  - {obligation: \"gdpr:39\", applies: false, reason: none}\n"
        "  - {obligation: \"hipaa:164.308(a)(5)(ii)(A)(7)\", applies: false, reason: none}\n"
        "  - {obligation: \"hipaa:164.308(a)(5)\", applies: false, reason: none}\n");
    const Answer checked = run({"-C", scratch.path(), "check"});
    EXPECT_EQ(
        checked.out.substr(0, checked.out.find("164.308(a)(5)(ii)(A)'")),
        "tickmark.yaml:5:5: scope: the catalog lists no 'hipaa:164.999'\n"
        "tickmark.yaml:6:5: scope: no catalog 'gdpr' is named under catalogs, so 'gdpr:39' has no "
        "effect\n"
        "tickmark.yaml:7:5: scope: the catalog lists no 'hipaa:164.308(a)(5)(ii)(A)(7)'; the "
        "nearest it lists is 'hipaa:");
}

TEST(CommandLines, a_request_to_stop_exits_130) {
    request_cancel();
    CommandLine line;
    line.add({"long", "takes long", {"tickmark long"}}).action([](const CommandContext&) -> int {
        throw_if_cancelled("counting rows");
        return 0;
    });
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(line.run({"long"}, out, err), 130);
    EXPECT_EQ(err.str(), "tickmark: counting rows: stopped on request\n");
    request_cancel(false);
}

TEST(CommandLines, doctor_names_each_thing_a_machine_needs) {
    const auto json = nlohmann::json::parse(run({"doctor", "--json"}).out);
    std::vector<std::string> names;
    for (const auto& check : json["checks"]) {
        names.push_back(check["name"]);
        EXPECT_EQ(check["remedy"] == "", check["state"] == "good") << check;
    }
    EXPECT_GE(names.size(), 10U);
    EXPECT_EQ(names[1], "PDF engine");
}

} // namespace tickmark
