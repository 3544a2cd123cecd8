#include "tickmark/base/text.hpp"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "node_internal.hpp"
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

namespace tickmark::config_internal {

namespace {

/// Nodes that aliases may add to one file; a few lines of nested aliases can ask for billions.
constexpr std::size_t most_aliased_nodes = 10'000;

/// Thrown inside this file to stop a reading whose problem is already noted.
struct Stop {};

std::size_t size_of(const Node& node) {
    std::size_t size = 1;
    for (const Node& item : node.items()) {
        size += size_of(item);
    }
    for (const auto& member : node.members()) {
        size += 1 + size_of(member.second);
    }
    return size;
}

/// What a word that YAML 1.1 reads as a boolean would become; none for every other word.
std::optional<bool> yaml_1_1_boolean(std::string_view word) {
    static const std::set<std::string_view> yes{"y", "Y", "yes", "Yes", "YES", "on", "On", "ON"};
    static const std::set<std::string_view> no{"n", "N", "no", "No", "NO", "off", "Off", "OFF"};
    if (yes.contains(word)) {
        return true;
    }
    return no.contains(word) ? std::optional<bool>(false) : std::nullopt;
}

/// The byte where each line of a text starts, to count columns in characters and not in bytes.
class Lines {
public:
    explicit Lines(std::string_view text) : text_(text) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\n') {
                starts_.push_back(i + 1);
            }
        }
    }

    std::string_view line(std::size_t index) const {
        if (index >= starts_.size()) {
            return {};
        }
        const std::size_t end = text_.find('\n', starts_[index]);
        return text_.substr(starts_[index], end - starts_[index]);
    }

    int column_of(const YAML::Mark& mark) const {
        const std::string_view whole = line(static_cast<std::size_t>(mark.line));
        const std::string_view before = whole.substr(0, static_cast<std::size_t>(mark.column));
        int column = 1;
        for (const char c : before) {
            if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
                ++column;
            }
        }
        return column;
    }

private:
    std::string_view text_;
    std::vector<std::size_t> starts_{0};
};

/// Builds the tree from the events of yaml-cpp, which carry positions for keys too.
class Builder: public YAML::EventHandler {
public:
    Builder(const std::string& name, const Lines& lines, Problems& problems) :
        name_(name), lines_(lines), problems_(problems) {}

    std::optional<Node> take() { return std::move(root_); }

    Position position(const YAML::Mark& mark) const {
        if (mark.is_null()) {
            return {name_, 1, 1};
        }
        return {name_, mark.line + 1, lines_.column_of(mark)};
    }

    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const Position at = position(mark);
        if (awaits_key()) {
            problems_.push_back({at, "a key is missing, or is the bare word null; quote it"});
            throw Stop{};
        }
        add(Node::make_null(at), anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto known = anchored_.find(anchor);
        if (known == anchored_.end()) {
            stop(mark, "an alias stands inside what it stands for");
        }
        aliased_nodes_ += known->second.second;
        if (aliased_nodes_ > most_aliased_nodes) {
            stop(
                mark,
                fmt::format(
                    "aliases make more than {} nodes of this file; write the values out",
                    with_thousands(static_cast<long long>(most_aliased_nodes))));
        }
        add(known->second.first, 0);
    }

    void OnScalar(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        const std::string& value) override {
        const bool quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
        if (!quoted) {
            check_tag(mark, tag);
            check_boolean(mark, value);
        }
        if (value.find('\0') != std::string::npos) {
            stop(mark, "a NUL character stands in the text");
        }
        add(Node::make_scalar(value, quoted, position(mark)), anchor);
    }

    void OnSequenceStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value /*style*/) override {
        open(mark, tag, anchor, false);
    }
    void OnSequenceEnd() override {
        Frame frame = close();
        add(Node::make_list(std::move(frame.items), frame.at), frame.anchor);
    }

    void OnMapStart(
        const YAML::Mark& mark,
        const std::string& tag,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value /*style*/) override {
        open(mark, tag, anchor, true);
    }
    void OnMapEnd() override {
        Frame frame = close();
        add(Node::make_map(std::move(frame.members), frame.at), frame.anchor);
    }

private:
    struct Frame {
        bool is_map = false;
        Position at;
        YAML::anchor_t anchor = 0;
        std::vector<Node> items;
        std::vector<std::pair<Node, Node>> members;
        std::set<std::string, std::less<>> seen;
        std::optional<Node> key;
    };

    bool awaits_key() const {
        return !frames_.empty() && frames_.back().is_map && !frames_.back().key;
    }

    [[noreturn]] void stop(const YAML::Mark& mark, std::string what) {
        problems_.push_back({position(mark), std::move(what)});
        throw Stop{};
    }

    void check_tag(const YAML::Mark& mark, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!") {
            stop(mark, "tags (!…) are not read; write the plain value");
        }
    }

    void check_boolean(const YAML::Mark& mark, const std::string& value) {
        const auto meant = yaml_1_1_boolean(value);
        // `on` is the word for a day of approval; the schema says where it may stand as a key.
        if (!meant || (awaits_key() && value == "on")) {
            return;
        }
        const std::string other =
            awaits_key()
                ? std::string()
                : fmt::format(", or {} if a truth value is meant", *meant ? "true" : "false");
        problems_.push_back(
            {position(mark),
             fmt::format(
                 "the bare word {0} is read by YAML 1.1 as {1}; write \"{0}\" in quotes{2}",
                 value,
                 *meant ? "true" : "false",
                 other)});
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, bool is_map) {
        check_tag(mark, tag);
        if (awaits_key()) {
            stop(mark, "a key must be a plain word, not a list or a map");
        }
        Frame frame;
        frame.is_map = is_map;
        frame.at = position(mark);
        frame.anchor = anchor;
        frames_.push_back(std::move(frame));
    }

    Frame close() {
        Frame frame = std::move(frames_.back());
        frames_.pop_back();
        return frame;
    }

    void add(Node node, YAML::anchor_t anchor) {
        if (anchor != 0) {
            anchored_[anchor] = {node, size_of(node)};
        }
        if (frames_.empty()) {
            root_ = std::move(node);
            return;
        }
        Frame& frame = frames_.back();
        if (!frame.is_map) {
            frame.items.push_back(std::move(node));
        } else if (!frame.key) {
            add_key(frame, std::move(node));
        } else {
            if (node.is_null()) {
                // The parser places a value that is not there at whatever comes next.
                node = Node::make_null(frame.key->at());
            }
            // The first of two equal keys stands; the second is already a problem.
            if (frame.seen.insert(frame.key->text()).second) {
                frame.members.emplace_back(std::move(*frame.key), std::move(node));
            }
            frame.key.reset();
        }
    }

    void add_key(Frame& frame, Node key) {
        if (!key.is_scalar()) {
            problems_.push_back({key.at(), "a key must be a plain word, not a list or a map"});
            throw Stop{};
        }
        if (key.text() == "<<" && !key.quoted()) {
            problems_.push_back({key.at(), "merge keys (<<) are not read; write the values out"});
            throw Stop{};
        }
        if (frame.seen.contains(key.text())) {
            problems_.push_back({key.at(), fmt::format("the key '{}' is given twice", key.text())});
        }
        frame.key = std::move(key);
    }

    const std::string& name_;
    const Lines& lines_;
    Problems& problems_;
    std::vector<Frame> frames_;
    std::map<YAML::anchor_t, std::pair<Node, std::size_t>> anchored_;
    std::size_t aliased_nodes_ = 0;
    std::optional<Node> root_;
};

std::string explain(const YAML::Exception& fault, const Lines& lines) {
    if (!fault.mark.is_null()) {
        const std::string_view line = lines.line(static_cast<std::size_t>(fault.mark.line));
        const std::size_t word = line.find_first_not_of(" \t");
        if (line.substr(0, word).find('\t') != std::string_view::npos) {
            return "a tab indents this line; YAML takes blanks only";
        }
    }
    return "not well-formed YAML: " + fault.msg;
}

} // namespace

std::optional<Node>
build_node(const std::string& text, const std::string& name, Problems& problems) {
    const Lines lines(text);
    Builder builder(name, lines, problems);
    try {
        std::istringstream in(text);
        YAML::Parser parser(in);
        if (!parser.HandleNextDocument(builder)) {
            problems.push_back({{name, 1, 1}, "the file is empty"});
            return std::nullopt;
        }
        std::optional<Node> root = builder.take();
        Builder rest(name, lines, problems);
        if (parser.HandleNextDocument(rest)) {
            const std::optional<Node> second = rest.take();
            problems.push_back(
                {second ? second->at() : Position{name, 1, 1},
                 "a second document stands in the file; only one is read"});
        }
        return root;
    } catch (const Stop&) {
        return std::nullopt;
    } catch (const YAML::DeepRecursion&) {
        problems.push_back(
            {{name, 0, 0}, "lists and maps stand more than 500 levels deep inside each other"});
        return std::nullopt;
    } catch (const YAML::Exception& fault) {
        problems.push_back({builder.position(fault.mark), explain(fault, lines)});
        return std::nullopt;
    }
}

} // namespace tickmark::config_internal
