#include "tickmark/base/error.hpp"
#include "tickmark/base/text.hpp"

#include "formats/json_scanner_internal.hpp"
#include "formats/row_text_internal.hpp"
#include <algorithm>

namespace tickmark::formats {

namespace {

constexpr int deepest = 200;
constexpr std::size_t largest_value = std::size_t{64} * 1024 * 1024;
constexpr std::size_t few_names = 16;

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

} // namespace

bool JsonScanner::Names::insert(const std::string& name) {
    if (few_.size() < few_names) {
        if (std::find(few_.begin(), few_.end(), name) != few_.end()) {
            return false;
        }
        few_.push_back(name);
        return true;
    }
    return std::find(few_.begin(), few_.end(), name) == few_.end() && many_.insert(name).second;
}

JsonScanner::JsonScanner(std::istream& bytes, const std::string& name) :
    text_(bytes, name, "utf-8"), name_(name) {}

bool JsonScanner::refill() {
    consumed_ += buffer_.size();
    buffer_.clear();
    at_ = 0;
    while (buffer_.empty()) {
        if (!text_.read(buffer_)) {
            return false;
        }
    }
    return true;
}

char JsonScanner::peek_raw() {
    if (at_ >= buffer_.size() && !refill()) {
        return '\0';
    }
    const char c = buffer_[at_];
    if (c == '\0') {
        fail("a NUL byte");
    }
    return c;
}

char JsonScanner::peek() {
    for (;;) {
        const char c = peek_raw();
        if (c == '\n') {
            ++line_;
            line_start_ = position() + 1;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            return c;
        }
        take();
    }
}

bool JsonScanner::at_end() {
    return peek() == '\0';
}

void JsonScanner::fail(const std::string& why) const {
    const std::string place =
        std::to_string(line_) + ":" + std::to_string(position() - line_start_ + 1);
    throw Error(
        ErrorCode::source_failed,
        {"reading " + name_,
         "not JSON: " + why,
         name_ + ":" + place,
         "have the file written again, or check path"});
}

void JsonScanner::fail_unexpected(const std::string& expected) {
    const char c = peek();
    if (c == '\0') {
        fail("the text ends where " + expected + " is due; it may have been cut short");
    }
    std::size_t end = at_;
    const char32_t code_point = next_code_point(buffer_, end);
    std::string shown;
    append_utf8(shown, code_point);
    fail("'" + shown + "' where " + expected + " is due");
}

void JsonScanner::expect(char wanted, const std::string& what) {
    if (peek() != wanted) {
        fail_unexpected(what);
    }
    take();
}

bool JsonScanner::next_item(bool& first) {
    const char c = peek();
    if (c == ']') {
        // A comma before it was taken with the item it announced, which then failed.
        take();
        return false;
    }
    if (!first) {
        expect(',', "',' or ']'");
        if (peek() == ']') {
            fail_unexpected("a value");
        }
    }
    first = false;
    return true;
}

bool JsonScanner::next_member(Names& names, std::string& name, bool& first) {
    if (peek() == '}') {
        take();
        return false;
    }
    if (!first) {
        expect(',', "',' or '}'");
    }
    first = false;
    if (peek() != '"') {
        fail_unexpected("a member name in quotes");
    }
    name = read_string();
    if (!names.insert(name)) {
        fail("the name '" + shortened(name, 100) + "' stands twice in one object");
    }
    expect(':', "':'");
    return true;
}

JsonNode JsonScanner::read_value() {
    JsonNode node;
    peek();
    value_start_ = position();
    read_into(node, 0);
    return node;
}

void JsonScanner::skip_value() {
    skip(0);
}

void JsonScanner::check_depth(int depth) const {
    if (depth > deepest) {
        fail("values are nested deeper than " + std::to_string(deepest) + " levels");
    }
}

void JsonScanner::check_size(std::size_t bytes) const {
    if (bytes > largest_value) {
        fail("one record is larger than 64 MB");
    }
}

void JsonScanner::read_into(JsonNode& node, int depth) {
    check_depth(depth);
    check_size(position() - value_start_);
    bool first = true;
    switch (peek()) {
    case '{': {
        take();
        node.kind = JsonNode::Kind::object;
        Names names;
        std::string name;
        while (next_member(names, name, first)) {
            node.children.emplace_back().name = name;
            read_into(node.children.back(), depth + 1);
        }
        return;
    }
    case '[':
        take();
        node.kind = JsonNode::Kind::array;
        while (next_item(first)) {
            read_into(node.children.emplace_back(), depth + 1);
        }
        return;
    case '"':
        node.kind = JsonNode::Kind::string;
        node.text = read_string();
        return;
    case 't':
    case 'f':
        node.kind = JsonNode::Kind::boolean;
        node.text = peek() == 't' ? "true" : "false";
        read_word(node.text);
        return;
    case 'n':
        read_word("null");
        return;
    default:
        node.kind = JsonNode::Kind::number;
        read_number(node.text);
    }
}

void JsonScanner::skip(int depth) {
    check_depth(depth);
    bool first = true;
    const char c = peek();
    if (c == '{') {
        take();
        Names names;
        std::string name;
        while (next_member(names, name, first)) {
            skip(depth + 1);
        }
    } else if (c == '[') {
        take();
        while (next_item(first)) {
            skip(depth + 1);
        }
    } else {
        JsonNode scalar;
        value_start_ = position();
        read_into(scalar, depth);
    }
}

std::string JsonScanner::read_string() {
    std::string out;
    take();
    for (;;) {
        if (at_ >= buffer_.size() && !refill()) {
            fail("the text ends inside a string; it may have been cut short");
        }
        const std::size_t begin = at_;
        while (at_ < buffer_.size() && buffer_[at_] != '"' && buffer_[at_] != '\\' &&
               static_cast<unsigned char>(buffer_[at_]) >= 0x20) {
            ++at_;
        }
        out.append(buffer_, begin, at_ - begin);
        check_size(out.size());
        if (at_ >= buffer_.size()) {
            continue;
        }
        const char c = buffer_[at_];
        if (c == '"') {
            break;
        }
        if (c != '\\') {
            fail("a control character inside a string");
        }
        take();
        read_escape(out);
    }
    take();
    if (!is_plain_ascii(out) && !is_utf8(out)) {
        fail("a string that is not UTF-8");
    }
    return out;
}

void JsonScanner::read_escape(std::string& out) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char c = peek_raw();
    take();
    if (const std::size_t which = letters.find(c); c != '\0' && which != std::string_view::npos) {
        out += meanings[which];
        return;
    }
    if (c != 'u') {
        fail("an escape that JSON does not have");
    }
    char32_t code_point = read_hex4();
    const bool leads = code_point >= 0xD800 && code_point <= 0xDBFF;
    if (leads && peek_raw() == '\\') {
        take();
        if (peek_raw() != 'u') {
            append_utf8(out, 0xFFFD);
            read_escape(out);
            return;
        }
        take();
        const char32_t next = read_hex4();
        if (next >= 0xDC00 && next <= 0xDFFF) {
            append_utf8(out, 0x10000 + ((code_point - 0xD800) << 10U) + (next - 0xDC00));
            return;
        }
        append_utf8(out, 0xFFFD);
        code_point = next;
    }
    // Half a pair is no character; JSON lets it stand, UTF-8 cannot.
    const bool half = code_point >= 0xD800 && code_point <= 0xDFFF;
    append_utf8(out, half ? char32_t{0xFFFD} : code_point);
}

unsigned JsonScanner::read_hex4() {
    unsigned value = 0;
    for (int i = 0; i < 4; ++i) {
        const char c = peek_raw();
        unsigned digit = 0;
        if (is_digit(c)) {
            digit = static_cast<unsigned>(c - '0');
        } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
            digit = static_cast<unsigned>((c | 0x20) - 'a') + 10U;
        } else {
            fail("\\u wants four hexadecimal digits");
        }
        value = value * 16U + digit;
        take();
    }
    return value;
}

void JsonScanner::read_word(std::string_view word) {
    for (const char wanted : word) {
        if (peek_raw() != wanted) {
            fail("a word that is not true, false or null");
        }
        take();
    }
}

void JsonScanner::read_digits(std::string& out) {
    if (!is_digit(peek_raw())) {
        fail_unexpected("a value");
    }
    while (is_digit(peek_raw())) {
        out += buffer_[at_];
        take();
        check_size(out.size());
    }
}

void JsonScanner::read_number(std::string& out) {
    if (peek_raw() == '-') {
        out += '-';
        take();
    }
    const bool zero = peek_raw() == '0';
    const std::size_t whole = out.size();
    read_digits(out);
    if (zero && out.size() > whole + 1) {
        fail("a number with a leading zero");
    }
    if (peek_raw() == '.') {
        out += '.';
        take();
        read_digits(out);
    }
    if ((peek_raw() | 0x20) == 'e') {
        out += buffer_[at_];
        take();
        if (peek_raw() == '+' || peek_raw() == '-') {
            out += buffer_[at_];
            take();
        }
        read_digits(out);
    }
}

} // namespace tickmark::formats
