#include "tickmark/render/html.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/render/mustache.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tickmark {

namespace {

namespace fs = std::filesystem;

std::string shared_folder(const ReportModel& model) {
    return (fs::path(model.definition.folder).parent_path() / "shared").string();
}

std::optional<std::string> find_file(const ReportModel& model, const std::string& name) {
    for (const std::string& folder : {model.definition.folder, shared_folder(model)}) {
        const fs::path path = fs::path(folder) / name;
        if (fs::exists(path)) {
            return read_file(path.string());
        }
    }
    return std::nullopt;
}

MustacheSet::Load loader_of(const ReportModel& model) {
    return [&model](const std::string& name) { return find_file(model, name + ".mustache"); };
}

/// One section to fill: its definition, and the data it is filled with besides the root.
struct Filling {
    const SectionDefinition* section = nullptr;
    Tree data;
    std::string name;
};

/// Goes through the sections of a report in order; a section with `each` gives one filling for each
/// item.
class Fillings {
public:
    Fillings(const ReportModel& model, bool for_print) : model_(model), for_print_(for_print) {}

    std::optional<Filling> next() {
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

private:
    std::optional<Filling> next_item(const SectionDefinition& section) {
        const Tree* list = model_.root.find(section.each);
        if (list == nullptr || list->kind() != Tree::Kind::list) {
            throw Error(
                ErrorCode::render_failed,
                {"printing section '" + section.id + "'",
                 "the report has no list '" + section.each + "'",
                 model_.definition.folder + "/report.yaml",
                 ""});
        }
        if (item_ >= list->items().size()) {
            return std::nullopt;
        }
        const Tree& item = list->items()[item_++];
        const Tree* id = item.find("id");
        return filling(
            section, item, section.id + " " + (id == nullptr ? std::to_string(item_) : id->text()));
    }

    static Filling filling(const SectionDefinition& section, Tree data, std::string name) {
        data.set("section", Tree::make_map().set("id", section.id).set("title", section.title));
        return {&section, std::move(data), std::move(name)};
    }

    const ReportModel& model_;
    bool for_print_;
    std::size_t at_ = 0;
    std::size_t item_ = 0;
};

class ReportSections: public SectionSource {
public:
    explicit ReportSections(const ReportModel& model) :
        model_(model), fillings_(model, true), templates_(loader_of(model), {true, true, true}) {}

    std::optional<PdfSection> next() override {
        const std::optional<Filling> filling = fillings_.next();
        if (!filling) {
            return std::nullopt;
        }
        std::ostringstream html;
        templates_.render(filling->section->template_name, model_.root, filling->data, html);
        return PdfSection{
            filling->name, html.str(), filling->section->landscape, filling->section->front_matter};
    }

private:
    const ReportModel& model_;
    Fillings fillings_;
    MustacheSet templates_;
};

std::string style_of(const ReportModel& model, const std::vector<std::string>& names) {
    std::string style;
    for (const std::string& name : names) {
        style += find_file(model, name).value_or("");
    }
    return style;
}

/// What closes a style element early must not stand in it.
std::string guarded_style(std::string style) {
    if (to_lower(style).find("</style") != std::string::npos) {
        throw Error(
            ErrorCode::render_failed,
            {"writing the HTML report", "a style sheet holds '</style'", "", ""});
    }
    return style;
}

Tree document_tree(const ReportModel& model, MustacheSet& templates) {
    Tree document = Tree::make_map();
    document.set("language", model.language)
        .set("title", model.organisation + ": " + model.title + " as of " + model.as_of)
        .set("running_title", model.title + " as of " + model.as_of)
        .set("organisation", model.organisation)
        .set("classification", model.classification)
        .set(
            "style",
            Tree::make_markup(
                guarded_style(style_of(model, {"house.css", "report.css", "screen.css"}))));
    document.set(
        "sections", Tree::make_stream([&model, &templates]() -> Tree::Next {
            const auto fillings = std::make_shared<Fillings>(model, false);
            return [&model, &templates, fillings]() -> std::optional<Tree> {
                const auto filling = std::make_shared<std::optional<Filling>>(fillings->next());
                if (!filling->has_value()) {
                    return std::nullopt;
                }
                const SectionDefinition& section = *(*filling)->section;
                Tree item = Tree::make_map();
                item.set("kind", section.id)
                    .set("landscape", section.landscape)
                    .set(
                        "body", Tree::make_writer([&model, &templates, filling](std::ostream& out) {
                            templates.render(
                                (*filling)->section->template_name,
                                model.root,
                                (*filling)->data,
                                out);
                        }));
                return item;
            };
        }));
    return document;
}

} // namespace

std::unique_ptr<SectionSource> make_section_source(const ReportModel& model) {
    return std::make_unique<ReportSections>(model);
}

PdfDocument make_pdf_document(const ReportModel& model) {
    PdfDocument document;
    document.title = model.title + " as of " + model.as_of;
    document.author = model.organisation;
    document.subject = model.definition.subtitle;
    document.language = model.language;
    document.created = model.created;
    document.page = model.page == "Letter" ? PageSize::letter : PageSize::a4;
    document.style_css = style_of(model, {"house.css", "report.css"});
    document.stamps.header_left = model.organisation;
    document.stamps.header_right = model.title + " as of " + model.as_of;
    document.stamps.classification = model.classification;
    document.stamps.footer_left = "Management's assessment";
    return document;
}

void write_html_report(const ReportModel& model, const std::string& path) {
    const std::string partial = path + ".part";
    try {
        std::ofstream out(partial, std::ios::binary | std::ios::trunc);
        if (!out) {
            throw_system_error(errno, "writing the HTML report", partial);
        }
        MustacheSet templates(loader_of(model));
        templates.render("document", document_tree(model, templates), out);
        out.flush();
        if (!out) {
            throw_system_error(errno, "writing the HTML report", partial);
        }
        out.close();
        sync_path(partial);
        fs::rename(partial, path);
    } catch (const fs::filesystem_error& error) {
        throw_system_error(error.code().value(), "writing the HTML report", path);
    } catch (const Error&) {
        std::error_code ignored;
        fs::remove(partial, ignored);
        throw;
    }
}

} // namespace tickmark
