#include "tickmark/base/text.hpp"

#include "expression_types.hpp"
#include <algorithm>
#include <array>
#include <fmt/core.h>

namespace tickmark {
namespace {

/// Recursive descent by precedence: OR, AND, NOT, comparison, + and -, * and /, sign, value.
class Parser {
public:
    Parser(std::string_view text, const Dataset& dataset, const Position& position) :
        builder_(text, dataset, position), tokens_(tokens_of(text, position)) {}

    TreePtr whole() {
        TreePtr tree = disjunction();
        if (now().kind != TokenKind::end) {
            builder_.fail(now().at, unexpected());
        }
        return tree;
    }

private:
    /// Counts the open levels, so that hostile text ends in an error and not in a full stack.
    class Level {
    public:
        explicit Level(Parser& parser) : parser_(parser) {
            if (++parser_.levels_ > 2 * max_expression_depth) {
                parser_.builder_.fail(parser_.now().at, "this is nested too deeply");
            }
        }
        ~Level() { --parser_.levels_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        Level(Level&&) = delete;
        Level& operator=(Level&&) = delete;

    private:
        Parser& parser_;
    };

    const Token& now() const { return tokens_[at_]; }
    const Token& after() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
    Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }

    bool is_word(const Token& token, std::string_view word) const {
        return token.kind == TokenKind::word && to_lower(token.text) == word;
    }
    bool is_symbol(std::string_view symbol) const {
        return now().kind == TokenKind::symbol && now().text == symbol;
    }
    bool skip_word(std::string_view word) {
        const bool there = is_word(now(), word);
        at_ += there ? 1 : 0;
        return there;
    }
    bool skip_symbol(std::string_view symbol) {
        const bool there = is_symbol(symbol);
        at_ += there ? 1 : 0;
        return there;
    }
    bool is_comparison() const {
        constexpr std::array<std::string_view, 7> symbols = {"=", "<>", "!=", "<", "<=", ">", ">="};
        return now().kind == TokenKind::symbol &&
               std::find(symbols.begin(), symbols.end(), now().text) != symbols.end();
    }
    void need_symbol(std::string_view symbol) {
        if (!skip_symbol(symbol)) {
            builder_.fail(now().at, fmt::format("'{}' is due here", symbol));
        }
    }
    std::string unexpected() const {
        return now().kind == TokenKind::end ? "the expression ends too early"
                                            : fmt::format("'{}' has no place here", now().text);
    }

    TreePtr chain(TreeKind kind, std::string_view word, TreePtr (Parser::*part)()) {
        std::vector<TreePtr> terms = {(this->*part)()};
        while (is_word(now(), word)) {
            const Token joint = take();
            terms.push_back((this->*part)());
            if (terms.size() > max_expression_terms) {
                builder_.fail(
                    joint.at,
                    fmt::format("more than {} terms; use IN (...)", max_expression_terms));
            }
        }
        return builder_.joined(kind, std::move(terms));
    }
    TreePtr disjunction() { return chain(TreeKind::any_of, "or", &Parser::conjunction); }
    TreePtr conjunction() { return chain(TreeKind::all_of, "and", &Parser::negation); }

    TreePtr negation() {
        const Level level(*this);
        if (skip_word("not")) {
            return builder_.negation(negation());
        }
        return relation();
    }

    TreePtr relation() {
        TreePtr left = sum();
        if (is_comparison()) {
            const Token symbol = take();
            return builder_.comparison(symbol, left, sum());
        }
        if (skip_word("is")) {
            const bool negated = skip_word("not");
            if (!skip_word("null")) {
                builder_.fail(now().at, "IS is followed by NULL or NOT NULL");
            }
            const TreePtr test = builder_.is_null(left);
            return negated ? builder_.negation(test) : test;
        }
        const bool negated = is_word(now(), "not");
        at_ += negated ? 1 : 0;
        TreePtr test = listed(left);
        if (!test && negated) {
            builder_.fail(now().at, "NOT is followed by IN, BETWEEN or LIKE here");
        }
        if (!test) {
            return left;
        }
        return negated ? builder_.negation(test) : test;
    }

    /// IN, BETWEEN or LIKE after a value; nothing otherwise.
    TreePtr listed(const TreePtr& left) {
        if (skip_word("in")) {
            return builder_.membership(left, items());
        }
        if (is_word(now(), "between")) {
            const std::size_t at = take().at;
            const TreePtr low = sum();
            if (!skip_word("and")) {
                builder_.fail(now().at, "BETWEEN needs AND and an upper bound");
            }
            const TreePtr high = sum();
            return builder_.joined(
                TreeKind::all_of,
                {builder_.comparison({TokenKind::symbol, ">=", at}, left, low),
                 builder_.comparison({TokenKind::symbol, "<=", at}, left, high)});
        }
        if (skip_word("like")) {
            if (now().kind != TokenKind::text) {
                builder_.fail(now().at, "LIKE is followed by a text in quotes");
            }
            return builder_.like(left, take());
        }
        return nullptr;
    }

    std::vector<TreePtr> items() {
        need_symbol("(");
        std::vector<TreePtr> found;
        do {
            const TreePtr item = sum();
            const TreePtr& bare = item->kind == TreeKind::minus ? item->children.front() : item;
            if (bare->kind != TreeKind::literal && bare->kind != TreeKind::parameter) {
                builder_.fail(item->at, "a list after IN holds literals and parameters only");
            }
            found.push_back(item);
            if (found.size() > max_expression_terms) {
                builder_.fail(
                    item->at, fmt::format("a list holds at most {} items", max_expression_terms));
            }
        } while (skip_symbol(","));
        need_symbol(")");
        return found;
    }

    TreePtr sum() {
        TreePtr left = product();
        while (is_symbol("+") || is_symbol("-")) {
            const Token sign = take();
            if (now().kind == TokenKind::integer && after().kind == TokenKind::word &&
                is_unit_next()) {
                const Token amount = take();
                left = builder_.date_add(left, sign, amount, take());
            } else {
                left = builder_.arithmetic(sign, left, product());
            }
        }
        return left;
    }

    /// A word after a number is a unit unless it carries the expression on.
    bool is_unit_next() const {
        const std::string word = to_lower(after().text);
        for (const std::string_view joint : {"and", "or", "not", "in", "is", "between", "like"}) {
            if (word == joint) {
                return false;
            }
        }
        return true;
    }

    TreePtr product() {
        TreePtr left = signed_value();
        while (is_symbol("*") || is_symbol("/")) {
            const Token symbol = take();
            left = builder_.arithmetic(symbol, left, signed_value());
        }
        return left;
    }

    TreePtr signed_value() {
        const Level level(*this);
        if (is_symbol("-")) {
            const std::size_t at = take().at;
            return builder_.minus(signed_value(), at);
        }
        return value();
    }

    TreePtr value() {
        switch (now().kind) {
        case TokenKind::text:
        case TokenKind::integer:
        case TokenKind::number:
            return builder_.literal(take());
        case TokenKind::parameter:
            return builder_.parameter(take());
        case TokenKind::word:
            return named();
        case TokenKind::symbol:
        case TokenKind::end:
            break;
        }
        if (skip_symbol("(")) {
            TreePtr inner = disjunction();
            need_symbol(")");
            return inner;
        }
        builder_.fail(now().at, unexpected());
    }

    TreePtr named() {
        const Token word = take();
        if (is_symbol("(")) {
            return call(word);
        }
        if (is_word(word, "true") || is_word(word, "false")) {
            return builder_.truth(is_word(word, "true"), word.at);
        }
        if (is_word(word, "date") && now().kind == TokenKind::text) {
            return builder_.date(take());
        }
        if (is_word(word, "null")) {
            builder_.fail(word.at, "nothing equals NULL: write IS NULL or IS NOT NULL");
        }
        for (const std::string_view joint : {"and", "or", "not", "in", "is", "between", "like"}) {
            if (is_word(word, joint)) {
                builder_.fail(word.at, fmt::format("'{}' has no place here", word.text));
            }
        }
        return builder_.field(word);
    }

    TreePtr call(const Token& name) {
        need_symbol("(");
        std::vector<TreePtr> arguments;
        if (!is_symbol(")")) {
            do {
                arguments.push_back(disjunction());
            } while (skip_symbol(","));
        }
        need_symbol(")");
        return builder_.call(name, std::move(arguments));
    }

    TreeBuilder builder_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int levels_ = 0;
};

} // namespace

TreePtr parse_expression_tree(std::string_view text, const Dataset& dataset, const Position& at) {
    return Parser(text, dataset, at).whole();
}

} // namespace tickmark
