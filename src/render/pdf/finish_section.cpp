#include "tickmark/base/error.hpp"

#include "finish_section_internal.hpp"
#include "page_marks_internal.hpp"
#include "pdf_objects_internal.hpp"
#include "pictures_internal.hpp"
#include "structure_internal.hpp"
#include "tidy_fonts_internal.hpp"
#include <cmath>
#include <fmt/format.h>
#include <qpdf/QPDFWriter.hh>
#include <set>

namespace tickmark::pdf {

namespace {

constexpr double ruler_points = 283.46; // 100 mm
constexpr double ruler_slack = 1.5;     // the engine rounds rectangles to 0.75 pt

/// An address with what is not ASCII as %XX, as an address in a PDF has to be.
std::string in_ascii(const std::string& address) {
    std::string out;
    for (const char c : address) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte > 0x20 && byte < 0x7F ? std::string(1, c) : fmt::format("%{:02X}", byte);
    }
    return out;
}

class Finisher {
public:
    explicit Finisher(const FinishRequest& request) :
        request_(request), section_(*request.section), fonts_(document_) {}

    FinishOutcome run() {
        open_quietly(
            document_,
            request_.raw.string(),
            "reading the pages of section \"" + section_.name + "\"");
        hits_ = take_hits(document_);
        drop_slivers(hits_, request_.layout.bottom);
        pages_ = document_.getAllPages();
        check_boxes();
        check_ruler();
        check_pictures();
        const std::size_t own = own_pages();
        if (const double needed = heading_height(own); needed > request_.layout.reserve) {
            return {std::nullopt, needed};
        }
        start_result(own);
        for (std::size_t page = 0; page < own; ++page) {
            finish_page(page);
        }
        note_places(own);
        for (std::size_t page = pages_.size(); page > own; --page) {
            document_.removePage(pages_[page - 1]);
        }
        write();
        return {std::move(result_), 0};
    }

private:
    [[noreturn]] void refuse(const std::string& why, const std::string& hint = "") const {
        throw Error(
            ErrorCode::render_failed,
            {"rendering section \"" + section_.name + "\"", why, "", hint});
    }

    const Box& box(const Hit& hit) const { return section_.boxes[hit.box]; }

    void check_boxes() {
        for (const Hit& hit : hits_) {
            if (hit.box >= section_.boxes.size()) {
                refuse("the engine reports an anchor that is not in the section");
            }
        }
        by_page_.resize(pages_.size());
        for (std::size_t i = 0; i < hits_.size(); ++i) {
            by_page_[hits_[i].page].push_back(i);
        }
    }

    void check_ruler() const {
        for (const Hit& hit : hits_) {
            if (box(hit).kind != BoxKind::ruler) {
                continue;
            }
            if (std::abs(hit.rect.width() - ruler_points) <= ruler_slack) {
                return;
            }
            refuse(
                fmt::format(
                    "something is wider than the page: 100 mm came out as {:.1f} mm",
                    hit.rect.width() * 100 / ruler_points),
                "give it a width in per cent, let it wrap, or make the section landscape");
        }
        refuse("the ruler that proves its scale is missing");
    }

    /// A place without a size is not reported by the engine: what belongs there would be lost in
    /// silence.
    void check_pictures() const {
        std::set<std::size_t> shown;
        for (const Hit& hit : hits_) {
            shown.insert(hit.box);
        }
        for (std::size_t i = 0; i < section_.boxes.size(); ++i) {
            const Box& place = section_.boxes[i];
            const bool drawn_later = place.kind == BoxKind::image || awaits_number(place);
            if (drawn_later && shown.count(i) == 0) {
                refuse(
                    (place.kind == BoxKind::image ? "picture \"" : "page number of \"") +
                        place.target + "\" has no place on the page",
                    "give it a width and a height");
            }
        }
    }

    std::size_t own_pages() const {
        for (const Hit& hit : hits_) {
            if (box(hit).kind == BoxKind::trailer) {
                return hit.page;
            }
        }
        if (section_.has_repeated_heading) {
            refuse("the copies of its table headings are missing");
        }
        return pages_.size();
    }

    /// Height of the tallest heading that some page has to repeat.
    double heading_height(std::size_t own) {
        double tallest = 0;
        for (const Hit& hit : hits_) {
            if (box(hit).kind == BoxKind::heading) {
                strips_.emplace(box(hit).table, hit);
            }
        }
        repeated_.assign(own, -1);
        for (std::size_t page = 0; page < own; ++page) {
            repeated_[page] = heading_to_repeat(page);
            const auto strip = strips_.find(repeated_[page]);
            if (strip != strips_.end()) {
                tallest = std::max(tallest, strip->second.rect.height());
            }
        }
        return tallest;
    }

    /// The table that goes on at the top of a page, if its heading is not on it; -1 for none.
    int heading_to_repeat(std::size_t page) const {
        std::set<int> with_heading;
        const Hit* top = nullptr;
        for (const std::size_t i : by_page_[page]) {
            const Hit& hit = hits_[i];
            if (box(hit).table < 0) {
                continue;
            }
            if (box(hit).in_head) {
                with_heading.insert(box(hit).table);
            } else if (
                strips_.count(box(hit).table) > 0 &&
                (top == nullptr || hit.rect.top > top->rect.top)) {
                top = &hit;
            }
        }
        return top == nullptr || with_heading.count(box(*top).table) > 0 ? -1 : box(*top).table;
    }

    void start_result(std::size_t own) {
        result_.name = section_.name;
        result_.pdf = request_.pdf;
        result_.structure = request_.structure;
        result_.pages = own;
        result_.front_matter = section_.front_matter;
        result_.substitutions = section_.substitutions;
        structure_.nodes = section_.nodes;
        structure_.kids.resize(section_.nodes.size());
        structure_.marks_on_page.assign(own, 0);
        shifts_.assign(own, 0);
    }

    bool tagged() const noexcept { return !request_.structure.empty(); }

    void finish_page(std::size_t page) {
        QPDFObjectHandle object = pages_[page];
        QPDFObjectHandle resources = object.getKey("/Resources").shallowCopy();
        object.replaceKey("/Resources", resources);
        const auto widths = fonts_.tidy(resources);
        const double height = read_rect(object.getKey("/MediaBox")).top;
        const auto strip = strips_.find(repeated_[page]);
        const bool repeats = strip != strips_.end();
        shifts_[page] = request_.layout.reserve - (repeats ? strip->second.rect.height() : 0);

        PageMarks marks(section_, tagged(), structure_.kids, page);
        for (const std::size_t i : by_page_[page]) {
            marks.add(hits_[i]);
            note_figure(hits_[i]);
        }
        // The engine's own scale ends with its content: pictures are placed in points.
        std::string content = fmt::format("q 1 0 0 1 0 {} cm\nq\n", pdf_number(shifts_[page]));
        content += rewrite_content(stream_text(object.getKey("/Contents")), widths, marks);
        content += "Q\n";
        content += place_pictures(page, resources, marks);
        content += "Q\n";
        if (repeats) {
            content += place_heading(strip->second, height, resources);
        }
        object.replaceKey("/Contents", new_compressed_stream(document_, content));
        add_links(page, object, marks);
        structure_.marks_on_page[page] = marks.used();
    }

    void note_figure(const Hit& hit) {
        const Box& place = box(hit);
        const bool figure = place.kind == BoxKind::figure || place.kind == BoxKind::image;
        if (!figure || place.node < 0) {
            return;
        }
        std::optional<Rect>& area = structure_.nodes[static_cast<std::size_t>(place.node)].area;
        area = area ? area : hit.rect.raised(shifts_[hit.page]);
    }

    std::string
    place_pictures(std::size_t page, const QPDFObjectHandle& resources, PageMarks& marks) {
        std::string content;
        for (const std::size_t i : by_page_[page]) {
            const Hit& hit = hits_[i];
            if (box(hit).kind == BoxKind::image) {
                content += place_image(
                    {document_, resources, *request_.images, images_, section_.name},
                    box(hit).target,
                    hit.rect,
                    marks.open_for(hit));
            }
        }
        return content;
    }

    /// A copy of the heading row as a form, used by every page that needs it.
    QPDFObjectHandle heading_form(const Hit& strip) {
        const auto known = forms_.find(strip.box);
        if (known != forms_.end()) {
            return known->second;
        }
        QPDFObjectHandle page = pages_[strip.page];
        KeepInside inside(strip.rect);
        const auto widths = fonts_.tidy(page.getKey("/Resources"));
        QPDFObjectHandle form = new_compressed_stream(
            document_, rewrite_content(stream_text(page.getKey("/Contents")), widths, inside));
        const Rect box{
            strip.rect.left - 1,
            strip.rect.bottom - 0.5,
            strip.rect.right + 1,
            strip.rect.top + 0.5};
        form.getDict().replaceKey("/Type", parsed("/XObject"));
        form.getDict().replaceKey("/Subtype", parsed("/Form"));
        form.getDict().replaceKey("/BBox", write_rect(box));
        form.getDict().replaceKey("/Resources", page.getKey("/Resources"));
        return forms_.emplace(strip.box, form).first->second;
    }

    std::string place_heading(const Hit& strip, double height, QPDFObjectHandle resources) {
        QPDFObjectHandle forms = resources.getKey("/XObject").isDictionary()
                                     ? resources.getKey("/XObject").shallowCopy()
                                     : QPDFObjectHandle::newDictionary();
        forms.replaceKey("/TkHead", heading_form(strip));
        resources.replaceKey("/XObject", forms);
        const double dy = height - request_.layout.top - strip.rect.top;
        const std::string content = fmt::format("q 1 0 0 1 0 {} cm /TkHead Do Q\n", pdf_number(dy));
        return tagged() ? "/Artifact BMC\n" + content + "EMC\n" : content;
    }

    void add_links(std::size_t page, QPDFObjectHandle object, PageMarks& marks) {
        QPDFObjectHandle annotations = QPDFObjectHandle::newArray();
        for (const std::size_t i : by_page_[page]) {
            const Hit& hit = hits_[i];
            const Box& link = box(hit);
            if (link.kind != BoxKind::link && !awaits_number(link)) {
                continue;
            }
            const Rect rect = hit.rect.raised(shifts_[page]);
            if (awaits_number(link)) {
                result_.page_numbers.push_back(
                    {link.target.substr(1),
                     page,
                     rect,
                     tagged() ? marks.reserve(hit) : -1,
                     link.kind == BoxKind::bates_of});
            }
            if (link.node >= 0) {
                structure_.kids[static_cast<std::size_t>(link.node)].push_back(
                    {true, hit.box, page, annotations.getArrayNItems()});
            }
            annotations.appendItem(document_.makeIndirectObject(make_link(link, rect)));
        }
        if (annotations.getArrayNItems() > 0) {
            object.replaceKey("/Annots", annotations);
        }
    }

    QPDFObjectHandle make_link(const Box& link, const Rect& rect) {
        QPDFObjectHandle annotation =
            parsed("<< /Type /Annot /Subtype /Link /Border [0 0 0] /F 4 >>");
        annotation.replaceKey("/Rect", write_rect(rect));
        annotation.replaceKey(
            "/Contents",
            text_string(
                !link.contents.empty()           ? link.contents
                : link.kind == BoxKind::bates_of ? "Bates number"
                                                 : "page number"));
        if (link.target.rfind('#', 0) == 0) {
            const std::string id = link.target.substr(1);
            annotation.replaceKey("/Dest", QPDFObjectHandle::newString(id));
            result_.references.push_back(id);
        } else {
            QPDFObjectHandle action = parsed("<< /S /URI >>");
            action.replaceKey("/URI", QPDFObjectHandle::newString(in_ascii(link.target)));
            annotation.replaceKey("/A", action);
        }
        return annotation;
    }

    /// Destinations and bookmarks: the first place where their box shows.
    void note_places(std::size_t own) {
        std::map<std::size_t, const Hit*> first;
        for (const Hit& hit : hits_) {
            if (hit.page < own) {
                first.emplace(hit.box, &hit);
            }
        }
        const auto place = [&](std::size_t index) -> std::pair<std::size_t, double> {
            const auto found = first.find(index);
            if (found == first.end()) {
                return {0, 0};
            }
            const std::size_t page = found->second->page;
            return {page, found->second->rect.top + shifts_[page] + 4};
        };
        for (std::size_t index = 0; index < section_.boxes.size(); ++index) {
            for (const std::string& id : section_.boxes[index].ids) {
                if (first.count(index) == 0) {
                    refuse("the place of \"" + id + "\" is not on any page", "give it some text");
                }
                const auto [page, top] = place(index);
                result_.targets.push_back({id, page, top});
            }
        }
        for (const PreparedBookmark& bookmark : section_.bookmarks) {
            const auto [page, top] = place(bookmark.box);
            result_.bookmarks.push_back({bookmark.level, bookmark.title, page, top});
        }
    }

    void write() {
        QPDFWriter writer(document_, request_.pdf.c_str());
        writer.setStreamDataMode(qpdf_s_preserve);
        writer.setObjectStreamMode(qpdf_o_disable);
        writer.setDeterministicID(true);
        writer.write();
        if (tagged()) {
            write_structure(structure_, request_.structure);
        }
    }

    const FinishRequest& request_;
    const PreparedSection& section_;
    QPDF document_;
    FontTidier fonts_;
    std::vector<QPDFObjectHandle> pages_;
    std::vector<Hit> hits_;
    std::vector<std::vector<std::size_t>> by_page_;
    std::map<int, Hit> strips_; ///< copy of a table's heading, by table
    std::vector<int> repeated_;
    std::vector<double> shifts_;
    std::map<std::size_t, QPDFObjectHandle> forms_;
    PlacedImages images_;
    FinishedSection result_;
    SectionStructure structure_;
};

} // namespace

FinishOutcome finish_section(const FinishRequest& request) {
    try {
        return Finisher(request).run();
    } catch (const std::runtime_error& problem) { // qpdf's own
        throw Error(
            ErrorCode::render_failed,
            {"finishing section \"" + request.section->name + "\"", problem.what(), "", ""});
    }
}

} // namespace tickmark::pdf
