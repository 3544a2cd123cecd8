#include "tickmark/formats/json_reader.hpp"

#include "tickmark/base/error.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/base/text.hpp"

#include "formats/json_pointer_internal.hpp"
#include "formats/json_scanner_internal.hpp"
#include "formats/row_text_internal.hpp"
#include <algorithm>

namespace tickmark {

namespace {

using namespace formats;

std::string_view kind_name(JsonNode::Kind kind) {
    switch (kind) {
    case JsonNode::Kind::object:
        return "an object";
    case JsonNode::Kind::array:
        return "an array";
    case JsonNode::Kind::string:
        return "a string";
    case JsonNode::Kind::number:
        return "a number";
    case JsonNode::Kind::boolean:
        return "a boolean";
    case JsonNode::Kind::null:
        break;
    }
    return "null";
}

RawValue raw_value(const JsonNode& node) {
    switch (node.kind) {
    case JsonNode::Kind::null:
        return RawValue::missing();
    case JsonNode::Kind::object:
        return RawValue::broken("an object where a value is due");
    case JsonNode::Kind::array:
        break;
    default:
        return RawValue::of_text(node.text);
    }
    std::vector<std::string> items;
    for (const JsonNode& item : node.children) {
        if (item.kind == JsonNode::Kind::object || item.kind == JsonNode::Kind::array) {
            return RawValue::broken(
                "a list that holds " + std::string(kind_name(item.kind)) + " where values are due");
        }
        if (item.kind != JsonNode::Kind::null) {
            items.push_back(item.text);
        }
    }
    return RawValue::of_list(std::move(items));
}

/// The value written as JSON again, as far as it is needed to recognise it.
void append_json(std::string& out, const JsonNode& node) {
    constexpr std::size_t enough = 16000;
    if (out.size() > enough) {
        return;
    }
    const bool is_object = node.kind == JsonNode::Kind::object;
    if (!is_object && node.kind != JsonNode::Kind::array) {
        out += node.kind == JsonNode::Kind::null     ? "null"
               : node.kind == JsonNode::Kind::string ? json_quote(node.text)
                                                     : node.text;
        return;
    }
    out += is_object ? '{' : '[';
    for (const JsonNode& child : node.children) {
        out += &child == &node.children.front() ? "" : ",";
        out += is_object ? json_quote(child.name) + ":" : "";
        append_json(out, child);
    }
    out += is_object ? '}' : ']';
}

/// Fills rows from values; shared by arrays and lines.
class JsonRows: public RowReader {
public:
    JsonRows(
        std::unique_ptr<std::istream> bytes,
        const std::string& name,
        std::vector<WantedColumn> wanted) :
        bytes_(std::move(bytes)),
        name_(name),
        wanted_(std::move(wanted)),
        scanner_(*bytes_, name),
        seen_(wanted_.size(), false) {
        for (const WantedColumn& column : wanted_) {
            pointers_.push_back(parse_pointer(column.name));
        }
    }

    ReaderNotes notes() const override {
        ReaderNotes notes;
        for (std::size_t i = 0; i < wanted_.size() && objects_ > 0; ++i) {
            if (wanted_[i].required && !seen_[i]) {
                notes.push_back(
                    "no record has '" + wanted_[i].name + "'" +
                    did_you_mean(wanted_[i].name, first_names_) +
                    "; members of the first record: " + join(first_names_, ", "));
            }
        }
        return notes;
    }

protected:
    void fill(RawRow& row, const JsonNode& node) {
        row.fault.reset();
        row.text.clear();
        row.values.assign(wanted_.size(), RawValue::missing());
        if (node.kind != JsonNode::Kind::object) {
            row.fault = "the record is " + std::string(kind_name(node.kind)) + ", not an object";
            std::string whole;
            append_json(whole, node);
            row.text = shortened(whole);
            return;
        }
        if (objects_++ == 0) {
            for (const JsonNode& child : node.children) {
                first_names_.push_back(shortened(child.name, 100));
            }
        }
        for (std::size_t i = 0; i < wanted_.size(); ++i) {
            if (const JsonNode* found = follow(node, pointers_[i])) {
                row.values[i] = raw_value(*found);
                seen_[i] = true;
            }
        }
    }

    JsonScanner& scanner() { return scanner_; }
    const std::string& name() const { return name_; }

private:
    std::unique_ptr<std::istream> bytes_;
    std::string name_;
    std::vector<WantedColumn> wanted_;
    std::vector<std::vector<PointerStep>> pointers_;
    JsonScanner scanner_;
    std::vector<bool> seen_;
    std::vector<std::string> first_names_;
    long long objects_ = 0;
};

class JsonLines: public JsonRows {
public:
    using JsonRows::JsonRows;

    bool next(RawRow& row) override {
        if (scanner().at_end()) {
            return false;
        }
        row.locator = "line " + std::to_string(scanner().line());
        fill(row, scanner().read_value());
        char c = scanner().peek_raw();
        while (c == ' ' || c == '\t' || c == '\r') {
            scanner().take();
            c = scanner().peek_raw();
        }
        if (c != '\n' && c != '\0') {
            scanner().fail_unexpected("the end of the line");
        }
        return true;
    }
};

/// Members of an object the reader is inside of, while it looks for its array.
struct Level {
    bool is_object = true;
    bool first = true;
    JsonScanner::Names names;
};

class JsonArray: public JsonRows {
public:
    JsonArray(
        std::unique_ptr<std::istream> bytes,
        const std::string& name,
        const std::string& records,
        std::vector<WantedColumn> wanted) :
        JsonRows(std::move(bytes), name, std::move(wanted)),
        prefix_(records.empty() || records.front() == '/' ? records : "/" + records) {
        for (const PointerStep& step : parse_pointer(prefix_)) {
            enter(step);
        }
        if (scanner().peek() != '[') {
            refuse();
        }
        scanner().take();
    }

    bool next(RawRow& row) override {
        if (ended_) {
            return false;
        }
        if (scanner().next_item(first_)) {
            row.locator = prefix_ + "/" + std::to_string(index_++);
            fill(row, scanner().read_value());
            return true;
        }
        // What follows the array must be well-formed too: a document cut short is no document.
        ended_ = true;
        while (!levels_.empty()) {
            leave();
        }
        if (!scanner().at_end()) {
            scanner().fail_unexpected("the end of the document");
        }
        return false;
    }

private:
    void enter(const PointerStep& step) {
        if (step.value) {
            throw_no_array("a selector step cannot be used in `records`", "");
        }
        const char c = scanner().peek();
        if (c != '{' && c != '[') {
            refuse();
        }
        scanner().take();
        Level& level = levels_.emplace_back();
        level.is_object = c == '{';
        std::string found;
        std::vector<std::string> others;
        std::size_t index = 0;
        while (move_on(level, found)) {
            if (level.is_object ? found == step.name : array_index(step) == index) {
                return;
            }
            ++index;
            if (others.size() < 40) {
                others.push_back(shortened(found, 100));
            }
            scanner().skip_value();
        }
        throw_no_array(
            "there is no '" + step.name + "' on the way to '" + prefix_ + "'" +
                did_you_mean(step.name, others),
            level.is_object ? "members there: " + join(others, ", ")
                            : "that array has " + std::to_string(index) + " items");
    }

    bool move_on(Level& level, std::string& found) {
        return level.is_object ? scanner().next_member(level.names, found, level.first)
                               : scanner().next_item(level.first);
    }

    void leave() {
        std::string found;
        while (move_on(levels_.back(), found)) {
            scanner().skip_value();
        }
        levels_.pop_back();
    }

    /// Says what stands where the array should be, and which arrays there are.
    [[noreturn]] void refuse() {
        std::vector<std::string> arrays;
        if (scanner().peek() != '{') {
            const JsonNode node = scanner().read_value();
            throw_no_array(
                "'" + prefix_ + "' is " + std::string(kind_name(node.kind)) + ", not an array", "");
        }
        scanner().take();
        Level level;
        std::string found;
        while (move_on(level, found)) {
            if (scanner().peek() == '[' && arrays.size() < 40) {
                arrays.push_back("'" + prefix_ + "/" + shortened(found, 100) + "'");
            }
            scanner().skip_value();
        }
        if (levels_.empty() && scanner().peek() == '{') {
            throw_no_array("there are several documents, not one", "give `lines: true`");
        }
        throw_no_array(
            (prefix_.empty() ? "the document" : "'" + prefix_ + "'") +
                std::string(" is an object, not an array"),
            arrays.empty() ? "give `records`, the JSON pointer to the array"
                           : "arrays there: " + join(arrays, ", ") + "; give one as `records`");
    }

    [[noreturn]] void throw_no_array(std::string why, std::string hint) const {
        throw Error(
            ErrorCode::source_failed,
            {"reading " + name(), std::move(why), name(), std::move(hint)});
    }

    std::string prefix_;
    std::vector<Level> levels_;
    bool first_ = true;
    bool ended_ = false;
    std::size_t index_ = 0;
};

} // namespace

std::unique_ptr<RowReader> open_json(
    std::unique_ptr<std::istream> bytes,
    const std::string& name,
    const JsonOptions& options,
    std::vector<WantedColumn> wanted) {
    if (options.lines) {
        return std::make_unique<JsonLines>(std::move(bytes), name, std::move(wanted));
    }
    return std::make_unique<JsonArray>(std::move(bytes), name, options.records, std::move(wanted));
}

} // namespace tickmark
