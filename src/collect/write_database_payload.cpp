#include "tickmark/base/json.hpp"
#include "tickmark/collect/database_payload.hpp"
#include "tickmark/ports/cancel.hpp"
#include "tickmark/ports/files.hpp"

#include "database_line_internal.hpp"
#include <algorithm>
#include <cstdint>
#include <sstream>

namespace tickmark {

namespace {

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
            append_database_value(block, rows.text(i));
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

} // namespace tickmark
