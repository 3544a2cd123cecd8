#include "tickmark/cli/cli.hpp"

#include "tickmark/app/program.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/cli/command.hpp"

#include "print_internal.hpp"
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <iostream>
#include <new>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace tickmark {

struct CommandLine::State {
    CLI::App app{"Every figure ticked and tied: evidence from your systems, controls tested on it, "
                 "and reports in "
                 "which every number can be traced to the bytes it came from."};
    Command root{&app};
    std::string workspace = ".";
    bool json = false;
    bool quiet = false;
};

namespace {

/// The deepest command that was named.
const CLI::App& named_command(const CLI::App& app) {
    const CLI::App* deepest = &app;
    while (!deepest->get_subcommands().empty()) {
        deepest = deepest->get_subcommands().front();
    }
    return *deepest;
}

/// "tickmark custody verify" without its last word: CLI11 adds that itself.
std::string words_before(const CLI::App& command) {
    std::string words;
    for (const CLI::App* level = command.get_parent(); level != nullptr;
         level = level->get_parent()) {
        words.insert(0, words.empty() ? level->get_name() : level->get_name() + " ");
    }
    return words;
}

std::string full_name(const CLI::App& command) {
    const std::string before = words_before(command);
    return before.empty() ? command.get_name() : before + " " + command.get_name();
}

std::vector<std::string> command_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(sub->get_name());
    }
    return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* level = &app; level != nullptr; level = level->get_parent()) {
        for (const CLI::Option* option : level->get_options()) {
            for (const std::string& name : option->get_lnames()) {
                names.push_back("--" + name);
            }
        }
    }
    return names;
}

/// What is wrong with the words, in our own ones; CLI11 says only that a word was not expected.
Error usage_error(const CLI::App& app, const CLI::ParseError& fault) {
    const CLI::App& command = named_command(app);
    Error::Parts parts{
        "reading the command line", fault.what(), "", full_name(command) + " --help"};
    const std::vector<std::string> extra = app.remaining(true);
    if (dynamic_cast<const CLI::ExtrasError*>(&fault) != nullptr && !extra.empty()) {
        const std::string& word = extra.front();
        if (word.starts_with('-')) {
            parts.why =
                fmt::format("unknown option {}{}", word, did_you_mean(word, option_names(command)));
        } else if (const auto names = command_names(command); !names.empty()) {
            parts.why = fmt::format("unknown command '{}'{}", word, did_you_mean(word, names));
        } else {
            parts.why = fmt::format("unexpected word '{}'", word);
        }
    }
    return Error(ErrorCode::usage, parts);
}

Error as_error(const std::exception& fault) {
    if (const auto* error = dynamic_cast<const Error*>(&fault)) {
        return *error;
    }
    if (dynamic_cast<const std::bad_alloc*>(&fault) != nullptr) {
        return Error(ErrorCode::no_space, {"running the command", "out of memory", "", ""});
    }
    return Error(
        ErrorCode::internal,
        {"running the command",
         fault.what(),
         "",
         "this is a fault of the program; please report it with the command you ran"});
}

/// Whether progress may be redrawn where remarks go.
bool is_redrawable() {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in the program sets variables
    const char* kind = std::getenv("TERM");
    return ::isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

TerminalSize terminal_size() {
    TerminalSize size;
    winsize found{};
    for (const int terminal : {STDOUT_FILENO, STDERR_FILENO}) {
        // NOLINTNEXTLINE(*-vararg)
        if (::ioctl(terminal, TIOCGWINSZ, &found) == 0 && found.ws_col > 0 && found.ws_row > 0) {
            return {found.ws_col, found.ws_row};
        }
    }
    return size;
}

int print_failure(const Error& error, bool json, std::ostream& out, std::ostream& err) {
    if (json) {
        cli_internal::print_error_json(error, out);
    } else {
        cli_internal::print_error(error, err);
    }
    return exit_code(error.code());
}

const Command* find_command(
    const std::vector<std::pair<const CLI::App*, const Command*>>& commands, const CLI::App& app) {
    for (const auto& [known, command] : commands) {
        if (known == &app) {
            return command;
        }
    }
    return nullptr;
}

} // namespace

CommandLine::CommandLine() : state_(std::make_unique<State>()) {
    CLI::App& app = state_->app;
    app.name("tickmark");
    app.set_help_flag("-h,--help", "this help; after a command, that command's with an example");
    app.set_version_flag("--version", program_title(), "the version, and nothing else");
    app.add_option("-C", state_->workspace, "folder of the workspace")->type_name("DIR");
    app.add_flag(
        "--json", state_->json, "one JSON document on standard output, nothing else there");
    app.add_flag("--quiet", state_->quiet, "no progress and no remarks");
    app.footer("Example:\n  tickmark -C examples/meridian check");
}

CommandLine::~CommandLine() = default;

Command& CommandLine::add(const Command::About& about) {
    return state_->root.add(about);
}

int CommandLine::run(const std::vector<std::string>& words, std::ostream& out, std::ostream& err) {
    CLI::App& app = state_->app;
    // Before the words are understood, a reader of JSON must already be answered in JSON.
    bool json = std::find(words.begin(), words.end(), "--json") != words.end();
    try {
        std::vector<std::string> reversed(words.rbegin(), words.rend());
        app.parse(std::move(reversed));
        json = state_->json;
        std::vector<std::pair<const CLI::App*, const Command*>> commands;
        const std::function<void(const Command&)> gather = [&](const Command& command) {
            commands.emplace_back(static_cast<const CLI::App*>(command.app_), &command);
            for (const auto& below : command.below_) {
                gather(*below);
            }
        };
        gather(state_->root);
        const CLI::App& named = named_command(app);
        const Command* command = find_command(commands, named);
        if (command == nullptr || !command->has_action()) {
            out << named.help(words_before(named));
            return named.get_parent() == nullptr && words.empty() ? 2 : exit_code(ErrorCode::usage);
        }
        const CommandContext context{
            state_->workspace, json, state_->quiet, is_redrawable(), out, err, &terminal_size};
        return command->run(context);
    } catch (const CLI::CallForHelp&) {
        const CLI::App& named = named_command(app);
        out << named.help(words_before(named));
        return 0;
    } catch (const CLI::CallForVersion&) {
        out << program_title() << "\n";
        return 0;
    } catch (const CLI::ParseError& fault) {
        return print_failure(usage_error(app, fault), json, out, err);
    } catch (const std::exception& fault) {
        return print_failure(as_error(fault), json, out, err);
    }
}

/// Whether standard output is a pipe that nobody reads any more.
static bool reader_is_gone() {
    pollfd out{STDOUT_FILENO, POLLOUT, 0};
    return ::poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

int run_command_line(int argc, const char* const* argv) {
    stop_on_interrupt();
    CommandLine line;
    add_commands(line);
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    const int code = line.run(words, std::cout, std::cerr);
    std::cout.flush();
    if (!std::cout && reader_is_gone()) {
        return code; // `| head` has read what it wanted
    }
    if (!std::cout && code == 0) {
        return print_failure(
            Error(
                ErrorCode::no_space,
                {"printing the result", "standard output could not be written", "", ""}),
            false,
            std::cout,
            std::cerr);
    }
    return code;
}

} // namespace tickmark
