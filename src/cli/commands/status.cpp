#include "tickmark/app/status.hpp"

#include "tickmark/base/text.hpp"
#include "tickmark/ports/clock.hpp"

#include "../print_internal.hpp"
#include "commands.hpp"
#include <fmt/format.h>
#include <ostream>

namespace tickmark::cli_commands {

namespace {

std::string line_of(const SourceStatus& source) {
    if (!source.last_attempt) {
        return fmt::format("{:<20} {:<22} never collected", source.id, source.dataset);
    }
    std::string text = fmt::format("{:<20} {:<22} ", source.id, source.dataset);
    if (source.last_complete) {
        text += fmt::format(
            "{} rows, {:.1f} days old, collected {}",
            with_thousands(source.last_complete->rows),
            source.age_days.value_or(0),
            source.last_complete->committed_at.iso());
        if (source.last_complete->rejected > 0) {
            text += fmt::format(", {} rejected", with_thousands(source.last_complete->rejected));
        }
    } else {
        text += "no complete collection";
    }
    if (source.last_attempt->outcome != Outcome::complete) {
        text += fmt::format(
            "; last attempt {} {}: {}",
            source.last_attempt->committed_at.iso(),
            name_of(source.last_attempt->outcome),
            source.last_attempt->note);
    }
    return text + (source.stale() ? "  STALE" : "");
}

} // namespace

void add_status(CommandLine& line) {
    line.add({"status", "sources, last collection, rows, age", {"tickmark status"}})
        .action([](const CommandContext& context) {
            const auto sources = source_status(load_sources(context.workspace), system_now);
            if (context.json) {
                print_status_json(sources, context.out);
                return 0;
            }
            for (const SourceStatus& source : sources) {
                context.out << cli_internal::printable(line_of(source)) << "\n";
            }
            return 0;
        });
}

} // namespace tickmark::cli_commands
