#include "support/expression_samples.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace tickmark::testing {
namespace {

Field field(const std::string& name, FieldType type) {
    Field made;
    made.name = name;
    made.type = type;
    return made;
}

} // namespace

Dataset sample_dataset() {
    Dataset made;
    made.id = "sample";
    made.key = {"i1"};
    made.fields = {
        field("i1", FieldType::integer),
        field("i2", FieldType::integer),
        field("n1", FieldType::number),
        field("n2", FieldType::number),
        field("b1", FieldType::boolean),
        field("b2", FieldType::boolean),
        field("d1", FieldType::date),
        field("d2", FieldType::date),
        field("t1", FieldType::datetime),
        field("t2", FieldType::datetime),
        field("s1", FieldType::text),
        field("s2", FieldType::text),
        field("e1", FieldType::enumeration),
        field("l1", FieldType::list)};
    made.fields[12].values = {"open", "closed"};
    return made;
}

std::string ExpressionMaker::pick(const std::vector<std::string>& words) {
    return words[static_cast<std::size_t>(below(static_cast<int>(words.size())))];
}

std::string ExpressionMaker::number(int depth) {
    if (depth > 0 && below(2) == 0) {
        switch (below(7)) {
        case 0:
            return fmt::format(
                "({} {} {})", number(depth - 1), pick({"+", "-", "*", "/"}), number(depth - 1));
        case 1:
            return fmt::format("-{}", number(depth - 1));
        case 2:
            return fmt::format("days_between({}, {})", date(depth - 1), date(depth - 1));
        case 3:
            return fmt::format("hours_between({}, {})", datetime(depth - 1), datetime(depth - 1));
        case 4:
            return fmt::format("{}({})", pick({"year", "month"}), date(depth - 1));
        case 5:
            return fmt::format("length({})", text(depth - 1));
        default:
            return fmt::format("coalesce({}, {})", number(depth - 1), number(depth - 1));
        }
    }
    return pick({"i1", "i2", "n1", "n2", "0", "1", "7", "2", "0.1", "2.5", "0.3"});
}

std::string ExpressionMaker::date(int depth) {
    if (depth > 0 && below(2) == 0) {
        switch (below(4)) {
        case 0:
            return fmt::format(
                "({} {} {} {})",
                date(depth - 1),
                pick({"+", "-"}),
                1 + below(40),
                pick({"days", "weeks", "months", "month", "years", "day"}));
        case 1:
            return fmt::format("coalesce({}, {})", date(depth - 1), date(depth - 1));
        case 2:
            return fmt::format("coalesce({}, {})", pick({"t1", "t2"}), date(depth - 1));
        default:
            return fmt::format("({} + {} days)", pick({"t1", "t2"}), below(60));
        }
    }
    return pick({"d1", "d2", ":as_of", ":period_start", "DATE '2026-01-31'", "d1", "d2"});
}

std::string ExpressionMaker::datetime(int depth) {
    if (depth > 0 && below(3) == 0) {
        return below(2) == 0
                   ? fmt::format(
                         "({} {} {} hours)", datetime(depth - 1), pick({"+", "-"}), below(100))
                   : fmt::format("coalesce({}, {})", datetime(depth - 1), datetime(depth - 1));
    }
    return pick({"t1", "t2"});
}

std::string ExpressionMaker::text(int depth) {
    if (depth > 0 && below(3) == 0) {
        return below(2) == 0 ? fmt::format("lower({})", text(depth - 1))
                             : fmt::format("coalesce({}, {})", text(depth - 1), text(depth - 1));
    }
    return pick({"s1", "s2", "s1", "s2", "lower(e1)", "'open'", "'Zo\u00EB''s'"});
}

std::string ExpressionMaker::comparison(int depth) {
    const std::string order = pick({"=", "<>", "!=", "<", "<=", ">", ">="});
    switch (below(13)) {
    case 0:
    case 1:
        return fmt::format("{} {} {}", number(depth), order, number(depth));
    case 2:
    case 3:
        return fmt::format("{} {} {}", date(depth), order, date(depth));
    case 4:
        return fmt::format(
            "{} {} {}", datetime(depth), order, below(2) == 0 ? datetime(depth) : date(depth));
    case 5:
        return fmt::format("{} {} {}", text(depth), pick({"=", "<>"}), text(depth));
    case 6:
        return fmt::format(
            "{} {} {}",
            pick({"b1", "b2"}),
            pick({"=", "<>"}),
            pick({"TRUE", "false", "1", "0", "b2"}));
    case 7:
        return fmt::format(
            "{} {}IN ({}, {})",
            number(depth),
            pick({"", "NOT "}),
            pick({"1", "2", "0.3"}),
            pick({"7", "-1", "2.5"}));
    case 8:
        return fmt::format(
            "{} {}IN ('open', 'Ward 3', 'x')", pick({"s1", "s2", "lower(s1)"}), pick({"", "NOT "}));
    case 9:
        return fmt::format(
            "{} {}BETWEEN {} AND {}",
            date(depth),
            pick({"", "NOT "}),
            date(depth - 1),
            date(depth - 1));
    case 10:
        return fmt::format(
            "{} {}LIKE {}",
            text(depth),
            pick({"", "NOT "}),
            pick(
                {"'%'",
                 "'W%'",
                 "'%3'",
                 "'%ar%'",
                 "'open'",
                 "'_pen'",
                 "'w%d%3'",
                 "'%*%'",
                 "'o__n'",
                 "'a%a'",
                 "''"}));
    case 11:
        return fmt::format("contains(l1, {})", pick({"'open'", "'x'", "s1", "'Ward 3'"}));
    default:
        return fmt::format(
            "{} IS {}NULL",
            below(2) == 0 ? pick({"s1", "d1", "n1", "b1", "t1", "l1"}) : number(depth),
            pick({"", "NOT "}));
    }
}

std::string ExpressionMaker::condition(int depth) {
    if (depth <= 0 || below(4) == 0) {
        return comparison(std::max(depth, 1));
    }
    switch (below(6)) {
    case 0:
    case 1:
        return fmt::format("({} AND {})", condition(depth - 1), condition(depth - 1));
    case 2:
    case 3:
        return fmt::format("({} OR {})", condition(depth - 1), condition(depth - 1));
    case 4:
        return fmt::format("NOT ({})", condition(depth - 1));
    default:
        return below(2) == 0
                   ? pick({"b1", "b2", "NOT b1"})
                   : fmt::format(
                         "coalesce(({}), {})", condition(depth - 1), pick({"FALSE", "b1", "TRUE"}));
    }
}

SampleRow ExpressionMaker::row() {
    const std::vector<std::pair<std::string, std::vector<std::string>>> choices = {
        {"i1", {"0", "1", "2", "7", "-3"}},
        {"i2", {"0", "1", "2", "7", "12"}},
        {"n1", {"0.1", "0.2", "0.3", "2.5", "-1"}},
        {"n2", {"0", "0.2", "0.3", "1", "7"}},
        {"b1", {"1", "0"}},
        {"b2", {"1", "0"}},
        {"d1", {"2026-01-31", "2026-10-31", "2024-02-29", "2026-03-08", "2025-12-31"}},
        {"d2", {"2026-01-31", "2026-11-01", "2026-02-28", "2025-11-01", "2026-10-30"}},
        {"t1",
         {"2026-11-01T03:59:59.999Z", "2026-11-01T04:00:00.000Z", "2026-01-31T12:00:00.500Z"}},
        {"t2",
         {"2026-03-08T06:59:00.000Z", "2026-10-31T23:00:00.000Z", "2026-01-31T12:00:00.500Z"}},
        {"s1", {"open", "Open", "Ward 3", "ward 30", "Zo\u00EB's", "a*b", "a"}},
        {"s2", {"open", "W", "x", "ward", "\u00C9\u00C9", "42", "o?en"}},
        {"e1", {"open", "closed"}},
        {"l1", {"[]", "[\"open\"]", "[\"x\",\"Ward 3\"]", "[\"xx\",\"open \"]"}}};
    SampleRow made;
    for (const auto& [name, values] : choices) {
        made[name] = below(5) == 0 ? StoredValue() : StoredValue(pick(values));
    }
    return made;
}

} // namespace tickmark::testing
