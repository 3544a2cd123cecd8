#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

struct MustacheNode;

/// A parsed template.
struct MustacheNodes {
    std::string name;
    std::vector<MustacheNode> items;
};

struct MustacheNode {
    enum class Kind { text, variable, raw, section, inverted, partial };
    Kind kind = Kind::text;
    std::string text;              ///< literal text; the name of a partial
    std::vector<std::string> path; ///< of a name; empty for `.`
    std::string indent;            ///< of a partial that stands alone on its line
    int line = 0;
    std::vector<MustacheNode> children;
};

/// Errors: render_failed at template:line
MustacheNodes
parse_mustache(const std::string& name, std::string_view text, const std::string& indent);

[[noreturn]] void throw_template_error(const std::string& name, int line, const std::string& why);

} // namespace tickmark
