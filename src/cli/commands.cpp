#include "commands/commands.hpp"

#include "tickmark/cli/command.hpp"

namespace tickmark {

void add_commands(CommandLine& line) {
    using namespace cli_commands; // NOLINT(google-build-using-namespace): one name a line
    add_init(line);
    add_check(line);
    add_collect(line);
    add_status(line);
    add_assess(line);
    add_report(line);
    add_trace(line);
    add_verify(line);
    add_custody(line);
    add_doctor(line);
}

} // namespace tickmark
