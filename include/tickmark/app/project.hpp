#pragma once

#include "tickmark/assess/definitions.hpp"
#include "tickmark/base/digest.hpp"
#include "tickmark/config/workspace.hpp"
#include "tickmark/data/dataset.hpp"
#include "tickmark/obligations/catalog.hpp"

#include <string>
#include <utility>
#include <vector>

namespace tickmark {

/// Everything a workspace is made of, read and checked.
struct Project {
    Workspace workspace;
    Dictionary dictionary;
    std::vector<Catalog> catalogs;
    std::vector<ControlDefinition> controls;
    std::vector<FigureDefinition> figures;
};

/// Workspace and datasets: all that collecting needs.
///
/// Errors: config_invalid, one Error that lists every problem
Project load_sources(const std::string& folder);

/// The same with catalogs (only those named in `only`, unless it is empty), controls and figures.
Project load_project(const std::string& folder, const std::vector<std::string>& only = {});

/// Digests of what a report is made with, by name: configuration, controls, datasets, catalogs.
std::vector<std::pair<std::string, Digest>> project_digests(const Project& project);

} // namespace tickmark
