#include "tickmark/collect/database_payload.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/cancel.hpp"
#include "tickmark/ports/files.hpp"

#include "database_line_internal.hpp"
#include "database_values_internal.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <istream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

namespace tickmark {

namespace {

using Json = nlohmann::json;

std::string header_line(const DatabaseFacts& facts, const SqlRows& rows) {
    std::ostringstream line;
    JsonWriter json(line, 0);
    json.begin_object()
        .member("tickmark", "database payload v1")
        .member("query", facts.query)
        .key("parameters")
        .begin_array()
        .end_array()
        .member("server", facts.server)
        .member("snapshot", facts.snapshot)
        .member("time_zone", facts.time_zone)
        .key("columns")
        .begin_array();
    for (const SqlColumn& column : rows.columns()) {
        json.value(column.name);
    }
    json.end_array();
    const bool typed =
        std::any_of(rows.columns().begin(), rows.columns().end(), [](const SqlColumn& column) {
            return !column.type.empty();
        });
    if (typed) {
        json.key("types").begin_array();
        for (const SqlColumn& column : rows.columns()) {
            json.value(column.type);
        }
        json.end_array();
    }
    json.end_object();
    return line.str();
}

/// What a byte of a value asks of who writes it as a JSON string; 0: nothing.
constexpr unsigned char has_escape = 1;
constexpr unsigned char is_not_ascii = 2;

constexpr std::array<unsigned char, 256> demands = [] {
    std::array<unsigned char, 256> all{};
    constexpr std::size_t first_printed = 0x20;
    constexpr std::size_t rubout = 0x7F;
    for (std::size_t byte = 0; byte < all.size(); ++byte) {
        const bool escaped = byte < first_printed || byte == rubout || byte == '"' || byte == '\\';
        all.at(byte) = escaped ? has_escape : byte > rubout ? is_not_ascii : 0;
    }
    return all;
}();

/// Whether `text` stands for itself in a JSON string: UTF-8 without a sign to escape. A load asks
/// it of millions of values, so most are looked at once.
bool is_plain(std::string_view text) {
    unsigned char demanded = 0;
    for (const char c : text) {
        demanded |= demands[static_cast<unsigned char>(c)];
    }
    return demanded == 0 || (demanded == is_not_ascii && is_utf8(text));
}

/// Adds a value as JSON: text, null, or {"bytes":"hex"} for what is not UTF-8.
void append_value(std::string& line, const SqlValue& value) {
    if (!value) {
        line += "null";
    } else if (is_plain(*value)) {
        line += '"';
        line += *value;
        line += '"';
    } else if (is_utf8(*value)) {
        line += json_quote(*value);
    } else {
        line += "{\"bytes\":\"";
        for (const char c : *value) {
            line += fmt::format("{:02x}", static_cast<unsigned char>(c));
        }
        line += "\"}";
    }
}

/// A payload's file, written and digested in blocks.
class Out {
public:
    Out(const std::string& path, FileGrowth* growth) :
        growth_(growth == nullptr ? own_growth_ : *growth), file_(path, Lasting::no) {}

    /// What is not yet written; to be added to.
    std::string& block() noexcept { return block_; }
    void write_full() {
        if (block_.size() >= block_size) {
            write();
        }
    }
    Digest close() {
        write();
        file_.close();
        return hash_.finish();
    }

private:
    static constexpr std::size_t block_size = std::size_t{64} << 10U;

    void write() {
        file_.write(block_);
        file_.flush();
        hash_.update(block_);
        bytes_ += block_.size();
        block_.clear();
        growth_.reached(bytes_);
    }

    FileGrowth own_growth_; ///< where nobody reads meanwhile
    FileGrowth& growth_;
    EndOfGrowth end_{growth_};
    // Kept for good as a payload only; a crash before that loses nothing that was promised.
    FileWriter file_;
    std::string block_;
    Sha256 hash_;
    std::uint64_t bytes_ = 0;
};

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
        if (in_->peek() == std::istream::traits_type::eof()) {
            return false;
        }
        std::getline(*in_, text_);
        ++line_;
        if (!read_database_line(text_, cells_) || cells_.size() != readings_.size()) {
            fail("the line is not a list of a value for each column");
        }
        row.locator = "line " + std::to_string(line_);
        row.fault.reset();
        row.values.resize(columns_.size());
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            row.values[i] = columns_[i] ? value_of(*columns_[i]) : RawValue::missing();
        }
        return true;
    }

private:
    RawValue value_of(std::size_t column) {
        DatabaseCell& cell = cells_[column];
        switch (cell.kind) {
        case DatabaseCell::Kind::null:
            return RawValue::missing();
        case DatabaseCell::Kind::text:
            return read_database_value(std::move(cell.text), readings_[column], zone_);
        case DatabaseCell::Kind::bytes:
            break;
        }
        return RawValue::broken("holds bytes that are not UTF-8 text");
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

WrittenPayload write_database_payload(
    const std::string& path,
    const DatabaseFacts& facts,
    SqlRows& rows,
    const std::function<void(long long)>& told,
    FileGrowth* growth) {
    Out out(path, growth);
    out.block() = header_line(facts, rows) + "\n";
    const std::size_t columns = rows.columns().size();
    constexpr long long rows_between_looks = 10'000;
    WrittenPayload written;
    while (rows.next()) {
        std::string& block = out.block();
        block += '[';
        for (std::size_t i = 0; i < columns; ++i) {
            if (i > 0) {
                block += ',';
            }
            append_value(block, rows.text(i));
        }
        block += "]\n";
        out.write_full();
        if (++written.rows % rows_between_looks == 0) {
            throw_if_cancelled("collecting");
            if (told) {
                told(written.rows);
            }
        }
    }
    written.digest = out.close();
    return written;
}

std::unique_ptr<RowReader> open_database_payload(
    const std::string& path,
    const std::string& name,
    const std::vector<WantedColumn>& wanted,
    std::shared_ptr<FileGrowth> growth) {
    auto in = growth == nullptr ? open_input(path) : open_growing(path, std::move(growth));
    return std::make_unique<DatabasePayloadReader>(std::move(in), name, wanted);
}

} // namespace tickmark
