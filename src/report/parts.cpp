#include "parts.hpp"

#include <algorithm>

namespace tickmark::report {

namespace {

void keep(
    Parts& parts,
    const std::vector<Collection>& collections,
    const std::pair<std::string, std::string>& user) {
    for (const Collection& collection : collections) {
        parts.collections.emplace(collection.id, collection);
        parts.used.insert(collection.id);
        parts.used_by[collection.id].insert(user);
    }
}

void list_datasets(Parts& parts) {
    std::set<std::string> ids;
    for (const ControlResult& control : parts.input.assessment.controls) {
        for (const TestResult& test : control.tests) {
            ids.insert(test.definition.dataset);
            ids.insert(test.definition.right_dataset);
        }
    }
    for (const FigureResult& figure : parts.input.assessment.figures) {
        ids.insert(figure.definition.dataset);
    }
    for (const SourceConfig& source : parts.input.workspace.sources) {
        for (const SourceTarget& target : source.targets) {
            ids.insert(target.dataset);
        }
    }
    ids.erase("");
    parts.datasets.assign(ids.begin(), ids.end());
}

} // namespace

Parts::Parts(const ReportInput& given) : input(given) {
    const Assessment& assessment = input.assessment;
    for (const ObligationResult& obligation : assessment.obligations) {
        obligations.emplace(obligation.id, &obligation);
    }
    for (const ControlResult& control : assessment.controls) {
        controls.emplace(control.definition.id, &control);
        for (const TestResult& test : control.tests) {
            keep(*this, test.collections, {"test", test.definition.id});
        }
    }
    for (const FigureResult& figure : assessment.figures) {
        keep(*this, figure.collections, {"figure", figure.definition.id});
    }
    list_datasets(*this);
    for (const std::string& dataset : datasets) {
        for (const Collection& collection : input.snapshot.collections(dataset)) {
            collections.emplace(collection.id, collection);
        }
        for (const Collection& collection : input.snapshot.latest_attempts(dataset)) {
            collections.emplace(collection.id, collection);
        }
    }
}

const Dataset* Parts::dataset(const std::string& id) const {
    const auto found = input.dictionary.find(id);
    return found == input.dictionary.end() ? nullptr : &found->second;
}

std::string Parts::dataset_title(const std::string& id) const {
    const Dataset* found = dataset(id);
    return found == nullptr || found->title.empty() ? id : found->title;
}

std::string Parts::catalog_title(const std::string& id) const {
    for (const Catalog& catalog : input.catalogs) {
        if (catalog.id == id) {
            return catalog.title;
        }
    }
    return id;
}

std::map<std::string, std::string> parameter_values(const Parts& parts) {
    const Period& period = parts.input.assessment.period;
    return {
        {"as_of", period.as_of.iso()},
        {"period_start", period.start.iso()},
        {"period_end", period.as_of.iso()}};
}

} // namespace tickmark::report
