#include "tickmark/base/text.hpp"

#include "parts.hpp"
#include <algorithm>

namespace tickmark::report {

namespace {

/// Target, warning level or value in the unit of the figure, as its `shown` text has it.
std::string level_text(const FigureDefinition& figure, const std::optional<Decimal>& level) {
    if (!level) {
        return "";
    }
    if (figure.measure == Measure::share) {
        return (*level * Decimal(100)).text() + "%";
    }
    return figure.unit.empty() ? level->text() : level->text() + " " + figure.unit;
}

/// "793 of 849": what a share is made of; the records a number is taken over.
std::string basis_text(const FigureResult& figure) {
    std::string text;
    if (figure.definition.measure == Measure::share) {
        text = number_text(figure.numerator) + " of " + number_text(figure.denominator);
    } else if (figure.definition.measure == Measure::count) {
        text = "counted";
    } else {
        text = "over " + counted(figure.denominator, "record", "records");
    }
    if (figure.undetermined > 0) {
        text += "; " + number_text(figure.undetermined) + " undetermined";
    }
    return text;
}

Tree figure_parts(const FigureResult& figure, std::size_t limit) {
    Tree list = Tree::make_list();
    for (const FigurePart& part : figure.parts) {
        if (list.items().size() >= limit) {
            break;
        }
        list.add(Tree::make_map()
                     .set("name", part.name.empty() ? "(none given)" : part.name)
                     .set("numerator", number_text(part.numerator))
                     .set("denominator", number_text(part.denominator))
                     .set("value", part_text(figure, part)));
    }
    return list;
}

Tree figure_tree(const Parts& parts, const FigureResult& figure) {
    const FigureDefinition& definition = figure.definition;
    Tree tree = Tree::make_map();
    const bool available = figure.status != FigureStatus::not_available;
    tree.set("id", definition.id)
        .set("anchor", anchor_id("figure", definition.id))
        .set("queries", anchor_id("query-figure", definition.id))
        .set("title", definition.title)
        .set("value", available ? figure.shown : "not available")
        .set("basis", available ? basis_text(figure) : figure.reason)
        .set("reason", figure.reason)
        .set("target", target_text(definition))
        .set("warn", level_text(definition, definition.warn))
        .set("dataset", parts.dataset_title(definition.dataset))
        .set("state", status_tree(words_of(figure.status)))
        .set("by", definition.by);
    const auto limit = static_cast<std::size_t>(parts.limit("parts", 40));
    const Tree list = figure_parts(figure, limit);
    const auto all = static_cast<std::int64_t>(figure.parts.size());
    tree.set("has_parts", !list.items().empty())
        .set(
            "parts_shown",
            figure.parts.size() <= limit
                ? ""
                : "First " + number_text(static_cast<std::int64_t>(limit)) + " of " +
                      number_text(all) + "; all in the workbook, sheet Figures by part.")
        .set("parts", list);
    return tree;
}

const FigureResult* find_figure(const Parts& parts, const std::string& id) {
    for (const FigureResult& figure : parts.input.assessment.figures) {
        if (figure.definition.id == id) {
            return &figure;
        }
    }
    return nullptr;
}

/// {status words, count} for each status that occurs or not, in the order given.
template <class Status, class Items, class StatusOf>
Tree count_by_status(
    const std::vector<StatusWords>& all, const Items& items, const StatusOf& status_of) {
    std::vector<std::int64_t> counts(all.size());
    for (const auto& item : items) {
        ++counts[static_cast<std::size_t>(static_cast<Status>(status_of(item)))];
    }
    Tree list = Tree::make_list();
    for (std::size_t i = 0; i < all.size(); ++i) {
        Tree line = status_tree(all[i]);
        line.set("count", number_text(counts[i]));
        list.add(std::move(line));
    }
    return list;
}

/// Controls that are not effective, worst first, with the test that decides.
Tree open_controls(const Parts& parts) {
    std::vector<const ControlResult*> open;
    for (const ControlResult& control : parts.input.assessment.controls) {
        if (control.result != Result::effective) {
            open.push_back(&control);
        }
    }
    std::stable_sort(open.begin(), open.end(), [](const ControlResult* a, const ControlResult* b) {
        return a->result < b->result;
    });
    Tree list = Tree::make_list();
    for (const ControlResult* control : open) {
        std::string reason;
        for (const TestResult& test : control->tests) {
            if (test.result == control->result && reason.empty()) {
                reason = test.reason;
            }
        }
        list.add(Tree::make_map()
                     .set("id", control->definition.id)
                     .set("href", anchor_id("control", control->definition.id))
                     .set("title", control->definition.title)
                     .set("owner", control->definition.owner)
                     .set("reason", reason.empty() ? "no test is defined" : reason)
                     .set("state", status_tree(words_of(control->result))));
    }
    return list;
}

std::int64_t count_result(const Parts& parts, Result result) {
    const auto& controls = parts.input.assessment.controls;
    return std::count_if(controls.begin(), controls.end(), [result](const ControlResult& control) {
        return control.result == result;
    });
}

std::string summary_sentence(const Parts& parts) {
    const auto total = static_cast<std::int64_t>(parts.input.assessment.controls.size());
    const std::int64_t effective = count_result(parts, Result::effective);
    const std::int64_t exceptions = count_result(parts, Result::exceptions);
    const std::int64_t other = total - effective - exceptions;
    return "Management assessed " + counted(total, "control", "controls") + " as of " +
           parts.input.assessment.period.as_of.iso() + ". " + number_text(effective) +
           (effective == 1 ? " is" : " are") + " effective, " + number_text(exceptions) +
           (exceptions == 1 ? " has" : " have") + " exceptions above tolerance, and for " +
           number_text(other) + " the evidence does not carry a conclusion of effective.";
}

} // namespace

std::string target_text(const FigureDefinition& figure) {
    const std::string level = level_text(figure, figure.target);
    return level.empty() ? "" : (figure.up_is_good ? "at least " : "at most ") + level;
}

std::string part_text(const FigureResult& figure, const FigurePart& part) {
    if (!part.value) {
        return "not available";
    }
    return figure.definition.measure == Measure::share ? (*part.value * Decimal(100)).fixed(1) + "%"
                                                       : part.value->rounded(1).text();
}

Tree conclusion_part(const Parts& parts) {
    const Assessment& assessment = parts.input.assessment;
    Tree headline = Tree::make_list();
    for (const std::string& id : parts.input.definition.headline) {
        if (const FigureResult* figure = find_figure(parts, id)) {
            headline.add(figure_tree(parts, *figure));
        }
    }
    const auto open = static_cast<std::int64_t>(std::count_if(
        assessment.findings.begin(), assessment.findings.end(), [](const FindingResult& finding) {
            return finding.status != "closed";
        }));
    Tree tree = Tree::make_map();
    tree.set("summary", summary_sentence(parts))
        .set("headline", std::move(headline))
        .set("open_findings", counted(open, "finding is open", "findings are open"))
        .set(
            "control_results",
            count_by_status<Result>(
                all_result_words(),
                assessment.controls,
                [](const ControlResult& control) { return control.result; }))
        .set(
            "obligation_results",
            count_by_status<ObligationStatus>(
                all_obligation_words(),
                assessment.obligations,
                [](const ObligationResult& obligation) { return obligation.status; }))
        .set(
            "has_open_controls",
            count_result(parts, Result::effective) !=
                static_cast<std::int64_t>(assessment.controls.size()))
        .set("open_controls", open_controls(parts));
    return tree;
}

Tree figures_part(const Parts& parts) {
    Tree list = Tree::make_list();
    for (const FigureResult& figure : parts.input.assessment.figures) {
        list.add(figure_tree(parts, figure));
    }
    return list;
}

} // namespace tickmark::report
