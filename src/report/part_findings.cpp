#include "parts.hpp"

namespace tickmark::report {

namespace {

std::string or_said(const std::string& text, const char* instead) {
    return text.empty() ? instead : text;
}

bool test_is_known(const Parts& parts, const FindingResult& finding) {
    const auto control = parts.controls.find(finding.control_id);
    if (control == parts.controls.end()) {
        return false;
    }
    for (const TestResult& test : control->second->tests) {
        if (test.definition.id == finding.test_id) {
            return true;
        }
    }
    return false;
}

Tree finding_tree(const Parts& parts, const FindingResult& finding) {
    const bool known = parts.controls.contains(finding.control_id);
    const bool overdue = !finding.due_on.empty() && finding.status != "closed" &&
                         finding.due_on < parts.input.assessment.period.as_of.iso();
    Tree tree = Tree::make_map();
    tree.set("id", finding.id)
        .set("title", or_said(finding.title, "(no title)"))
        .set("control", finding.control_id)
        .set("control_href", known ? anchor_id("control", finding.control_id) : "")
        .set("test", finding.test_id)
        .set("test_href", test_is_known(parts, finding) ? anchor_id("test", finding.test_id) : "")
        .set("severity", or_said(finding.severity, "not rated"))
        .set("raised_on", or_said(finding.raised_on, "not recorded"))
        .set("due_on", or_said(finding.due_on, "no date set"))
        .set("overdue", overdue)
        .set("owner", or_said(finding.owner, "not assigned"))
        .set("status", or_said(finding.status, "not recorded"))
        .set("plan", finding.plan)
        .set("recorded", finding.recorded)
        .set("exceptions", number_text(finding.exceptions));
    return tree;
}

} // namespace

std::string finding_label(const FindingResult& finding) {
    return finding.recorded ? finding.id : finding.id + " (not in the findings register)";
}

Tree finding_references(const Parts& parts, const std::string& control) {
    Tree list = Tree::make_list();
    std::size_t number = 0;
    for (const FindingResult& finding : parts.input.assessment.findings) {
        ++number; // as findings_part counts them
        if (finding.control_id == control) {
            list.add(Tree::make_map()
                         .set("id", finding.id)
                         .set("href", "finding-" + std::to_string(number))
                         .set("title", or_said(finding.title, "(no title)"))
                         .set(
                             "status",
                             finding.recorded ? or_said(finding.status, "not recorded")
                                              : "not in the findings register"));
        }
    }
    return list;
}

Tree findings_part(const Parts& parts) {
    Tree list = Tree::make_list();
    std::int64_t unrecorded = 0;
    for (const FindingResult& finding : parts.input.assessment.findings) {
        list.add(
            finding_tree(parts, finding).set("number", std::to_string(list.items().size() + 1)));
        unrecorded += finding.recorded ? 0 : 1;
    }
    const bool any = !list.items().empty();
    return Tree::make_map()
        .set("has_findings", any)
        .set("findings", std::move(list))
        .set(
            "unrecorded", unrecorded == 0 ? "" : counted(unrecorded, "finding is", "findings are"));
}

} // namespace tickmark::report
