#include "tickmark/base/text.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/formats/csv_reader.hpp"
#include "tickmark/formats/json_reader.hpp"
#include "tickmark/ports/files.hpp"

#include "csv/options_internal.hpp"
#include "rest/pull_internal.hpp"
#include "rest/settings_internal.hpp"

namespace tickmark::collectors {

namespace {

/// Web interfaces: keys url, query, method, headers, body, auth, pages, records, format, delimiter,
/// encoding, header_row, check, limits, tls, proxy (docs/collect-rest.md).
class Rest final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        tickmark::rest::check_settings(source, problems);
    }

    Fetched fetch(const SourceConfig& source, const FetchContext& context) const override {
        return tickmark::rest::pull(source, context);
    }

    std::unique_ptr<RowReader> read(
        const SourceConfig& source,
        const SourceTarget& /*target*/,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        auto bytes = open_input(payload.path);
        if (source.options.text_of("format") == "csv") {
            return open_csv(
                std::move(bytes),
                payload.locator,
                tickmark::csv::options_of(source.options),
                std::move(wanted));
        }
        const JsonOptions options{source.options.text_of("records"), false};
        return open_json(std::move(bytes), payload.locator, options, std::move(wanted));
    }
};

} // namespace

const Collector& rest() {
    static const Rest collector;
    return collector;
}

} // namespace tickmark::collectors
