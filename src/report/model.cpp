#include "tickmark/report/model.hpp"

#include "charts.hpp"
#include "parts.hpp"
#include <fmt/format.h>
#include <memory>

namespace tickmark {

std::string anchor_id(std::string_view kind, std::string_view name) {
    std::string id(kind);
    id += '-';
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-';
        id += plain ? std::string(1, c) : fmt::format("_{:02x}", static_cast<unsigned char>(c));
    }
    return id;
}

namespace {

Tree make_root(const report::Parts& parts) {
    Tree words = Tree::make_map();
    for (const auto& [name, text] : parts.input.definition.words) {
        words.set(name, text);
    }
    return Tree::make_map()
        .set("report", report::title_part(parts))
        .set("words", std::move(words))
        .set("contents", report::contents_part(parts))
        .set("how", report::how_part(parts))
        .set("conclusion", report::conclusion_part(parts))
        .set("figures", report::figures_part(parts))
        .set("matrix", report::matrix_part(parts))
        .set("scope", report::scope_part(parts))
        .set("has_controls", !parts.input.assessment.controls.empty())
        .set("controls", report::controls_part(parts))
        .set("findings", report::findings_part(parts))
        .set("quality", report::quality_part(parts))
        .set("ipe", report::ipe_part(parts))
        .set("queries", report::queries_part(parts))
        .set("exhibit_lists", report::exhibits_part(parts))
        .set("tables", report::extra_tables_part(parts));
}

std::vector<ReportParameter> make_parameters(const ReportInput& input) {
    const Period& period = input.assessment.period;
    const auto date = [](Date day) { return Cell::of_kind(Cell::Kind::date, day.iso()); };
    return {
        {"as_of", "As of", date(period.as_of)},
        {"period_start", "Period start", date(period.start)},
        {"period_end", "Period end", date(period.as_of)}};
}

} // namespace

void set_bates_range(ReportModel& model, const std::string& first, const std::string& last) {
    Tree report = *model.root.find("report");
    model.root.set("report", std::move(report.set("bates_first", first).set("bates_last", last)));
}

ReportModel make_report_model(const ReportInput& input) {
    const auto parts = std::make_shared<report::Parts>(input);
    report::find_exhibits(*parts);
    ReportModel model;
    model.id = input.definition.id;
    model.title = input.definition.title;
    model.organisation = input.workspace.organisation.name;
    model.classification = input.definition.classification;
    model.language = input.workspace.locale;
    model.page = input.workspace.organisation.page;
    model.as_of = input.assessment.period.as_of.iso();
    model.created = input.assessment.time.known_at;
    model.root = make_root(*parts);
    model.tables = report::workbook_tables(*parts);
    model.details = report::detail_sheets(*parts);
    model.parameters = make_parameters(input);
    model.charts = report::make_charts(*parts);
    model.pictures = std::move(parts->pictures);
    if (input.logo) {
        model.pictures.push_back(*input.logo);
        model.pictures.back().name = "logo";
    }
    model.render = input.render;
    model.bates_prefix = report::bates_prefix(input.workspace);
    model.definition = input.definition;
    model.parts = parts;
    return model;
}

} // namespace tickmark
