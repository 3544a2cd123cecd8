#include "tickmark/app/init.hpp"

#include "tickmark/app/add_source.hpp"
#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"

#include "../print_internal.hpp"
#include "commands.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <ostream>

namespace tickmark::cli_commands {

namespace {

struct Options {
    std::string folder;
    std::vector<std::string> presets;
    std::string name;
    bool example = false;
};

/// The presets for the help, which must come also where the program's data are missing.
std::string known_presets() {
    try {
        return ": " + join(preset_names(), ", ");
    } catch (const Error&) {
        return {};
    }
}

/// What came of it.
struct Made {
    std::string folder;
    std::vector<std::string> files; ///< none where the workspace was there
    std::vector<AddedSource> sources;
};

Made make(const CommandContext& context, const Options& options) {
    if (options.folder.empty() && (options.presets.empty() || options.example)) {
        throw Error(
            ErrorCode::usage,
            {"reading the command line", "DIR is required", "", "tickmark init --help"});
    }
    if (options.presets.empty() && !options.name.empty()) {
        throw Error(
            ErrorCode::usage,
            {"reading the command line",
             "--as goes with --source",
             "",
             "presets: " + join(preset_names(), ", ")});
    }
    Made made;
    made.folder = options.folder.empty() ? context.workspace : options.folder;
    check_presets(options.presets, options.name);
    const bool adds =
        !options.presets.empty() && (options.folder.empty() || is_workspace(made.folder));
    if (!adds || options.example) {
        made.files = make_workspace(made.folder, options.example);
    }
    if (!options.presets.empty()) {
        made.sources = add_sources({made.folder, options.presets, options.name});
    }
    return made;
}

std::string next_command(const Made& made, const AddedSource& source) {
    return "tickmark " + (made.folder == "." ? "" : "-C " + made.folder + " ") +
           "collect --dry-run " + source.name;
}

void print_json(const Made& made, std::ostream& out) {
    JsonWriter json(out);
    json.begin_object().member("folder", made.folder).key("files").begin_array();
    for (const std::string& file : made.files) {
        json.value(file);
    }
    json.end_array().key("sources").begin_array();
    for (const AddedSource& source : made.sources) {
        json.begin_object()
            .member("name", source.name)
            .member("preset", source.preset)
            .member("title", source.title)
            .member("checked", source.checked)
            .member("file", "tickmark.yaml")
            .member("line", source.line)
            .key("placeholders")
            .begin_array();
        for (const Placeholder& word : source.placeholders) {
            json.begin_object()
                .member("name", word.name)
                .member("meaning", word.meaning)
                .member("what", word.is_variable ? "set" : "replace")
                .key("lines")
                .begin_array();
            for (const int line : word.lines) {
                json.value(line);
            }
            json.end_array().end_object();
        }
        json.end_array().member("next", next_command(made, source)).end_object();
    }
    json.end_array().end_object();
}

std::string shown_placeholders(const AddedSource& source, bool variables) {
    std::size_t width = 0;
    for (const Placeholder& word : source.placeholders) {
        width = std::max(width, word.name.size());
    }
    std::string text;
    for (const Placeholder& word : source.placeholders) {
        if (word.is_variable != variables) {
            continue;
        }
        std::string lines;
        for (const int line : word.lines) {
            lines += (lines.empty() ? "" : ", ") + std::to_string(line);
        }
        text += fmt::format("    {:<{}}  {} (line {})\n", word.name, width, word.meaning, lines);
    }
    if (text.empty()) {
        return text;
    }
    return (variables ? "  set in the environment:\n" : "  replace in tickmark.yaml:\n") + text;
}

std::string shown(const Made& made) {
    std::string text;
    if (!made.files.empty()) {
        text += fmt::format("made {} with {} files", made.folder, made.files.size());
        text += made.sources.empty() ? "; next: tickmark -C " + made.folder + " check\n" : "\n";
    }
    for (const AddedSource& source : made.sources) {
        text += fmt::format(
            "added source {} to {}/tickmark.yaml, line {}: {}\n",
            source.name,
            made.folder,
            source.line,
            source.title);
        text += "  the preset was checked against: " + source.checked + "\n";
        text += shown_placeholders(source, false) + shown_placeholders(source, true);
        text += "  next: " + next_command(made, source) + "\n";
    }
    return text;
}

} // namespace

void add_init(CommandLine& line) {
    const auto options = std::make_shared<Options>();
    Command& command = line.add(
        {"init",
         "a workspace to start from, or a source from a preset for one that is there",
         {"tickmark init our-audit",
          "tickmark init --example meridian",
          "tickmark init our-audit --source request-tracker",
          "tickmark -C our-audit init --source jira --as privacy-findings"}});
    command
        .text(
            {"DIR", "folder to make it in; with --source also one that is there"}, options->folder)
        .flag({"--example", "a copy of the example organisation, with its data"}, options->example)
        .texts(
            {"--source",
             "add a source from this preset, in DIR or the workspace" + known_presets(),
             "PRESET"},
            options->presets)
        .text({"--as", "name of the source; the preset's own if absent", "NAME"}, options->name)
        .action([options](const CommandContext& context) {
            const Made made = make(context, *options);
            if (context.json) {
                print_json(made, context.out);
            } else if (!context.quiet) {
                context.out << cli_internal::printable(shown(made));
            }
            return 0;
        });
}

} // namespace tickmark::cli_commands
