#include "tickmark/base/text.hpp"

#include "parts.hpp"
#include <fmt/format.h>

namespace tickmark::report {

namespace {

constexpr double widest_logo_mm = 60;
constexpr double highest_logo_mm = 22;

} // namespace

std::string bates_prefix(const Workspace& workspace) {
    const std::string& prefix = workspace.organisation.bates_prefix;
    const bool separated = prefix.empty() || prefix.ends_with('-') || prefix.ends_with('_');
    return separated ? prefix : prefix + "-";
}

namespace {

std::string first_bates_number(const ReportInput& input) {
    const std::string prefix = bates_prefix(input.workspace);
    return prefix.empty()
               ? ""
               : fmt::format(
                     "{}{:0{}}", prefix, input.render.bates_start, input.render.bates_width);
}

} // namespace

Tree title_part(const Parts& parts) {
    const ReportInput& input = parts.input;
    const Period& period = input.assessment.period;
    Tree catalogs = Tree::make_list();
    for (const Catalog& catalog : input.catalogs) {
        std::string line = catalog.title.empty() ? catalog.id : catalog.title;
        line += catalog.version.empty() ? "" : ", version " + catalog.version;
        catalogs.add(Tree::make_map().set("title", line));
    }
    return Tree::make_map()
        .set("organisation", input.workspace.organisation.name)
        .set("title", input.definition.title)
        .set("subtitle", input.definition.subtitle)
        .set("classification", input.definition.classification)
        .set("audience", input.definition.audience)
        .set("as_of", long_date(period.as_of, input.workspace.locale))
        .set("period", period.start.iso() + " to " + period.as_of.iso())
        .set("known_at", instant_text(input.assessment.time.known_at))
        .set("time_zone", input.workspace.organisation.time_zone)
        .set("bates_first", first_bates_number(input))
        .set("bates_last", "")
        .set("watermark", input.render.watermark)
        .set("logo", input.logo ? box_of(*input.logo, widest_logo_mm, highest_logo_mm) : "")
        .set("prepared_by", input.workspace.operator_name)
        .set("program", input.program)
        .set("catalogs", std::move(catalogs));
}

Tree how_part(const Parts& parts) {
    const Period& period = parts.input.assessment.period;
    return Tree::make_map()
        .set("results", status_list(all_result_words()))
        .set("obligation_states", status_list(all_obligation_words()))
        .set("figure_states", status_list(all_figure_words()))
        .set("as_of", period.as_of.iso())
        .set("period_start", period.start.iso())
        .set("known_at", instant_text(parts.input.assessment.time.known_at))
        .set("time_zone", parts.input.workspace.organisation.time_zone);
}

namespace {

void add_exhibits(const Parts& parts, Tree& lines) {
    for (const Exhibit& exhibit : parts.exhibits) {
        if (exhibit.not_shown.empty()) {
            lines.add(Tree::make_map()
                          .set("title", "Exhibit " + exhibit.number + " " + exhibit.title)
                          .set("href", anchor_id("exhibit", exhibit.number))
                          .set("level", "2"));
        }
    }
}

} // namespace

Tree contents_part(const Parts& parts) {
    Tree lines = Tree::make_list();
    for (const SectionDefinition& section : parts.input.definition.sections) {
        if (section.each == "controls") {
            for (const ControlResult& control : parts.input.assessment.controls) {
                lines.add(Tree::make_map()
                              .set("title", control.definition.id + " " + control.definition.title)
                              .set("href", anchor_id("control", control.definition.id))
                              .set("level", "2"));
            }
        } else if (
            section.each == "exhibit_lists" && parts.exhibits.empty() &&
            parts.privileged_exhibits == 0) {
            continue; // nothing is printed, and nothing listed
        } else if (!section.title.empty()) {
            lines.add(Tree::make_map()
                          .set("title", section.title)
                          .set("href", section.id)
                          .set("level", "1"));
            if (section.each == "exhibit_lists") {
                add_exhibits(parts, lines);
            }
        }
    }
    return lines;
}

} // namespace tickmark::report
