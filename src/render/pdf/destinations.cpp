#include "pdf_objects_internal.hpp"
#include "volume_internal.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tickmark::pdf {

namespace {

constexpr std::size_t names_per_leaf = 64;

QPDFObjectHandle destination(const Volume& volume, const Place& place) {
    QPDFObjectHandle array = QPDFObjectHandle::newArray();
    array.appendItem(volume.pages[place.page - volume.own().first_page]);
    array.appendItem(parsed("/XYZ"));
    array.appendItem(QPDFObjectHandle::newNull());
    array.appendItem(QPDFObjectHandle::newReal(place.top, 2));
    array.appendItem(QPDFObjectHandle::newNull());
    return array;
}

/// A name tree of two levels; the names come in order.
QPDFObjectHandle make_name_tree(Volume& volume) {
    QPDFObjectHandle leaves = QPDFObjectHandle::newArray();
    QPDFObjectHandle names;
    std::string first;
    std::string last;
    std::size_t held = 0;
    const auto close_leaf = [&] {
        if (held > 0) {
            QPDFObjectHandle leaf = QPDFObjectHandle::newDictionary();
            QPDFObjectHandle limits = QPDFObjectHandle::newArray();
            limits.appendItem(QPDFObjectHandle::newString(first));
            limits.appendItem(QPDFObjectHandle::newString(last));
            leaf.replaceKey("/Limits", limits);
            leaf.replaceKey("/Names", names);
            leaves.appendItem(volume.pdf.makeIndirectObject(leaf));
        }
        held = 0;
    };
    for (const auto& [id, place] : volume.plan->places) {
        if (place.volume != volume.index) {
            continue;
        }
        if (held == 0) {
            names = QPDFObjectHandle::newArray();
            first = id;
        }
        names.appendItem(QPDFObjectHandle::newString(id));
        names.appendItem(destination(volume, place));
        last = id;
        if (++held == names_per_leaf) {
            close_leaf();
        }
    }
    close_leaf();
    QPDFObjectHandle tree = QPDFObjectHandle::newDictionary();
    tree.replaceKey("/Kids", leaves);
    return volume.pdf.makeIndirectObject(tree);
}

void point_to_volume(const Volume& volume, QPDFObjectHandle annotation, const std::string& id) {
    const auto found = volume.plan->places.find(id);
    if (found == volume.plan->places.end() || found->second.volume == volume.index) {
        return;
    }
    const std::string file = volume.plan->volumes[found->second.volume].out.filename().string();
    QPDFObjectHandle action = parsed("<< /S /GoToR >>");
    // A plain name: PDF/A-3 takes a file's dictionary for that of a file carried inside.
    action.replaceKey("/F", QPDFObjectHandle::newString(file));
    action.replaceKey("/D", QPDFObjectHandle::newString(id));
    annotation.removeKey("/Dest");
    annotation.replaceKey("/A", action);
}

} // namespace

void add_destinations(Volume& volume) {
    const bool has_any = std::any_of(
        volume.plan->places.begin(), volume.plan->places.end(), [&volume](const auto& each) {
            return each.second.volume == volume.index;
        });
    if (has_any) {
        QPDFObjectHandle names = QPDFObjectHandle::newDictionary();
        names.replaceKey("/Dests", make_name_tree(volume));
        volume.pdf.getRoot().replaceKey("/Names", names);
    }
    if (volume.plan->volumes.size() == 1) {
        return;
    }
    for (const QPDFObjectHandle& page : volume.pages) {
        QPDFObjectHandle annotations = QPDFObjectHandle(page).getKey("/Annots");
        for (int i = 0; annotations.isArray() && i < annotations.getArrayNItems(); ++i) {
            QPDFObjectHandle annotation = annotations.getArrayItem(i);
            QPDFObjectHandle id = annotation.getKey("/Dest");
            if (id.isString()) {
                point_to_volume(volume, annotation, id.getStringValue());
            }
        }
    }
}

} // namespace tickmark::pdf
