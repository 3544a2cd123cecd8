#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/render/charts.hpp"

#include "fillings_internal.hpp"
#include <filesystem>

namespace tickmark {

namespace {

namespace fs = std::filesystem;

/// The accent as house.css writes it.
constexpr std::string_view house_accent = "#24506e";

std::optional<std::string> find_file(const ReportModel& model, const std::string& name) {
    const fs::path own = model.definition.folder;
    for (const fs::path& folder : {own, own.parent_path() / "shared"}) {
        const fs::path path = folder / name;
        if (fs::exists(path)) {
            return read_file(path.string());
        }
    }
    return std::nullopt;
}

[[noreturn]] void
refuse(const ReportModel& model, const SectionDefinition& section, const std::string& why) {
    throw Error(
        ErrorCode::render_failed,
        {"printing section '" + section.id + "'",
         why,
         model.definition.folder + "/report.yaml",
         ""});
}

Tree text_list(const std::vector<std::string>& texts) {
    Tree list = Tree::make_list();
    for (const std::string& text : texts) {
        list.add(Tree::make_text(text));
    }
    return list;
}

Tree chart_tree(const ReportChart& chart) {
    Tree sources = Tree::make_list();
    for (const ReportChart::Source& source : chart.sources) {
        const bool last = &source == &chart.sources.back();
        sources.add(Tree::make_map()
                        .set("text", source.text)
                        .set("link", source.link)
                        .set("comma", last ? "." : ","));
    }
    const bool any_sources = !sources.items().empty();
    return Tree::make_map()
        .set("id", chart.id)
        .set("anchor", anchor_id("chart", chart.id))
        .set("title", chart.title)
        .set("missing", chart.missing)
        .set("drawing", Tree::make_markup(render_chart(chart)))
        .set("notes", text_list(chart.notes))
        .set("any_sources", any_sources)
        .set("sources", std::move(sources));
}

const Tree* find_table(const ReportModel& model, const std::string& id) {
    const Tree* tables = model.root.find("tables");
    for (const Tree& table : tables->items()) {
        if (table.find("id")->text() == id) {
            return &table;
        }
    }
    return nullptr;
}

} // namespace

MustacheSet::Load template_loader(const ReportModel& model) {
    return [&model](const std::string& name) { return find_file(model, name + ".mustache"); };
}

std::string style_of(const ReportModel& model, const std::vector<std::string>& names) {
    std::string style;
    for (const std::string& name : names) {
        style += find_file(model, name).value_or("");
    }
    const std::string& accent = model.render.accent;
    for (std::size_t at = 0;
         !accent.empty() && (at = style.find(house_accent, at)) != std::string::npos;
         at += accent.size()) {
        style.replace(at, house_accent.size(), accent);
    }
    return style;
}

std::optional<Filling> Fillings::next() {
    while (at_ < model_.definition.sections.size()) {
        const SectionDefinition& section = model_.definition.sections[at_];
        if (!(for_print_ ? section.in_print : section.in_html)) {
            ++at_;
            continue;
        }
        if (section.each.empty()) {
            ++at_;
            return filling(section, Tree::make_map(), section.id);
        }
        if (std::optional<Filling> found = next_item(section)) {
            return found;
        }
        ++at_;
        item_ = 0;
    }
    return std::nullopt;
}

std::optional<Filling> Fillings::next_item(const SectionDefinition& section) {
    const Tree* list = model_.root.find(section.each);
    if (list == nullptr || list->kind() != Tree::Kind::list) {
        refuse(model_, section, "the report has no list '" + section.each + "'");
    }
    if (item_ >= list->items().size()) {
        return std::nullopt;
    }
    const Tree& item = list->items()[item_++];
    const Tree* id = item.find("id");
    return filling(
        section, item, section.id + " " + (id == nullptr ? std::to_string(item_) : id->text()));
}

Filling Fillings::filling(const SectionDefinition& section, Tree data, std::string name) const {
    data.set("section", Tree::make_map().set("id", section.id).set("title", section.title));
    Tree charts = Tree::make_list();
    for (const ReportChart& chart : model_.charts) {
        if (chart.section == section.id) {
            charts.add(chart_tree(chart));
        }
    }
    data.set("charts", std::move(charts));
    if (!section.table.empty()) {
        const Tree* table = find_table(model_, section.table);
        if (table == nullptr) {
            refuse(model_, section, "the report has no table '" + section.table + "'");
        }
        data.set("register", *table);
    }
    return {&section, std::move(data), std::move(name)};
}

} // namespace tickmark
