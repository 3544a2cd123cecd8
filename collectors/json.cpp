#include "tickmark/collect/file_source.hpp"
#include "tickmark/collect/registry.hpp"
#include "tickmark/formats/json_reader.hpp"
#include "tickmark/ports/files.hpp"

namespace tickmark::collectors {

namespace {

/// JSON documents and JSON Lines: keys path, records, lines.
class Json final: public Collector {
public:
    void check(const SourceConfig& source, Problems& problems) const override {
        check_files(source, problems);
        const Node* records = source.options.find("records");
        if (records == nullptr) {
            return;
        }
        if (source.options.text_of("lines") == "true") {
            problems.push_back({records->at(), "'records' and 'lines: true' exclude each other"});
        } else if (!records->text().empty() && records->text().front() != '/') {
            problems.push_back(
                {records->at(),
                 "records: '" + records->text() + "' is not a JSON pointer; write it as '/items'"});
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
        const JsonOptions options{
            source.options.text_of("records"), source.options.text_of("lines") == "true"};
        return open_json(open_input(payload.path), payload.locator, options, std::move(wanted));
    }
};

} // namespace

const Collector& json() {
    static const Json collector;
    return collector;
}

} // namespace tickmark::collectors
