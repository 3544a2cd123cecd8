#pragma once

#include "tickmark/assess/results.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/obligations/catalog.hpp"

#include <vector>

namespace tickmark {

/// Everything an assessment reads; nothing here is the outside world.
struct AssessInput {
    const Workspace& workspace;
    const Dictionary& dictionary;
    const std::vector<ControlDefinition>& controls;
    const std::vector<FigureDefinition>& figures;
    const std::vector<Catalog>& catalogs;
    Snapshot& snapshot;
    Period period;
};

/// Tests controls, computes figures and rolls them up to obligations, on one snapshot.
Assessment assess(const AssessInput& input);

/// Notes citations of controls that a selected catalog has neither itself nor a listed parent of.
void check_citations(
    const std::vector<ControlDefinition>& controls,
    const std::vector<Catalog>& catalogs,
    Problems& problems);

} // namespace tickmark
