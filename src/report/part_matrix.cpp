#include "tickmark/base/text.hpp"

#include "parts.hpp"

namespace tickmark::report {

namespace {

const Obligation* listed(const Parts& parts, const ObligationResult& result) {
    for (const Catalog& catalog : parts.input.catalogs) {
        if (catalog.id == result.catalog) {
            for (const Obligation& obligation : catalog.obligations) {
                if (obligation.citation == result.citation) {
                    return &obligation;
                }
            }
        }
    }
    return nullptr;
}

Tree control_references(const Parts& parts, const ObligationResult& obligation) {
    Tree list = Tree::make_list();
    for (const std::string& id : obligation.controls) {
        const auto control = parts.controls.find(id);
        const bool known = control != parts.controls.end();
        Tree item = Tree::make_map();
        item.set("id", id).set("href", known ? anchor_id("control", id) : "");
        item.set("status", known ? words_of(control->second->result).status : "");
        list.add(std::move(item));
    }
    return list;
}

Tree line_of(const Parts& parts, const ObligationResult& obligation) {
    const Obligation* text = listed(parts, obligation);
    const std::string specification = text == nullptr ? "" : text->specification;
    const bool not_in_force =
        obligation.status_in_law != "in-force" && !obligation.status_in_law.empty();
    return Tree::make_map()
        .set("anchor", anchor_id("obligation", obligation.id))
        .set("citation", obligation.citation)
        .set("title", obligation.title)
        .set("indent", std::to_string(std::min(obligation.depth, 5)))
        .set("specification", specification)
        .set("in_law", not_in_force ? obligation.status_in_law : std::string())
        .set("state", status_tree(words_of(obligation.status)))
        .set("reason", obligation.reason)
        .set("controls", control_references(parts, obligation));
}

} // namespace

/// Groups of lines, one for each rule or part of each catalog, in the order of the obligations.
Tree matrix_part(const Parts& parts) {
    Tree groups = Tree::make_list();
    std::string catalog;
    std::string group;
    Tree lines = Tree::make_list();
    const auto finish = [&] {
        if (!lines.items().empty()) {
            groups.add(Tree::make_map()
                           .set("catalog", parts.catalog_title(catalog))
                           .set("title", group.empty() ? parts.catalog_title(catalog) : group)
                           .set("lines", std::move(lines)));
        }
        lines = Tree::make_list();
    };
    for (const ObligationResult& obligation : parts.input.assessment.obligations) {
        if (obligation.catalog != catalog || obligation.group != group) {
            finish();
            catalog = obligation.catalog;
            group = obligation.group;
        }
        lines.add(line_of(parts, obligation));
    }
    finish();
    return Tree::make_map().set("groups", std::move(groups));
}

Tree scope_part(const Parts& parts) {
    Tree entries = Tree::make_list();
    for (const ScopeEntry& entry : parts.input.workspace.scope) {
        const auto known = parts.obligations.find(entry.obligation);
        Tree item = Tree::make_map();
        item.set("obligation", entry.obligation)
            .set(
                "href",
                known == parts.obligations.end() ? "" : anchor_id("obligation", entry.obligation))
            .set("title", known == parts.obligations.end() ? "" : known->second->title)
            .set("applies", entry.applies ? "applies" : "does not apply")
            .set("reason", entry.reason.empty() ? "no reason given" : entry.reason)
            .set("approved", entry.approved_by.empty() ? "not approved" : entry.approved_by)
            .set("approved_on", entry.approved_on);
        entries.add(std::move(item));
    }
    const bool any = !entries.items().empty();
    return Tree::make_map().set("has_entries", any).set("entries", std::move(entries));
}

} // namespace tickmark::report
