#include "tickmark/base/error.hpp"

#include <gtest/gtest.h>

#include "render/pdf/markup_internal.hpp"
#include "render/pdf/markup_rules_internal.hpp"

namespace tickmark::pdf {

namespace {

std::string why_refused(const std::string& html) {
    try {
        read_markup(html, "controls");
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::render_failed);
        EXPECT_NE(error.parts().doing.find("controls"), std::string::npos);
        return error.parts().why;
    }
    return "";
}

} // namespace

TEST(PdfMarkup, ReadsElementsAttributesAndText) {
    const MarkupNode root =
        read_markup("<p class='a b' id=\"x\">One <b>two</b><br>three &amp; four</p>", "s");
    ASSERT_EQ(root.children.size(), 1U);
    const MarkupNode& paragraph = root.children[0];
    EXPECT_TRUE(paragraph.has_class("b"));
    EXPECT_EQ(*paragraph.attribute("id"), "x");
    EXPECT_EQ(text_of(paragraph), "One two three & four");
}

TEST(PdfMarkup, RefusesEveryWayToLoadOrRunSomething) {
    for (const char* html :
         {"<script>alert(1)</script>",
          "<iframe src=\"http://127.0.0.1/\"></iframe>",
          "<object data=\"x\"></object>",
          "<embed>",
          "<link rel=\"stylesheet\">",
          "<meta http-equiv=\"refresh\" content=\"0\">",
          "<base>",
          "<form></form>",
          "<style>p{}</style>",
          "<p onclick=\"x()\">a</p>",
          "<p style=\"background:url(http://127.0.0.1/)\">a</p>",
          "<p style=\"background:&#117;rl(x)\">a</p>",
          "<p style=\"background:\\75rl(x)\">a</p>",
          "<img alt=\"\" src=\"http://127.0.0.1/x.png\">",
          "<img alt=\"\" src=\"file:///etc/passwd\">",
          "<img alt=\"\" src=\"data:image/svg+xml;base64,AAAA\">",
          "<svg><image href=\"x\"/></svg>",
          "<svg><use xlink:href=\"#a\"/></svg>",
          "<svg><foreignObject></foreignObject></svg>",
          "<svg><rect fill=\"url(http://127.0.0.1/)\"/></svg>",
          "<svg><a href=\"x\"></a></svg>"}) {
        EXPECT_NE(why_refused(html), "") << html;
    }
}

TEST(PdfMarkup, RefusesWhatIsNotWellFormed) {
    for (const char* html :
         {"<p>a",
          "a</p>",
          "<b><i>a</b></i>",
          "<p class=a>x</p>",
          "1 < 2",
          "<p",
          "<!-- a",
          "<p a=\"x>"}) {
        EXPECT_NE(why_refused(html), "") << html;
    }
}

TEST(PdfMarkup, NamesTheElementThatIsNotAllowed) {
    EXPECT_EQ(why_refused("<p>a</p>\n<video></video>"), "<video> is not allowed");
}

TEST(PdfMarkup, ResolvesReferencesInAttributes) {
    EXPECT_EQ(
        unescape_markup("a &lt;b&gt; &#228;&#x41; &unknown; & c"),
        "a <b> \xC3\xA4"
        "A &unknown; & c");
}

TEST(PdfMarkup, RefusesRowsCellsAndItemsOutOfPlace) {
    const auto refusal = [](const std::string& html) -> std::string {
        try {
            check_nesting(read_markup(html, "controls"), "controls");
        } catch (const Error& error) {
            EXPECT_NE(error.parts().doing.find("controls"), std::string::npos);
            return error.parts().why;
        }
        return "";
    };
    EXPECT_EQ(refusal("<ul><p>a</p></ul>"), "<p> directly in <ul>");
    EXPECT_EQ(refusal("<table>a<tr><td>b</td></tr></table>"), "text directly in <table>");
    EXPECT_EQ(refusal("<div><li>a</li></div>"), "<li> on its own, outside of its table or list");
    EXPECT_NE(refusal("<table><tr><td>a</td></tr><tr><td>a</td><td>b</td></tr></table>"), "");
    EXPECT_NE(
        refusal(
            "<table><tbody><tr><td>a</td></tr></tbody><thead><tr><th>a</th></tr></thead></table>"),
        "");
    EXPECT_EQ(
        refusal("<table> <thead><tr><th>a</th></tr></thead> <tbody> <tr> <td></td> </tr></tbody>"
                "</table><ol><li>a<ul><li>b</li></ul></li></ol><dl><dt>c</dt><dd>d</dd></dl>"),
        "");
}

TEST(PdfMarkup, KnowsTheFormOfALanguage) {
    for (const char* good : {"en", "en-US", "zh-Hant-TW", "de-1996"}) {
        EXPECT_TRUE(is_language_tag(good)) << good;
    }
    for (const char* bad : {"", "en_US", "en-", "-US", "123", "verylongword", "en US"}) {
        EXPECT_FALSE(is_language_tag(bad)) << bad;
    }
    EXPECT_NE(why_refused("<p lang=\"en_US\">a</p>"), "");
}

} // namespace tickmark::pdf
