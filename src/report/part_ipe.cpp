#include "tickmark/base/text.hpp"

#include "parts.hpp"
#include <nlohmann/json.hpp>

namespace tickmark::report {

namespace {

std::string bytes_text(std::uint64_t bytes) {
    return with_thousands(static_cast<long long>(bytes)) + (bytes == 1 ? " byte" : " bytes");
}

/// A list of texts is printed as one line; anything else as the JSON it is.
std::string detail_text(const nlohmann::ordered_json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    std::vector<std::string> texts;
    for (const auto& item : value) {
        if (!value.is_array() || !item.is_string()) {
            return value.dump();
        }
        texts.push_back(item.get<std::string>());
    }
    return value.is_array() ? (texts.empty() ? "none" : join(texts, "; ")) : value.dump();
}

/// Members of the details' JSON object, one a line.
Tree detail_list(const std::string& details) {
    Tree list = Tree::make_list();
    const auto parsed = nlohmann::ordered_json::parse(details, nullptr, false);
    if (!parsed.is_object()) {
        if (!details.empty()) {
            list.add(Tree::make_map().set("name", "details").set("value", details));
        }
        return list;
    }
    for (const auto& [name, value] : parsed.items()) {
        list.add(Tree::make_map().set("name", name).set("value", detail_text(value)));
    }
    return list;
}

Tree user_links(const Parts& parts, const std::string& id) {
    Tree list = Tree::make_list();
    const auto users = parts.used_by.find(id);
    if (users == parts.used_by.end()) {
        return list;
    }
    for (const auto& user : users->second) {
        const auto& [kind, name] = user;
        list.add(Tree::make_map()
                     .set("comma", &user == &*users->second.rbegin() ? "" : ",")
                     .set("kind", kind)
                     .set("id", name)
                     .set("href", anchor_id(kind, name)));
    }
    return list;
}

Tree collection_tree(const Parts& parts, const Collection& collection) {
    Tree payloads = Tree::make_list();
    for (const PayloadRef& payload : collection.payloads) {
        payloads.add(Tree::make_map()
                         .set("digest", payload.digest.hex())
                         .set("bytes", bytes_text(payload.bytes))
                         .set("locator", payload.locator));
    }
    Tree tree = Tree::make_map();
    tree.set("id", collection.id)
        .set("anchor", anchor_id("collection", collection.id))
        .set("source", collection.source)
        .set("collector", collection.collector)
        .set("dataset", parts.dataset_title(collection.dataset))
        .set("outcome", status_tree(words_of(collection.outcome)))
        .set("started_at", instant_text(collection.started_at))
        .set("committed_at", instant_text(collection.committed_at))
        .set("operator", collection.operator_name)
        .set("query", collection.query)
        .set("details", detail_list(collection.details))
        .set("config_digest", collection.config_digest)
        .set("rows", number_text(collection.rows))
        .set("added", number_text(collection.added))
        .set("changed", number_text(collection.changed))
        .set("closed", number_text(collection.closed))
        .set("rejected", number_text(collection.rejected))
        .set("note", collection.note)
        .set("users", user_links(parts, collection.id));
    const bool any = !payloads.items().empty();
    return tree.set("any_payloads", any).set("payloads", std::move(payloads));
}

} // namespace

Tree ipe_part(const Parts& parts) {
    Tree list = Tree::make_list();
    for (const auto& [id, collection] : parts.collections) {
        list.add(collection_tree(parts, collection));
    }
    const auto count = static_cast<std::int64_t>(list.items().size());
    return Tree::make_map()
        .set("any", count > 0)
        .set("count", counted(count, "collection stands", "collections stand"))
        .set("collections", std::move(list));
}

} // namespace tickmark::report
