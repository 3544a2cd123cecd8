#include "tickmark/base/text.hpp"
#include "tickmark/render/html.hpp"

#include "fillings_internal.hpp"
#include <sstream>

namespace tickmark {

namespace {

constexpr std::size_t rows_per_section = 500; ///< of a register: rendered side by side

/// A register in blocks of rows, each a section; only those being rendered are in memory.
class RegisterBlocks {
public:
    explicit RegisterBlocks(Filling filling) :
        filling_(std::move(filling)),
        columns_(*filling_.data.find("register")->find("all_columns")),
        next_row_(filling_.data.find("register")->find("all_rows")->open()),
        pending_(next_row_()) {}

    /// The next block to fill; a register without rows has one too, which says so.
    std::optional<Filling> next() {
        if (started_ && !pending_) {
            return std::nullopt;
        }
        const std::size_t first = done_ + 1;
        Tree rows = Tree::make_list();
        while (pending_ && rows.items().size() < rows_per_section) {
            rows.add(*pending_);
            pending_ = next_row_();
            ++done_;
        }
        Filling block = filling_;
        block.data.set("first", !started_)
            .set("last", !pending_)
            .set("any", done_ > 0)
            .set("table", Tree::make_map().set("columns", columns_).set("rows", std::move(rows)));
        if (done_ > 0) {
            block.name += " rows " + with_thousands(static_cast<long long>(first)) + " to " +
                          with_thousands(static_cast<long long>(done_));
        }
        started_ = true;
        return block;
    }

private:
    Filling filling_;
    Tree columns_;
    Tree::Next next_row_;
    std::optional<Tree> pending_;
    std::size_t done_ = 0;
    bool started_ = false;
};

class ReportSections: public SectionSource {
public:
    explicit ReportSections(const ReportModel& model) :
        model_(model),
        fillings_(model, true),
        templates_(template_loader(model), {true, true, true}),
        pending_(next_section()) {}

    std::optional<PdfSection> next() override {
        std::optional<PdfSection> section = std::move(pending_);
        pending_ = section ? next_section() : std::nullopt;
        if (section && !pending_) {
            section->html += render("end", Tree::make_map());
        }
        return section;
    }

private:
    std::string render(const std::string& name, const Tree& data) {
        std::ostringstream html;
        templates_.render(name, model_.root, data, html);
        return html.str();
    }

    std::optional<Filling> next_filling() {
        if (blocks_) {
            if (std::optional<Filling> block = blocks_->next()) {
                return block;
            }
            blocks_.reset();
        }
        std::optional<Filling> filling = fillings_.next();
        if (filling && !filling->section->table.empty()) {
            blocks_.emplace(std::move(*filling));
            return blocks_->next();
        }
        return filling;
    }

    std::optional<PdfSection> next_section() {
        const std::optional<Filling> filling = next_filling();
        if (!filling) {
            return std::nullopt;
        }
        return PdfSection{
            filling->name,
            render(filling->section->template_name, filling->data),
            filling->section->landscape,
            filling->section->front_matter};
    }

    const ReportModel& model_;
    Fillings fillings_;
    std::optional<RegisterBlocks> blocks_;
    MustacheSet templates_;
    std::optional<PdfSection> pending_; ///< one ahead: the last one ends the report
};

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
    document.stamps.watermark = model.render.watermark;
    document.accessible = model.render.accessible;
    if (!model.bates_prefix.empty()) {
        document.bates = PdfBates{
            model.bates_prefix,
            model.render.bates_width,
            static_cast<std::uint64_t>(model.render.bates_start)};
    }
    for (const Picture& picture : model.pictures) {
        document.images.push_back({picture.name, picture.bytes});
    }
    return document;
}

} // namespace tickmark
