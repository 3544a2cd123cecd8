#include "pdf_objects_internal.hpp"
#include "volume_internal.hpp"

namespace tickmark::pdf {

namespace {

struct OutlineNode {
    QPDFObjectHandle object;
    int level = 0;
    int descendants = 0;
    QPDFObjectHandle last_child;
};

/// Puts bookmarks into a tree by their levels; a level that is skipped counts as the next one down.
class OutlineBuilder {
public:
    explicit OutlineBuilder(Volume& volume) : volume_(volume) {
        root_ = volume.pdf.makeIndirectObject(parsed("<< /Type /Outlines >>"));
        open_.push_back({root_, 0, 0, {}});
    }

    void add(const SectionBookmark& bookmark, std::size_t page) {
        while (open_.size() > 1 && open_.back().level >= bookmark.level) {
            close();
        }
        OutlineNode& parent = open_.back();
        QPDFObjectHandle item = volume_.pdf.makeIndirectObject(QPDFObjectHandle::newDictionary());
        item.replaceKey("/Title", text_string(bookmark.title));
        item.replaceKey("/Parent", parent.object);
        QPDFObjectHandle target = QPDFObjectHandle::newArray();
        target.appendItem(volume_.pages[page]);
        target.appendItem(parsed("/XYZ"));
        target.appendItem(QPDFObjectHandle::newNull());
        target.appendItem(QPDFObjectHandle::newReal(bookmark.top, 2));
        target.appendItem(QPDFObjectHandle::newNull());
        item.replaceKey("/Dest", target);
        if (parent.last_child.isInitialized()) {
            parent.last_child.replaceKey("/Next", item);
            item.replaceKey("/Prev", parent.last_child);
        } else {
            parent.object.replaceKey("/First", item);
        }
        parent.last_child = item;
        ++parent.descendants;
        open_.push_back({item, bookmark.level, 0, {}});
        ++total_;
    }

    void finish() {
        while (open_.size() > 1) {
            close();
        }
        OutlineNode& root = open_.back();
        if (total_ == 0) {
            return;
        }
        root.object.replaceKey("/Last", root.last_child);
        root.object.replaceKey("/Count", QPDFObjectHandle::newInteger(root.descendants));
        volume_.pdf.getRoot().replaceKey("/Outlines", root_);
        volume_.pdf.getRoot().replaceKey("/PageMode", parsed("/UseOutlines"));
    }

private:
    void close() {
        OutlineNode node = open_.back();
        open_.pop_back();
        if (node.last_child.isInitialized()) {
            node.object.replaceKey("/Last", node.last_child);
            // Only chapters stand open: a long document stays easy to survey.
            node.object.replaceKey("/Count", QPDFObjectHandle::newInteger(-node.descendants));
        }
    }

    Volume& volume_;
    QPDFObjectHandle root_;
    std::vector<OutlineNode> open_;
    int total_ = 0;
};

} // namespace

void add_outline(Volume& volume) {
    OutlineBuilder builder(volume);
    for (const VolumePart& part : volume.own().parts) {
        for (const SectionBookmark& bookmark : part.section->bookmarks) {
            builder.add(bookmark, part.first_page - volume.own().first_page + bookmark.page);
        }
    }
    builder.finish();
}

void add_page_labels(Volume& volume) {
    const std::size_t first = volume.own().first_page;
    const std::size_t front = volume.plan->front_pages;
    QPDFObjectHandle ranges = QPDFObjectHandle::newArray();
    const auto add_range = [&](std::size_t from, const char* style, std::size_t start) {
        QPDFObjectHandle range = QPDFObjectHandle::newDictionary();
        range.replaceKey("/S", parsed(style));
        range.replaceKey("/St", QPDFObjectHandle::newInteger(static_cast<long long>(start)));
        ranges.appendItem(QPDFObjectHandle::newInteger(static_cast<long long>(from)));
        ranges.appendItem(range);
    };
    if (first < front) {
        add_range(0, "/r", first + 1);
    }
    if (front < first + volume.pages.size()) {
        const std::size_t from = front > first ? front - first : 0;
        add_range(from, "/D", first + from - front + 1);
    }
    QPDFObjectHandle labels = QPDFObjectHandle::newDictionary();
    labels.replaceKey("/Nums", ranges);
    volume.pdf.getRoot().replaceKey("/PageLabels", labels);
}

} // namespace tickmark::pdf
