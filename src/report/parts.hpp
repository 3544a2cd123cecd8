#pragma once

#include "tickmark/report/model.hpp"

#include "rows.hpp"
#include "words.hpp"
#include <map>
#include <set>
#include <string>
#include <vector>

namespace tickmark::report {

/// A picture among the evidence of a control.
struct Exhibit {
    std::string number; ///< "1"
    std::string title;
    std::string control;
    std::string file; ///< as its source names it
    std::string effective_on;
    std::string sha256;
    std::string collection;
    std::uint64_t bytes = 0;
    std::string pixels;    ///< "640 × 400 pixels"
    std::string box;       ///< its size on the page, as a style
    std::string not_shown; ///< why only its facts are printed; empty: it is shown
};

/// What the parts of a report share: the input, and which places the document has (a link to any
/// other fails).
struct Parts {
    explicit Parts(const ReportInput& given);

    ReportInput input;
    std::map<std::string, Collection>
        collections;            ///< behind the report, by id: those used and the latest attempts
    std::set<std::string> used; ///< ids of those whose rows the report states
    /// collection id → tests and figures: {"test", "TRN-01.a"}
    std::map<std::string, std::set<std::pair<std::string, std::string>>> used_by;
    std::map<std::string, const ObligationResult*> obligations;
    std::map<std::string, const ControlResult*> controls;
    std::vector<std::string> datasets; ///< read by tests and figures, or filled by a source
    std::vector<Exhibit> exhibits;
    std::int64_t privileged_exhibits = 0; ///< held back
    std::vector<Picture> pictures;        ///< of the exhibits that are shown, and the logo

    const Dataset* dataset(const std::string& id) const;
    std::string dataset_title(const std::string& id) const;
    std::string catalog_title(const std::string& id) const;
    long long limit(const std::string& name, long long fallback) const {
        return input.definition.limit(name, fallback);
    }
};

Tree title_part(const Parts& parts);
Tree how_part(const Parts& parts);
Tree conclusion_part(const Parts& parts);
Tree figures_part(const Parts& parts);
Tree matrix_part(const Parts& parts);
Tree scope_part(const Parts& parts);
Tree controls_part(const Parts& parts);
Tree findings_part(const Parts& parts);
Tree quality_part(const Parts& parts);
Tree ipe_part(const Parts& parts);
Tree queries_part(const Parts& parts);
Tree exhibits_part(const Parts& parts);
/// Finds the pictures that report.yaml asks for and reads their bytes.
void find_exhibits(Parts& parts);
/// The size at which a picture is printed, as a style: proportions kept, no larger than the room.
std::string box_of(const Picture& picture, double widest_mm, double highest_mm);
/// Links to the findings of a control: {id, href, title, status}.
Tree finding_references(const Parts& parts, const std::string& control);
/// Links to the exhibits of a control: {number, href, title}.
Tree exhibit_references(const Parts& parts, const std::string& control);
/// Tables that report.yaml adds, in its order.
Tree extra_tables_part(const Parts& parts);
/// Lines of the contents: {title, href, level}.
Tree contents_part(const Parts& parts);

/// One test, as control pages print it.
Tree test_tree(const Parts& parts, const TestResult& test);
/// {id, href, title, partial} of an obligation that the report lists.
Tree obligation_reference(const Parts& parts, const Satisfies& satisfies);

/// Tables of the workbook, by id.
std::map<std::string, Table> workbook_tables(const Parts& parts);
Table quality_table(const Parts& parts);
Table rejects_table(const Parts& parts);
Table conflicts_table(const Parts& parts);
Table ipe_table(const Parts& parts);
Table payloads_table(const Parts& parts);
Table queries_table(const Parts& parts);
std::vector<DetailSheet> detail_sheets(const Parts& parts);
/// Rows of a table of report.yaml.
Table extra_table(const Parts& parts, const TableDefinition& definition);
/// Values of the parameters of expressions, by name.
std::map<std::string, std::string> parameter_values(const Parts& parts);

/// Prefix of the Bates numbers with its separator; empty where the pages have none.
std::string bates_prefix(const Workspace& workspace);
/// "at least 95%"; empty where the figure has no target.
std::string target_text(const FigureDefinition& figure);
/// Value of a part as it is printed; "not available" where it has none.
std::string part_text(const FigureResult& figure, const FigurePart& part);

std::string finding_label(const FindingResult& finding);
/// One line a thing that is missing, partial, stale or in conflict.
struct Shortcoming {
    std::string dataset;
    std::string kind; ///< missing, stale, attempt, rejects, conflicts, undetermined
    std::string text;
    std::string link;
};
std::vector<Shortcoming> shortcomings(const Parts& parts);

} // namespace tickmark::report
