#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// What a template is filled with: a small tree whose texts are already formatted.
///
/// Shape:  text, markup (finished HTML), truth, list, map, stream (a list whose items are pulled
/// one at a
///         time, and that can be opened again), writer (finished HTML that writes itself)
class Tree {
public:
    enum class Kind { text, markup, truth, list, map, stream, writer };
    /// Gives the next item; empty at the end.
    using Next = std::function<std::optional<Tree>()>;
    using Open = std::function<Next()>;
    using Write = std::function<void(std::ostream&)>;

    static Tree make_text(std::string_view text);
    static Tree make_markup(std::string html);
    static Tree make_truth(bool truth);
    static Tree make_list(std::vector<Tree> items = {});
    static Tree make_map();
    static Tree make_stream(Open open);
    static Tree make_writer(Write write);

    Kind kind() const noexcept { return kind_; }
    const std::string& text() const noexcept { return text_; }
    bool truth() const noexcept { return truth_; }
    /// Items of a list.
    const std::vector<Tree>& items() const noexcept { return items_; }
    Next open() const { return open_(); }
    void write(std::ostream& out) const { write_(out); }

    /// Sets a member of a map; a name set before is replaced.
    Tree& set(std::string_view name, Tree value);
    Tree& set(std::string_view name, std::string_view text) { return set(name, make_text(text)); }
    Tree& set(std::string_view name, const std::string& text) { return set(name, make_text(text)); }
    Tree& set(std::string_view name, const char* text) { return set(name, make_text(text)); }
    Tree& set(std::string_view name, bool truth) { return set(name, make_truth(truth)); }
    /// Appends to a list.
    Tree& add(Tree item);

    /// The member of a map; nullptr if there is none, or this is no map.
    const Tree* find(std::string_view name) const noexcept;
    /// Names of a map's members, in the order set.
    const std::vector<std::string>& names() const noexcept { return names_; }

private:
    Kind kind_ = Kind::text;
    bool truth_ = false;
    std::string text_;
    std::vector<std::string> names_;
    std::vector<Tree> items_; ///< of a list, or one for each name of a map
    Open open_;
    Write write_;
};

} // namespace tickmark
