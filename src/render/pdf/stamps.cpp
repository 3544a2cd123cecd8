#include "tickmark/base/error.hpp"

#include "content_internal.hpp"
#include "page_marks_internal.hpp"
#include "pdf_objects_internal.hpp"
#include "stamp_font_internal.hpp"
#include "stamps_internal.hpp"
#include "tidy_fonts_internal.hpp"
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace tickmark::pdf {

namespace {

constexpr double points_per_mm = 72 / 25.4;
constexpr double side = 18 * points_per_mm;
constexpr double header_base = 12.5 * points_per_mm; ///< below the upper edge
constexpr double footer_base = 12.5 * points_per_mm; ///< above the lower edge
constexpr double bates_base = 8 * points_per_mm;
constexpr double stamp_size = 8;
constexpr double contents_size = 9.5;
constexpr double bates_size = 9; ///< of a number that is named in the text

struct Label {
    QPDFObjectHandle form;
    Rect rect;
};

/// The fixed texts as forms of this volume.
class Labels {
public:
    Labels(Volume& volume, const LabelSheet& sheet) {
        if (sheet.pdf.empty()) {
            return;
        }
        auto source = std::make_unique<QPDF>();
        open_quietly(*source, sheet.pdf.string(), "reading the header and footer");
        QPDFObjectHandle page = source->getAllPages().at(0);
        FontTidier fonts(*source);
        const auto widths = fonts.tidy(page.getKey("/Resources"));
        const std::string content = stream_text(page.getKey("/Contents"));
        for (const auto& [name, rect] : sheet.labels) {
            KeepInside inside(rect);
            QPDFObjectHandle form =
                new_compressed_stream(*source, rewrite_content(content, widths, inside));
            const Rect box{rect.left - 2, rect.bottom - 2, rect.right + 2, rect.top + 2};
            form.getDict().replaceKey("/Type", parsed("/XObject"));
            form.getDict().replaceKey("/Subtype", parsed("/Form"));
            form.getDict().replaceKey("/BBox", write_rect(box));
            form.getDict().replaceKey("/Resources", page.getKey("/Resources"));
            labels_.emplace(name, Label{volume.pdf.copyForeignObject(form), rect});
        }
        volume.sources.push_back(std::move(source));
    }

    const std::map<std::string, Label>& all() const noexcept { return labels_; }
    const Label* find(const std::string& name) const {
        const auto found = labels_.find(name);
        return found == labels_.end() ? nullptr : &found->second;
    }

private:
    std::map<std::string, Label> labels_;
};

class Stamper {
public:
    Stamper(Volume& volume, const LabelSheet& sheet) : volume_(volume), labels_(volume, sheet) {
        font_object_ = volume.pdf.makeIndirectObject(QPDFObjectHandle::newDictionary());
        for (const VolumePart& part : volume.own().parts) {
            for (const SectionPageNumber& number : part.section->page_numbers) {
                numbers_.emplace(part.first_page - volume.own().first_page + number.page, &number);
            }
        }
    }

    void run() {
        for (std::size_t page = 0; page < volume_.pages.size(); ++page) {
            stamp(page);
        }
        font_.finish(volume_.pdf, font_object_, volume_.document->archive == PdfArchive::part_1b);
    }

private:
    void stamp(std::size_t index) {
        QPDFObjectHandle page = volume_.pages[index];
        const Rect area = read_rect(page.getKey("/MediaBox"));
        std::string content = artifact(fixed_texts(area) + numbers(area, index));
        content += contents_numbers(index);
        QPDFObjectHandle streams = QPDFObjectHandle::newArray();
        if (labels_.find("watermark") != nullptr) {
            streams.appendItem(new_compressed_stream(volume_.pdf, watermark(area)));
        }
        streams.appendItem(page.getKey("/Contents"));
        streams.appendItem(new_compressed_stream(volume_.pdf, content));
        page.replaceKey("/Contents", streams);
        add_resources(page);
    }

    void add_resources(QPDFObjectHandle page) {
        QPDFObjectHandle resources = page.getKey("/Resources").shallowCopy();
        QPDFObjectHandle fonts = resources.getKey("/Font").isDictionary()
                                     ? resources.getKey("/Font").shallowCopy()
                                     : QPDFObjectHandle::newDictionary();
        fonts.replaceKey("/TkNumbers", font_object_);
        resources.replaceKey("/Font", fonts);
        QPDFObjectHandle forms = resources.getKey("/XObject").isDictionary()
                                     ? resources.getKey("/XObject").shallowCopy()
                                     : QPDFObjectHandle::newDictionary();
        for (const auto& [name, label] : labels_.all()) {
            forms.replaceKey("/Tk_" + name, label.form);
        }
        resources.replaceKey("/XObject", forms);
        page.replaceKey("/Resources", resources);
    }

    std::string artifact(const std::string& content) const {
        return volume_.tagged ? "/Artifact <</Type /Pagination>> BDC\n" + content + "EMC\n"
                              : content;
    }

    /// A label with its lower edge at `y`; `align` 0 left, 0.5 middle, 1 right.
    std::string place(const char* name, const Rect& area, double y, double align) const {
        const Label* label = labels_.find(name);
        if (label == nullptr) {
            return {};
        }
        const double free = area.width() - 2 * side - label->rect.width();
        const double x = area.left + side + free * align;
        return fmt::format(
            "q 1 0 0 1 {} {} cm /Tk_{} Do Q\n",
            pdf_number(x - label->rect.left),
            pdf_number(y - label->rect.bottom),
            name);
    }

    std::string fixed_texts(const Rect& area) const {
        const double header = area.top - header_base - 2;
        const double footer = area.bottom + footer_base - 2;
        return place("header_left", area, header, 0) + place("classification", area, header, 0.5) +
               place("header_right", area, header, 1) + place("footer_left", area, footer, 0) +
               place("classification", area, footer, 0.5) +
               fmt::format(
                   "q 0.62 0.7 0.757 RG 0.5 w {0} {2} m {1} {2} l S {0} {3} m {1} {3} l S Q\n",
                   pdf_number(area.left + side),
                   pdf_number(area.right - side),
                   pdf_number(area.top - header_base - 5),
                   pdf_number(area.bottom + footer_base + 12));
    }

    std::string text(const std::string& what, double size, Point at) {
        return fmt::format(
            "BT /TkNumbers {} Tf {} {} Td {} Tj ET\n",
            pdf_number(size),
            pdf_number(at.x),
            pdf_number(at.y),
            font_.encode(what));
    }

    std::string text_ending(const std::string& what, double size, Point at) {
        return text(what, size, {at.x - font_.width(what, size), at.y});
    }

    std::string numbers(const Rect& area, std::size_t index) {
        const std::size_t page = volume_.own().first_page + index;
        const double right = area.right - side;
        std::string content = "0.29 0.325 0.361 rg\n";
        content += text_ending(
            volume_.plan->label_of_total(page), stamp_size, {right, area.bottom + footer_base});
        if (volume_.document->bates) {
            content += "0 0 0 rg\n";
            content += text_ending(
                bates_number(*volume_.document->bates, page),
                stamp_size,
                {right, area.bottom + bates_base});
        }
        return content;
    }

    std::string contents_numbers(std::size_t index) {
        std::string content;
        const auto [first, last] = numbers_.equal_range(index);
        for (auto each = first; each != last; ++each) {
            const SectionPageNumber& number = *each->second;
            const Place& place = volume_.plan->places.find(number.id)->second;
            const double size = number.bates ? bates_size : contents_size;
            const double base = number.rect.bottom + (number.rect.height() - size) / 2 + 2;
            const std::string printed = printed_number(number, place);
            const std::string drawn = number.bates
                                          ? text(printed, size, {number.rect.left, base})
                                          : text_ending(printed, size, {number.rect.right, base});
            name_link(volume_.pages[index], number, printed);
            content += "0 0 0 rg\n";
            content += number.mark >= 0
                           ? fmt::format("/Link <</MCID {}>> BDC\n{}EMC\n", number.mark, drawn)
                       : volume_.tagged ? "/Artifact BMC\n" + drawn + "EMC\n"
                                        : drawn;
        }
        return content;
    }

    std::string printed_number(const SectionPageNumber& number, const Place& place) const {
        if (!number.bates) {
            return volume_.plan->label(place.page);
        }
        if (!volume_.document->bates) {
            throw Error(
                ErrorCode::render_failed,
                {"numbering the pages",
                 "the Bates number of \"" + number.id + "\" is asked for and the document has none",
                 "",
                 ""});
        }
        return bates_number(*volume_.document->bates, place.page);
    }

    /// A number's link is told apart from others by the number itself.
    static void
    name_link(QPDFObjectHandle page, const SectionPageNumber& number, const std::string& printed) {
        const std::string kind = number.bates ? "Bates number" : "page number";
        QPDFObjectHandle links = page.getKey("/Annots");
        for (int i = 0; links.isArray() && i < links.getArrayNItems(); ++i) {
            QPDFObjectHandle link = links.getArrayItem(i);
            if (link.getKey("/Dest").isString() &&
                link.getKey("/Dest").getStringValue() == number.id &&
                link.getKey("/Contents").getStringValue() == kind) {
                link.replaceKey("/Contents", text_string((number.bates ? "" : "page ") + printed));
            }
        }
    }

    std::string watermark(const Rect& area) const {
        const Label& label = *labels_.find("watermark");
        const double angle = std::atan2(area.height(), area.width());
        const double room = std::hypot(area.width(), area.height()) * 0.62;
        const double scale = std::min(room / label.rect.width(), 6.0);
        const double cosine = std::cos(angle) * scale;
        const double sine = std::sin(angle) * scale;
        const double x = (label.rect.left + label.rect.right) / 2;
        const double y = (label.rect.bottom + label.rect.top) / 2;
        return artifact(fmt::format(
            "q {} {} {} {} {} {} cm /Tk_watermark Do Q\n",
            pdf_number(cosine),
            pdf_number(sine),
            pdf_number(-sine),
            pdf_number(cosine),
            pdf_number((area.left + area.right) / 2 - cosine * x + sine * y),
            pdf_number((area.bottom + area.top) / 2 - sine * x - cosine * y)));
    }

    Volume& volume_;
    Labels labels_;
    StampFont font_;
    QPDFObjectHandle font_object_;
    std::multimap<std::size_t, const SectionPageNumber*> numbers_;
};

} // namespace

void stamp_pages(Volume& volume, const LabelSheet& sheet) {
    Stamper(volume, sheet).run();
}

} // namespace tickmark::pdf
