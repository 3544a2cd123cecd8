#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"

#include "print_internal.hpp"
#include <ostream>

namespace tickmark::cli_internal {

std::string printable(std::string_view text) {
    constexpr char32_t first_printable = 0x20;
    constexpr char32_t after_ascii = 0x7F;
    constexpr char32_t first_beyond_controls = 0xA0;
    std::string clean;
    clean.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        const bool control =
            (c < first_printable && c != U'\n') || (c >= after_ascii && c < first_beyond_controls);
        append_utf8(clean, control ? U' ' : c);
    }
    return clean;
}

void print_error(const Error& error, std::ostream& err) {
    const Error::Parts& parts = error.parts();
    const std::string between = parts.doing.empty() || parts.why.empty() ? "" : ": ";
    err << "tickmark: " << printable(parts.doing + between + parts.why) << "\n";
    if (!parts.where.empty()) {
        err << "  where: " << printable(parts.where) << "\n";
    }
    if (!parts.hint.empty()) {
        err << "  next:  " << printable(parts.hint) << "\n";
    }
    err.flush();
}

void print_error_json(const Error& error, std::ostream& out) {
    const Error::Parts& parts = error.parts();
    JsonWriter json(out);
    json.begin_object().key("error").begin_object();
    json.member("code", name_of(error.code()));
    json.member("doing", parts.doing);
    json.member("why", parts.why);
    json.member("where", parts.where);
    json.member("hint", parts.hint);
    json.end_object().end_object();
}

} // namespace tickmark::cli_internal
