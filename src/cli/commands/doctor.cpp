#include "tickmark/app/doctor.hpp"

#include "tickmark/base/json.hpp"

#include "../print_internal.hpp"
#include "commands.hpp"
#include <algorithm>
#include <ostream>
#include <string_view>

namespace tickmark::cli_commands {

namespace {

std::string_view word_of(Diagnosis::State state) {
    switch (state) {
    case Diagnosis::State::good:
        return "good";
    case Diagnosis::State::limited:
        return "limited";
    case Diagnosis::State::lacking:
        break;
    }
    return "lacking";
}

bool is_lacking(const Diagnosis& one) {
    return one.state == Diagnosis::State::lacking;
}

void print_json(const std::vector<Diagnosis>& found, std::ostream& out) {
    JsonWriter json(out);
    json.begin_object();
    json.member("ok", std::none_of(found.begin(), found.end(), is_lacking));
    json.key("checks").begin_array();
    for (const Diagnosis& one : found) {
        json.begin_object();
        json.member("name", one.name);
        json.member("state", word_of(one.state));
        json.member("detail", one.detail);
        json.member("remedy", one.remedy);
        json.end_object();
    }
    json.end_array().end_object();
}

void print_text(const std::vector<Diagnosis>& found, const CommandContext& context) {
    for (const Diagnosis& one : found) {
        if (context.quiet && one.state == Diagnosis::State::good) {
            continue;
        }
        context.out << word_of(one.state) << "  "
                    << cli_internal::printable(one.name + ": " + one.detail) << "\n";
        if (!one.remedy.empty()) {
            context.out << "         to get it: " << one.remedy << "\n";
        }
    }
}

} // namespace

void add_doctor(CommandLine& line) {
    line.add({"doctor", "what this machine lacks, and how to get it", {"tickmark doctor"}})
        .action([](const CommandContext& context) {
            const std::vector<Diagnosis> found = diagnose(context.workspace);
            if (context.json) {
                print_json(found, context.out);
            } else {
                print_text(found, context);
            }
            constexpr int configuration = 2;
            return std::any_of(found.begin(), found.end(), is_lacking) ? configuration : 0;
        });
}

} // namespace tickmark::cli_commands
