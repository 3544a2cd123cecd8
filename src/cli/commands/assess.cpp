#include "tickmark/app/assess_workspace.hpp"
#include "tickmark/app/shapes.hpp"
#include "tickmark/ports/clock.hpp"

#include "../print_internal.hpp"
#include "commands.hpp"
#include "time_words.hpp"
#include <fmt/format.h>
#include <map>
#include <ostream>

namespace tickmark::cli_commands {

namespace {

struct Words {
    TimeOptions times;
    std::vector<std::string> catalogs;
    bool strict = false;
};

/// Keys that a reconciliation found no match for.
std::string unmatched_line(const TestResult& test) {
    constexpr std::size_t most = 10;
    std::string line = "        unmatched:";
    std::size_t number = 0;
    for (const std::string& key : test.unmatched) {
        if (number < most) {
            line += (number++ == 0 ? " " : ", ") + key;
        }
    }
    const auto more = test.unmatched_count - static_cast<std::int64_t>(number);
    return more == 0
               ? line
               : line + fmt::format(" and {} more (tickmark trace {})", more, test.definition.id);
}

void print_controls(const Assessment& assessment, const CommandContext& context) {
    for (const ControlResult& control : assessment.controls) {
        context.out << cli_internal::printable(fmt::format(
                           "{:<10} {:<14} {}",
                           control.definition.id,
                           name_of(control.result),
                           control.definition.title))
                    << "\n";
        for (const TestResult& test : control.tests) {
            const bool is_good =
                test.result == Result::effective || test.result == Result::no_occurrence;
            if (!is_good) {
                context.out << cli_internal::printable(
                                   fmt::format("    {}: {}", test.definition.id, test.reason))
                            << "\n";
            }
            if (!test.unmatched.empty()) {
                context.out << cli_internal::printable(unmatched_line(test)) << "\n";
            }
        }
    }
}

void print_text(const Assessment& assessment, const CommandContext& context) {
    context.out << fmt::format(
        "as of {}, period from {}, known at {}\n\n",
        assessment.period.as_of.iso(),
        assessment.period.start.iso(),
        assessment.time.known_at.iso());
    print_controls(assessment, context);
    context.out << "\n";
    for (const FigureResult& figure : assessment.figures) {
        const std::string value = figure.value ? figure.shown : "not available: " + figure.reason;
        context.out << cli_internal::printable(fmt::format(
                           "{:<40} {} {}",
                           figure.definition.title,
                           value,
                           figure.value ? fmt::format("({})", name_of(figure.status)) : ""))
                    << "\n";
    }
    std::map<ObligationStatus, std::size_t> statuses;
    for (const ObligationResult& obligation : assessment.obligations) {
        ++statuses[obligation.status];
    }
    context.out << "\nobligations:";
    for (const auto& [status, count] : statuses) {
        context.out << fmt::format(" {} {};", count, name_of(status));
    }
    context.out << "\n";
}

int run(const CommandContext& context, const Words& words) {
    const AssessedWorkspace assessed =
        assess_workspace({context.workspace, words.times, words.catalogs, system_now});
    if (context.json) {
        print_assessment_json(assessed.assessment, context.out);
    } else {
        print_text(assessed.assessment, context);
    }
    return words.strict && has_shortcomings(assessed.assessment) ? 1 : 0;
}

} // namespace

void add_assess(CommandLine& line) {
    const auto words = std::make_shared<Words>();
    Command& command = line.add(
        {"assess",
         "test controls, compute figures, roll up to obligations",
         {"tickmark assess --as-of 2026-10-31", "tickmark assess --known-at 2026-03-14 --json"}});
    add_time_words(command, words->times);
    command.texts({"--catalog", "only these catalogs of the workspace", "ID"}, words->catalogs)
        .flag({"--strict", "exit 1 when a control is not effective"}, words->strict)
        .action([words](const CommandContext& context) { return run(context, *words); });
}

} // namespace tickmark::cli_commands
