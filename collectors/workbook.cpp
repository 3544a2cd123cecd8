#include "tickmark/collect/file_source.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/formats/xlsx_reader.hpp"

namespace tickmark::collectors {

namespace {

/// Workbooks (XLSX): keys path, sheet, header_row.
class Workbook final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        check_files(source, problems);
    }

    Fetched fetch(const SourceConfig& source, const FetchContext& context) const override {
        return fetch_files(source, context);
    }

    std::unique_ptr<RowReader> read(
        const SourceConfig& source,
        const SourceTarget& /*target*/,
        const SpooledPayload& payload,
        std::vector<WantedColumn> wanted) const override {
        XlsxOptions options;
        if (const Node* sheet = source.options.find("sheet")) {
            options.sheet = sheet->text();
        }
        if (const Node* row = source.options.find("header_row")) {
            options.header_row = std::stoll(row->text());
        }
        return open_xlsx(payload.path, payload.locator, options, std::move(wanted));
    }
};

} // namespace

const Collector& workbook() {
    static const Workbook collector;
    return collector;
}

} // namespace tickmark::collectors
