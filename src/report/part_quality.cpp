#include "parts.hpp"

namespace tickmark::report {

namespace {

/// Rejected rows of a dataset: the first ones, with how many there are in all.
Tree reject_list(const Parts& parts, const std::string& dataset) {
    const std::int64_t total = parts.input.snapshot.reject_count(dataset);
    const long long limit = parts.limit("rejects", 50);
    Tree rows = Tree::make_list();
    parts.input.snapshot.each_reject(dataset, [&](const StoredReject& stored) {
        if (static_cast<long long>(rows.items().size()) < limit) {
            rows.add(Tree::make_map()
                         .set("collection", stored.collection)
                         .set(
                             "href",
                             parts.collections.contains(stored.collection)
                                 ? anchor_id("collection", stored.collection)
                                 : "")
                         .set("source", stored.source)
                         .set("locator", stored.reject.locator)
                         .set("reason", stored.reject.reason));
        }
    });
    const auto shown = static_cast<std::int64_t>(rows.items().size());
    return Tree::make_map()
        .set("dataset", parts.dataset_title(dataset))
        .set("anchor", anchor_id("rejects", dataset))
        .set("rows", std::move(rows))
        .set(
            "shown",
            shown >= total ? "All " + number_text(total) + "."
                           : "First " + number_text(shown) + " of " + number_text(total) +
                                 "; all in the workbook, sheet Rejects.");
}

Tree conflict_list(const Parts& parts, const std::string& dataset) {
    const auto conflicts = parts.input.snapshot.conflicts(dataset);
    const auto limit = static_cast<std::size_t>(parts.limit("rejects", 50));
    Tree rows = Tree::make_list();
    for (std::size_t i = 0; i < conflicts.size() && i < limit; ++i) {
        rows.add(Tree::make_map()
                     .set("key", conflicts[i].key)
                     .set("stands", conflicts[i].stands)
                     .set("left_out", conflicts[i].left_out));
    }
    const auto total = static_cast<std::int64_t>(conflicts.size());
    return Tree::make_map()
        .set("dataset", parts.dataset_title(dataset))
        .set("anchor", anchor_id("conflicts", dataset))
        .set("rows", std::move(rows))
        .set(
            "shown",
            conflicts.size() <= limit
                ? "All " + number_text(total) + "."
                : "First " + number_text(static_cast<std::int64_t>(limit)) + " of " +
                      number_text(total) + "; all in the workbook, sheet Conflicts.");
}

} // namespace

Tree quality_part(const Parts& parts) {
    Tree lines = Tree::make_list();
    for (const Shortcoming& item : shortcomings(parts)) {
        lines.add(Tree::make_map()
                      .set("dataset", parts.dataset_title(item.dataset))
                      .set("kind", item.kind)
                      .set("text", item.text)
                      .set("href", item.link));
    }
    Tree rejects = Tree::make_list();
    Tree conflicts = Tree::make_list();
    for (const std::string& dataset : parts.datasets) {
        if (parts.input.snapshot.reject_count(dataset) > 0) {
            rejects.add(reject_list(parts, dataset));
        }
        if (!parts.input.snapshot.conflicts(dataset).empty()) {
            conflicts.add(conflict_list(parts, dataset));
        }
    }
    const bool any = !lines.items().empty();
    const bool any_rejects = !rejects.items().empty();
    const bool any_conflicts = !conflicts.items().empty();
    Tree tree = Tree::make_map();
    tree.set("any", any)
        .set("lines", std::move(lines))
        .set("any_rejects", any_rejects)
        .set("rejects", std::move(rejects))
        .set("any_conflicts", any_conflicts)
        .set("conflicts", std::move(conflicts));
    return tree;
}

} // namespace tickmark::report
