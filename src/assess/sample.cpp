#include "tickmark/base/text.hpp"

#include "assess_internal.hpp"
#include <algorithm>
#include <fmt/core.h>
#include <queue>
#include <set>

namespace tickmark {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? "''" : std::string(1, c);
    }
    return out + "'";
}

using Draw = std::pair<Digest, std::string>; ///< digest of seed and key, key

Digest digest_of_keys(const Assessing& assessing, const std::string& sql) {
    Sha256 hash;
    const auto rows = assessing.query(sql);
    bool is_first = true;
    while (rows->next()) {
        hash.update(is_first ? "" : "\n");
        hash.update(rows->text(0).value_or(""));
        is_first = false;
    }
    return hash.finish();
}

} // namespace

std::string sample_rows_condition(const Assessing& assessing, const TestDefinition& test) {
    // A tester may name the period as the report does, or by the month or year it ends in.
    const std::string as_of = assessing.as_of();
    const std::string whole = assessing.input().period.start.iso() + ".." + as_of;
    return fmt::format(
        "test_id = {} AND period IN ({}, {}, {}, {})",
        quoted(test.id),
        quoted(whole),
        quoted(as_of),
        quoted(as_of.substr(0, 7)),
        quoted(as_of.substr(0, 4)));
}

SampleResult draw_sample(Assessing& assessing, const TestDefinition& test, const RowQuery& rows) {
    const std::string keys = "SELECT record_key FROM (" + rows.sql + ") ORDER BY record_key";
    SampleResult sample;
    sample.population_digest = digest_of_keys(assessing, keys);
    sample.seed = test.sample->seed.empty() ? sample.population_digest.hex() : test.sample->seed;
    sample.method = fmt::format(
        "The {} records whose SHA-256 of seed, line feed and record key come first; the "
        "population's digest is the SHA-256 of its keys in order of bytes, joined by line feeds",
        with_thousands(test.sample->size));
    std::priority_queue<Draw> best;
    const auto population = assessing.query(keys);
    while (population->next()) {
        const std::string key = population->text(0).value_or("");
        best.emplace(sha256(sample.seed + "\n" + key), key);
        if (best.size() > static_cast<std::size_t>(test.sample->size)) {
            best.pop();
        }
    }
    for (; !best.empty(); best.pop()) {
        sample.drawn.push_back(best.top().second);
    }
    std::reverse(sample.drawn.begin(), sample.drawn.end());
    const std::set<std::string> drawn(sample.drawn.begin(), sample.drawn.end());
    std::set<std::string> tested;
    const auto results = assessing.query(
        "SELECT record_key FROM sample_results WHERE result IS NOT NULL AND " +
        sample_rows_condition(assessing, test));
    while (results->next()) {
        if (drawn.count(results->text(0).value_or("")) > 0) {
            tested.insert(*results->text(0));
        }
    }
    sample.tested = static_cast<std::int64_t>(tested.size());
    return sample;
}

} // namespace tickmark
