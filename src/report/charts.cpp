#include "charts.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include <algorithm>
#include <array>

namespace tickmark::report {

namespace {

constexpr std::size_t most_bars = 24; ///< that a reader can compare on one page

const FigureResult* find_figure(const Parts& parts, const std::string& id) {
    const auto& figures = parts.input.assessment.figures;
    const auto found = std::find_if(figures.begin(), figures.end(), [&id](const FigureResult& one) {
        return one.definition.id == id;
    });
    return found == figures.end() ? nullptr : &*found;
}

double in_percent(const Decimal& share) {
    return (share * Decimal(100)).approximate();
}

void cut(std::size_t all, ReportChart& chart) {
    if (all > most_bars) {
        chart.notes.push_back(
            "The first " + std::to_string(most_bars) + " of " +
            number_text(static_cast<std::int64_t>(all)) + " are drawn; the workbook has all.");
    }
}

ReportChart::Source source_of(const FigureResult& figure) {
    return {figure.definition.id, anchor_id("figure", figure.definition.id)};
}

/// Shares that are drawn against their targets. One that a workspace does not have is left out of
/// a chart as it is out of the report.
std::vector<const FigureResult*> shares_of(const Parts& parts, const ChartDefinition& definition) {
    std::vector<const FigureResult*> shares;
    for (const std::string& id : definition.figures) {
        const FigureResult* figure = find_figure(parts, id);
        if (figure != nullptr && figure->definition.measure != Measure::share) {
            reject_chart(
                definition, "figure '" + id + "' is no share; bars are drawn on one axis of 100%");
        }
        if (figure != nullptr) {
            shares.push_back(figure);
        }
    }
    if (definition.figures.empty()) {
        for (const FigureResult& figure : parts.input.assessment.figures) {
            if (figure.definition.measure == Measure::share && figure.definition.target) {
                shares.push_back(&figure);
            }
        }
    }
    return shares;
}

ReportChart draw_shares(const Parts& parts, const ChartDefinition& definition) {
    ReportChart chart = start_chart(definition);
    BarChart bars;
    bars.title = definition.title;
    bars.whole = 100;
    const auto shares = shares_of(parts, definition);
    cut(shares.size(), chart);
    for (std::size_t i = 0; i < std::min(shares.size(), most_bars); ++i) {
        const FigureResult& figure = *shares[i];
        bars.labels.push_back(figure.definition.title);
        ChartValue value;
        if (figure.value && figure.status != FigureStatus::not_available) {
            value.value = in_percent(*figure.value);
            value.text = figure.shown + " " + to_lower(words_of(figure.status).label);
        }
        if (figure.definition.target) {
            value.target = in_percent(*figure.definition.target);
            value.text += value.text.empty() ? "" : " (" + target_text(figure.definition) + ")";
        }
        bars.values.push_back(std::move(value));
        chart.sources.push_back(source_of(figure));
    }
    chart.notes.insert(chart.notes.begin(), "The upright mark on a bar is its target.");
    chart.missing = shares.empty() ? "no share with a target is defined." : "";
    chart.drawing = std::move(bars);
    return chart;
}

ChartValue part_value(const FigureResult& figure, const FigurePart& part) {
    ChartValue value;
    if (!part.value) {
        return value;
    }
    value.text = part_text(figure, part);
    if (figure.definition.measure == Measure::share) {
        value.value = in_percent(*part.value);
        value.text +=
            " (" + number_text(part.numerator) + " of " + number_text(part.denominator) + ")";
    } else {
        value.value = part.value->approximate();
    }
    return value;
}

ReportChart draw_parts(const Parts& parts, const ChartDefinition& definition) {
    ReportChart chart = start_chart(definition);
    const FigureResult* figure = find_figure(parts, definition.parts_of);
    if (figure == nullptr) {
        chart.missing = "this workspace has no figure " + definition.parts_of + ".";
        return chart;
    }
    if (figure->parts.empty()) {
        chart.missing = figure->reason.empty() ? "the figure has no parts." : figure->reason;
        return chart;
    }
    BarChart bars;
    bars.title = definition.title;
    const bool share = figure->definition.measure == Measure::share;
    bars.whole = share ? 100 : 0;
    cut(figure->parts.size(), chart);
    for (std::size_t i = 0; i < std::min(figure->parts.size(), most_bars); ++i) {
        const FigurePart& part = figure->parts[i];
        bars.labels.push_back(part.name.empty() ? "(none given)" : part.name);
        bars.values.push_back(part_value(*figure, part));
    }
    if (const auto& target = figure->definition.target) {
        bars.target = ChartTarget{
            share ? in_percent(*target) : target->approximate(),
            "target: " + target_text(figure->definition)};
    }
    chart.sources.push_back(source_of(*figure));
    chart.drawing = std::move(bars);
    return chart;
}

/// States drawn as one part of a bar, best first: five at most can be told apart in grey.
struct Pile {
    const char* name;
    std::vector<std::size_t> states; ///< places in the enumeration
};

template <class State>
std::size_t place(State state) {
    return static_cast<std::size_t>(state);
}

const std::vector<Pile>& result_piles() {
    static const std::vector<Pile> piles{
        {"Effective", {place(Result::effective)}},
        {"No occurrence or not tested", {place(Result::no_occurrence), place(Result::not_tested)}},
        {"Incomplete or stale", {place(Result::incomplete), place(Result::stale)}},
        {"No evidence", {place(Result::no_evidence)}},
        {"Exceptions", {place(Result::exceptions)}}};
    return piles;
}

const std::vector<Pile>& obligation_piles() {
    using Status = ObligationStatus;
    static const std::vector<Pile> piles{
        {"Supported", {place(Status::supported)}},
        {"Partly supported", {place(Status::partly_supported)}},
        {"No evidence or no control", {place(Status::no_evidence), place(Status::no_control)}},
        {"Not supported", {place(Status::not_supported)}},
        {"Not applicable", {place(Status::not_applicable)}}};
    return piles;
}

/// Counts of states by a word, in the order in which the words are met.
class Stack {
public:
    explicit Stack(const std::vector<Pile>& piles) : piles_(piles) {}

    void add(const std::string& label, std::size_t state) {
        auto found = std::find(labels_.begin(), labels_.end(), label);
        if (found == labels_.end()) {
            found = labels_.insert(labels_.end(), label);
            counts_.emplace_back(piles_.size());
        }
        std::vector<std::int64_t>& counts =
            counts_[static_cast<std::size_t>(std::distance(labels_.begin(), found))];
        for (std::size_t i = 0; i < piles_.size(); ++i) {
            const auto& states = piles_[i].states;
            counts[i] += std::count(states.begin(), states.end(), state);
        }
    }

    void finish(ReportChart& chart) const {
        cut(labels_.size(), chart);
        StackedChart drawing;
        drawing.title = chart.title;
        const std::size_t drawn = std::min(labels_.size(), most_bars);
        drawing.labels.assign(
            labels_.begin(), labels_.begin() + static_cast<std::ptrdiff_t>(drawn));
        for (std::size_t i = 0; i < piles_.size(); ++i) {
            ChartSeries series{piles_[i].name, {}};
            for (std::size_t row = 0; row < drawn; ++row) {
                const std::int64_t count = counts_[row][i];
                series.values.push_back({static_cast<double>(count), number_text(count)});
            }
            drawing.series.push_back(std::move(series));
        }
        chart.drawing = std::move(drawing);
    }

    bool empty() const noexcept { return labels_.empty(); }

private:
    const std::vector<Pile>& piles_;
    std::vector<std::string> labels_;
    std::vector<std::vector<std::int64_t>> counts_;
};

void check_word(
    const ChartDefinition& definition,
    const std::string& word,
    const std::array<const char*, 2>& known) {
    if (word != known[0] && word != known[1]) {
        reject_chart(
            definition,
            "'" + word + "' is not known here" + did_you_mean(word, {known[0], known[1]}) +
                "; there are: " + known[0] + ", " + known[1]);
    }
}

ReportChart draw_controls(const Parts& parts, const ChartDefinition& definition) {
    check_word(definition, definition.by, {"domain", "owner"});
    ReportChart chart = start_chart(definition);
    Stack stack(result_piles());
    for (const ControlResult& control : parts.input.assessment.controls) {
        const bool domain = definition.by == "domain";
        const std::string& word = domain ? control.definition.domain : control.definition.owner;
        stack.add(word.empty() ? "(none given)" : word, place(control.result));
    }
    stack.finish(chart);
    chart.notes.insert(chart.notes.begin(), "Each number counts controls.");
    chart.missing = stack.empty() ? "no control is defined." : "";
    return chart;
}

ReportChart draw_obligations(const Parts& parts, const ChartDefinition& definition) {
    check_word(definition, definition.by, {"part", "catalog"});
    ReportChart chart = start_chart(definition);
    Stack stack(obligation_piles());
    for (const ObligationResult& obligation : parts.input.assessment.obligations) {
        const bool part = definition.by == "part" && !obligation.group.empty();
        const std::string of_catalog =
            parts.input.catalogs.size() > 1 ? obligation.catalog + ": " : "";
        stack.add(
            part ? of_catalog + obligation.group : parts.catalog_title(obligation.catalog),
            place(obligation.status));
    }
    stack.finish(chart);
    chart.notes.insert(chart.notes.begin(), "Each number counts obligations.");
    chart.missing = stack.empty() ? "no catalog was chosen for this report." : "";
    return chart;
}

ReportChart draw(const Parts& parts, const ChartDefinition& definition) {
    switch (definition.kind) {
    case ChartDefinition::Kind::heat_map:
        return draw_heat_map(parts, definition);
    case ChartDefinition::Kind::stacked:
        check_word(definition, definition.of, {"controls", "obligations"});
        return definition.of == "controls" ? draw_controls(parts, definition)
                                           : draw_obligations(parts, definition);
    case ChartDefinition::Kind::bars:
        break;
    }
    return definition.parts_of.empty() ? draw_shares(parts, definition)
                                       : draw_parts(parts, definition);
}

} // namespace

void reject_chart(const ChartDefinition& definition, const std::string& why) {
    throw Error(
        ErrorCode::config_invalid,
        {"drawing chart '" + definition.id + "' of the report", why, definition.at.text(), ""});
}

ReportChart start_chart(const ChartDefinition& definition) {
    ReportChart chart;
    chart.id = definition.id;
    chart.title = definition.title;
    chart.section = definition.section;
    return chart;
}

std::vector<ReportChart> make_charts(const Parts& parts) {
    std::vector<ReportChart> charts;
    for (const ChartDefinition& definition : parts.input.definition.charts) {
        charts.push_back(draw(parts, definition));
    }
    return charts;
}

} // namespace tickmark::report
