#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace tickmark {

/// Of a terminal, in characters.
struct TerminalSize {
    std::size_t columns = 80;
    std::size_t rows = 24;
};

/// What every command is given: the global options and where to print.
struct CommandContext {
    std::string workspace; ///< folder named with -C, else "."
    bool json = false;     ///< one JSON document on `out`, nothing else there
    bool quiet = false;    ///< nothing but results that were asked for and errors
    bool terminal = false; ///< `err` is a terminal: progress may redraw its line
    std::ostream& out;     ///< results
    std::ostream& err;     ///< progress and remarks
    /// Of the terminal that is printed to, as it is now; the usual one where there is none.
    std::function<TerminalSize()> terminal_size = [] { return TerminalSize{}; };
};

/// One command of the program: its words, its help and what it does. Targets must live as long as
/// the action: keep them in a shared_ptr that the action captures.
class Command {
public:
    /// A command has one example line at least; `--help` ends with them.
    struct About {
        std::string name;                  ///< "collect"
        std::string summary;               ///< one line, small first letter, no full stop
        std::vector<std::string> examples; ///< "tickmark collect lms vendors"
    };
    /// One word or option of a command.
    struct Word {
        std::string name; ///< "--as-of" or "SOURCE"
        std::string help;
        std::string value = {}; ///< what stands for the value in the help: "DATE"
        bool required = false;  ///< positional words only
    };

    explicit Command(void* app);

    /// An option with a value, or a positional word when its name has no dash.
    Command& text(const Word& word, std::string& target);
    /// The same, given any number of times.
    Command& texts(const Word& word, std::vector<std::string>& target);
    Command& integer(const Word& word, long long& target);
    Command& flag(const Word& word, bool& target);
    /// A command below this one ("custody verify").
    Command& add(const About& about);
    /// What the command does; returns the exit code. Errors are thrown.
    void action(std::function<int(const CommandContext&)> action);

    int run(const CommandContext& context) const { return action_(context); }
    bool has_action() const noexcept { return static_cast<bool>(action_); }

private:
    friend class CommandLine;
    void* app_; ///< CLI::App, known to src/cli only
    std::function<int(const CommandContext&)> action_;
    std::vector<std::unique_ptr<Command>> below_;
};

/// All commands of the program and its global options (-C, --json, --quiet, --help, --version).
class CommandLine {
public:
    CommandLine();
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;
    CommandLine(CommandLine&&) = delete;
    CommandLine& operator=(CommandLine&&) = delete;

    Command& add(const Command::About& about);

    /// Parses the words (without the program's name), runs the command and returns the exit code;
    /// every failure is printed in one form: text on `err`, or with --json one document
    /// {"error":{"code","doing","why","where","hint"}} on `out`.
    int run(const std::vector<std::string>& words, std::ostream& out, std::ostream& err);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Adds every command; one line each in src/cli/commands.cpp.
void add_commands(CommandLine& line);

} // namespace tickmark
