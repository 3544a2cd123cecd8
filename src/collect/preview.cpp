#include "tickmark/collect/preview.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/expectation.hpp"
#include "tickmark/ports/files.hpp"

#include "collect/field_reading.hpp"
#include "collect/side_by_side.hpp"
#include <filesystem>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace tickmark {

namespace {

using collect::Pull;
using collect::TargetRows;

/// Counts the rows of one dataset and holds the first.
class Counter {
public:
    Counter(SourcePreview& preview, const Fetched& fetched, std::size_t most) :
        preview_(preview), fetched_(fetched), most_(most) {}

    collect::RowSink sink() {
        collect::RowSink sink;
        sink.record = [this](const Record& record, const RawRow&, std::size_t payload) {
            add(record, place(record.locator, payload));
        };
        sink.reject = [this](const Reject& reject, const RawRow&, std::size_t payload) {
            refuse({place(reject.locator, payload), reject.reason, reject.text});
        };
        return sink;
    }

private:
    std::string place(const std::string& locator, std::size_t payload) const {
        return fetched_.payloads.size() == 1
                   ? locator
                   : locator + " of " + fetched_.payloads[payload].locator;
    }

    void add(const Record& record, const std::string& at) {
        const auto [known, is_new] = keys_.emplace(record.key, at);
        if (!is_new) {
            refuse(
                {at,
                 "the key '" + record.key + "' was read before, at " + known->second,
                 text_of(record)});
            return;
        }
        ++preview_.rows;
        for (std::size_t i = 0; i < record.values.size(); ++i) {
            preview_.fields[i].filled += record.values[i] ? 1 : 0;
        }
        if (preview_.first_rows.size() < most_) {
            preview_.first_rows.push_back({at, record.values});
        }
    }

    void refuse(Reject reject) {
        ++preview_.rejected;
        if (preview_.first_rejects.size() < most_) {
            preview_.first_rejects.push_back(std::move(reject));
        }
    }

    std::string text_of(const Record& record) const {
        std::string text;
        for (std::size_t i = 0; i < record.values.size(); ++i) {
            if (record.values[i]) {
                text +=
                    (text.empty() ? "" : "; ") + preview_.fields[i].field + "=" + *record.values[i];
            }
        }
        return text;
    }

    SourcePreview& preview_;
    const Fetched& fetched_;
    std::size_t most_;
    std::unordered_map<std::string, std::string> keys_; ///< and where each was read first
};

std::vector<std::string> notes_in(const std::string& details) {
    const auto json = nlohmann::json::parse(details, nullptr, false);
    std::vector<std::string> notes;
    if (json.is_object() && json.contains("notes")) {
        for (const auto& note : json["notes"]) {
            notes.push_back(note.is_string() ? note.get<std::string>() : note.dump());
        }
    }
    return notes;
}

SourcePreview facts_of(const Pull& pull, const TargetRows& rows) {
    const Fetched& fetched = pull.fetched();
    SourcePreview preview;
    preview.source = pull.source().id;
    preview.collector = pull.source().collector;
    preview.dataset = rows.target().dataset;
    preview.outcome = fetched.outcome;
    preview.note = fetched.note;
    preview.query = fetched.query;
    preview.notes = notes_in(fetched.details);
    preview.fields = collect::field_readings(rows.dataset(), rows.target().fields);
    return preview;
}

std::vector<SourcePreview::Payload> payloads_of(const Fetched& fetched) {
    std::vector<SourcePreview::Payload> payloads;
    for (const SpooledPayload& payload : fetched.payloads) {
        // A source that failed may have named a file it never got to write.
        std::error_code absent;
        const auto bytes = std::filesystem::file_size(payload.path, absent);
        payloads.push_back({payload.locator, absent ? 0 : bytes});
    }
    return payloads;
}

void read_into(
    SourcePreview& preview,
    const Pull& pull,
    const TargetRows& rows,
    std::size_t most,
    const std::function<void(std::int64_t)>& told) {
    try {
        Counter counter(preview, pull.fetched(), most);
        collect::RowSink sink = counter.sink();
        sink.progress = told;
        const collect::RowTally tally = rows.read(pull.fetched().payloads, sink);
        preview.read = tally.read;
        preview.left_out = tally.left_out;
        preview.notes.insert(preview.notes.end(), tally.notes.begin(), tally.notes.end());
        auto why = unmet(rows.target().expect, preview.rows, std::nullopt);
        if (!why) {
            why = Pull::nothing_left(rows.target(), tally, preview.rows + preview.rejected);
        }
        if (why) {
            preview.outcome = Outcome::failed;
            preview.note = *why;
        }
    } catch (const Error& error) {
        if (!collect::is_of_source(error)) {
            throw;
        }
        preview.outcome = collect::outcome_of(error);
        preview.note = error.what();
    }
}

/// Where one dataset cannot stand, no other of the same pull does.
void spread_fault(std::vector<SourcePreview>& previews) {
    for (const SourcePreview& faulty : std::vector<SourcePreview>(previews)) {
        if (faulty.outcome == Outcome::complete) {
            continue;
        }
        for (SourcePreview& other : previews) {
            if (other.outcome == Outcome::complete) {
                other.outcome = faulty.outcome;
                other.note = Pull::note_for(other.dataset, faulty.dataset, faulty.note);
            }
        }
        return;
    }
}

} // namespace

void preview_sources(
    const Workspace& workspace,
    const Dictionary& dictionary,
    const PreviewRequest& request,
    const std::function<void(SourcePreview)>& use) {
    const collect::Pulls pulls =
        collect::make_pulls(workspace, dictionary, request.collect.sources);
    const ScratchFolder spool;
    const collect::FetchPlan plan = collect::make_plan(request.collect, pulls.size(), spool.path());
    collect::Teller teller(request.collect.progress);
    collect::fetch_side_by_side(pulls, plan, teller, [&](Pull& pull) {
        const std::vector<SourcePreview::Payload> payloads = payloads_of(pull.fetched());
        std::vector<SourcePreview> previews;
        for (const TargetRows& rows : pull.datasets()) {
            SourcePreview& preview = previews.emplace_back(facts_of(pull, rows));
            preview.payloads = payloads;
            if (preview.outcome == Outcome::complete) {
                read_into(preview, pull, rows, request.rows, [&](std::int64_t count) {
                    teller.step({pull.source().id, CollectStep::Stage::loading, count, {}, false});
                });
            }
        }
        spread_fault(previews);
        teller.step({pull.source().id, CollectStep::Stage::stopped, 0, {}, false});
        for (SourcePreview& preview : previews) {
            use(std::move(preview));
        }
    });
}

} // namespace tickmark
