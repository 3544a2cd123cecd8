#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "parts.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace tickmark::report {

namespace {

constexpr std::uint64_t most_bytes_each = 8U << 20U; ///< larger than any screenshot
constexpr std::uint64_t most_bytes = 32U << 20U;     ///< of all: the PDF is sent by mail
constexpr double widest_exhibit_mm = 170;
constexpr double highest_exhibit_mm = 150;

bool is_picture(const std::string& name) {
    constexpr std::array<const char*, 3> endings{".png", ".jpg", ".jpeg"};
    const std::string lower = to_lower(name);
    return std::any_of(endings.begin(), endings.end(), [&lower](const char* ending) {
        return lower.ends_with(ending);
    });
}

/// The payload of that digest among those its collection received; nullptr if it is not there.
const PayloadRef*
find_payload(const Parts& parts, const std::string& collection, const std::string& sha256) {
    const auto found = parts.collections.find(collection);
    if (found == parts.collections.end()) {
        return nullptr;
    }
    for (const PayloadRef& payload : found->second.payloads) {
        if (payload.digest.hex() == sha256) {
            return &payload;
        }
    }
    return nullptr;
}

Exhibit exhibit_of(const NamedRow& row) {
    const auto text = [&row](const char* field) { return row.value(field).value_or(""); };
    Exhibit exhibit;
    exhibit.title = text("title");
    exhibit.control = text("control_id");
    exhibit.file = text("uri");
    exhibit.effective_on = text("effective_on");
    exhibit.sha256 = text("sha256");
    exhibit.collection = text("collection");
    return exhibit;
}

class ExhibitFinder {
public:
    explicit ExhibitFinder(Parts& parts) : parts_(parts) {}

    void find(const ExhibitsDefinition& definition) {
        const Dataset* dataset = parts_.dataset("control_evidence");
        if (dataset == nullptr || dataset->field("sha256") == nullptr) {
            return;
        }
        std::string where = "sha256 IS NOT NULL";
        if (!definition.where.empty()) {
            const Expression condition =
                parse_expression(definition.where, *dataset, definition.at);
            where += " AND (" + emit_sqlite(condition, parameter_values(parts_)) + ")";
        }
        each_row(
            parts_.input.snapshot.connection(),
            all_rows(*dataset, where),
            -1,
            [&](const NamedRow& row) {
                if (is_picture(row.value("uri").value_or(""))) {
                    take(row);
                }
            });
    }

private:
    void take(const NamedRow& row) {
        if (row.value("privileged").value_or("0") == "1") {
            ++parts_.privileged_exhibits;
            return;
        }
        Exhibit exhibit = exhibit_of(row);
        if (!parts_.controls.contains(exhibit.control)) {
            return; // it is evidence of no control of this report
        }
        exhibit.number = std::to_string(parts_.exhibits.size() + 1);
        place(exhibit);
        parts_.exhibits.push_back(std::move(exhibit));
    }

    void place(Exhibit& exhibit) {
        const PayloadRef* payload = find_payload(parts_, exhibit.collection, exhibit.sha256);
        if (payload == nullptr || !parts_.input.load_picture) {
            exhibit.not_shown = "its bytes are not in the store";
            return;
        }
        exhibit.bytes = payload->bytes;
        if (printed_ >= parts_.limit("exhibits", 24)) {
            exhibit.not_shown = "the limit of pictures in this report is reached";
        } else if (payload->bytes > most_bytes_each || bytes_ + payload->bytes > most_bytes) {
            exhibit.not_shown = "it is too large to be printed";
        } else {
            load(exhibit, payload->digest);
        }
    }

    void load(Exhibit& exhibit, const Digest& digest) {
        Picture picture = parts_.input.load_picture(digest);
        if (!picture.refused.empty()) {
            exhibit.not_shown = picture.refused;
            return;
        }
        exhibit.pixels = fmt::format("{} × {} pixels", picture.width, picture.height);
        exhibit.box = box_of(picture, widest_exhibit_mm, highest_exhibit_mm);
        picture.name = "exhibit-" + exhibit.number;
        bytes_ += picture.bytes.size();
        ++printed_;
        parts_.pictures.push_back(std::move(picture));
    }

    Parts& parts_;
    std::uint64_t bytes_ = 0;
    long long printed_ = 0;
};

} // namespace

std::string box_of(const Picture& picture, double widest_mm, double highest_mm) {
    constexpr double mm_per_pixel = 25.4 / 96; // a small picture is not blown up
    const double wide = std::max(1, picture.width) * mm_per_pixel;
    const double high = std::max(1, picture.height) * mm_per_pixel;
    const double scale = std::min({1.0, widest_mm / wide, highest_mm / high});
    return fmt::format("width:{:.1f}mm;height:{:.1f}mm", wide * scale, high * scale);
}

void find_exhibits(Parts& parts) {
    if (parts.input.definition.exhibits) {
        ExhibitFinder(parts).find(*parts.input.definition.exhibits);
    }
}

Tree exhibits_part(const Parts& parts) {
    Tree lists = Tree::make_list();
    if (parts.exhibits.empty() && parts.privileged_exhibits == 0) {
        return lists;
    }
    Tree list = Tree::make_list();
    for (const Exhibit& exhibit : parts.exhibits) {
        const bool known = parts.collections.contains(exhibit.collection);
        list.add(Tree::make_map()
                     .set("number", exhibit.number)
                     .set("anchor", anchor_id("exhibit", exhibit.number))
                     .set("title", exhibit.title)
                     .set("control", exhibit.control)
                     .set("control_href", anchor_id("control", exhibit.control))
                     .set("file", exhibit.file)
                     .set("effective_on", exhibit.effective_on)
                     .set("sha256", exhibit.sha256)
                     .set("collection", exhibit.collection)
                     .set("href", known ? anchor_id("collection", exhibit.collection) : "")
                     .set("bytes", with_thousands(static_cast<long long>(exhibit.bytes)))
                     .set("pixels", exhibit.pixels)
                     .set("picture", "exhibit-" + exhibit.number)
                     .set("box", exhibit.box)
                     .set("shown", exhibit.not_shown.empty())
                     .set("not_shown", exhibit.not_shown));
    }
    const auto count = static_cast<std::int64_t>(list.items().size());
    lists.add(Tree::make_map()
                  .set("any", count > 0)
                  .set("count", counted(count, "picture is", "pictures are"))
                  .set(
                      "privileged",
                      parts.privileged_exhibits == 0
                          ? ""
                          : counted(parts.privileged_exhibits, "picture is", "pictures are"))
                  .set("exhibits", std::move(list)));
    return lists;
}

Tree exhibit_references(const Parts& parts, const std::string& control) {
    Tree list = Tree::make_list();
    for (const Exhibit& exhibit : parts.exhibits) {
        if (exhibit.control == control) {
            list.add(Tree::make_map()
                         .set("number", exhibit.number)
                         .set("href", anchor_id("exhibit", exhibit.number))
                         .set("title", exhibit.title));
        }
    }
    return list;
}

} // namespace tickmark::report
