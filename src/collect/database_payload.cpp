#include "tickmark/collect/database_payload.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include "database_line_internal.hpp"
#include "database_values_internal.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <istream>
#include <nlohmann/json.hpp>
#include <optional>

namespace tickmark {

namespace {

using Json = nlohmann::json;

/// Column of the result for each wanted one; none where it was only tried.
std::vector<std::optional<std::size_t>> find_columns(
    const std::vector<std::string>& titles,
    const std::vector<WantedColumn>& wanted,
    const std::string& name) {
    std::vector<std::optional<std::size_t>> places;
    for (const WantedColumn& column : wanted) {
        const auto found = std::find(titles.begin(), titles.end(), column.name);
        if (found != titles.end()) {
            places.emplace_back(static_cast<std::size_t>(found - titles.begin()));
            continue;
        }
        if (column.required) {
            throw Error(
                ErrorCode::source_failed,
                {"reading the query's result",
                 "it has no column '" + column.name + "'" + did_you_mean(column.name, titles),
                 name,
                 "the query gives: " + join(titles, ", ")});
        }
        places.emplace_back();
    }
    return places;
}

class DatabasePayloadReader final: public RowReader {
public:
    DatabasePayloadReader(
        std::unique_ptr<std::istream> in,
        const std::string& name,
        const std::vector<WantedColumn>& wanted) :
        in_(std::move(in)), name_(name) {
        const Json header = header_line();
        const auto titles = header.at("columns").get<std::vector<std::string>>();
        columns_ = find_columns(titles, wanted, name);
        zone_ = session_zone(header.value("time_zone", ""));
        const auto types = header.value("types", std::vector<std::string>(titles.size()));
        for (const std::string& type : types) {
            readings_.push_back(reading_of(type, header.value("server", "")));
        }
    }

    bool next(RawRow& row) override {
        if (!std::getline(*in_, text_)) {
            return false;
        }
        ++line_;
        if (!read_database_line(text_, cells_) || cells_.size() != readings_.size()) {
            fail("the line is not a list of a value for each column");
        }
        row.locator.assign("line ").append(std::to_string(line_));
        row.fault.reset();
        row.values.resize(columns_.size());
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i]) {
                give(*columns_[i], row.values[i]);
            } else {
                row.values[i] = RawValue::missing();
            }
        }
        return true;
    }

private:
    /// Gives a column's value; texts change places, so that their room is used again.
    void give(std::size_t column, RawValue& value) {
        DatabaseCell& cell = cells_[column];
        const bool is_text = cell.kind == DatabaseCell::Kind::text;
        if (is_text && readings_[column] == ColumnReading::as_written) {
            value.kind = RawValue::Kind::text;
            std::swap(value.text, cell.text);
        } else if (is_text) {
            value = read_database_value(std::move(cell.text), readings_[column], zone_);
        } else if (cell.kind == DatabaseCell::Kind::null) {
            value = RawValue::missing();
        } else {
            value = RawValue::broken("holds bytes that are not UTF-8 text");
        }
    }

    [[noreturn]] void fail(const std::string& why) const {
        throw Error(
            ErrorCode::source_failed,
            {"reading a database payload", why, fmt::format("{}:{}", name_, line_), ""});
    }

    Json header_line() {
        std::getline(*in_, text_);
        ++line_;
        try {
            return Json::parse(text_);
        } catch (const Json::exception& error) {
            fail(error.what());
        }
    }

    std::unique_ptr<std::istream> in_;
    std::string name_;
    std::vector<std::optional<std::size_t>> columns_;
    std::vector<ColumnReading> readings_; ///< of the result's columns
    std::optional<SessionZone> zone_;
    std::string text_; ///< of the line
    std::vector<DatabaseCell> cells_;
    long long line_ = 0;
};

} // namespace

std::unique_ptr<RowReader> open_database_payload(
    const std::string& path,
    const std::string& name,
    const std::vector<WantedColumn>& wanted,
    std::shared_ptr<FileGrowth> growth) {
    auto in = growth == nullptr ? open_input(path) : open_growing(path, std::move(growth));
    return std::make_unique<DatabasePayloadReader>(std::move(in), name, wanted);
}

} // namespace tickmark
