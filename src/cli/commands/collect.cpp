#include "tickmark/app/project.hpp"
#include "tickmark/app/shapes.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/collect/runner.hpp"
#include "tickmark/ports/clock.hpp"

#include "../print_internal.hpp"
#include "commands.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <ostream>

namespace tickmark::cli_commands {

namespace {

std::string summary(const Collection& collection) {
    if (collection.outcome != Outcome::complete) {
        return fmt::format(
            "{}: {}: {}; the data collected before stands",
            collection.source,
            name_of(collection.outcome),
            collection.note);
    }
    std::string text = fmt::format(
        "{}: {} rows of {} ({} added, {} changed, {} closed)",
        collection.source,
        with_thousands(collection.rows),
        collection.dataset,
        with_thousands(collection.added),
        with_thousands(collection.changed),
        with_thousands(collection.closed));
    if (collection.rejected > 0) {
        text += fmt::format(", {} rejected", with_thousands(collection.rejected));
    }
    return text;
}

CollectProgress progress_on(const CommandContext& context) {
    CollectProgress progress;
    if (context.quiet) {
        return progress;
    }
    std::ostream& err = context.err;
    if (context.terminal) {
        progress.rows = [&err](const std::string& source, std::int64_t rows) {
            err << fmt::format("\r{}: {} rows read …", source, with_thousands(rows)) << std::flush;
        };
    }
    const bool clear = context.terminal;
    std::ostream& results = context.json ? err : context.out;
    progress.ended = [&err, &results, clear](const Collection& collection) {
        err << (clear ? "\r\x1b[K" : "") << std::flush;
        results << cli_internal::printable(summary(collection)) << "\n" << std::flush;
    };
    return progress;
}

int run(const CommandContext& context, const std::vector<std::string>& names) {
    const Project project = load_sources(context.workspace);
    const auto store = open_store(project.workspace.store, project.dictionary, true, system_now);
    const CollectRequest request{names, system_now, progress_on(context)};
    const auto collections =
        collect_sources(project.workspace, project.dictionary, *store, request);
    if (context.json) {
        print_collections_json(collections, context.out);
    }
    constexpr int source_failed = 3;
    const bool complete =
        std::all_of(collections.begin(), collections.end(), [](const Collection& collection) {
            return collection.outcome == Outcome::complete;
        });
    return complete ? 0 : source_failed;
}

} // namespace

void add_collect(CommandLine& line) {
    const auto names = std::make_shared<std::vector<std::string>>();
    line.add({"collect",
              "pull the sources into the store",
              {"tickmark collect", "tickmark collect lms vendors"}})
        .texts({"SOURCE", "sources to pull; all when none is named"}, *names)
        .action([names](const CommandContext& context) { return run(context, *names); });
}

} // namespace tickmark::cli_commands
