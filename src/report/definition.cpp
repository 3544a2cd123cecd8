#include "tickmark/report/definition.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace tickmark {

namespace {

void check_keys(const Node& node, const std::vector<std::string>& known, Problems& problems) {
    for (const auto& [key, value] : node.members()) {
        if (std::find(known.begin(), known.end(), key.text()) == known.end()) {
            problems.push_back(
                {key.at(), "unknown key '" + key.text() + "'" + did_you_mean(key.text(), known)});
        }
    }
}

std::string needed(const Node& node, const char* key, Problems& problems) {
    std::string text = node.text_of(key);
    if (text.empty()) {
        problems.push_back({node.at(), std::string("'") + key + "' is missing"});
    }
    return text;
}

bool truth_of(const Node& node, const char* key, bool fallback, Problems& problems) {
    const std::string text = node.text_of(key, fallback ? "true" : "false");
    if (text != "true" && text != "false") {
        problems.push_back({node.find(key)->at(), std::string("'") + key + "' is true or false"});
    }
    return text == "true";
}

SectionDefinition read_section(const Node& node, Problems& problems) {
    check_keys(
        node,
        {"id", "title", "template", "each", "table", "landscape", "front_matter", "print", "html"},
        problems);
    SectionDefinition section;
    section.id = needed(node, "id", problems);
    section.title = node.text_of("title");
    section.table = node.text_of("table");
    section.template_name = section.table.empty() ? needed(node, "template", problems)
                                                  : node.text_of("template", "register");
    section.each = node.text_of("each");
    section.landscape = truth_of(node, "landscape", false, problems);
    section.front_matter = truth_of(node, "front_matter", false, problems);
    section.in_print = truth_of(node, "print", true, problems);
    section.in_html = truth_of(node, "html", true, problems);
    return section;
}

TableDefinition read_table(const Node& node, Problems& problems) {
    check_keys(node, {"id", "title", "dataset", "where", "columns"}, problems);
    TableDefinition table;
    table.id = needed(node, "id", problems);
    table.title = needed(node, "title", problems);
    table.dataset = needed(node, "dataset", problems);
    table.where = node.text_of("where");
    table.columns = node.texts_of("columns");
    table.at = node.at();
    return table;
}

ChartDefinition::Kind read_chart_kind(const Node& node, Problems& problems) {
    using Kind = ChartDefinition::Kind;
    const std::string word = needed(node, "kind", problems);
    if (!word.empty() && word != "bars" && word != "stacked" && word != "heat-map") {
        problems.push_back(
            {node.find("kind")->at(),
             "there is no chart '" + word + "'" +
                 did_you_mean(word, {"bars", "stacked", "heat-map"}) +
                 "; there are: bars, stacked, heat-map"});
    }
    return word == "stacked" ? Kind::stacked : word == "heat-map" ? Kind::heat_map : Kind::bars;
}

ChartDefinition read_chart(const Node& node, Problems& problems) {
    check_keys(
        node,
        {"id",
         "title",
         "section",
         "kind",
         "figures",
         "parts_of",
         "of",
         "by",
         "dataset",
         "where",
         "down",
         "across"},
        problems);
    ChartDefinition chart;
    chart.id = needed(node, "id", problems);
    chart.title = needed(node, "title", problems);
    chart.section = needed(node, "section", problems);
    chart.kind = read_chart_kind(node, problems);
    chart.figures = node.texts_of("figures");
    chart.parts_of = node.text_of("parts_of");
    const bool stacked = chart.kind == ChartDefinition::Kind::stacked;
    const bool counted = chart.kind == ChartDefinition::Kind::heat_map;
    chart.of = stacked ? needed(node, "of", problems) : node.text_of("of");
    chart.by = stacked ? needed(node, "by", problems) : node.text_of("by");
    chart.dataset = counted ? needed(node, "dataset", problems) : node.text_of("dataset");
    chart.where = node.text_of("where");
    chart.down = counted ? needed(node, "down", problems) : node.text_of("down");
    chart.across = counted ? needed(node, "across", problems) : node.text_of("across");
    chart.at = node.at();
    return chart;
}

void read_exhibits(const Node& node, ReportDefinition& report, Problems& problems) {
    check_keys(node, {"where"}, problems);
    report.exhibits = ExhibitsDefinition{node.text_of("where"), node.at()};
    if (report.audience == "board") {
        problems.push_back({node.at(), "a report for the board shows no exhibits"});
    }
}

/// Names in one part of report.yaml that another part must have.
void check_references(const ReportDefinition& report, const Node& top, Problems& problems) {
    std::vector<std::string> tables;
    std::vector<std::string> sections;
    for (const TableDefinition& table : report.tables) {
        tables.push_back(table.id);
    }
    for (const SectionDefinition& section : report.sections) {
        sections.push_back(section.id);
        if (!section.table.empty() &&
            std::find(tables.begin(), tables.end(), section.table) == tables.end()) {
            problems.push_back(
                {top.find("sections")->at(),
                 "section '" + section.id + "': there is no table '" + section.table + "'" +
                     did_you_mean(section.table, tables)});
        }
    }
    for (const ChartDefinition& chart : report.charts) {
        if (std::find(sections.begin(), sections.end(), chart.section) == sections.end()) {
            problems.push_back(
                {chart.at,
                 "chart '" + chart.id + "': there is no section '" + chart.section + "'" +
                     did_you_mean(chart.section, sections)});
        }
    }
}

SheetDefinition read_sheet(const Node& node, Problems& problems) {
    check_keys(node, {"name", "table"}, problems);
    SheetDefinition sheet;
    sheet.table = needed(node, "table", problems);
    sheet.name = node.text_of("name", sheet.table);
    return sheet;
}

void read_limits(const Node& node, ReportDefinition& report, Problems& problems) {
    for (const auto& [key, value] : node.members()) {
        long long limit = 0;
        const std::string& text = value.text();
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
        if (error != std::errc() || end != text.data() + text.size() || limit < 1) {
            problems.push_back({value.at(), "a limit is a whole number of rows, at least 1"});
        }
        report.limits[key.text()] = limit;
    }
}

template <class Item, class Read>
void read_list(
    const Node& top,
    const char* key,
    std::vector<Item>& items,
    const Read& read,
    Problems& problems) {
    const Node* list = top.find(key);
    if (list == nullptr) {
        return;
    }
    for (const Node& node : list->items()) {
        items.push_back(read(node, problems));
    }
}

} // namespace

long long ReportDefinition::limit(const std::string& name, long long fallback) const {
    const auto found = limits.find(name);
    return found == limits.end() ? fallback : found->second;
}

ReportDefinition load_report_definition(const std::string& folder, Problems& problems) {
    ReportDefinition report;
    report.folder = folder;
    report.id = std::filesystem::path(folder).filename().string();
    Node top;
    try {
        top = load_yaml(folder + "/report.yaml");
    } catch (const Error& error) {
        problems.push_back({{folder + "/report.yaml", 0, 0}, error.parts().why});
        return report;
    }
    check_keys(
        top,
        {"id",
         "title",
         "subtitle",
         "audience",
         "classification",
         "headline",
         "print_personal",
         "limits",
         "words",
         "tables",
         "charts",
         "exhibits",
         "sections",
         "sheets"},
        problems);
    report.title = needed(top, "title", problems);
    report.subtitle = top.text_of("subtitle");
    report.audience = needed(top, "audience", problems);
    report.classification = top.text_of("classification");
    report.headline = top.texts_of("headline");
    report.print_personal = top.texts_of("print_personal");
    if (const Node* limits = top.find("limits")) {
        read_limits(*limits, report, problems);
    }
    if (const Node* words = top.find("words")) {
        for (const auto& [key, value] : words->members()) {
            report.words[key.text()] = value.text();
        }
    }
    read_list(top, "tables", report.tables, read_table, problems);
    read_list(top, "charts", report.charts, read_chart, problems);
    if (const Node* exhibits = top.find("exhibits")) {
        read_exhibits(*exhibits, report, problems);
    }
    read_list(top, "sections", report.sections, read_section, problems);
    read_list(top, "sheets", report.sheets, read_sheet, problems);
    check_references(report, top, problems);
    if (report.sections.empty()) {
        problems.push_back({top.at(), "a report has at least one section"});
    }
    return report;
}

} // namespace tickmark
