#include "tickmark/collect/scan_reader.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace tickmark {

namespace {

constexpr std::size_t line_limit = 500;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

} // namespace

void ScanRow::set(std::string_view column, std::string text) {
    if (!text.empty()) {
        values.insert_or_assign(std::string(column), RawValue::of_text(std::move(text)));
    }
}

void ScanRow::set_list(std::string_view column, std::vector<std::string> items) {
    if (!items.empty()) {
        values.insert_or_assign(std::string(column), RawValue::of_list(std::move(items)));
    }
}

const std::string& ScanRow::text(std::string_view column) const {
    static const std::string none;
    const auto found = values.find(column);
    return found == values.end() ? none : found->second.text;
}

const std::vector<std::string>& evidence_columns() {
    static const std::vector<std::string> columns{
        "evidence_id",  "control_id", "title",       "kind",      "result",       "effective_on",
        "period_start", "period_end", "valid_until", "system",    "performed_by", "reviewed_by",
        "detail",       "uri",        "sha256",      "citations", "privileged",   "rule",
        "severity",     "tool",       "profile"};
    return columns;
}

ScanReader::ScanReader(
    const std::string& name,
    std::vector<WantedColumn> wanted,
    const std::vector<std::string>& offered) :
    wanted_(std::move(wanted)) {
    for (const WantedColumn& column : wanted_) {
        if (column.required &&
            std::find(offered.begin(), offered.end(), column.name) == offered.end()) {
            throw Error(
                ErrorCode::source_failed,
                {"reading " + name,
                 "there is no column '" + column.name + "'" + did_you_mean(column.name, offered),
                 name,
                 "this collector gives " + join(offered, ", ")});
        }
    }
}

bool ScanReader::next(RawRow& row) {
    ScanRow result;
    if (!next_result(result)) {
        return false;
    }
    row.locator = result.locator;
    row.fault = result.fault;
    row.text.clear();
    if (row.fault) {
        for (const auto& [column, value] : result.values) {
            row.text += (row.text.empty() ? "" : "; ") + column + "=" + one_line(value.text);
        }
    }
    row.values.assign(wanted_.size(), RawValue::missing());
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        const auto found = result.values.find(wanted_[i].name);
        if (found != result.values.end()) {
            row.values[i] = std::move(found->second);
        }
    }
    return true;
}

std::string RepeatedIds::unique(const std::string& id) {
    const int count = ++seen_[id];
    return count == 1 ? id : id + "#" + std::to_string(count);
}

std::string make_evidence_id(std::initializer_list<std::string_view> parts) {
    std::vector<std::string> kept;
    for (const std::string_view part : parts) {
        if (!trim(part).empty()) {
            kept.emplace_back(trim(part));
        }
    }
    return join(kept, ":");
}

std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : trim(text)) {
        if (!is_blank(c)) {
            line += c;
        } else if (!line.empty() && line.back() != ' ') {
            line += ' ';
        }
    }
    if (line.size() > line_limit) {
        std::size_t end = line_limit;
        while (end > 0 && is_continuation(line[end])) {
            --end;
        }
        line.resize(end);
        line += "…";
    }
    return line;
}

std::string joined_details(std::initializer_list<std::string_view> pieces) {
    std::vector<std::string> kept;
    for (const std::string_view piece : pieces) {
        if (!piece.empty()) {
            kept.emplace_back(piece);
        }
    }
    return join(kept, "; ");
}

std::vector<std::string> without_repeats(std::vector<std::string> texts) {
    std::set<std::string> seen;
    std::vector<std::string> once;
    for (std::string& text : texts) {
        if (seen.insert(text).second) {
            once.push_back(std::move(text));
        }
    }
    return once;
}

std::string file_stem(std::string_view path) {
    const std::size_t slash = path.find_last_of('/');
    if (slash != std::string_view::npos) {
        path.remove_prefix(slash + 1);
    }
    const std::size_t dot = path.find_last_of('.');
    return std::string(dot == std::string_view::npos || dot == 0 ? path : path.substr(0, dot));
}

} // namespace tickmark
