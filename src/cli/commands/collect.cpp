#include "tickmark/app/dry_run.hpp"
#include "tickmark/app/project.hpp"
#include "tickmark/app/shapes.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/collect/runner.hpp"
#include "tickmark/ports/clock.hpp"

#include "collect_dry_run.hpp"
#include "collect_progress.hpp"
#include "commands.hpp"
#include <algorithm>
#include <exception>
#include <memory>
#include <ostream>
#include <utility>

namespace tickmark::cli_commands {

namespace {

constexpr int source_failed = 3;

struct Words {
    std::vector<std::string> names;
    long long jobs = 0;
    long long rows = 10;
    bool dry_run = false;
};

void require_range(const char* option, long long value, long long least, long long most) {
    if (value < least || value > most) {
        throw Error(
            ErrorCode::usage,
            {"reading the command line",
             std::string(option) + " is a number from " + std::to_string(least) + " to " +
                 std::to_string(most),
             "",
             "tickmark collect --help"});
    }
}

template <class Items>
int exit_code_of(const Items& items) {
    const bool complete = std::all_of(items.begin(), items.end(), [](const auto& item) {
        return item.outcome == Outcome::complete;
    });
    return complete ? 0 : source_failed;
}

int collect(const CommandContext& context, const Project& project, CollectRequest request) {
    const auto store = open_store(project.workspace.store, project.dictionary, true, request.now);
    CollectReporter reporter(context, request.now);
    request.progress = reporter.progress();
    const auto collections =
        collect_sources(project.workspace, project.dictionary, *store, request);
    if (context.json) {
        print_collections_json(collections, context.out);
    }
    return exit_code_of(collections);
}

int dry_run(
    const CommandContext& context,
    const Project& project,
    CollectRequest request,
    std::size_t rows) {
    std::vector<SourcePreview> previews;
    std::exception_ptr fault; // of one source; the others are shown all the same
    {
        CollectReporter reporter(context, request.now);
        request.progress = reporter.progress();
        try {
            preview_sources(
                project.workspace,
                project.dictionary,
                {request, rows},
                [&previews](SourcePreview preview) { previews.push_back(std::move(preview)); });
        } catch (const Error&) {
            fault = std::current_exception();
        }
    }
    if (context.json && !fault) {
        print_dry_run_json(previews, context.out);
    } else if (!context.json && !previews.empty()) {
        print_dry_run(previews, context);
    }
    if (fault) {
        std::rethrow_exception(fault);
    }
    return exit_code_of(previews);
}

int run(const CommandContext& context, const Words& words) {
    constexpr long long most_jobs = 64;
    constexpr long long most_rows = 1'000;
    require_range("--jobs", words.jobs, 0, most_jobs);
    require_range("--rows", words.rows, 0, most_rows);
    const Project project = load_sources(context.workspace);
    CollectRequest request;
    request.sources = words.names;
    request.now = system_now;
    request.jobs = static_cast<unsigned>(words.jobs);
    return words.dry_run ? dry_run(context, project, request, static_cast<std::size_t>(words.rows))
                         : collect(context, project, request);
}

} // namespace

void add_collect(CommandLine& line) {
    const auto words = std::make_shared<Words>();
    line.add({"collect",
              "pull the sources into the store",
              {"tickmark collect",
               "tickmark collect lms vendors",
               "tickmark collect --dry-run lms"}})
        .texts({"SOURCE", "sources to pull; all when none is named"}, words->names)
        .flag(
            {"--dry-run",
             "fetch and show the mapping, the first rows and the rejects; keep nothing"},
            words->dry_run)
        .integer({"--rows", "rows and rejects that --dry-run shows; 10", "N"}, words->rows)
        .integer({"--jobs", "sources fetched at once; 4", "N"}, words->jobs)
        .action([words](const CommandContext& context) { return run(context, *words); });
}

} // namespace tickmark::cli_commands
