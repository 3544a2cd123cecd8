#include "expression_lexer.hpp"

#include "tickmark/base/text.hpp"

#include <fmt/core.h>

namespace tickmark {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

class Lexer {
public:
    Lexer(std::string_view text, const Position& position) : text_(text), position_(position) {}

    std::vector<Token> all() {
        std::vector<Token> tokens;
        do {
            tokens.push_back(next());
        } while (tokens.back().kind != TokenKind::end);
        return tokens;
    }

private:
    [[noreturn]] void fail(std::size_t at, const std::string& why) const {
        throw_expression_error(text_, at, position_, why);
    }

    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }

    Token next() {
        while (at_ < text_.size() && is_blank(text_[at_])) {
            ++at_;
        }
        if (at_ == text_.size()) {
            return {TokenKind::end, "", at_};
        }
        const char c = text_[at_];
        if (is_letter(c)) {
            return word();
        }
        if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
            return number();
        }
        if (c == '\'') {
            return quoted();
        }
        if (c == ':' && is_letter(peek(1))) {
            const std::size_t start = at_++;
            Token token = word();
            return {TokenKind::parameter, token.text, start};
        }
        return symbol();
    }

    Token word() {
        const std::size_t start = at_;
        while (is_letter(peek()) || is_digit(peek())) {
            ++at_;
        }
        return {TokenKind::word, std::string(text_.substr(start, at_ - start)), start};
    }

    Token number() {
        const std::size_t start = at_;
        bool is_whole = true;
        while (is_digit(peek()) || peek() == '.') {
            is_whole = is_whole && peek() != '.';
            ++at_;
        }
        const std::string written(text_.substr(start, at_ - start));
        const auto value = Decimal::from_text(written);
        if (!value || is_letter(peek())) {
            fail(start, fmt::format("'{}' is not a number", written));
        }
        if (value->significant_digits() > 15) {
            fail(start, "a number has at most 15 digits");
        }
        return {is_whole ? TokenKind::integer : TokenKind::number, value->text(), start};
    }

    Token quoted() {
        const std::size_t start = at_++;
        std::string value;
        for (;; ++at_) {
            if (at_ == text_.size()) {
                fail(start, "this text has no closing quote");
            }
            if (is_control(text_[at_])) {
                fail(at_, "a text cannot hold a control character");
            }
            if (text_[at_] == '\'' && peek(1) != '\'') {
                ++at_;
                return {TokenKind::text, value, start};
            }
            if (text_[at_] == '\'') {
                ++at_;
            }
            value += text_[at_];
        }
    }

    Token symbol() {
        const std::size_t start = at_;
        for (const std::string_view two : {"<>", "!=", "<=", ">="}) {
            if (text_.substr(at_, 2) == two) {
                at_ += 2;
                return {TokenKind::symbol, std::string(two), start};
            }
        }
        const char c = text_[at_];
        if (std::string_view("=<>+-*/(),").find(c) == std::string_view::npos) {
            fail(start, unexpected(c));
        }
        ++at_;
        return {TokenKind::symbol, std::string(1, c), start};
    }

    std::string unexpected(char c) const {
        if (c == '"') {
            return "a text stands in single quotes, and a field in none";
        }
        if (is_control(c) || static_cast<unsigned char>(c) >= 0x80) {
            return "this character has no place here";
        }
        return fmt::format("'{}' has no place here", c);
    }

    std::string_view text_;
    const Position& position_;
    std::size_t at_ = 0;
};

} // namespace

std::vector<Token> tokens_of(std::string_view text, const Position& position) {
    if (text.size() > max_expression_length) {
        throw_expression_error(
            text.substr(0, 40),
            0,
            position,
            fmt::format("an expression is at most {} characters long", max_expression_length));
    }
    if (!is_utf8(text)) {
        throw_expression_error("", 0, position, "an expression is UTF-8 text");
    }
    return Lexer(text, position).all();
}

} // namespace tickmark
