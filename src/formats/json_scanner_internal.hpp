#pragma once

#include "formats/encoding_internal.hpp"
#include <cstdint>
#include <istream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::formats {

/// One JSON value; numbers, strings and booleans hold their text, members their name.
struct JsonNode {
    enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
    Kind kind = Kind::null;
    std::string name; ///< as a member of an object
    std::string text;
    std::vector<JsonNode> children; ///< items or members, in their order
};

/// Reads JSON (RFC 8259) from a stream, a value at a time, so that what is not kept passes
/// through. A name that stands twice in one object is an error: which one counts would be chance.
///
/// Errors: source_failed: not JSON, a duplicate name, deeper than 200 levels, a value of more
///         than 64 MB; with line and column
class JsonScanner {
public:
    /// The names of one object, to see a second one.
    class Names {
    public:
        bool insert(const std::string& name);

    private:
        std::vector<std::string> few_;
        std::set<std::string> many_;
    };

    JsonScanner(std::istream& bytes, const std::string& name);

    /// The next character that is not white space, or 0 at the end.
    char peek();
    /// The next character, white space or not, or 0 at the end.
    char peek_raw();
    void take() { ++at_; }
    bool at_end();
    /// Moves into the next member of an object just opened, or behind its end.
    bool next_member(Names& names, std::string& name, bool& first);
    /// Moves to the next item of an array just opened, or behind its end.
    bool next_item(bool& first);
    JsonNode read_value();
    void skip_value();

    long long line() const noexcept { return line_; }
    [[noreturn]] void fail(const std::string& why) const;
    [[noreturn]] void fail_unexpected(const std::string& expected);

private:
    bool refill();
    void expect(char wanted, const std::string& what);
    void read_into(JsonNode& node, int depth);
    void skip(int depth);
    std::string read_string();
    void read_escape(std::string& out);
    unsigned read_hex4();
    void read_word(std::string_view word);
    void read_number(std::string& out);
    void read_digits(std::string& out);
    void check_depth(int depth) const;
    void check_size(std::size_t bytes) const;
    std::size_t position() const noexcept { return consumed_ + at_; }

    TextSource text_;
    std::string name_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::size_t consumed_ = 0; ///< bytes before `buffer_`
    std::size_t line_start_ = 0;
    std::size_t value_start_ = 0;
    long long line_ = 1;
};

} // namespace tickmark::formats
