#pragma once

#include "tickmark/assess/results.hpp"
#include "tickmark/base/digest.hpp"
#include "tickmark/config/render_settings.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/data/expression.hpp"
#include "tickmark/obligations/catalog.hpp"
#include "tickmark/report/charts.hpp"
#include "tickmark/report/definition.hpp"
#include "tickmark/report/table.hpp"
#include "tickmark/report/tree.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tickmark {

/// A picture with its original bytes, JPEG or PNG.
struct Picture {
    std::string name; ///< `<img src="image:NAME">`
    std::string bytes;
    std::string media_type;
    int width = 0; ///< pixels
    int height = 0;
    std::string refused; ///< why it cannot be printed; empty: it can
};

/// Reads the picture that a payload is.
using LoadPicture = std::function<Picture(const Digest& payload)>;

/// What a report is composed from.
struct ReportInput {
    const ReportDefinition& definition;
    const Workspace& workspace;
    const Dictionary& dictionary;
    const std::vector<Catalog>& catalogs; ///< those the report is about
    const Assessment& assessment;
    Snapshot& snapshot;
    std::string program; ///< "tickmark 0.1.0"
    RenderSettings render = {};
    LoadPicture load_picture = {}; ///< none: exhibits are listed and not shown
    std::optional<Picture> logo = {};
};

/// The records of one test's dataset, with what the test says of each; formulas repeat the test in
/// a spreadsheet.
///
/// Shape:  rows of `table` end with two cells: population ("in", "out", "undetermined") and
/// exception ("exception",
///         "ok", "undetermined", or empty outside the population)
struct DetailSheet {
    std::string id; ///< of the test
    Table table;
    std::int64_t rows = 0;
    std::optional<Expression> population;
    std::optional<Expression> exception; ///< with `population`: the two last columns are formulas
    std::string values_because;          ///< why there are no formulas; empty where there are
    std::vector<std::string> left_out;   ///< titles of personal fields that are not shown
};

/// Name and value of a parameter that formulas refer to.
struct ReportParameter {
    std::string name; ///< "as_of"
    std::string title;
    Cell value;
};

/// A report, ready to be laid out. It refers to the input's snapshot, which must outlive it.
struct ReportModel {
    std::string id;
    std::string title;
    std::string organisation;
    std::string classification;
    std::string language;
    std::string page;                    ///< Letter | A4
    std::string as_of;                   ///< "2026-10-31"
    Instant created;                     ///< known-at: the only date besides as-of
    Tree root;                           ///< what templates are filled with
    std::map<std::string, Table> tables; ///< by id, for the workbook
    std::vector<DetailSheet> details;
    std::vector<ReportParameter> parameters;
    std::vector<ReportChart> charts;
    std::vector<Picture> pictures; ///< that sections show
    RenderSettings render;
    std::string bates_prefix; ///< with its separator, "MER-"; empty: no Bates numbers
    ReportDefinition definition;
    std::shared_ptr<const void> parts; ///< what streams and tables read; kept as long as they are
};

/// Composes the report: formatting and arithmetic happen here, templates only lay out.
///
/// Errors: config_invalid for a table of report.yaml that does not fit its dataset; store_io
ReportModel make_report_model(const ReportInput& input);

/// Says which Bates numbers the pages of the finished PDF have; until then sections leave room
/// for the last one, which the PDF fills in.
void set_bates_range(ReportModel& model, const std::string& first, const std::string& last);

/// Id of a place in the document: "control-TRN-01". Different names give different ids.
std::string anchor_id(std::string_view kind, std::string_view name);

} // namespace tickmark
