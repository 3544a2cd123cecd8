#pragma once

#include "tickmark/app/make_report.hpp"
#include "tickmark/assess/results.hpp"
#include "tickmark/store/store.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace tickmark {

/// The `--json` shapes of DESIGN 10; fields may be added, never renamed.
void print_collections_json(const std::vector<Collection>& collections, std::ostream& out);
void print_assessment_json(const Assessment& assessment, std::ostream& out);
void print_report_json(const MadeReport& report, double seconds, std::ostream& out);
void print_checks_json(
    const std::string& label,
    const std::string& place,
    const std::vector<IntegrityCheck>& checks,
    std::ostream& out);

/// Whether every check passed.
bool all_ok(const std::vector<IntegrityCheck>& checks);

} // namespace tickmark
