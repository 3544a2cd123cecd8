#include "tickmark/collect/file_source.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/formats/csv_reader.hpp"
#include "tickmark/ports/files.hpp"

#include "csv/options_internal.hpp"

namespace tickmark::collectors {

namespace {

/// Delimited text files: keys path, delimiter, encoding, header_row.
class Csv final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        check_files(source, problems);
        tickmark::csv::check_options(source.options, problems);
    }

    Fetched fetch(const SourceConfig& source, const FetchContext& context) const override {
        return fetch_files(source, context);
    }

    std::unique_ptr<RowReader> read(
        const SourceConfig& source,
        const SourceTarget& /*target*/,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        return open_csv(
            open_input(payload.path),
            payload.locator,
            tickmark::csv::options_of(source.options),
            std::move(wanted));
    }
};

} // namespace

const Collector& csv() {
    static const Csv collector;
    return collector;
}

} // namespace tickmark::collectors
