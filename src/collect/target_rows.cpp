#include "collect/target_rows.hpp"

#include "tickmark/base/ahead.hpp"
#include "tickmark/ports/cancel.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

namespace tickmark::collect {

namespace {

constexpr std::int64_t progress_step = 10'000;

/// About the bytes that a row holds, at least one.
std::size_t size_of(const RawRow& row) {
    std::size_t size = sizeof row + row.text.size();
    for (const RawValue& value : row.values) {
        size += value.text.size();
        for (const std::string& item : value.items) {
            size += item.size();
        }
    }
    return size;
}

/// A note of several payloads stands once, with how many say it.
class NoteBook {
public:
    void add(const std::string& note, const std::string& locator) {
        const auto known = std::find_if(
            entries_.begin(), entries_.end(), [&](const Entry& one) { return one.note == note; });
        if (known == entries_.end()) {
            entries_.push_back({note, locator, 1});
        } else {
            ++known->count;
        }
    }

    ReaderNotes written(std::size_t payloads) const {
        ReaderNotes notes;
        for (const Entry& entry : entries_) {
            if (payloads == 1) {
                notes.push_back(entry.note);
            } else if (entry.count == 1) {
                notes.push_back(entry.locator + ": " + entry.note);
            } else {
                notes.push_back(fmt::format(
                    "{} ({} of {} payloads, first {})",
                    entry.note,
                    entry.count,
                    payloads,
                    entry.locator));
            }
        }
        return notes;
    }

private:
    struct Entry {
        std::string note;
        std::string locator;
        std::size_t count;
    };
    std::vector<Entry> entries_;
};

} // namespace

TargetRows::TargetRows(
    const Collector& collector,
    const SourceConfig& source,
    const SourceTarget& target,
    const Dataset& dataset,
    const TimeZone& zone) :
    collector_(collector),
    source_(source),
    target_(target),
    dataset_(dataset),
    mapping_(dataset, target.fields, zone),
    filter_(target.conditions, mapping_.columns()) {}

std::vector<WantedColumn> TargetRows::wanted() const {
    std::vector<WantedColumn> columns;
    for (std::size_t i = 0; i < mapping_.columns().size(); ++i) {
        columns.push_back({mapping_.columns()[i], mapping_.is_mapped(i)});
    }
    for (const std::string& column : filter_.more_columns()) {
        columns.push_back({column, true});
    }
    return columns;
}

RowTally TargetRows::read(const std::vector<SpooledPayload>& payloads, const RowSink& sink) const {
    RowTally tally;
    NoteBook notes;
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        const auto reader = collector_.read(source_, target_, payloads[i], wanted());
        read_payload(*reader, i, sink, tally);
        for (const std::string& note : reader->notes()) {
            notes.add(note, payloads[i].locator);
        }
    }
    tally.notes = notes.written(payloads.size());
    return tally;
}

void TargetRows::read_payload(
    RowReader& reader, std::size_t payload, const RowSink& sink, RowTally& tally) const {
    Ahead<RawRow> rows([&reader](RawRow& row) { return reader.next(row) ? size_of(row) : 0; });
    Record record;
    while (RawRow* next = rows.next()) {
        RawRow& row = *next;
        std::string fault;
        if (!filter_.takes(row, fault)) {
            ++tally.left_out;
        } else {
            if (!fault.empty()) {
                row.fault = fault;
            }
            if (const auto reject = mapping_.read(row, record)) {
                sink.reject(*reject, row, payload);
            } else {
                sink.record(record, row, payload);
            }
        }
        if (++tally.read % progress_step == 0) {
            throw_if_cancelled("collecting");
            if (sink.progress) {
                sink.progress(tally.read);
            }
        }
    }
}

std::string
details_with(const std::string& details, const SourceTarget& target, const RowTally& tally) {
    if (target.conditions.empty() && tally.notes.empty()) {
        return details;
    }
    auto all = nlohmann::ordered_json::parse(details, nullptr, false);
    if (!all.is_object()) {
        all = {{"details", details}};
    }
    if (!target.conditions.empty()) {
        all["left_out"] = tally.left_out;
    }
    for (const std::string& note : tally.notes) {
        all["notes"].push_back(note);
    }
    return all.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

} // namespace tickmark::collect
