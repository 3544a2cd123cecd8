#pragma once

#include "expression_tree.hpp"
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

enum class TokenKind { word, text, integer, number, parameter, symbol, end };

struct Token {
    TokenKind kind = TokenKind::end;
    std::string text; ///< a word as written, a text without its quotes, a symbol
    std::size_t at = 0;
};

/// All tokens of an expression, closed by one of kind `end`.
std::vector<Token> tokens_of(std::string_view text, const Position& position);

} // namespace tickmark
