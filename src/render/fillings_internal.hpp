#pragma once

#include "tickmark/render/mustache.hpp"
#include "tickmark/report/model.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tickmark {

/// Templates of the report's folder, then of the folder `shared` beside it.
MustacheSet::Load template_loader(const ReportModel& model);

/// Style sheets of those folders one after the other, with the workspace's accent.
std::string style_of(const ReportModel& model, const std::vector<std::string>& names);

/// One section to fill: its definition, and the data it is filled with besides the root.
struct Filling {
    const SectionDefinition* section = nullptr;
    Tree data;
    std::string name;
};

/// Goes through the sections of a report in order; a section with `each` gives one filling for
/// each item. `data` has `section` (id, title) and `charts`, those shown in it; of a register also
/// `register`, the table it prints.
class Fillings {
public:
    Fillings(const ReportModel& model, bool for_print) : model_(model), for_print_(for_print) {}

    std::optional<Filling> next();

private:
    std::optional<Filling> next_item(const SectionDefinition& section);
    Filling filling(const SectionDefinition& section, Tree data, std::string name) const;

    const ReportModel& model_;
    bool for_print_;
    std::size_t at_ = 0;
    std::size_t item_ = 0;
};

} // namespace tickmark
