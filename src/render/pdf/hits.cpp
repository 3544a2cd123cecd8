#include "finish_section_internal.hpp"
#include "pdf_objects_internal.hpp"
#include <algorithm>
#include <charconv>
#include <optional>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <set>
#include <utility>

namespace tickmark::pdf {

namespace {

std::optional<std::size_t> box_number(QPDFObjectHandle annotation) {
    QPDFObjectHandle action = annotation.getKey("/A");
    if (!action.isDictionary() || !action.getKey("/URI").isString()) {
        return std::nullopt;
    }
    const std::string address = action.getKey("/URI").getStringValue();
    std::size_t number = 0;
    const char* const end = address.data() + address.size();
    if (address.rfind("t:", 0) != 0 ||
        std::from_chars(address.data() + 2, end, number).ptr != end) {
        return std::nullopt; // not ours: only what the preparer wrote can be here
    }
    return number;
}

} // namespace

std::vector<Hit> take_hits(QPDF& document) {
    std::vector<Hit> hits;
    std::size_t page_number = 0;
    for (QPDFObjectHandle page : document.getAllPages()) {
        QPDFObjectHandle annotations = page.getKey("/Annots");
        for (int i = 0; annotations.isArray() && i < annotations.getArrayNItems(); ++i) {
            QPDFObjectHandle annotation = annotations.getArrayItem(i);
            if (const auto box = box_number(annotation)) {
                hits.push_back({page_number, *box, read_rect(annotation.getKey("/Rect"))});
            }
        }
        page.removeKey("/Annots");
        ++page_number;
    }
    return hits;
}

void drop_slivers(std::vector<Hit>& hits, double bottom_margin) {
    constexpr double least_line = 6; // points: half of the smallest line
    std::set<std::pair<std::size_t, std::size_t>> pages;
    for (const Hit& hit : hits) {
        pages.emplace(hit.box, hit.page);
    }
    const auto is_sliver = [&](const Hit& hit) {
        const double seen = hit.rect.top - bottom_margin;
        return hit.rect.bottom < bottom_margin && seen < least_line &&
               seen < hit.rect.height() / 2 && pages.count({hit.box, hit.page + 1}) > 0;
    };
    hits.erase(std::remove_if(hits.begin(), hits.end(), is_sliver), hits.end());
}

} // namespace tickmark::pdf
