#pragma once

#include "tickmark/config/node.hpp"
#include "tickmark/config/problem.hpp"

#include <map>
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
        limits; ///< rows printed of a list: exceptions, undetermined, rejects, …
    std::map<std::string, std::string> words; ///< free texts the templates use
    std::vector<TableDefinition> tables;
    std::vector<SectionDefinition> sections;
    std::vector<SheetDefinition> sheets;

    long long limit(const std::string& name, long long fallback) const;
};

/// Reads `folder`/report.yaml. What is wrong goes to `problems`; what could be read comes back.
ReportDefinition load_report_definition(const std::string& folder, Problems& problems);

} // namespace tickmark
