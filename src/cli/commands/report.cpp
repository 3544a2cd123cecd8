#include "tickmark/app/make_report.hpp"
#include "tickmark/app/shapes.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/clock.hpp"

#include "../print_internal.hpp"
#include "commands.hpp"
#include "time_words.hpp"
#include <fmt/format.h>
#include <ostream>
#include <thread>

namespace tickmark::cli_commands {

namespace {

struct Words {
    std::string name;
    TimeOptions times;
    std::vector<std::string> catalogs;
    std::string out;
    long long jobs = 0;
    bool strict = false;
};

/// ", 97 pages, MER-000001 to MER-000097"; empty for what is no PDF.
std::string pages_of(const MadeReport::File& file) {
    if (file.pages == 0) {
        return "";
    }
    const std::string bates =
        file.bates_first.empty() ? "" : ", " + file.bates_first + " to " + file.bates_last;
    return fmt::format(", {} {}{}", file.pages, file.pages == 1 ? "page" : "pages", bates);
}

void print_text(const MadeReport& report, const CommandContext& context) {
    for (const std::string& remark : report.remarks) {
        context.err << cli_internal::printable(remark) << "\n";
    }
    context.out << cli_internal::printable(report.pack) << "\n";
    if (context.quiet) {
        return;
    }
    for (const MadeReport::File& made : report.files) {
        context.out << fmt::format(
            "  {:<34} {:>12} bytes{}\n",
            made.file.path,
            with_thousands(static_cast<long long>(made.file.bytes)),
            pages_of(made));
    }
}

int run(const CommandContext& context, const Words& words) {
    const Instant start = system_now();
    ReportRequest request;
    request.name = words.name;
    request.assess = {context.workspace, words.times, words.catalogs, system_now};
    request.out = words.out;
    request.jobs = words.jobs > 0 ? static_cast<unsigned>(words.jobs)
                                  : std::max(1U, std::thread::hardware_concurrency());
    const MadeReport report = make_report(request);
    if (context.json) {
        constexpr double milliseconds = 1000.0;
        const auto took = system_now().milliseconds() - start.milliseconds();
        print_report_json(report, static_cast<double>(took) / milliseconds, context.out);
    } else {
        print_text(report, context);
    }
    return words.strict && has_shortcomings(report.assessment) ? 1 : 0;
}

} // namespace

void add_report(CommandLine& line) {
    const auto words = std::make_shared<Words>();
    Command& command = line.add(
        {"report",
         "render a report and seal it into a pack",
         {"tickmark report audit --as-of 2026-10-31",
          "tickmark report audit --catalog hipaa --out /tmp/pack"}});
    command.text({"NAME", "of the report: audit", "", true}, words->name);
    add_time_words(command, words->times);
    command.texts({"--catalog", "only these catalogs of the workspace", "ID"}, words->catalogs)
        .text({"--out", "folder of the pack; output/… in the workspace", "DIR"}, words->out)
        .integer({"--jobs", "sections rendered at once; as many as cores", "N"}, words->jobs)
        .flag({"--strict", "exit 1 when a control is not effective"}, words->strict)
        .action([words](const CommandContext& context) { return run(context, *words); });
}

} // namespace tickmark::cli_commands
