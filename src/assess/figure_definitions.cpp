#include "tickmark/base/text.hpp"
#include "tickmark/config/shipped.hpp"

#include "definition_parts.hpp"
#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/core.h>

namespace tickmark {
namespace {

constexpr std::array<std::pair<std::string_view, Measure>, 6> measures = {{
    {"share", Measure::share},
    {"count", Measure::count},
    {"sum", Measure::sum},
    {"average", Measure::average},
    {"median", Measure::median},
    {"percentile", Measure::percentile},
}};

Measure read_measure(const Node& node, Problems& problems) {
    std::vector<std::string> words;
    words.reserve(measures.size());
    for (const auto& [word, measure] : measures) {
        words.emplace_back(word);
    }
    required_text(node, "measure", problems);
    const std::string word = enum_text(node, "measure", words, "count", problems);
    return std::find_if(
               measures.begin(), measures.end(), [&](const auto& m) { return m.first == word; })
        ->second;
}

/// `key` must be there exactly when `needed`.
void check_presence(
    const Node& node, std::string_view key, bool needed, Measure measure, Problems& problems) {
    const Node* member = node.find(key);
    if (needed && member == nullptr) {
        problems.push_back(
            {node.at(), fmt::format("a {} needs the key '{}'", name_of(measure), key)});
    }
    if (!needed && member != nullptr) {
        problems.push_back({member->at(), fmt::format("{}: a {} has none", key, name_of(measure))});
    }
}

void read_expressions(
    const Node& node, const Dataset& dataset, FigureDefinition& figure, Problems& problems) {
    figure.of = node.find("of") == nullptr
                    ? always_true(dataset)
                    : read_expression(node, "of", dataset, Wanted::condition, problems);
    figure.where = read_expression(node, "where", dataset, Wanted::condition, problems);
    figure.value = read_expression(node, "value", dataset, Wanted::number, problems);
    if (!figure.by.empty() && dataset.field(figure.by) == nullptr) {
        problems.push_back(
            {node.find("by")->at(),
             fmt::format(
                 "by: dataset '{}' has no field '{}'{}",
                 dataset.id,
                 figure.by,
                 did_you_mean(figure.by, dataset.field_names()))});
    }
}

/// A target in the unit of the figure: a share is 0 to 1, an average score of 80% is 80.
std::optional<Decimal> read_target(
    const Node& node, std::string_view key, const FigureDefinition& figure, Problems& problems) {
    const auto level = read_level(node, key, problems);
    const bool has_percent = level && node.find(key)->text().ends_with('%');
    if (figure.measure != Measure::share) {
        return has_percent ? std::optional(*level * Decimal(100)) : level;
    }
    if (level && (*level < Decimal(0) || Decimal(1) < *level)) {
        problems.push_back(
            {node.find(key)->at(),
             fmt::format("{}: a share lies between 0% and 100%; write 95%", key)});
    }
    return level;
}

FigureDefinition read_figure(const Node& node, const Dictionary& dictionary, Problems& problems) {
    static const std::vector<std::string> keys = {
        "id",
        "title",
        "dataset",
        "measure",
        "of",
        "where",
        "value",
        "percentile",
        "unit",
        "target",
        "warn",
        "good",
        "by"};
    FigureDefinition figure;
    figure.at = node.at();
    if (!check_keys(node, keys, problems)) {
        return figure;
    }
    figure.id = required_text(node, "id", problems);
    figure.title = required_text(node, "title", problems);
    figure.dataset = required_text(node, "dataset", problems);
    figure.measure = read_measure(node, problems);
    const bool is_share = figure.measure == Measure::share;
    const bool is_percentile = figure.measure == Measure::percentile;
    check_presence(node, "where", is_share, figure.measure, problems);
    check_presence(
        node, "value", !is_share && figure.measure != Measure::count, figure.measure, problems);
    check_presence(node, "percentile", is_percentile, figure.measure, problems);
    if (is_percentile) {
        const auto level = read_level(node, "percentile", problems);
        figure.percentile = level.value_or(Decimal(50));
        if (figure.percentile < Decimal(0) || Decimal(100) < figure.percentile) {
            problems.push_back({node.at(), "percentile: expected a number from 0 to 100"});
        }
    }
    figure.unit = optional_text(node, "unit", is_share ? "percent" : "", problems);
    figure.target = read_target(node, "target", figure, problems);
    figure.warn = read_target(node, "warn", figure, problems);
    figure.up_is_good = enum_text(node, "good", {"up", "down"}, "up", problems) == "up";
    figure.by = optional_text(node, "by", "", problems);
    if (const Dataset* dataset = known_dataset(node, figure.dataset, dictionary, problems)) {
        read_expressions(node, *dataset, figure, problems);
    }
    return figure;
}

struct FigureFile {
    std::string path;
    std::string shown;
    bool is_shipped = false;
};

std::vector<FigureFile> figure_files(const std::vector<std::string>& workspace_files) {
    std::vector<FigureFile> files;
    for (const std::string& path : shipped_files("templates", ".yaml")) {
        if (std::filesystem::path(path).filename() == "figures.yaml") {
            const auto shown = std::filesystem::path(path).lexically_relative(shipped_folder());
            files.push_back({path, shown.string(), true});
        }
    }
    for (const std::string& path : workspace_files) {
        files.push_back({path, path, false});
    }
    return files;
}

/// Puts the figure in, in the place of the shipped one of its id if there is one.
void add_figure(
    FigureDefinition figure,
    bool is_shipped,
    std::vector<FigureDefinition>& figures,
    std::size_t& shipped) {
    const auto same = std::find_if(
        figures.begin(),
        figures.begin() + static_cast<std::ptrdiff_t>(shipped),
        [&](const FigureDefinition& other) { return other.id == figure.id; });
    if (!is_shipped && same != figures.begin() + static_cast<std::ptrdiff_t>(shipped)) {
        *same = std::move(figure);
        return;
    }
    figures.push_back(std::move(figure));
    shipped += is_shipped ? 1U : 0U;
}

} // namespace

std::string_view name_of(Measure measure) noexcept {
    return measures[static_cast<std::size_t>(measure)].first;
}

std::vector<FigureDefinition> load_figures(
    const std::vector<std::string>& workspace_files,
    const Dictionary& dictionary,
    Problems& problems) {
    std::vector<FigureDefinition> figures;
    std::size_t shipped = 0;
    std::map<std::pair<bool, std::string>, Position> seen;
    for (const FigureFile& file : figure_files(workspace_files)) {
        const auto root = read_yaml(file.path, file.shown, problems);
        if (root && !root->is_list()) {
            problems.push_back(
                {root->at(), "expected a list of figures, found " + found_phrase(*root)});
        }
        for (const Node& node : root ? root->items() : std::vector<Node>()) {
            FigureDefinition figure = read_figure(node, dictionary, problems);
            const auto [first, is_new] =
                seen.emplace(std::pair(file.is_shipped, figure.id), figure.at);
            if (!is_new && !figure.id.empty()) {
                problems.push_back(
                    {figure.at,
                     fmt::format(
                         "the figure '{}' is given already at {}",
                         figure.id,
                         first->second.text())});
                continue;
            }
            add_figure(std::move(figure), file.is_shipped, figures, shipped);
        }
    }
    return figures;
}

} // namespace tickmark
