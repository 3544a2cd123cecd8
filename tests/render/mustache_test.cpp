#include "tickmark/base/error.hpp"
#include "tickmark/render/mustache.hpp"

#include <gmock/gmock.h>

#include <map>
#include <sstream>

namespace tickmark {
namespace {

using ::testing::HasSubstr;

const MustacheOptions loose{false, false};

std::string with_partials(
    const std::string& text,
    const Tree& data,
    const std::map<std::string, std::string>& partials,
    MustacheOptions options = loose) {
    MustacheSet set(
        [&](const std::string& name) -> std::optional<std::string> {
            if (name == "template") {
                return text;
            }
            const auto found = partials.find(name);
            return found == partials.end() ? std::nullopt : std::optional(found->second);
        },
        options);
    std::ostringstream out;
    set.render("template", data, out);
    return out.str();
}

std::string loosely(const std::string& text, const Tree& data) {
    return with_partials(text, data, {});
}

Tree one(const char* name, Tree value) {
    return Tree::make_map().set(name, std::move(value));
}

Tree text(const char* value) {
    return Tree::make_text(value);
}

std::string fault(const std::string& template_text, const Tree& data = Tree::make_map()) {
    try {
        render_mustache(template_text, data);
    } catch (const Error& error) {
        return error.parts().where + ": " + error.parts().why;
    }
    return "";
}

TEST(Mustache, EscapesUnlessToldOtherwise) {
    const Tree data = one("forbidden", text("& \" < >"));
    EXPECT_EQ(loosely("{{forbidden}}", data), "&amp; &quot; &lt; &gt;");
    EXPECT_EQ(loosely("{{{forbidden}}}", data), "& \" < >");
    EXPECT_EQ(loosely("{{& forbidden }}", data), "& \" < >");
    EXPECT_EQ(loosely("| {{ forbidden }} |", one("forbidden", text("---"))), "| --- |");
}

TEST(Mustache, FollowsDottedNamesFromTheFirstContextThatHasTheFirstPart) {
    const Tree inner = one("c", text("inner"));
    const Tree data = Tree::make_map()
                          .set("a", Tree::make_map().set("b", inner))
                          .set("b", one("d", text("outer")));
    EXPECT_EQ(loosely("{{a.b.c}}", data), "inner");
    EXPECT_EQ(loosely("{{#a}}[{{b.c}}|{{b.d}}]{{/a}}", data), "[inner|]");
}

TEST(Mustache, SectionsFollowTheValue) {
    EXPECT_EQ(loosely("{{#a}}x{{/a}}{{^a}}y{{/a}}", one("a", Tree::make_truth(true))), "x");
    EXPECT_EQ(loosely("{{#a}}x{{/a}}{{^a}}y{{/a}}", one("a", Tree::make_truth(false))), "y");
    EXPECT_EQ(loosely("{{#a}}x{{/a}}{{^a}}y{{/a}}", one("a", Tree::make_list())), "y");
    EXPECT_EQ(
        loosely("{{#a}}({{.}}){{/a}}", one("a", Tree::make_list({text("1"), text("2")}))),
        "(1)(2)");
    EXPECT_EQ(loosely("{{#a}}{{n}}{{/a}}", one("a", Tree::make_map().set("n", "in"))), "in");
    EXPECT_EQ(loosely("{{#a}}{{#b}}x{{/b}}{{/a}}", Tree::make_map()), "");
}

TEST(Mustache, TagsThatStandAloneTakeTheirLineWithThem) {
    const Tree data = one("boolean", Tree::make_truth(true));
    EXPECT_EQ(
        loosely("| This Is\n{{#boolean}}\n|\n{{/boolean}}\n| A Line\n", data),
        "| This Is\n|\n| A Line\n");
    EXPECT_EQ(loosely("|\r\n{{#boolean}}\r\n{{/boolean}}\r\n|", data), "|\r\n|");
    EXPECT_EQ(loosely("  {{#boolean}}\n#{{/boolean}}\n/", data), "#\n/");
    EXPECT_EQ(loosely("#{{#boolean}}\n/\n  {{/boolean}}", data), "#\n/\n");
    EXPECT_EQ(
        loosely(" {{#boolean}} YES {{/boolean}}\n {{#boolean}} GOOD {{/boolean}}\n", data),
        "  YES \n  GOOD \n");
    EXPECT_EQ(loosely("Begin.\n  {{! note }}\nEnd.\n", data), "Begin.\nEnd.\n");
    EXPECT_EQ(loosely("12 {{! 34 }}\n", data), "12 \n");
    EXPECT_EQ(loosely("Begin.\n{{!\nlong\n}}\nEnd.\n", data), "Begin.\nEnd.\n");
}

TEST(Mustache, PartialsAreIndentedWhenTheyStandAlone) {
    EXPECT_EQ(
        with_partials(
            "\\\n {{>p}}\n/\n", one("content", text("<\n->")), {{"p", "|\n{{content}}\n|\n"}}),
        "\\\n |\n &lt;\n-&gt;\n |\n/\n");
    EXPECT_EQ(
        with_partials("  {{x}}  {{> p}}\n", one("x", text("|")), {{"p", ">\n>"}}), "  |  >\n>\n");
    EXPECT_EQ(with_partials("\"{{>p}}\"", Tree::make_map(), {}), "\"\"");
    EXPECT_EQ(with_partials("|{{> p }}|", one("b", Tree::make_truth(true)), {{"p", "[]"}}), "|[]|");
}

TEST(Mustache, DelimitersCanBeSet) {
    EXPECT_EQ(loosely("{{=<% %>=}}(<%text%>)", one("text", text("Hey!"))), "(Hey!)");
    EXPECT_EQ(loosely("|{{= | | =}}|section|", one("section", text("x"))), "|x");
    EXPECT_EQ(loosely("Begin.\n{{=@ @=}}\nEnd.\n", Tree::make_map()), "Begin.\nEnd.\n");
    EXPECT_EQ(
        with_partials(
            "[ {{>p}} ]\n[ .{{v}}. ]", one("v", text("y")), {{"p", ".{{v}}. {{= | | =}} .|v|."}}),
        "[ .y.  .y. ]\n[ .y. ]");
}

TEST(Mustache, SectionsPullStreamsOneItemAtATime) {
    int pulled = 0;
    std::ostringstream out;
    const Tree data = one("rows", Tree::make_stream([&]() -> Tree::Next {
                              return [&, at = 0]() mutable -> std::optional<Tree> {
                                  if (at == 3) {
                                      return std::nullopt;
                                  }
                                  ++pulled;
                                  return Tree::make_text(std::to_string(++at));
                              };
                          }));
    EXPECT_EQ(render_mustache("{{#rows}}{{.}},{{/rows}}{{^rows}}none{{/rows}}", data), "1,2,3,");
    EXPECT_EQ(pulled, 4); // three, and one to see that there is a first
}

TEST(Mustache, AStrictSetNamesTheTemplateAndLineOfAMissingName) {
    EXPECT_EQ(
        fault("one\n{{naem}}", one("name", text("x"))),
        "template:2: nothing here is named 'naem'; did you mean 'name'?");
    EXPECT_THAT(fault("{{#rows}}{{/rows}}"), HasSubstr("'rows'"));
    EXPECT_THAT(fault("{{^rows}}{{/rows}}"), HasSubstr("'rows'"));
    EXPECT_EQ(fault("{{name}}", one("name", text(""))), "");
}

TEST(Mustache, MalformedTemplatesAreErrorsAtTheirLine) {
    EXPECT_THAT(fault("\n{{#a}}"), HasSubstr("template:2: section 'a' is not closed"));
    EXPECT_THAT(fault("{{/a}}"), HasSubstr("never opened"));
    EXPECT_THAT(
        fault("{{#a}}\n{{/b}}"), HasSubstr("template:2: section 'a' of line 1 is closed as 'b'"));
    EXPECT_THAT(fault("\n\n{{name"), HasSubstr("template:3"));
    EXPECT_THAT(fault("{{}}"), HasSubstr("without a name"));
}

TEST(Mustache, OnlyMarkupPrintsUnescaped) {
    EXPECT_THAT(fault("{{{name}}}", one("name", text("<b>"))), HasSubstr("is text"));
    EXPECT_THAT(
        fault("{{name}}", one("name", Tree::make_markup("<b>"))), HasSubstr("three braces"));
    EXPECT_EQ(render_mustache("{{{name}}}", one("name", Tree::make_markup("<b>"))), "<b>");
}

TEST(Mustache, APartialThatIncludesItselfForEverIsAnError) {
    try {
        with_partials("{{>p}}", Tree::make_map(), {{"p", "x{{>p}}"}});
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_THAT(error.parts().why, HasSubstr("nests deeper"));
    }
}

TEST(Mustache, APartialMayIncludeItselfWhileTheDataLasts) {
    const Tree leaf = Tree::make_map().set("content", "Y").set("nodes", Tree::make_list());
    const Tree root = Tree::make_map().set("content", "X").set("nodes", Tree::make_list({leaf}));
    EXPECT_EQ(
        with_partials(
            "{{>node}}", root, {{"node", "{{content}}<{{#nodes}}{{>node}}{{/nodes}}>"}}, {}),
        "X<Y<>>");
}

TEST(Mustache, PrintsLongWordsBreakableInTextAndWholeInAttributes) {
    const std::string word(35, 'x');
    const std::string ten(10, 'x');
    const MustacheOptions print{true, true, true};
    const Tree data = Tree::make_map().set("a", word);
    EXPECT_EQ(
        render_mustache("<i id=\"{{a}}\">{{a}}</i>", data, print),
        "<i id=\"" + word + "\">" + ten + "<wbr>" + ten + "<wbr>" + ten + "<wbr>xxxxx</i>");
    EXPECT_EQ(render_mustache("{{a}}", data), word);
}

TEST(Mustache, SaysHowMuchOfAVeryLongValueIsNotPrinted) {
    const MustacheOptions print{true, true, true};
    const Tree data = Tree::make_map().set("a", std::string(5001, ' '));
    EXPECT_EQ(
        render_mustache("{{a}}", data, print),
        std::string(4000, ' ') + " [… 1,001 more characters; all in the workbook]");
}

} // namespace
} // namespace tickmark
