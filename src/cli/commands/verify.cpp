#include "tickmark/seal/verify.hpp"

#include "tickmark/app/project.hpp"
#include "tickmark/app/shapes.hpp"
#include "tickmark/ports/clock.hpp"

#include "../print_internal.hpp"
#include "commands.hpp"
#include <fmt/format.h>
#include <ostream>

namespace tickmark::cli_commands {

namespace {

constexpr int integrity_failed = 4;

int print(
    const CommandContext& context,
    const std::pair<std::string, std::string>& place,
    const std::vector<IntegrityCheck>& checks) {
    if (context.json) {
        print_checks_json(place.first, place.second, checks, context.out);
        return all_ok(checks) ? 0 : integrity_failed;
    }
    for (const IntegrityCheck& check : checks) {
        if (!check.ok || !context.quiet) {
            context.out
                << cli_internal::printable(fmt::format(
                       "{}  {}: {}", check.ok ? "ok    " : "WRONG ", check.name, check.detail))
                << "\n";
        }
    }
    context.out << (all_ok(checks) ? "verified\n" : "NOT VERIFIED\n");
    return all_ok(checks) ? 0 : integrity_failed;
}

int verify_custody(const CommandContext& context) {
    const Project project = load_sources(context.workspace);
    const auto store = open_store(project.workspace.store, project.dictionary, false, system_now);
    return print(context, {"store", project.workspace.store}, store->verify());
}

} // namespace

void add_verify(CommandLine& line) {
    const auto pack = std::make_shared<std::string>();
    line.add({"verify",
              "check every byte of a pack against its manifests",
              {"tickmark verify output/audit-hipaa-2026-10-31"}})
        .text({"PACK", "folder of the pack", "", true}, *pack)
        .action([pack](const CommandContext& context) {
            return print(context, {"pack", *pack}, verify_pack(*pack));
        });
}

void add_custody(CommandLine& line) {
    line.add({"custody",
              "the record of everything that touched evidence",
              {"tickmark custody verify"}})
        .add(
            {"verify",
             "check the chain, the records and every payload of the store",
             {"tickmark custody verify"}})
        .action(verify_custody);
}

} // namespace tickmark::cli_commands
