#include "tickmark/base/text.hpp"

#include "assess_internal.hpp"
#include <algorithm>
#include <fmt/core.h>

namespace tickmark {
namespace {

std::pair<std::string, std::string> parts_of(const std::string& obligation) {
    const auto colon = obligation.find(':');
    return colon == std::string::npos
               ? std::pair(obligation, std::string())
               : std::pair(obligation.substr(0, colon), obligation.substr(colon + 1));
}

bool is_below(const std::string& citation, const std::string& above) {
    return citation == above ||
           (citation.size() > above.size() && citation.starts_with(above) &&
            std::string_view("(.-").find(citation[above.size()]) != std::string_view::npos);
}

/// Whether the entry covers the obligation: itself, by its citation, or by the catalog's nesting.
bool covers(const std::string& entry, const Catalog& catalog, const Obligation& obligation) {
    const Obligation* level = &obligation;
    // Parents form a chain; the bound guards against a catalog whose parents form a ring.
    for (int depth = 0; level != nullptr && depth < 50; ++depth) {
        if (is_below(level->citation, entry)) {
            return true;
        }
        level = level->parent.empty() ? nullptr : catalog.find(level->parent);
    }
    return false;
}

/// The nearest scope entry above the obligation; the longest citation is the nearest.
const ScopeEntry*
scope_of(const Workspace& workspace, const Catalog& catalog, const Obligation& obligation) {
    const ScopeEntry* nearest = nullptr;
    for (const ScopeEntry& entry : workspace.scope) {
        const auto [id, citation] = parts_of(entry.obligation);
        if (id == catalog.id && covers(citation, catalog, obligation) &&
            (nearest == nullptr || nearest->obligation.size() <= entry.obligation.size())) {
            nearest = &entry;
        }
    }
    return nearest;
}

std::string scope_reason(const ScopeEntry& entry) {
    std::string text = entry.reason;
    if (entry.approved_by.empty()) {
        return text + " (not approved)";
    }
    text += " (approved by " + entry.approved_by;
    return text + (entry.approved_on.empty() ? ")" : " on " + entry.approved_on + ")");
}

/// What stands against "supported", and how far the controls reach.
struct Support {
    std::size_t controls = 0;
    std::size_t effective = 0;
    std::size_t without_evidence = 0;
    bool full_coverage = false;
    bool open_finding = false;
    std::vector<std::string> open;
};

ObligationStatus status_of(const Support& support) {
    if (support.controls == 0) {
        return ObligationStatus::no_control;
    }
    if (support.effective == support.controls && support.full_coverage && !support.open_finding) {
        return ObligationStatus::supported;
    }
    if (support.effective > 0) {
        return ObligationStatus::partly_supported;
    }
    return support.without_evidence == support.controls ? ObligationStatus::no_evidence
                                                        : ObligationStatus::not_supported;
}

void add_findings(
    const std::string& control, const std::vector<FindingResult>& findings, Support& support) {
    for (const FindingResult& finding : findings) {
        if (finding.recorded && finding.control_id == control) {
            support.open_finding = true;
            support.open.push_back("finding " + finding.id + " is open");
        }
    }
}

Support support_of(
    const std::string& id,
    const std::vector<ControlResult>& controls,
    const std::vector<FindingResult>& findings,
    ObligationResult& result) {
    Support support;
    for (const ControlResult& control : controls) {
        const auto& satisfies = control.definition.satisfies;
        const auto named = std::find_if(
            satisfies.begin(), satisfies.end(), [&](const auto& s) { return s.obligation == id; });
        if (named == satisfies.end()) {
            continue;
        }
        result.controls.push_back(control.definition.id);
        ++support.controls;
        support.full_coverage = support.full_coverage || !named->partial;
        if (control.result == Result::effective) {
            ++support.effective;
        } else {
            support.open.push_back(
                fmt::format("{}: {}", control.definition.id, name_of(control.result)));
        }
        support.without_evidence += control.result == Result::no_evidence ? 1U : 0U;
        add_findings(control.definition.id, findings, support);
    }
    if (support.controls > 0 && !support.full_coverage) {
        support.open.emplace_back("its controls cover a part of it only");
    }
    return support;
}

ObligationResult judge(
    const AssessInput& input,
    const Catalog& catalog,
    const Obligation& obligation,
    const std::vector<ControlResult>& controls,
    const std::vector<FindingResult>& findings) {
    ObligationResult result;
    result.id = catalog.id + ":" + obligation.citation;
    result.catalog = catalog.id;
    result.citation = obligation.citation;
    result.title = obligation.title;
    result.status_in_law = obligation.status;
    result.depth = obligation.depth;
    result.group = obligation.group;
    const Support support = support_of(result.id, controls, findings, result);
    const ScopeEntry* scope = scope_of(input.workspace, catalog, obligation);
    if (scope != nullptr && !scope->applies) {
        result.status = ObligationStatus::not_applicable;
        result.reason = scope_reason(*scope);
        return result;
    }
    result.status = status_of(support);
    result.reason = join(support.open, "; ");
    return result;
}

/// Citations deeper than the catalog are shown at the nearest obligation above, and count nowhere.
void show_deeper(
    const Catalog& catalog,
    const std::vector<ControlResult>& controls,
    std::vector<ObligationResult>& results) {
    for (const ControlResult& control : controls) {
        for (const Satisfies& satisfies : control.definition.satisfies) {
            const auto [id, citation] = parts_of(satisfies.obligation);
            if (id != catalog.id || catalog.find(citation) != nullptr) {
                continue;
            }
            const Obligation* nearest = catalog.nearest(citation);
            for (ObligationResult& result : results) {
                if (nearest != nullptr && result.catalog == id &&
                    result.citation == nearest->citation) {
                    result.deeper.push_back({control.definition.id, citation});
                }
            }
        }
    }
}

} // namespace

std::vector<ObligationResult> roll_up(
    const AssessInput& input,
    const std::vector<ControlResult>& controls,
    const std::vector<FindingResult>& findings) {
    std::vector<ObligationResult> results;
    for (const Catalog& catalog : input.catalogs) {
        for (const Obligation& obligation : catalog.obligations) {
            results.push_back(judge(input, catalog, obligation, controls, findings));
        }
        show_deeper(catalog, controls, results);
    }
    return results;
}

void check_citations(
    const std::vector<ControlDefinition>& controls,
    const std::vector<Catalog>& catalogs,
    Problems& problems) {
    for (const ControlDefinition& control : controls) {
        for (const Satisfies& satisfies : control.satisfies) {
            const auto [id, citation] = parts_of(satisfies.obligation);
            const auto catalog =
                std::find_if(catalogs.begin(), catalogs.end(), [&, &wanted = id](const Catalog& c) {
                    return c.id == wanted;
                });
            if (catalog != catalogs.end() && catalog->nearest(citation) == nullptr) {
                std::vector<std::string> citations;
                citations.reserve(catalog->obligations.size());
                for (const Obligation& obligation : catalog->obligations) {
                    citations.push_back(obligation.citation);
                }
                problems.push_back(
                    {control.at,
                     fmt::format(
                         "control {}: catalog {} has no '{}'{}",
                         control.id,
                         catalog->id,
                         citation,
                         did_you_mean(citation, citations))});
            }
        }
    }
}

} // namespace tickmark
