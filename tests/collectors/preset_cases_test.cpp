#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include "collectors/rest_fixture.hpp"
#include <filesystem>
#include <set>

// Each preset against what its system answers: tests/cases/presets/NAME.yaml, or NAME.WHAT.yaml for
// a further one (tests/cases/README.md).

namespace tickmark::testing {
namespace {

using ::testing::HasSubstr;

/// "servicenow" of "…/servicenow.hidden.yaml".
std::string preset_of(const std::string& path) {
    const std::string name = std::filesystem::path(path).filename();
    return name.substr(0, name.find('.'));
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

/// Answers only what the case recorded, asked for in the very words.
Answered answer(const Node& answers, const Seen& seen) {
    const std::string origin = "http://" + seen.headers.at("host");
    for (const Node& recorded : answers.items()) {
        if (recorded.text_of("request") != seen.target) {
            continue;
        }
        Answered given{200, replaced(recorded.text_of("body"), "ORIGIN", origin), {}, {}, false};
        if (const Node* headers = recorded.find("headers")) {
            for (const auto& [name, value] : headers->members()) {
                given.headers.emplace_back(name.text(), replaced(value.text(), "ORIGIN", origin));
            }
        }
        return given;
    }
    return {404, "not recorded: " + seen.target, {}, {}, false};
}

/// The sources of a preset with the words of the case, its server and a key.
std::string filled(
    const std::string& preset,
    const Node& words,
    const std::string& origin,
    const std::string& server) {
    const std::string file = project_file("collectors/presets/" + preset + ".yaml");
    std::string text = read_file(file);
    text = replaced(text.substr(text.find("sources:\n")), origin, server);
    const Node whole = load_yaml(file);
    for (const auto& [word, meaning] : whole.find("placeholders")->members()) {
        const std::string reference = "${env:" + word.text() + "}";
        text = text.find(reference) != std::string::npos
                   ? replaced(text, reference, "${file:key}")
                   : replaced(text, word.text(), words.text_of(word.text(), word.text()));
    }
    return text;
}

class PresetCases: public StoreTest {
protected:
    Collection collect(const std::string& sources) {
        scratch_.file(
            "p/tickmark.yaml",
            "organisation: {name: T, bates_prefix: T, timezone: UTC}\n" + sources);
        scratch_.file("p/key", "key-of-preset");
        Problems problems;
        const Dictionary shipped = load_dictionary({}, problems);
        std::filesystem::remove_all(scratch_ / "preset-store");
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

    void expect_records(const Node& records, const std::string& dataset) {
        const auto db = open_sqlite(scratch_ / "preset-store/store.db", SqlMode::read_only);
        for (std::size_t i = 0; i < records.items().size(); ++i) {
            for (const auto& [field, value] : records.items()[i].members()) {
                EXPECT_EQ(
                    db->scalar(
                          "SELECT \"" + field.text() + "\" FROM \"" + dataset +
                          "\" ORDER BY record_key LIMIT 1 OFFSET " + std::to_string(i))
                        .value_or("NULL"),
                    value.text())
                    << "record " << i + 1 << ", " << field.text();
            }
        }
    }

    void run(const std::string& path) {
        const Node example = load_yaml(path);
        const Node& answers = *example.find("answers");
        const FaultServer server([&](const Seen& seen) { return answer(answers, seen); });
        const Node& expected = *example.find("expect");
        const Collection got = collect(filled(
            preset_of(path), *example.find("words"), example.text_of("origin"), server.url("")));
        EXPECT_EQ(name_of(got.outcome), expected.text_of("outcome")) << got.note;
        EXPECT_THAT(got.note, HasSubstr(expected.text_of("note")));
        EXPECT_EQ(server.seen().size(), answers.items().size());
        for (const auto& [name, value] : example.find("sends")->members()) {
            for (const Seen& seen : server.seen()) {
                const auto sent = seen.headers.find(name.text());
                EXPECT_EQ(sent == seen.headers.end() ? "" : sent->second, value.text());
            }
        }
        const Node* records = expected.find("records");
        EXPECT_EQ(got.rows, records == nullptr ? 0 : static_cast<int>(records->items().size()));
        EXPECT_EQ(got.rejected, 0);
        if (records != nullptr) {
            expect_records(*records, got.dataset);
        }
    }
};

TEST_F(PresetCases, every_preset_has_one) {
    std::set<std::string> cases;
    for (const std::string& path : matching_paths(project_file("tests/cases/presets/*"))) {
        cases.insert(preset_of(path));
    }
    for (const std::string& path : matching_paths(project_file("collectors/presets/*.yaml"))) {
        EXPECT_EQ(cases.erase(preset_of(path)), 1U) << "no case for " << preset_of(path);
    }
    EXPECT_TRUE(cases.empty()) << "no preset for " << *cases.begin();
}

TEST_F(PresetCases, come_out_as_they_say) {
    const auto paths = matching_paths(project_file("tests/cases/presets/*.yaml"));
    EXPECT_GE(paths.size(), 9U);
    for (const std::string& path : paths) {
        SCOPED_TRACE(path);
        run(path);
    }
}

} // namespace
} // namespace tickmark::testing
