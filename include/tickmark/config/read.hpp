#pragma once

#include "tickmark/config/node.hpp"
#include "tickmark/config/problem.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

// Small helpers for whoever reads a file the user wrote out of a Node. Each notes what is wrong
// with its position and goes on, so that one run reports every problem.

/// Reads a file like `load_yaml`, but notes problems instead of throwing; `name` stands in the
/// positions. No value comes back where nothing could be read.
std::optional<Node> read_yaml(const std::string& path, const std::string& name, Problems& problems);
std::optional<Node>
read_yaml_text(std::string_view text, const std::string& name, Problems& problems);

/// What stands there, for "expected …, found …": "the number 5", "the text 'abc'", "a list".
std::string found_phrase(const Node& node);

/// Notes keys of a map that are not allowed, with the nearest right one; false (and a problem)
/// when the node is no map.
bool check_keys(const Node& node, const std::vector<std::string>& allowed, Problems& problems);

/// Notes a bare `on` among the keys of a map whose keys are free words: YAML 1.1 reads it as true.
void check_free_keys(const Node& node, Problems& problems);

/// The text of a member that must be there and not empty; empty with a problem otherwise.
std::string required_text(const Node& node, std::string_view key, Problems& problems);

/// The text of a member that may be absent; a list or a map there is a problem.
std::string optional_text(
    const Node& node, std::string_view key, std::string_view fallback, Problems& problems);

/// One word out of `allowed`; absent gives `fallback`.
std::string enum_text(
    const Node& node,
    std::string_view key,
    const std::vector<std::string>& allowed,
    std::string_view fallback,
    Problems& problems);

/// true or false; absent gives `fallback`.
bool truth_of(const Node& node, std::string_view key, bool fallback, Problems& problems);

/// Texts of a list member (one scalar counts as a list of one); absent gives none.
std::vector<std::string> text_list(const Node& node, std::string_view key, Problems& problems);

/// The list member `key`, or nullptr when absent; a problem when it is something else.
const Node* list_member(const Node& node, std::string_view key, Problems& problems);

/// The map member `key`, or nullptr when absent; a problem when it is something else.
const Node* map_member(const Node& node, std::string_view key, Problems& problems);

/// A date "2026-01-15"; absent gives an empty text; anything else is a problem.
std::string date_text(const Node& node, std::string_view key, Problems& problems);

/// Whether an unquoted scalar is a number as YAML and JSON write it.
bool is_number_word(std::string_view text);

/// Problems in the order of their files as first met, then by line and column.
void sort_problems(Problems& problems);

/// Gives problems that name no file the place of `node` (a list of names in tickmark.yaml, say).
void place_problems(Problems& problems, const Node* node);

/// Adds what an Error says of a file the user wrote: its where as it stands, its why.
void add_error(const std::exception& fault, const std::string& file, Problems& problems);

} // namespace tickmark
