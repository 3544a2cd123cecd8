#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark {

/// Writes one JSON document as it goes, so that a large one passes through in flat memory.
/// The same calls give the same bytes. Text that is not well-formed UTF-8 is written with U+FFFD.
///
/// Shape:  indented by `indent` blanks a level; 0 writes everything on one line
/// Errors: internal, for calls out of order (a value where a key is due)
class JsonWriter {
public:
    explicit JsonWriter(std::ostream& out, int indent = 2) : out_(out), indent_(indent) {}

    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
    JsonWriter& value(std::int64_t number);
    JsonWriter& value(std::uint64_t number);
    JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
    JsonWriter& value(bool truth);
    JsonWriter& null();
    /// A number already written as JSON ("0.9350").
    JsonWriter& number(std::string_view literal);

    template <class Value>
    JsonWriter& member(std::string_view name, const Value& item) {
        key(name);
        return value(item);
    }

private:
    struct Level {
        bool is_array = false;
        bool has_items = false;
        bool awaits_value = false;
    };
    void before_value();
    void open(char bracket, bool is_array);
    void close(char bracket, bool is_array);
    void line_break();

    std::ostream& out_;
    int indent_;
    std::vector<Level> levels_;
};

/// `text` as a JSON string with its quotes.
std::string json_quote(std::string_view text);

} // namespace tickmark
