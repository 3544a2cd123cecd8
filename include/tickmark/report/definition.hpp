#pragma once

#include "tickmark/config/node.hpp"
#include "tickmark/config/problem.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tickmark {

/// One part of the document.
struct SectionDefinition {
    std::string id;    ///< anchor and name in messages
    std::string title; ///< in the contents; empty: not listed
    std::string template_name;
    std::string each; ///< name of a list of the model: one section for each of its items
    bool landscape = false;
    bool front_matter = false;
    bool in_print = true; ///< false: left out of the PDF
    bool in_html = true;
    std::string table; ///< a table of `tables`, printed whole; its rows are never all in memory
};

/// One sheet of the workbook.
struct SheetDefinition {
    std::string name;  ///< as the reader sees it; made legal and unique
    std::string table; ///< a table of the model, or `details`: one sheet for each test
};

/// Rows of a dataset that a report prints without code.
struct TableDefinition {
    std::string id;
    std::string title;
    std::string dataset;
    std::string where; ///< an expression; empty: all
    std::vector<std::string> columns;
    Position at;
};

/// A drawing of what the report states.
struct ChartDefinition {
    enum class Kind { bars, stacked, heat_map };
    std::string id;
    std::string title;
    std::string section; ///< id of the section it is shown in
    Kind kind = Kind::bars;
    std::vector<std::string> figures; ///< bars: these shares; none: all shares that have a target
    std::string parts_of;             ///< bars: the parts of this figure instead
    std::string of;                   ///< stacked: controls | obligations
    std::string by;                   ///< stacked: domain | owner; part | catalog
    std::string dataset;              ///< heat map: the records counted
    std::string where;                ///< heat map: an expression; empty: all
    std::string down;                 ///< heat map: a field of whole numbers with a range
    std::string across;               ///< heat map: another
    Position at;
};

/// Which pictures among the control evidence are printed as exhibits.
struct ExhibitsDefinition {
    std::string where; ///< an expression over control_evidence; empty: all
    Position at;
};

/// What a report is made of: report.yaml of its folder in templates/.
struct ReportDefinition {
    std::string id; ///< the folder's name
    std::string folder;
    std::string title;
    std::string subtitle;
    std::string audience; ///< auditor | board | regulator
    std::string classification;
    std::vector<std::string> headline;       ///< figures of the conclusion, in order
    std::vector<std::string> print_personal; ///< "dataset.field": printed though personal
    std::map<std::string, long long>
        limits; ///< rows printed of a list: exceptions, rejects, exhibits, …
    std::map<std::string, std::string> words; ///< free texts the templates use
    std::vector<TableDefinition> tables;
    std::vector<ChartDefinition> charts;
    std::optional<ExhibitsDefinition> exhibits; ///< none: the report shows no pictures
    std::vector<SectionDefinition> sections;
    std::vector<SheetDefinition> sheets;

    long long limit(const std::string& name, long long fallback) const;
};

/// Reads `folder`/report.yaml. What is wrong goes to `problems`; what could be read comes back.
ReportDefinition load_report_definition(const std::string& folder, Problems& problems);

} // namespace tickmark
