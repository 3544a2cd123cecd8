#include "tickmark/formats/csv_reader.hpp"

#include "tickmark/base/text.hpp"

#include "formats/csv_dialect_internal.hpp"
#include "formats/csv_splitter_internal.hpp"
#include "formats/encoding_internal.hpp"
#include "formats/header_internal.hpp"
#include "formats/row_text_internal.hpp"
#include <cstring>

namespace tickmark {

namespace {

using namespace formats;

std::string delimiter_name(char delimiter) {
    return delimiter == '\t' ? "tab" : "'" + std::string(1, delimiter) + "'";
}

std::vector<ColumnTitles> titles_of(const CsvRecord& record) {
    std::vector<ColumnTitles> titles;
    titles.reserve(record.fields.size());
    for (const std::string_view field : record.fields) {
        titles.push_back({std::string(field)});
    }
    return titles;
}

class CsvReader: public RowReader {
public:
    CsvReader(
        std::unique_ptr<std::istream> bytes,
        const std::string& name,
        const CsvOptions& options,
        std::vector<WantedColumn> wanted) :
        bytes_(std::move(bytes)),
        name_(name),
        wanted_(std::move(wanted)),
        text_(*bytes_, name, options.encoding),
        delimiter_(choose_delimiter(options)),
        splitter_([this](std::string& out) { return feed(out); }, delimiter_, name) {
        find_header(options.header_row);
    }

    bool next(RawRow& row) override {
        while (splitter_.next(record_)) {
            if (record_.is_blank()) {
                ++blank_rows_;
                continue;
            }
            // Blank lines at the very end are how files end, not rows that are missing.
            blank_within_ += blank_rows_;
            blank_rows_ = 0;
            fill(row);
            return true;
        }
        return false;
    }

    ReaderNotes notes() const override {
        ReaderNotes notes;
        notes.push_back(
            "encoding " + std::string(text_.encoding_name()) +
            (text_.had_bom() ? " with BOM" : ""));
        notes.push_back("delimiter " + delimiter_name(delimiter_));
        notes.push_back("header on line " + std::to_string(header_line_));
        if (blank_within_ > 0) {
            notes.push_back("blank rows skipped: " + with_thousands(blank_within_));
        }
        return notes;
    }

private:
    char choose_delimiter(const CsvOptions& options) {
        constexpr std::size_t enough = std::size_t{64} * 1024;
        CsvSample sample;
        while (sample.text.size() < enough && !sample.is_whole) {
            sample.is_whole = !text_.read(sample.text);
        }
        const char found = options.delimiter ? *options.delimiter
                                             : find_delimiter(sample, wanted_, options.header_row);
        pending_ = std::move(sample.text);
        return found;
    }

    bool feed(std::string& out) {
        if (!pending_.empty()) {
            out += pending_;
            pending_ = {};
            return true;
        }
        return text_.read(out);
    }

    void find_header(const std::optional<long long>& header_row) {
        std::vector<ColumnTitles> nearest_row;
        std::size_t nearest_found = 0;
        std::size_t rows = 0;
        while (rows < header_search_rows && splitter_.next(record_)) {
            if (header_row && record_.number != *header_row) {
                continue;
            }
            if (record_.is_blank() && !header_row) {
                continue;
            }
            ++rows;
            const std::vector<ColumnTitles> titles = titles_of(record_);
            const HeaderMatch match = match_header(titles, wanted_);
            if (is_header(match, wanted_)) {
                take_header(match);
                return;
            }
            const bool nearer = match.found > nearest_found || (match.found == nearest_found &&
                                                                titles.size() > nearest_row.size());
            if (nearer) {
                nearest_found = match.found;
                nearest_row = titles;
            }
            if (header_row) {
                break;
            }
        }
        throw header_error(
            name_,
            header_row ? name_ + ": row " + std::to_string(*header_row) : name_,
            nearest_row,
            wanted_);
    }

    void take_header(const HeaderMatch& match) {
        header_line_ = record_.line;
        width_ = record_.fields.size();
        column_of_ = match.column_of;
        check_duplicates(match, name_, name_ + ":" + std::to_string(header_line_));
    }

    void fill(RawRow& row) {
        row.locator = "line " + std::to_string(record_.line);
        row.fault = fault_of(record_);
        row.text.clear();
        row.values.resize(wanted_.size());
        if (row.fault) {
            row.text = shortened(record_.raw);
            row.values.assign(wanted_.size(), RawValue::missing());
            return;
        }
        for (std::size_t i = 0; i < wanted_.size(); ++i) {
            RawValue& value = row.values[i];
            value.items.clear();
            if (column_of_[i] == HeaderMatch::absent || record_.fields[column_of_[i]].empty()) {
                value.kind = RawValue::Kind::missing;
                value.text.clear();
                continue;
            }
            value.kind = RawValue::Kind::text;
            value.text.assign(record_.fields[column_of_[i]]);
        }
    }

    std::optional<std::string> fault_of(const CsvRecord& record) const {
        std::optional<std::string> fault = flaw_of(record);
        if (fault) {
            fault = "line " + std::to_string(record.line) + *fault;
        }
        return fault;
    }

    std::optional<std::string> flaw_of(const CsvRecord& record) const {
        if (!record.raw.empty() &&
            std::memchr(record.raw.data(), 0, record.raw.size()) != nullptr) {
            return std::string(" holds a NUL byte");
        }
        if (!is_plain_ascii(record.raw) && !is_utf8(record.raw)) {
            return " holds bytes that are not " + std::string(text_.encoding_name());
        }
        if (record.text_after_quote) {
            return std::string(" has text after a closing quote");
        }
        if (record.fields.size() != width_) {
            return " has " + std::to_string(record.fields.size()) +
                   (record.fields.size() == 1 ? " field" : " fields") + ", the header has " +
                   std::to_string(width_);
        }
        return std::nullopt;
    }

    std::unique_ptr<std::istream> bytes_;
    std::string name_;
    std::vector<WantedColumn> wanted_;
    TextSource text_;
    std::string pending_; ///< text already read to find the delimiter
    char delimiter_;
    CsvSplitter splitter_;
    CsvRecord record_;
    std::vector<std::size_t> column_of_;
    std::size_t width_ = 0;
    long long header_line_ = 0;
    long long blank_rows_ = 0;
    long long blank_within_ = 0;
};

} // namespace

std::unique_ptr<RowReader> open_csv(
    std::unique_ptr<std::istream> bytes,
    const std::string& name,
    const CsvOptions& options,
    std::vector<WantedColumn> wanted) {
    return std::make_unique<CsvReader>(std::move(bytes), name, options, std::move(wanted));
}

} // namespace tickmark
