#include "tickmark/base/text.hpp"

#include "assess_internal.hpp"
#include <fmt/core.h>

namespace tickmark {
namespace {

constexpr int places = 12;

/// Which rows of the dataset a figure, or one part of it, is taken over.
struct Rows {
    std::string view;
    std::string of;
    std::string value; ///< of a share: its condition
};

std::string from(const Rows& rows) {
    return fmt::format(
        " FROM (SELECT {} AS v FROM {} WHERE {}) WHERE v IS NOT NULL",
        rows.value,
        rows.view,
        rows.of);
}

std::optional<Decimal> decimal_of(const SqlValue& text) {
    return text ? Decimal::from_text(*text) : std::nullopt;
}

/// The value at a place (from 0) among the sorted ones.
std::optional<Decimal> value_at(const Assessing& assessing, const Rows& rows, std::int64_t place) {
    const auto found =
        assessing.query(fmt::format("SELECT v{} ORDER BY v LIMIT 1 OFFSET {}", from(rows), place));
    return found->next() ? decimal_of(found->text(0)) : std::nullopt;
}

std::optional<Decimal> sum_of(const Assessing& assessing, const Rows& rows) {
    Decimal sum;
    const auto found = assessing.query("SELECT v" + from(rows));
    while (found->next()) {
        if (const auto value = decimal_of(found->text(0))) {
            sum = sum + *value;
        }
    }
    return sum;
}

/// Nearest rank: the smallest value that at least that share of the values does not exceed.
std::int64_t rank_of(const Decimal& percentile, std::int64_t count) {
    const Decimal exact = percentile * Decimal(count);
    std::int64_t rank = std::stoll(exact.divided_by(Decimal(100), 6).rounded(0).text());
    if (Decimal(rank) * Decimal(100) < exact) {
        ++rank;
    }
    return rank < 1 ? 0 : rank - 1;
}

std::optional<Decimal> summary_of(
    const Assessing& assessing,
    const FigureDefinition& figure,
    const Rows& rows,
    std::int64_t count) {
    if (figure.measure == Measure::sum) {
        return sum_of(assessing, rows);
    }
    if (count == 0) {
        return std::nullopt;
    }
    if (figure.measure == Measure::average) {
        return sum_of(assessing, rows)->divided_by(Decimal(count), places);
    }
    if (figure.measure == Measure::percentile) {
        return value_at(assessing, rows, rank_of(figure.percentile, count));
    }
    const auto low = value_at(assessing, rows, (count - 1) / 2);
    const auto high = value_at(assessing, rows, count / 2);
    if (!low || !high) {
        return std::nullopt;
    }
    return (*low + *high).divided_by(Decimal(2), places);
}

std::optional<Decimal> value_of(
    const Assessing& assessing,
    const FigureDefinition& figure,
    const Rows& rows,
    std::int64_t numerator,
    std::int64_t denominator) {
    if (figure.measure == Measure::count) {
        return Decimal(numerator);
    }
    if (figure.measure == Measure::share) {
        return denominator == 0
                   ? std::nullopt
                   : std::optional(Decimal(numerator).divided_by(Decimal(denominator), places));
    }
    return summary_of(assessing, figure, rows, numerator);
}

/// Second column: rows in; third: rows that count; fourth: rows of which it is unknown.
std::string counting(const FigureDefinition& figure, const Rows& rows, const std::string& by) {
    const bool is_share = figure.measure == Measure::share;
    return fmt::format(
        "SELECT b, count(*) FILTER (WHERE o = 1), count(*) FILTER (WHERE o = 1 AND {}), "
        "count(*) FILTER (WHERE o IS NULL OR (o = 1 AND v IS NULL)) "
        "FROM (SELECT {} AS b, {} AS o, {} AS v FROM {})",
        is_share ? "v = 1" : "v IS NOT NULL",
        by,
        rows.of,
        rows.value,
        rows.view);
}

void count_whole(const Assessing& assessing, const Rows& rows, FigureResult& result) {
    const auto found = assessing.query(counting(result.definition, rows, "NULL"));
    if (found->next()) {
        const bool is_share = result.definition.measure == Measure::share;
        result.numerator = count_of(found->text(2));
        result.denominator = is_share ? count_of(found->text(1)) : result.numerator;
        result.undetermined = count_of(found->text(3));
    }
    result.value =
        value_of(assessing, result.definition, rows, result.numerator, result.denominator);
}

std::vector<FigurePart>
break_down(const Assessing& assessing, const FigureDefinition& figure, const Rows& rows) {
    std::vector<FigurePart> parts;
    const std::string field = fmt::format("\"{}\"", figure.by);
    std::vector<std::string> conditions;
    const auto found =
        assessing.query(counting(figure, rows, field) + " GROUP BY b ORDER BY b IS NULL, b");
    while (found->next()) {
        if (count_of(found->text(1)) == 0) {
            continue;
        }
        FigurePart part;
        part.name = found->text(0).value_or("(none)");
        part.numerator = count_of(found->text(2));
        part.denominator =
            figure.measure == Measure::share ? count_of(found->text(1)) : part.numerator;
        std::string text;
        for (const char c : found->text(0).value_or("")) {
            text += c == '\'' ? "''" : std::string(1, c);
        }
        conditions.push_back(
            found->text(0) ? fmt::format("CAST({} AS TEXT) = '{}'", field, text)
                           : field + " IS NULL");
        parts.push_back(std::move(part));
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Rows own = {rows.view, rows.of + " AND " + conditions[i], rows.value};
        parts[i].value = value_of(assessing, figure, own, parts[i].numerator, parts[i].denominator);
    }
    return parts;
}

FigureStatus status_of(const FigureDefinition& figure, const Decimal& value) {
    if (!figure.target) {
        return FigureStatus::no_target;
    }
    const auto reaches = [&](const Decimal& level) {
        return figure.up_is_good ? !(value < level) : !(level < value);
    };
    if (reaches(*figure.target)) {
        return FigureStatus::good;
    }
    return figure.warn && reaches(*figure.warn) ? FigureStatus::warning : FigureStatus::bad;
}

std::string grouped(const Decimal& value, int digits) {
    std::string text = value.fixed(digits);
    const bool is_negative = text.front() == '-';
    const auto point = std::min(text.find('.'), text.size());
    std::string whole = text.substr(is_negative ? 1 : 0, point - (is_negative ? 1 : 0));
    for (auto at = static_cast<std::ptrdiff_t>(whole.size()) - 3; at > 0; at -= 3) {
        whole.insert(static_cast<std::size_t>(at), ",");
    }
    return (is_negative ? "-" : "") + whole + text.substr(point);
}

/// "1 policy", "2 policies": units are written in the plural.
std::string unit_of(const std::string& plural, bool is_one) {
    if (!is_one || plural.size() < 2 || plural.back() != 's') {
        return plural;
    }
    const std::size_t stem = plural.size() - 1;
    if (plural.ends_with("ies")) {
        return plural.substr(0, stem - 2) + "y";
    }
    return plural.substr(0, stem);
}

} // namespace

std::string shown_value(const FigureDefinition& figure, const Decimal& value) {
    if (figure.measure == Measure::share) {
        return grouped(value * Decimal(100), 1) + "%";
    }
    const bool is_whole = figure.measure == Measure::count ||
                          (figure.measure == Measure::sum && value.rounded(0) == value);
    const std::string number = grouped(value, is_whole ? 0 : 1);
    if (figure.unit == "percent") {
        return number + "%";
    }
    return figure.unit.empty() ? number : number + " " + unit_of(figure.unit, number == "1");
}

FigureResult compute_figure(Assessing& assessing, const FigureDefinition& figure) {
    FigureResult result;
    result.definition = figure;
    const DatasetEvidence& evidence = assessing.evidence(figure.dataset);
    result.collections = evidence.collections;
    if (!evidence.unavailable.empty()) {
        result.reason = evidence.unavailable;
        result.shown = "not available";
        return result;
    }
    const Dataset& dataset = assessing.dataset(figure.dataset);
    Rows rows = {"\"" + dataset.id + "\"", assessing.sql(*figure.of), "1"};
    if (figure.measure == Measure::share) {
        rows.value = assessing.sql(*figure.where);
    } else if (figure.value) {
        rows.value = assessing.sql(*figure.value);
    }
    count_whole(assessing, rows, result);
    result.denominator_rows = rows_where(dataset, rows.of);
    result.numerator_rows =
        figure.measure == Measure::share
            ? rows_where(dataset, "(" + rows.of + " AND " + rows.value + ")")
            : rows_where(dataset, "(" + rows.of + " AND (" + rows.value + ") IS NOT NULL)");
    if (!figure.by.empty()) {
        result.parts = break_down(assessing, figure, rows);
    }
    result.reason = evidence.partly.empty() ? evidence.stale : evidence.partly;
    if (!result.value) {
        result.shown = "not available";
        result.reason = "no record to take it from" +
                        (result.reason.empty() ? std::string() : "; " + result.reason);
        return result;
    }
    result.shown = shown_value(figure, *result.value);
    result.status = status_of(figure, *result.value);
    return result;
}

} // namespace tickmark
