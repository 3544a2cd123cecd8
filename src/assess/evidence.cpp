#include "tickmark/base/error.hpp"

#include "assess_internal.hpp"
#include <algorithm>
#include <fmt/core.h>
#include <set>

namespace tickmark {
namespace {

constexpr std::int64_t milliseconds_a_day = 86'400'000;

std::string outcome_phrase(Outcome outcome) {
    switch (outcome) {
    case Outcome::complete:
        return "was collected";
    case Outcome::partial:
        return "gave only a part of its data";
    case Outcome::denied:
        return "refused access";
    case Outcome::unreachable:
        return "was unreachable";
    case Outcome::absent:
        return "was absent";
    case Outcome::failed:
        break;
    }
    return "could not be collected";
}

void append_sentence(std::string& text, const std::string& more) {
    text += (text.empty() ? "" : "; ") + more;
}

} // namespace

Assessing::Assessing(const AssessInput& input) :
    input_(input),
    zone_(input.workspace.organisation.time_zone),
    parameters_{
        {"as_of", input.period.as_of.iso()},
        {"period_start", input.period.start.iso()},
        {"period_end", input.period.as_of.iso()}} {}

std::string Assessing::sql(const Expression& expression) const {
    return emit_sqlite(expression, parameters_);
}

std::unique_ptr<SqlRows> Assessing::query(const std::string& sql) const {
    try {
        return input_.snapshot.connection().query(sql);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::source_failed) {
            throw;
        }
        throw Error(ErrorCode::store_io, error.parts());
    }
}

const DatasetEvidence& Assessing::evidence(const std::string& dataset) {
    const auto found = evidence_.find(dataset);
    return found != evidence_.end() ? found->second
                                    : evidence_.emplace(dataset, gather(dataset)).first->second;
}

/// "vendors was unreachable on 2026-10-31", or that nobody has tried.
std::string Assessing::attempt_phrase(const std::string& dataset, const std::string& source) const {
    for (const Collection& attempt : input_.snapshot.latest_attempts(dataset)) {
        if (attempt.source == source) {
            return fmt::format(
                "source {} {} on {}",
                source,
                outcome_phrase(attempt.outcome),
                zone_.local_date(attempt.committed_at).iso());
        }
    }
    return fmt::format("source {} has not been collected yet", source);
}

DatasetEvidence Assessing::gather(const std::string& dataset) const {
    DatasetEvidence found;
    found.collections = input_.snapshot.collections(dataset);
    found.rejected = input_.snapshot.reject_count(dataset);
    std::set<std::string> keys;
    for (const Snapshot::Conflict& conflict : input_.snapshot.conflicts(dataset)) {
        keys.insert(conflict.key);
    }
    found.conflicts = static_cast<std::int64_t>(keys.size());
    std::string missing;
    bool has_source = false;
    for (const SourceConfig& source : input_.workspace.sources) {
        if (source.target(dataset) == nullptr) {
            continue;
        }
        has_source = true;
        const bool there = std::any_of(
            found.collections.begin(), found.collections.end(), [&](const Collection& used) {
                return used.source == source.id;
            });
        if (!there) {
            append_sentence(missing, attempt_phrase(dataset, source.id));
        }
    }
    if (found.collections.empty()) {
        const std::string never = "; there is no complete collection of it";
        found.unavailable = !has_source ? fmt::format("no source collects {}", dataset)
                            : missing.find("yet") != std::string::npos
                                ? "not available: " + missing
                                : "not available: " + missing + never;
        return found;
    }
    found.partly = missing;
    for (const Collection& used : found.collections) {
        add_age(input_.dictionary.at(dataset), used, found);
    }
    return found;
}

void Assessing::add_age(
    const Dataset& dataset, const Collection& used, DatasetEvidence& found) const {
    const Instant known_at = input_.snapshot.time().known_at;
    const Date as_of = input_.period.as_of;
    const Date made_on = zone_.local_date(used.committed_at);
    if (dataset.time == Dataset::Time::state && made_on > as_of) {
        found.state_as_of = std::max(found.state_as_of, made_on.iso());
    }
    const SourceConfig* source = input_.workspace.source(used.source);
    // A state is judged on the as-of date; later collections cannot make it older.
    const bool is_past_state = dataset.time == Dataset::Time::state && made_on <= as_of;
    const Instant judged = is_past_state ? std::min(known_at, zone_.end_of(as_of)) : known_at;
    const bool too_old = source != nullptr && source->max_age_days &&
                         judged.milliseconds() - used.committed_at.milliseconds() >
                             *source->max_age_days * milliseconds_a_day;
    const bool ends_early = as_of < zone_.local_date(known_at) && made_on < as_of;
    if (!too_old && !ends_early) {
        return;
    }
    const std::string attempt = attempt_phrase(dataset.id, used.source);
    const std::string collected = fmt::format("last collected {}", made_on.iso());
    const bool tried_later = attempt.find("was collected") == std::string::npos;
    if (ends_early) {
        found.covers_to =
            found.covers_to.empty() ? made_on.iso() : std::min(found.covers_to, made_on.iso());
        append_sentence(
            found.stale,
            fmt::format("source {} covers to {}", used.source, made_on.iso()) +
                (tried_later ? ": " + attempt + "; " + collected : ""));
        return;
    }
    append_sentence(
        found.stale,
        fmt::format(
            "source {} is older than {} days: {}{}",
            used.source,
            *source->max_age_days,
            tried_later ? attempt + "; " : "",
            collected));
}

} // namespace tickmark
