#pragma once

#include <string>
#include <string_view>

namespace tickmark {

/// `text` with what cannot be seen made visible, so that a document shows what a value holds:
/// control characters as their pictures (U+0000 as ␀), bidirectional overrides, embeddings and
/// isolates as [U+202E], bytes that are not UTF-8 and noncharacters as U+FFFD. Tab and line feed
/// stay; CR LF becomes LF.
std::string visible_text(std::string_view text);

/// `visible_text`, then escaped for HTML text and quoted attributes.
std::string html_text(std::string_view text);

/// `html_text` for the engine of the PDF: words longer than 30 characters may break at every tenth
/// (`<wbr>`, which leaves no trace in copied text), and of more than 4,000 characters the rest is
/// counted, not printed. For HTML text alone, not for attributes.
std::string print_text(std::string_view text);

/// Escapes & < > " ' alone: what the Mustache specification asks for.
std::string escape_html(std::string_view text);

} // namespace tickmark
