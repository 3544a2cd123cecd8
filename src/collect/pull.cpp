#include "collect/pull.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/expectation.hpp"
#include "tickmark/collect/registry.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tickmark::collect {

namespace {

const Collector& collector_of(const SourceConfig& source) {
    if (const Collector* collector = find_collector(source.collector)) {
        return *collector;
    }
    throw Error(
        ErrorCode::config_invalid,
        {"collecting source '" + source.id + "'",
         "collector '" + source.collector + "' is not in this version",
         source.at.text(),
         ""});
}

const Dataset&
dataset_of(const Dictionary& dictionary, const SourceConfig& source, const SourceTarget& target) {
    const auto found = dictionary.find(target.dataset);
    if (found != dictionary.end()) {
        return found->second;
    }
    std::vector<std::string> ids;
    ids.reserve(dictionary.size());
    for (const auto& [id, dataset] : dictionary) {
        ids.push_back(id);
    }
    throw Error(
        ErrorCode::config_invalid,
        {"collecting source '" + source.id + "'",
         "there is no dataset '" + target.dataset + "'" + did_you_mean(target.dataset, ids),
         target.at.text(),
         ""});
}

} // namespace

bool is_of_source(const Error& error) {
    return error.code() == ErrorCode::source_failed || error.code() == ErrorCode::no_permission;
}

Outcome outcome_of(const Error& error) {
    return error.code() == ErrorCode::no_permission ? Outcome::denied : Outcome::failed;
}

Pull::Pull(const Workspace& workspace, const Dictionary& dictionary, const SourceConfig& source) :
    workspace_(workspace), source_(source), collector_(collector_of(source)) {
    const TimeZone zone(workspace.organisation.time_zone);
    rows_.reserve(source.targets.size());
    for (const SourceTarget& target : source.targets) {
        rows_.emplace_back(
            collector_, source, target, dataset_of(dictionary, source, target), zone);
    }
}

/// A source whose password is not there must not be asked without it.
void Pull::require_resolved() const {
    if (!source_.unresolved.empty()) {
        const Problem& problem = source_.unresolved.front();
        const bool variable = problem.what.find("environment variable") != std::string::npos;
        throw Error(
            ErrorCode::source_failed,
            {"collecting source '" + source_.id + "'",
             problem.what,
             problem.at.text(),
             variable ? "set it for the account that runs tickmark"
                      : "put it there, readable for the account that runs tickmark"});
    }
}

void Pull::prepare(Store& store) {
    store_ = &store;
    const auto last = store.last_complete(source_.id);
    if (!last || last->config_digest != config_digest()) {
        return;
    }
    earlier_.collected_on = TimeZone::utc().local_date(last->committed_at).iso();
    earlier_.details = last->details;
    earlier_.payloads = last->payloads;
    earlier_.copy = [&store](const Digest& digest, const std::string& path) {
        return store.copy_kept(digest, path);
    };
}

void Pull::fetch(const FetchContext& context) {
    started_ = context.now();
    FetchContext counting = context;
    counting.earlier = earlier_;
    counting.progress = [&](std::int64_t rows, std::optional<std::int64_t> total) {
        rows_fetched_ = rows;
        context.tell(rows, total);
    };
    if (store_ != nullptr) {
        counting.follow = [this](const SpooledPayload& payload) {
            reading_ = std::async(std::launch::async, [this, payload] {
                const auto begin = [this](const TargetRows& rows) { return begin_load(rows); };
                return read_pull(rows_, {payload}, begin, {});
            });
        };
    }
    try {
        require_resolved();
        fetched_ = collector_.fetch(source_, counting);
    } catch (const Error& error) {
        if (!is_of_source(error)) {
            throw;
        }
        fetched_ = {};
        fetched_.outcome = outcome_of(error);
        fetched_.note = error.what();
    }
    if (reading_.valid()) {
        reading_.wait();
    }
}

std::string Pull::config_digest() const {
    return sha256(canonical_text(source_.options)).hex();
}

Collection Pull::facts_of(const TargetRows& rows, const std::vector<PayloadRef>& payloads) const {
    Collection facts;
    facts.source = source_.id;
    facts.collector = source_.collector;
    facts.dataset = rows.target().dataset;
    facts.operator_name = workspace_.operator_name;
    facts.started_at = started_;
    facts.config_digest = config_digest();
    facts.query = fetched_.query;
    facts.details = fetched_.details;
    facts.payloads = payloads;
    return facts;
}

std::unique_ptr<Loader> Pull::begin_load(const TargetRows& rows) const {
    LoadRequest request;
    request.append = source_.mode == CollectMode::append;
    request.expectation =
        [&target = rows.target()](std::int64_t count, std::optional<std::int64_t> last) {
            return unmet(target.expect, count, last);
        };
    return store_->begin_load(rows.dataset(), std::move(request));
}

std::vector<Collection> Pull::load(const std::function<void(std::int64_t)>& told) {
    std::vector<PayloadRef> payloads;
    for (const SpooledPayload& payload : fetched_.payloads) {
        payloads.push_back(store_->keep_payload(payload.path, payload.locator, payload.digest));
    }
    if (fetched_.outcome != Outcome::complete) {
        reading_ = {};
        return keep_failed(payloads, {"", fetched_.outcome, fetched_.note});
    }
    const auto begin = [this](const TargetRows& rows) { return begin_load(rows); };
    ReadPull read =
        reading_.valid() ? reading_.get() : read_pull(rows_, fetched_.payloads, begin, told);
    if (read.fault) {
        return keep_failed(payloads, *read.fault);
    }
    std::vector<PullFault> faults;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        ReadDataset& dataset = read.datasets[i];
        Collection facts = facts_of(rows_[i], payloads);
        facts.details = details_with(fetched_.details, rows_[i].target(), dataset.tally);
        dataset.loader->describe(std::move(facts));
        if (const auto fault = fault_of(rows_[i], dataset)) {
            faults.push_back(*fault);
        }
    }
    return settle(read.datasets, faults);
}

std::optional<std::string>
Pull::nothing_left(const SourceTarget& target, const RowTally& tally, std::int64_t taken) {
    if (taken > 0 || tally.left_out == 0 || target.expect.rows) {
        return std::nullopt;
    }
    return fmt::format(
        "none of the {} rows read is for it; look at only and except, or say so with "
        "expect: {{rows: \">= 0\"}}",
        with_thousands(tally.read));
}

std::optional<PullFault> Pull::fault_of(const TargetRows& rows, const ReadDataset& read) const {
    auto why = read.loader->unmet();
    if (!why) {
        why = nothing_left(rows.target(), read.tally, read.taken);
    }
    return why ? std::optional(PullFault{rows.target().dataset, Outcome::failed, *why})
               : std::nullopt;
}

std::string
Pull::note_for(const std::string& dataset, const std::string& at_fault, const std::string& note) {
    return at_fault.empty() || at_fault == dataset
               ? note
               : "dataset " + at_fault + " of the same pull: " + note;
}

std::vector<Collection>
Pull::keep_failed(const std::vector<PayloadRef>& payloads, const PullFault& fault) const {
    std::vector<Collection> kept;
    for (const TargetRows& rows : rows_) {
        Collection facts = facts_of(rows, payloads);
        facts.outcome = fault.outcome;
        facts.note = note_for(facts.dataset, fault.dataset, fault.note);
        kept.push_back(store_->keep_failed(std::move(facts)));
    }
    return kept;
}

std::vector<Collection>
Pull::settle(std::vector<ReadDataset>& datasets, const std::vector<PullFault>& faults) const {
    std::vector<Collection> kept;
    for (std::size_t i = 0; i < datasets.size(); ++i) {
        if (faults.empty()) {
            kept.push_back(datasets[i].loader->commit());
            continue;
        }
        const std::string& dataset = rows_[i].target().dataset;
        const auto own = std::find_if(faults.begin(), faults.end(), [&](const PullFault& fault) {
            return fault.dataset == dataset;
        });
        const PullFault& fault = own == faults.end() ? faults.front() : *own;
        kept.push_back(datasets[i].loader->refuse(note_for(dataset, fault.dataset, fault.note)));
    }
    return kept;
}

} // namespace tickmark::collect
