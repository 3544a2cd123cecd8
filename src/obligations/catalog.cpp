#include "tickmark/obligations/catalog.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"
#include "tickmark/config/read.hpp"
#include "tickmark/config/shipped.hpp"

#include <algorithm>
#include <filesystem>

namespace tickmark {

namespace {

constexpr std::string_view own_namespace = "https://tickmark.example/ns";

/// Reads one OSCAL document; a catalog without our own props still loads.
class OscalReader {
public:
    OscalReader(Catalog& catalog, Problems& problems) : catalog_(catalog), problems_(problems) {}

    void read(const Node& document) {
        const Node* root = document.find("catalog");
        if (root == nullptr || !root->is_map()) {
            problems_.push_back({document.at(), "not an OSCAL catalog: no 'catalog' at the top"});
            return;
        }
        if (const Node* metadata = root->find("metadata")) {
            catalog_.title = metadata->text_of("title");
            catalog_.version = metadata->text_of("version");
            catalog_.citation_prefix = prop(*metadata, "citation-prefix");
        }
        read_children(*root, "", "", 0);
        if (catalog_.obligations.empty()) {
            problems_.push_back({root->at(), "the catalog has no controls"});
        }
    }

private:
    /// A prop of our own namespace.
    static std::string prop(const Node& node, std::string_view name) {
        const Node* props = node.find("props");
        if (props == nullptr) {
            return {};
        }
        for (const Node& item : props->items()) {
            if (item.text_of("name") == name && item.text_of("ns") == own_namespace) {
                return item.text_of("value");
            }
        }
        return {};
    }

    /// The citation: the `label` prop without a class, else any label, else the OSCAL id.
    static std::string label_of(const Node& control) {
        std::string label;
        if (const Node* props = control.find("props")) {
            for (const Node& item : props->items()) {
                if (item.text_of("name") != "label") {
                    continue;
                }
                if (item.find("class") == nullptr) {
                    return item.text_of("value");
                }
                if (label.empty()) {
                    label = item.text_of("value");
                }
            }
        }
        return label.empty() ? control.text_of("id") : label;
    }

    static void collect_prose(const Node& part, std::string& text) {
        if (const std::string prose = part.text_of("prose"); !prose.empty()) {
            text += (text.empty() ? "" : "\n\n") + prose;
        }
        if (const Node* parts = part.find("parts")) {
            for (const Node& inner : parts->items()) {
                collect_prose(inner, text);
            }
        }
    }

    static std::string statement_of(const Node& control) {
        std::string text;
        if (const Node* parts = control.find("parts")) {
            for (const Node& part : parts->items()) {
                if (part.text_of("name") == "statement") {
                    collect_prose(part, text);
                }
            }
        }
        return text;
    }

    void read_children(
        const Node& node, const std::string& group, const std::string& parent, int depth) {
        if (const Node* groups = node.find("groups")) {
            for (const Node& inner : groups->items()) {
                std::string path = group.empty() ? "" : group + " · ";
                path += inner.text_of("title");
                read_children(inner, path, parent, depth);
            }
        }
        if (const Node* controls = node.find("controls")) {
            for (const Node& control : controls->items()) {
                read_control(control, group, parent, depth);
            }
        }
    }

    void read_control(
        const Node& control, const std::string& group, const std::string& parent, int depth) {
        Obligation obligation;
        obligation.citation = label_of(control);
        obligation.title = control.text_of("title");
        obligation.statement = statement_of(control);
        obligation.group = group;
        obligation.parent = parent;
        obligation.depth = depth;
        obligation.specification = prop(control, "specification");
        obligation.effective = prop(control, "effective");
        obligation.until = prop(control, "until");
        if (const std::string status = prop(control, "status"); !status.empty()) {
            obligation.status = status;
        }
        if (obligation.citation.empty()) {
            problems_.push_back({control.at(), "a control has neither a label nor an id"});
            return;
        }
        if (catalog_.find(obligation.citation) != nullptr) {
            problems_.push_back({control.at(), "'" + obligation.citation + "' stands twice"});
            return;
        }
        const std::string citation = obligation.citation;
        catalog_.index.emplace(citation, catalog_.obligations.size());
        catalog_.obligations.push_back(std::move(obligation));
        read_children(control, group, citation, depth + 1);
    }

    Catalog& catalog_;
    Problems& problems_;
};

std::string path_of(const std::string& name, Problems& problems) {
    if (name.find('/') != std::string::npos) {
        return name;
    }
    std::vector<std::string> known;
    for (const std::string& file : shipped_files("catalogs", ".yaml")) {
        const std::string stem = std::filesystem::path(file).stem().string();
        if (stem == name) {
            return file;
        }
        known.push_back(stem);
    }
    problems.push_back(
        {Position{},
         "there is no shipped catalog '" + name + "'" + did_you_mean(name, known) +
             " (shipped: " + join(known, ", ") + "; write ./FILE for one of your own)"});
    return {};
}

/// The citation one level up: "164.308(a)(5)" → "164.308(a)", "PR.AT-01" → "PR.AT".
std::string shortened(std::string_view citation) {
    const std::size_t cut = citation.find_last_of("(-.");
    return std::string(cut == std::string_view::npos ? "" : citation.substr(0, cut));
}

} // namespace

const Obligation* Catalog::find(std::string_view citation) const noexcept {
    const auto found = index.find(citation);
    return found == index.end() ? nullptr : &obligations[found->second];
}

const Obligation* Catalog::nearest(std::string_view citation) const noexcept {
    std::string text(citation);
    while (!text.empty()) {
        if (const Obligation* found = find(text)) {
            return found;
        }
        text = shortened(text);
    }
    return nullptr;
}

std::vector<Catalog> load_catalogs(const std::vector<std::string>& names, Problems& problems) {
    std::vector<Catalog> catalogs;
    for (const std::string& name : names) {
        const std::string path = path_of(name, problems);
        if (path.empty()) {
            continue;
        }
        Catalog catalog;
        catalog.id = std::filesystem::path(path).stem().string();
        catalog.file = path;
        const auto same = std::find_if(catalogs.begin(), catalogs.end(), [&](const Catalog& other) {
            return other.id == catalog.id;
        });
        if (same != catalogs.end()) {
            problems.push_back(
                {Position{path, 1, 1}, "catalog '" + catalog.id + "' is already " + same->file});
            continue;
        }
        try {
            OscalReader(catalog, problems).read(load_yaml(path));
        } catch (const Error& error) {
            add_error(error, path, problems);
            continue;
        }
        catalogs.push_back(std::move(catalog));
    }
    return catalogs;
}

} // namespace tickmark
