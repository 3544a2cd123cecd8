#include "tickmark/base/text.hpp"

#include "parts.hpp"

namespace tickmark::report {

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

Tree contents_part(const Parts& parts) {
    Tree lines = Tree::make_list();
    for (const SectionDefinition& section : parts.input.definition.sections) {
        if (section.each == "controls") {
            for (const ControlResult& control : parts.input.assessment.controls) {
                lines.add(Tree::make_map()
                              .set("title", control.definition.id + "  " + control.definition.title)
                              .set("href", anchor_id("control", control.definition.id))
                              .set("level", "2"));
            }
        } else if (!section.title.empty()) {
            lines.add(Tree::make_map()
                          .set("title", section.title)
                          .set("href", section.id)
                          .set("level", "1"));
        }
    }
    return lines;
}

} // namespace tickmark::report
