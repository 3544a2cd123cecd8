#include "formats/csv_dialect_internal.hpp"
#include "formats/csv_splitter_internal.hpp"
#include "formats/header_internal.hpp"
#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <tuple>

namespace tickmark::formats {

namespace {

constexpr std::array<char, 4> candidates{',', ';', '\t', '|'};
constexpr std::size_t records_looked_at = 500;

/// Higher is better, compared member by member.
using Score = std::tuple<bool, double, std::size_t>;

std::vector<ColumnTitles> titles_of(const CsvRecord& record) {
    std::vector<ColumnTitles> titles;
    titles.reserve(record.fields.size());
    for (const std::string_view field : record.fields) {
        titles.push_back({std::string(field)});
    }
    return titles;
}

class Scorer {
public:
    Scorer(const std::vector<WantedColumn>& wanted, const std::optional<long long>& header_row) :
        wanted_(wanted), header_row_(header_row) {}

    void take(const CsvRecord& record) {
        if (record.is_blank()) {
            return;
        }
        ++records_;
        ++widths_[record.fields.size()];
        const bool candidate = header_row_ ? record.number == *header_row_
                                           : !header_found_ && records_ <= header_search_rows;
        if (candidate && is_header(match_header(titles_of(record), wanted_), wanted_)) {
            header_found_ = true;
        }
    }

    Score score() const {
        std::size_t most = 0;
        std::size_t width = 0;
        for (const auto& [fields, count] : widths_) {
            if (fields > 1 && count >= most) {
                most = count;
                width = fields;
            }
        }
        const double share =
            records_ == 0 ? 0 : static_cast<double>(most) / static_cast<double>(records_);
        return {header_found_, share, width};
    }

private:
    const std::vector<WantedColumn>& wanted_;
    const std::optional<long long>& header_row_;
    std::map<std::size_t, std::size_t> widths_;
    std::size_t records_ = 0;
    bool header_found_ = false;
};

/// Gives the sample once.
CsvSplitter::Feed feed_of(const std::string& text) {
    return [&text, given = false](std::string& out) mutable {
        if (given) {
            return false;
        }
        given = true;
        out += text;
        return true;
    };
}

Score score_of(char delimiter, const std::string& sample, Scorer scorer) {
    CsvSplitter splitter(feed_of(sample), delimiter, "");
    CsvRecord record;
    try {
        for (std::size_t i = 0; i < records_looked_at && splitter.next(record); ++i) {
            scorer.take(record);
        }
    } catch (const Error&) {
        // A quote left open under this delimiter, or cut by the sample's end: what was read
        // until there tells enough.
        return scorer.score();
    }
    return scorer.score();
}

} // namespace

char find_delimiter(
    const CsvSample& sample,
    const std::vector<WantedColumn>& wanted,
    const std::optional<long long>& header_row) {
    // Excel writes "sep=;" above the header of what it exports.
    if (sample.text.size() > 5 && sample.text.starts_with("sep=") &&
        (sample.text[5] == '\n' || sample.text[5] == '\r')) {
        return sample.text[4];
    }
    // A record the sample's end cut short would count with a wrong width.
    const std::size_t last_line = sample.is_whole ? std::string::npos : sample.text.rfind('\n');
    const std::string text = sample.text.substr(0, last_line);
    char best = candidates.front();
    Score best_score{false, 0, 0};
    for (const char candidate : candidates) {
        const Score score = score_of(candidate, text, Scorer(wanted, header_row));
        if (score > best_score) {
            best = candidate;
            best_score = score;
        }
    }
    return best;
}

} // namespace tickmark::formats
