#include "tickmark/cli/command.hpp"

#include <CLI/CLI.hpp>
#include <utility>

namespace tickmark {

namespace {

CLI::App& app_of(void* app) {
    return *static_cast<CLI::App*>(app);
}

void describe(CLI::Option* option, const Command::Word& word) {
    if (!word.value.empty()) {
        option->type_name(word.value);
    } else if (word.name.front() != '-') {
        option->type_name(" ");
    }
    option->required(word.required);
}

} // namespace

Command::Command(void* app) : app_(app) {}

Command& Command::text(const Word& word, std::string& target) {
    describe(app_of(app_).add_option(word.name, target, word.help), word);
    return *this;
}

Command& Command::texts(const Word& word, std::vector<std::string>& target) {
    CLI::Option* option = app_of(app_).add_option(word.name, target, word.help);
    describe(option, word);
    if (word.name.front() == '-') {
        // One value each time, so that a positional word behind it stays one.
        option->expected(1)->take_all();
    }
    return *this;
}

Command& Command::integer(const Word& word, long long& target) {
    describe(app_of(app_).add_option(word.name, target, word.help), word);
    return *this;
}

Command& Command::flag(const Word& word, bool& target) {
    app_of(app_).add_flag(word.name, target, word.help);
    return *this;
}

Command& Command::add(const About& about) {
    CLI::App* sub = app_of(app_).add_subcommand(about.name, about.summary);
    sub->fallthrough();
    std::string footer = about.examples.size() == 1 ? "Example:" : "Examples:";
    for (const std::string& example : about.examples) {
        footer += "\n  " + example;
    }
    sub->footer(footer);
    below_.push_back(std::make_unique<Command>(sub));
    return *below_.back();
}

void Command::action(std::function<int(const CommandContext&)> action) {
    action_ = std::move(action);
}

} // namespace tickmark
