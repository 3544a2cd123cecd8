#pragma once

#include "tickmark/base/secret.hpp"
#include "tickmark/config/node.hpp"
#include "tickmark/config/problem.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tickmark {

/// How one dataset field is read from a source (DESIGN 3 `fields`).
struct FieldSpec {
    std::string name;                    ///< dataset field
    std::string from;                    ///< column title or JSON pointer; may be empty with value
    std::optional<std::string> constant; ///< `value:`: the same for every record
    std::optional<std::string> date_pattern;              ///< `date:`: %m/%d/%Y
    std::optional<std::string> zone;                      ///< IANA zone of times without an offset
    std::vector<std::pair<std::string, std::string>> map; ///< source word → dataset word
    std::optional<std::string> fallback; ///< `default:`: for words not in the map, or no value
    std::optional<std::string> split;    ///< separator of a list
    /// Written for all datasets of a source that fills several: one that has no such field passes
    /// it over.
    bool shared = false;
    Position at;
};

/// Which rows of a source a dataset takes, by the words in one column (`only`, `except`).
struct RowCondition {
    std::string column;             ///< column title, JSON pointer or attribute
    std::vector<std::string> words; ///< any of them; `*` stands for any text, case does not count
    bool except = false;            ///< rows with such a word are left out
    Position at;
};

/// Control totals a collection must meet (`expect`): rows against a bound, and the change in rows
/// against the last complete collection in percent.
struct Expectation {
    std::optional<std::pair<std::string, long long>> rows; ///< {">=", 400}
    std::optional<std::pair<std::string, double>> change;  ///< {"<=", 20.0}
};

enum class CollectMode {
    snapshot, ///< the source returns all rows each time
    append    ///< rows add or supersede by key; nothing closes
};

/// One dataset that a source fills, and how.
struct SourceTarget {
    std::string dataset;
    std::vector<FieldSpec> fields;        ///< the source's, replaced by the dataset's own
    std::vector<RowCondition> conditions; ///< all must hold
    Expectation expect;                   ///< the source's where the dataset has none of its own
    Position at;
};

/// One configured system to collect from.
struct SourceConfig {
    std::string id;
    std::string collector; ///< "csv"
    /// One for `dataset: training`; for a list or a map, one each in the order written.
    std::vector<SourceTarget> targets;
    std::optional<long long> max_age_days;
    CollectMode mode = CollectMode::snapshot;
    /// The whole block (path, query, …); `${env:…}` outside secrets stands resolved in it, secrets
    /// stand as the references written.
    Node options;
    std::map<std::string, Secret> secrets; ///< resolved ${env:…}/${file:…} of secret keys
    /// References that cannot be resolved now: a variable that is not set, a secret's file that
    /// is absent. Only collecting this source needs them: it fails with these words.
    Problems unresolved;
    Position at;

    /// Path globs of a file source, absolute; the database file of a `sqlite:` connection.
    std::vector<std::string> paths;
    std::string root; ///< absolute folder that other relative paths in the block start from

    /// How it fills that dataset, or nullptr.
    const SourceTarget* target(std::string_view dataset) const noexcept;
};

struct Organisation {
    std::string name;
    std::string bates_prefix;
    std::string time_zone = "UTC";
    std::string page = "A4"; ///< Letter | A4
};

/// What does not apply, and why.
struct ScopeEntry {
    std::string obligation; ///< "hipaa:164.314(b)(1)"; covers what is below it
    bool applies = false;
    std::string reason;
    std::string approved_by;
    std::string approved_on;
    Position at;
};

/// The folder with tickmark.yaml: one organisation's set-up.
struct Workspace {
    std::string root; ///< absolute folder
    std::string file; ///< absolute path of tickmark.yaml
    Organisation organisation;
    std::string store; ///< absolute folder, or postgresql://…
    std::string operator_name;
    std::vector<std::string> catalogs;      ///< shipped name or absolute path
    std::vector<std::string> controls;      ///< "shipped:hipaa" or absolute glob
    std::vector<std::string> dataset_files; ///< the workspace's own datasets/*.yaml
    std::vector<std::string> figure_files;  ///< the workspace's own figures/*.yaml
    std::vector<ScopeEntry> scope;
    std::vector<SourceConfig> sources; ///< in the order written
    std::string locale = "en-US";
    std::string retention;
    Node root_node; ///< the file as read, for keys later steps read (render, privacy, seal)

    const SourceConfig* source(std::string_view id) const noexcept;
};

/// Reads `folder`/tickmark.yaml and checks it against the published schema. References of sources
/// that cannot be resolved are no problem here: they stand in `SourceConfig::unresolved`.
///
/// Errors: config_invalid, one Error that lists every problem found
Workspace load_workspace(const std::string& folder);

/// The same, but gives back the problems: for `tickmark check`, which reports them together with
/// those of datasets, catalogs and controls, and counts unresolved references among them. The
/// workspace holds what could be read.
///
/// Errors: config_invalid where there is no tickmark.yaml
std::pair<Workspace, Problems> check_workspace(const std::string& folder);

} // namespace tickmark
