#include "tickmark/app/init.hpp"

#include "tickmark/base/json.hpp"

#include "../print_internal.hpp"
#include "commands.hpp"
#include <memory>
#include <ostream>

namespace tickmark::cli_commands {

namespace {

struct Options {
    std::string folder;
    bool example = false;
};

} // namespace

void add_init(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    Command& command = line.add(
        {"init",
         "a workspace to start from",
         {"tickmark init our-audit", "tickmark init --example meridian"}});
    command.text({"DIR", "folder to make it in", "", true}, options->folder);
    command.flag(
        {"--example", "a copy of the example organisation, with its data"}, options->example);
    command.action([options](const CommandContext& context) {
        const auto files = make_workspace(options->folder, options->example);
        if (context.json) {
            JsonWriter json(context.out);
            json.begin_object().member("folder", options->folder).key("files").begin_array();
            for (const std::string& file : files) {
                json.value(file);
            }
            json.end_array().end_object();
        } else if (!context.quiet) {
            const std::string folder = cli_internal::printable(options->folder);
            context.out << "made " << folder << " with " << files.size()
                        << " files; next: tickmark -C " << folder << " check\n";
        }
        return 0;
    });
}

} // namespace tickmark::cli_commands
