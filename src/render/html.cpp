#include "tickmark/render/html.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/ports/files.hpp"

#include "fillings_internal.hpp"
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tickmark {

namespace {

namespace fs = std::filesystem;

/// What closes a style element early must not stand in it.
std::string guarded_style(std::string style) {
    if (to_lower(style).find("</style") != std::string::npos) {
        throw Error(
            ErrorCode::render_failed,
            {"writing the HTML report", "a style sheet holds '</style'", "", ""});
    }
    return style;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve(bytes.size() / 3 * 4 + 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t left = std::min<std::size_t>(bytes.size() - at, 3);
        unsigned group = 0;
        for (std::size_t i = 0; i < 3; ++i) {
            group = group << 8U | (i < left ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            out += i <= left ? letters[group >> (18U - 6U * i) & 63U] : '=';
        }
    }
    return out;
}

/// Pictures stand in the page itself, so that it needs no other file.
std::string with_pictures(std::string html, const ReportModel& model) {
    for (const Picture& picture : model.pictures) {
        const std::string name = "src=\"image:" + picture.name + "\"";
        for (std::size_t at = 0; (at = html.find(name, at)) != std::string::npos;) {
            html.replace(
                at,
                name.size(),
                "src=\"data:" + picture.media_type + ";base64," + base64(picture.bytes) + "\"");
        }
    }
    return html;
}

/// A register is one table on the screen; its rows come one at a time.
void fill_register(Filling& filling) {
    const Tree& table = *filling.data.find("register");
    const bool any = table.find("missing")->text().empty();
    Tree whole = Tree::make_map();
    whole.set("columns", *table.find("all_columns")).set("rows", *table.find("all_rows"));
    filling.data.set("first", true).set("last", true).set("any", any).set("table", whole);
}

void write_section(
    const ReportModel& model, MustacheSet& templates, const Filling& filling, std::ostream& out) {
    const std::string& name = filling.section->template_name;
    if (!filling.section->table.empty() || model.pictures.empty()) {
        templates.render(name, model.root, filling.data, out);
        return;
    }
    std::ostringstream html;
    templates.render(name, model.root, filling.data, html);
    out << with_pictures(html.str(), model);
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
                if (!section.table.empty()) {
                    fill_register(**filling);
                }
                Tree item = Tree::make_map();
                item.set("kind", section.id)
                    .set("landscape", section.landscape)
                    .set(
                        "body", Tree::make_writer([&model, &templates, filling](std::ostream& out) {
                            write_section(model, templates, **filling, out);
                        }));
                return item;
            };
        }));
    return document;
}

} // namespace

void write_html_report(const ReportModel& model, const std::string& path) {
    const std::string partial = path + ".part";
    try {
        std::ofstream out(partial, std::ios::binary | std::ios::trunc);
        if (!out) {
            throw_system_error(errno, "writing the HTML report", partial);
        }
        MustacheSet templates(template_loader(model));
        templates.render("document", model.root, document_tree(model, templates), out);
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
