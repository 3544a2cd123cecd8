#include "tickmark/app/trace.hpp"

#include "tickmark/ports/clock.hpp"

#include "../print_internal.hpp"
#include "commands.hpp"
#include "time_words.hpp"
#include <fmt/format.h>
#include <ostream>

namespace tickmark::cli_commands {

namespace {

struct Words {
    std::string id;
    TimeOptions times;
    long long limit = 1000;
};

void print_text(const Trace& trace, const CommandContext& context) {
    const auto line = [&](const std::string& text) {
        context.out << cli_internal::printable(text) << "\n";
    };
    line(fmt::format("{} {}: {}", trace.kind, trace.id, trace.title));
    line("value       " + trace.value);
    line("expression  " + trace.expression);
    line("query       " + trace.query);
    for (const Collection& collection : trace.collections) {
        line(fmt::format(
            "collection  {} of {} at {}, {} rows",
            collection.id,
            collection.source,
            collection.committed_at.iso(),
            collection.rows));
        for (const PayloadRef& payload : collection.payloads) {
            line(fmt::format("payload     {}  {}", payload.digest.hex(), payload.locator));
        }
    }
    for (const Trace::Record& record : trace.records) {
        line(fmt::format(
            "{:<12}  {}  {} {}",
            record.role,
            record.key,
            record.payload.substr(0, 12),
            record.locator));
    }
    if (trace.truncated()) {
        line(fmt::format(
            "first {} of {} records; --limit 0 lists all", trace.records.size(), trace.total));
    }
}

} // namespace

void add_trace(CommandLine& line) {
    const auto words = std::make_shared<Words>();
    Command& command = line.add(
        {"trace",
         "walk a figure or test down to the bytes it came from",
         {"tickmark trace training.on_time", "tickmark trace TRN-01.a --as-of 2026-10-31 --json"}});
    command.text({"ID", "of a figure or a test", "", true}, words->id);
    add_time_words(command, words->times);
    command.integer({"--limit", "records listed at most; 0 lists all", "N"}, words->limit)
        .action([words](const CommandContext& context) {
            AssessedWorkspace assessed =
                assess_workspace({context.workspace, words->times, {}, system_now});
            const Trace traced = trace(assessed, words->id, words->limit);
            if (context.json) {
                print_trace_json(traced, context.out);
            } else {
                print_text(traced, context);
            }
            return 0;
        });
}

} // namespace tickmark::cli_commands
