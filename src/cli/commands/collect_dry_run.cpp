#include "collect_dry_run.hpp"

#include "tickmark/base/text.hpp"

#include "../print_internal.hpp"
#include "../table_internal.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <ostream>

namespace tickmark::cli_commands {

namespace {

using cli_internal::printable;
using cli_internal::render_table;
using cli_internal::TextTable;

constexpr std::size_t cell_limit = 30;
constexpr std::size_t usual_columns = 120; ///< where no terminal says how wide it is

std::string headline(const SourcePreview& preview) {
    if (preview.outcome != Outcome::complete) {
        return fmt::format("{}: {}: {}", preview.source, name_of(preview.outcome), preview.note);
    }
    std::string text = fmt::format(
        "{}: {} row{} of {}, {} rejected",
        preview.source,
        with_thousands(preview.rows),
        preview.rows == 1 ? "" : "s",
        preview.dataset,
        with_thousands(preview.rejected));
    if (preview.left_out > 0) {
        text += fmt::format(", {} left out", with_thousands(preview.left_out));
    }
    return text;
}

/// The first lines of a query; the whole stands in the workspace.
std::string shown_query(const std::string& query) {
    constexpr std::size_t most = 6;
    std::vector<std::string> lines = split(trim(query), '\n');
    const std::size_t all = lines.size();
    lines.resize(std::min(all, most));
    std::string text;
    for (const std::string& line : lines) {
        text += "    " + line + "\n";
    }
    return text + (all > most ? fmt::format("    … {} lines more\n", all - most) : "");
}

std::string shown_payloads(const SourcePreview& preview) {
    std::uint64_t bytes = 0;
    for (const SourcePreview::Payload& payload : preview.payloads) {
        bytes += payload.bytes;
    }
    const auto count = preview.payloads.size();
    return fmt::format(
        "  {} row{} read from {} payload{} of {} bytes\n",
        with_thousands(preview.read),
        preview.read == 1 ? "" : "s",
        count,
        count == 1 ? "" : "s",
        with_thousands(static_cast<long long>(bytes)));
}

/// Fields that `fields` names, and others that the source has under their own names.
std::string shown_mapping(const SourcePreview& preview) {
    TextTable table{{"field", "from", "filled", "read as"}, {}};
    std::vector<std::string> others;
    for (const FieldReading& field : preview.fields) {
        if (!field.is_mapped && field.filled == 0) {
            others.push_back(field.field);
            continue;
        }
        table.rows.push_back(
            {field.field + (field.is_key ? " *" : ""),
             field.from,
             with_thousands(field.filled),
             field.how});
    }
    // Whole, however wide: what a word is mapped to is what one looks for here.
    std::string text =
        "  mapping (* key)\n" + render_table(table, std::string::npos, std::string::npos);
    if (!others.empty()) {
        text += "    nothing for: " + join(others, ", ") + "\n";
    }
    return text;
}

/// "the first 10 of 1,200 rows", or "all 3 rows"
std::string first_of(std::size_t shown, std::int64_t all, std::string_view what) {
    const std::string_view plural = all == 1 ? "" : "s";
    if (static_cast<std::int64_t>(shown) == all) {
        return fmt::format("  {}{} {}{}\n", all == 1 ? "the " : "all ", all, what, plural);
    }
    return fmt::format("  the first {} of {} {}{}\n", shown, with_thousands(all), what, plural);
}

std::string shown_rows(const SourcePreview& preview, std::size_t columns) {
    std::vector<std::size_t> used;
    TextTable table{{"at"}, {}};
    for (std::size_t i = 0; i < preview.fields.size(); ++i) {
        const bool any =
            std::any_of(preview.first_rows.begin(), preview.first_rows.end(), [&](const auto& row) {
                return row.values[i].has_value();
            });
        if (any) {
            used.push_back(i);
            table.titles.push_back(preview.fields[i].field);
        }
    }
    for (const SourcePreview::Row& row : preview.first_rows) {
        std::vector<std::string> cells{row.locator};
        for (const std::size_t i : used) {
            cells.push_back(row.values[i].value_or(""));
        }
        table.rows.push_back(std::move(cells));
    }
    return first_of(preview.first_rows.size(), preview.rows, "row") +
           render_table(table, columns, cell_limit);
}

std::string shown_rejects(const SourcePreview& preview, std::size_t columns) {
    std::string text = first_of(preview.first_rejects.size(), preview.rejected, "reject");
    for (const Reject& reject : preview.first_rejects) {
        text += "    " + reject.locator + ": " + reject.reason + "\n";
        if (!reject.text.empty()) {
            std::string line = reject.text;
            std::replace(line.begin(), line.end(), '\n', ' ');
            const std::size_t room = std::max<std::size_t>(columns, 40) - 8;
            text += "      " + cli_internal::cut_text(line, room) + "\n";
        }
    }
    return text;
}

std::string shown(const SourcePreview& preview, std::size_t columns) {
    std::string text = headline(preview) + "\n";
    if (!preview.query.empty()) {
        text += "  asked\n" + shown_query(preview.query);
    }
    if (!preview.payloads.empty()) {
        text += shown_payloads(preview);
    }
    for (const std::string& note : preview.notes) {
        text += "  note: " + note + "\n";
    }
    text += shown_mapping(preview);
    if (!preview.first_rows.empty()) {
        text += shown_rows(preview, columns);
    }
    if (!preview.first_rejects.empty()) {
        text += shown_rejects(preview, columns);
    }
    return text;
}

} // namespace

void print_dry_run(const std::vector<SourcePreview>& previews, const CommandContext& context) {
    const std::size_t columns = context.terminal ? context.terminal_size().columns : usual_columns;
    for (const SourcePreview& preview : previews) {
        context.out << printable(shown(preview, columns)) << "\n";
    }
    if (!context.quiet) {
        context.out << "nothing was kept; to keep it, leave out --dry-run\n";
    }
}

} // namespace tickmark::cli_commands
