#include "collect/read_pull.hpp"

#include "collect/pull.hpp"

namespace tickmark::collect {

namespace {

void read_dataset(
    ReadDataset& read,
    const TargetRows& rows,
    const std::vector<SpooledPayload>& payloads,
    const std::function<void(std::int64_t)>& told) {
    RowSink sink;
    sink.record = [&read](const Record& record, const RawRow&, std::size_t payload) {
        read.loader->add(record, payload);
        ++read.taken;
    };
    sink.reject = [&read](const Reject& reject, const RawRow&, std::size_t payload) {
        read.loader->reject(reject, payload);
        ++read.taken;
    };
    sink.progress = told;
    read.tally = rows.read(payloads, sink);
}

} // namespace

ReadPull read_pull(
    const std::vector<TargetRows>& datasets,
    const std::vector<SpooledPayload>& payloads,
    const std::function<std::unique_ptr<Loader>(const TargetRows&)>& begin,
    const std::function<void(std::int64_t)>& told) {
    ReadPull all;
    for (const TargetRows& rows : datasets) {
        ReadDataset& read = all.datasets.emplace_back();
        read.loader = begin(rows);
        try {
            read_dataset(read, rows, payloads, told);
        } catch (const Error& error) {
            if (!is_of_source(error)) {
                throw;
            }
            all.fault = {rows.target().dataset, outcome_of(error), error.what()};
            break;
        }
    }
    return all;
}

} // namespace tickmark::collect
