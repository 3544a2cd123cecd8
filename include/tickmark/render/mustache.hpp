#pragma once

#include "tickmark/report/tree.hpp"

#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tickmark {

struct MustacheNodes;

/// How strict a set of templates is.
struct MustacheOptions {
    /// A name that stands nowhere is an error. Off: empty text, as the Mustache specification has
    /// it.
    bool strict = true;
    /// `{{{name}}}` and `{{&name}}` print only markup. Off: any text, as the specification has it.
    bool guard_markup = true;
    /// Text (not attributes) is written as `print_text`: long words may break, long values are cut.
    bool for_print = false;
};

/// Templates of one report: Mustache (interpolation, sections, inverted sections, partials,
/// comments, set delimiters, dotted names), read once, written as a stream.
///
/// Shape:  `{{name}}` is escaped for HTML; `{{{name}}}` prints finished markup. A section over a
/// stream pulls its items
///         one at a time. `{{.}}` is the current item. An empty text counts as false.
/// Errors: render_failed, naming template and line: a tag that is not closed, a name that is not
/// there, text where
///         markup is due, partials that nest deeper than 40
/// Source: docs/decisions/0003-templates.md
class MustacheSet {
public:
    /// Gives the text of a template by name; none if there is no such template.
    using Load = std::function<std::optional<std::string>(const std::string& name)>;

    explicit MustacheSet(Load load, MustacheOptions options = {});
    ~MustacheSet();
    MustacheSet(const MustacheSet&) = delete;
    MustacheSet& operator=(const MustacheSet&) = delete;
    MustacheSet(MustacheSet&&) = delete;
    MustacheSet& operator=(MustacheSet&&) = delete;

    void render(const std::string& name, const Tree& data, std::ostream& out);
    /// The same with an outer context: names that `data` does not have are looked up in `outer`.
    void render(const std::string& name, const Tree& outer, const Tree& data, std::ostream& out);

private:
    friend class MustacheWriter;
    const MustacheNodes& nodes(const std::string& name, const std::string& indent);

    Load load_;
    MustacheOptions options_;
    std::map<std::pair<std::string, std::string>, std::unique_ptr<MustacheNodes>> parsed_;
};

/// Renders one template text that uses no partials.
std::string render_mustache(std::string_view text, const Tree& data, MustacheOptions options = {});

} // namespace tickmark
