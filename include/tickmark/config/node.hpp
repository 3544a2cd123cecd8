#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tickmark {

/// Where something stands in a file the user wrote; line and column count from 1.
struct Position {
    std::string file;
    int line = 0;
    int column = 0;

    /// "tickmark.yaml:12:5"
    std::string text() const;
};

/// One value of a YAML (or JSON) file with its position: nothing, a scalar, a list or a map.
///
/// Shape:  scalars keep their text as written and whether they were quoted; maps keep their order
class Node {
public:
    enum class Kind { null, scalar, list, map };

    Kind kind() const noexcept { return kind_; }
    bool is_null() const noexcept { return kind_ == Kind::null; }
    bool is_scalar() const noexcept { return kind_ == Kind::scalar; }
    bool is_list() const noexcept { return kind_ == Kind::list; }
    bool is_map() const noexcept { return kind_ == Kind::map; }

    /// The text of a scalar; empty for every other kind.
    const std::string& text() const noexcept { return text_; }
    bool quoted() const noexcept { return quoted_; }
    const Position& at() const noexcept { return at_; }

    const std::vector<Node>& items() const noexcept { return items_; }
    /// Members of a map in the order written.
    const std::vector<std::pair<Node, Node>>& members() const noexcept { return members_; }
    /// The member of that name, or nullptr.
    const Node* find(std::string_view key) const noexcept;
    /// The text of the scalar member `key`, or `fallback` when it is absent.
    std::string text_of(std::string_view key, std::string_view fallback = "") const;
    /// Items of the list member `key` as texts; a scalar counts as a list of one.
    std::vector<std::string> texts_of(std::string_view key) const;

    static Node make_scalar(std::string text, bool quoted, Position at);
    static Node make_null(Position at);
    static Node make_list(std::vector<Node> items, Position at);
    static Node make_map(std::vector<std::pair<Node, Node>> members, Position at);

private:
    Kind kind_ = Kind::null;
    std::string text_;
    bool quoted_ = false;
    Position at_;
    std::vector<Node> items_;
    std::vector<std::pair<Node, Node>> members_;
};

/// The tree as one line of JSON, the same for the same content however it was laid out.
std::string canonical_text(const Node& node);

/// Reads a YAML or JSON file; a list of items or a map stands at the top.
///
/// Errors: config_invalid with file and line: not readable, not well formed, a key given twice,
///         or a bare word that YAML 1.1 reads as a boolean (no, on, …)
Node load_yaml(const std::string& path);

/// The same from text; `name` stands in the positions.
Node parse_yaml(std::string_view text, const std::string& name);

} // namespace tickmark
