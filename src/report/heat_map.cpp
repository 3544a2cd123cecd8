#include "tickmark/base/text.hpp"

#include "charts.hpp"
#include <charconv>

namespace tickmark::report {

namespace {

constexpr int most_steps = 10; ///< columns or rows that are legible

/// One side of the grid: a field of whole numbers and where they begin.
struct Side {
    const Field* field;
    int first;
    int steps;
};

Side side_of(const ChartDefinition& definition, const Dataset& dataset, const std::string& name) {
    const Field* field = dataset.field(name);
    if (field == nullptr) {
        reject_chart(
            definition,
            "dataset '" + dataset.id + "' has no field '" + name + "'" +
                did_you_mean(name, dataset.field_names()));
    }
    const int steps =
        field->range ? static_cast<int>(field->range->second - field->range->first) + 1 : 0;
    if (field->type != FieldType::integer || steps < 2 || steps > most_steps) {
        reject_chart(
            definition, "field '" + name + "' is not a whole number with a range of 2 to 10 steps");
    }
    return {field, static_cast<int>(field->range->first), steps};
}

/// The place on a side of a stored value; none where it has none.
std::optional<std::size_t> place_on(const Side& side, const SqlValue& stored) {
    int value = 0;
    if (!stored ||
        std::from_chars(stored->data(), stored->data() + stored->size(), value).ec != std::errc() ||
        value < side.first || value >= side.first + side.steps) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(value - side.first);
}

/// From nothing to severe: the share of the largest product of both scales.
int level_of(std::size_t row, std::size_t column, const Side& down, const Side& across) {
    const auto product = static_cast<double>((row + 1) * (column + 1));
    const double share = product / (down.steps * across.steps);
    return share <= 0.16 ? 0 : share <= 0.36 ? 1 : share <= 0.48 ? 2 : share <= 0.64 ? 3 : 4;
}

struct Grid {
    std::vector<std::vector<std::int64_t>> counts; ///< by row from the lowest, then column
    std::int64_t drawn = 0;
    std::int64_t without = 0;      ///< a value is missing
    std::int64_t undetermined = 0; ///< the condition has no answer
};

Grid count(
    const Parts& parts,
    const ChartDefinition& definition,
    const Dataset& dataset,
    const Side& down,
    const Side& across) {
    const std::string where = definition.where.empty()
                                  ? "1"
                                  : emit_sqlite(
                                        parse_expression(definition.where, dataset, definition.at),
                                        parameter_values(parts));
    Grid grid;
    grid.counts.assign(
        static_cast<std::size_t>(down.steps),
        std::vector<std::int64_t>(static_cast<std::size_t>(across.steps)));
    const auto rows = parts.input.snapshot.connection().query(
        "SELECT (" + where + ") IS NULL, " + quoted_name(down.field->name) + ", " +
        quoted_name(across.field->name) + ", COUNT(*) FROM " + quoted_name(dataset.id) +
        " WHERE (" + where + ") IS NOT 0 GROUP BY 1, 2, 3");
    while (rows->next()) {
        const std::int64_t number = std::stoll(rows->text(3).value_or("0"));
        const auto row = place_on(down, rows->text(1));
        const auto column = place_on(across, rows->text(2));
        if (rows->text(0) == "1") {
            grid.undetermined += number;
        } else if (row && column) {
            grid.counts[*row][*column] += number;
            grid.drawn += number;
        } else {
            grid.without += number;
        }
    }
    return grid;
}

HeatMap
drawing_of(const std::string& title, const Grid& grid, const Side& down, const Side& across) {
    HeatMap map;
    map.title = title;
    map.down = to_lower(field_title(*down.field));
    map.across = to_lower(field_title(*across.field));
    for (int i = 0; i < across.steps; ++i) {
        map.columns.push_back(std::to_string(across.first + i));
    }
    for (int i = down.steps - 1; i >= 0; --i) { // the highest on top
        const auto row = static_cast<std::size_t>(i);
        map.rows.push_back(std::to_string(down.first + i));
        std::vector<HeatMap::Cell> cells;
        for (std::size_t column = 0; column < grid.counts[row].size(); ++column) {
            const std::int64_t number = grid.counts[row][column];
            cells.push_back(
                {number == 0 ? "" : number_text(number), level_of(row, column, down, across)});
        }
        map.cells.push_back(std::move(cells));
    }
    return map;
}

void add_notes(const ChartDefinition& definition, const Grid& grid, ReportChart& chart) {
    std::string drawn = "Each number counts records, " + number_text(grid.drawn) + " in all";
    drawn += definition.where.empty() ? "" : ", where " + definition.where;
    chart.notes.push_back(drawn + ". The shade grows with the product of both scales.");
    if (grid.without > 0) {
        chart.notes.push_back(
            counted(grid.without, "record has", "records have") +
            " no value on one of the scales and cannot be drawn.");
    }
    if (grid.undetermined > 0) {
        chart.notes.push_back(
            counted(grid.undetermined, "record is", "records are") +
            " undetermined: the condition has no answer.");
    }
}

} // namespace

ReportChart draw_heat_map(const Parts& parts, const ChartDefinition& definition) {
    const Dataset* dataset = parts.dataset(definition.dataset);
    if (dataset == nullptr) {
        reject_chart(definition, "there is no dataset '" + definition.dataset + "'");
    }
    const Side down = side_of(definition, *dataset, definition.down);
    const Side across = side_of(definition, *dataset, definition.across);
    ReportChart chart = start_chart(definition);
    const std::string title = parts.dataset_title(definition.dataset);
    const auto collections = parts.input.snapshot.collections(definition.dataset);
    if (collections.empty()) {
        chart.missing = title + " was never collected completely.";
        return chart;
    }
    const Grid grid = count(parts, definition, *dataset, down, across);
    if (grid.drawn == 0) {
        chart.missing = "no record of " + title + " meets the condition and has both values.";
    }
    chart.drawing = drawing_of(definition.title, grid, down, across);
    add_notes(definition, grid, chart);
    for (const Collection& collection : collections) {
        const bool known = parts.collections.contains(collection.id);
        chart.sources.push_back(
            {collection.id, known ? anchor_id("collection", collection.id) : ""});
    }
    return chart;
}

} // namespace tickmark::report
