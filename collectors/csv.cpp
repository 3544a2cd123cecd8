#include "tickmark/base/error.hpp"
#include "tickmark/collect/file_source.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/formats/csv_reader.hpp"
#include "tickmark/ports/files.hpp"

namespace tickmark::collectors {

namespace {

/// Delimited text files: keys path, delimiter, encoding, header_row.
class Csv final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        check_files(source, problems);
        const Node* delimiter = source.options.find("delimiter");
        if (delimiter != nullptr && delimiter->text() != "tab" && delimiter->text().size() != 1) {
            problems.push_back(
                {delimiter->at(),
                 "delimiter: '" + delimiter->text() + "' is not one character or 'tab'"});
        }
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
            options_of(source.options),
            std::move(wanted));
    }

private:
    static CsvOptions options_of(const Node& node) {
        CsvOptions options;
        if (const Node* delimiter = node.find("delimiter")) {
            options.delimiter = delimiter->text() == "tab" ? '\t' : delimiter->text().at(0);
        }
        if (const Node* encoding = node.find("encoding")) {
            options.encoding = encoding->text();
        }
        if (const Node* row = node.find("header_row")) {
            options.header_row = std::stoll(row->text());
        }
        return options;
    }
};

} // namespace

const Collector& csv() {
    static const Csv collector;
    return collector;
}

} // namespace tickmark::collectors
