#include "operators_internal.hpp"
#include <charconv>

namespace tickmark::pdf {

namespace {

bool is_space(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

bool is_delimiter(char c) noexcept {
    return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '/';
}

bool starts_operand(char c) noexcept {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || is_delimiter(c);
}

} // namespace

std::string_view OperatorReader::enclosed(char open, char close) {
    const std::size_t start = at_;
    int depth = 0;
    while (at_ < content_.size()) {
        const char c = content_[at_++];
        if (c == '\\' && open == '(') {
            ++at_;
        } else if (c == open) {
            ++depth;
        } else if (c == close && --depth == 0) {
            break;
        }
    }
    return content_.substr(start, at_ - start);
}

std::string_view OperatorReader::token() {
    const char c = content_[at_];
    if (c == '(') {
        return enclosed('(', ')');
    }
    if (c == '<') {
        return enclosed('<', '>');
    }
    if (c == '[') {
        return enclosed('[', ']');
    }
    const std::size_t start = at_++;
    while (at_ < content_.size() && !is_space(content_[at_]) && !is_delimiter(content_[at_])) {
        ++at_;
    }
    return content_.substr(start, at_ - start);
}

bool OperatorReader::next() {
    operands_.clear();
    bool first = true;
    while (at_ < content_.size()) {
        if (is_space(content_[at_])) {
            ++at_;
            continue;
        }
        if (first) {
            start_ = at_;
            first = false;
        }
        const bool operand = starts_operand(content_[at_]);
        const std::string_view word = token();
        if (!operand && word != "true" && word != "false" && word != "null") {
            name_ = word;
            return true;
        }
        operands_.push_back(word);
    }
    return false;
}

double OperatorReader::number(std::size_t operand) const noexcept {
    double value = 0;
    if (operand < operands_.size()) {
        std::string_view text = operands_[operand];
        if (!text.empty() && text.front() == '+') {
            text.remove_prefix(1);
        }
        std::from_chars(text.data(), text.data() + text.size(), value);
    }
    return value;
}

} // namespace tickmark::pdf
