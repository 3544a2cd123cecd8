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
        {"id", "title", "template", "each", "landscape", "front_matter", "print", "html"},
        problems);
    SectionDefinition section;
    section.id = needed(node, "id", problems);
    section.title = node.text_of("title");
    section.template_name = needed(node, "template", problems);
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
    read_list(top, "sections", report.sections, read_section, problems);
    read_list(top, "sheets", report.sheets, read_sheet, problems);
    if (report.sections.empty()) {
        problems.push_back({top.at(), "a report has at least one section"});
    }
    return report;
}

} // namespace tickmark
