#include "tickmark/base/error.hpp"

#include "markup_rules_internal.hpp"
#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace tickmark::pdf {

namespace {

/// An element that holds nothing but a few others, which stand nowhere else.
struct Container {
    std::string_view name;
    std::array<std::string_view, 3> inside; ///< filled up with empty names
};

constexpr std::array<Container, 7> containers{
    {{"table", {"thead", "tbody", "tr"}},
     {"thead", {"tr"}},
     {"tbody", {"tr"}},
     {"tr", {"th", "td"}},
     {"ul", {"li"}},
     {"ol", {"li"}},
     {"dl", {"dt", "dd"}}}};

bool may_hold(const Container& container, std::string_view name) noexcept {
    return std::find(container.inside.begin(), container.inside.end(), name) !=
           container.inside.end();
}

const Container* find_container(std::string_view name) noexcept {
    const auto* const found =
        std::find_if(containers.begin(), containers.end(), [&](const Container& each) {
            return each.name == name;
        });
    return found == containers.end() ? nullptr : found;
}

class NestingChecker {
public:
    explicit NestingChecker(const std::string& section) : section_(section) {}

    void check(const MarkupNode& node) const {
        const Container* container = find_container(node.name);
        for (const MarkupNode& child : node.children) {
            if (container != nullptr) {
                check_inside(*container, child);
            } else if (is_bound(child)) {
                refuse("<" + child.name + "> on its own, outside of its table or list", child);
            }
            if (!child.is_text() && !child.foreign) {
                check(child);
            }
        }
        if (node.name == "table") {
            check_table(node);
        }
    }

private:
    [[noreturn]] void refuse(const std::string& why, const MarkupNode& at) const {
        constexpr std::size_t most_shown = 60;
        throw Error(
            ErrorCode::render_failed,
            {"reading the HTML of section \"" + section_ + "\"",
             why,
             "at: " + text_of(at).substr(0, most_shown),
             "see docs/pdf.md for what a section may hold"});
    }

    void check_inside(const Container& container, const MarkupNode& child) const {
        const bool allowed = child.is_text() ? child.is_blank() : may_hold(container, child.name);
        if (!allowed) {
            refuse(
                (child.is_text() ? "text" : "<" + child.name + ">") + " directly in <" +
                    std::string(container.name) + ">",
                child);
        }
    }

    /// Whether an element stands only inside of some containers.
    static bool is_bound(const MarkupNode& node) {
        return !node.is_text() &&
               std::any_of(containers.begin(), containers.end(), [&node](const Container& each) {
                   return may_hold(each, node.name);
               });
    }

    /// One heading, at the top; as many cells in each row.
    void check_table(const MarkupNode& table) const {
        std::size_t cells = 0;
        bool begun = false;
        for (const MarkupNode& child : table.children) {
            if (child.is_text()) {
                continue;
            }
            if (child.name == "thead" && begun) {
                refuse("a <thead> that is not the first in its table", child);
            }
            begun = true;
            if (child.name == "tr") {
                check_row(child, cells);
            }
            for (const MarkupNode& row : child.children) {
                if (row.name == "tr") {
                    check_row(row, cells);
                }
            }
        }
    }

    void check_row(const MarkupNode& row, std::size_t& cells) const {
        const auto own = static_cast<std::size_t>(
            std::count_if(row.children.begin(), row.children.end(), [](const MarkupNode& child) {
                return !child.is_text();
            }));
        if (cells != 0 && own != cells) {
            refuse(
                fmt::format("a row of {} cells in a table whose first row has {}", own, cells),
                row);
        }
        cells = own;
    }

    const std::string& section_;
};

} // namespace

void check_nesting(const MarkupNode& root, const std::string& section) {
    NestingChecker(section).check(root);
}

bool is_language_tag(std::string_view text) noexcept {
    std::size_t length = 0; // of the part between hyphens
    bool first = true;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool digit = c >= '0' && c <= '9';
        if (c == '-' && length > 0) {
            first = false;
            length = 0;
        } else if (!(letter || (digit && !first)) || ++length > 8) {
            return false;
        }
    }
    return length > 0;
}

} // namespace tickmark::pdf
