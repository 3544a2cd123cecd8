#include "tickmark/app/check.hpp"

#include "tickmark/base/json.hpp"

#include "../print_internal.hpp"
#include "commands.hpp"
#include <fmt/format.h>
#include <ostream>

namespace tickmark::cli_commands {

namespace {

void print_json(const CheckResult& result, std::ostream& out) {
    JsonWriter json(out);
    json.begin_object();
    json.member("ok", result.problems.empty());
    json.member("organisation", result.organisation);
    json.key("counts").begin_object();
    for (const auto& [name, count] :
         {std::pair{"sources", result.sources},
          std::pair{"datasets", result.datasets},
          std::pair{"catalogs", result.catalogs},
          std::pair{"obligations", result.obligations},
          std::pair{"controls", result.controls},
          std::pair{"tests", result.tests},
          std::pair{"figures", result.figures}}) {
        json.member(name, static_cast<std::uint64_t>(count));
    }
    json.end_object();
    json.key("problems").begin_array();
    for (const Problem& problem : result.problems) {
        json.begin_object();
        json.member("file", problem.at.file);
        json.member("line", problem.at.line);
        json.member("column", problem.at.column);
        json.member("what", problem.what);
        json.end_object();
    }
    json.end_array().end_object();
}

std::string counted(std::size_t count, const char* word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

void print_text(const CheckResult& result, const CommandContext& context) {
    for (const Problem& problem : result.problems) {
        context.out << cli_internal::printable(problem.at.text() + ": " + problem.what) << "\n";
    }
    if (context.quiet) {
        return;
    }
    const std::size_t count = result.problems.size();
    if (count > 0) {
        context.err << counted(count, "problem") + "\n";
        return;
    }
    context.out << fmt::format(
        "{}: no problems in {}, {}, {} ({}), {} ({}), {}\n",
        cli_internal::printable(result.organisation),
        counted(result.sources, "source"),
        counted(result.datasets, "dataset"),
        counted(result.catalogs, "catalog"),
        counted(result.obligations, "obligation"),
        counted(result.controls, "control"),
        counted(result.tests, "test"),
        counted(result.figures, "figure"));
}

} // namespace

void add_check(CommandLine& line) {
    line.add({"check",
              "configuration, datasets, catalogs, controls and figures; no source is touched",
              {"tickmark -C examples/meridian check"}})
        .action([](const CommandContext& context) {
            const CheckResult result = check_all(context.workspace);
            if (context.json) {
                print_json(result, context.out);
            } else {
                print_text(result, context);
            }
            constexpr int configuration = 2;
            return result.problems.empty() ? 0 : configuration;
        });
}

} // namespace tickmark::cli_commands
