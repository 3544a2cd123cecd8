#pragma once

#include <istream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tickmark {

/// Attributes of one element, by local name.
using XmlAttributeList = std::vector<std::pair<std::string_view, std::string_view>>;

/// The attribute of that name; empty when absent.
std::string_view attribute(const XmlAttributeList& attributes, std::string_view name);

/// Told of an XML document in its order. Names come without their prefix; text in pieces.
class XmlEvents {
public:
    XmlEvents() = default;
    XmlEvents(const XmlEvents&) = delete;
    XmlEvents& operator=(const XmlEvents&) = delete;
    XmlEvents(XmlEvents&&) = delete;
    XmlEvents& operator=(XmlEvents&&) = delete;
    virtual ~XmlEvents() = default;

    virtual void start(std::string_view name, const XmlAttributeList& attributes) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view piece) = 0;
};

/// Reads an XML document a block at a time, in flat memory.
///
/// Errors: source_failed, with the line: not well-formed or cut off, a document type (entities are
///         how XML bombs are made), one tag of more than 16 MB
class XmlReader {
public:
    XmlReader(std::unique_ptr<std::istream> bytes, std::string name, XmlEvents& events);
    ~XmlReader();
    XmlReader(const XmlReader&) = delete;
    XmlReader& operator=(const XmlReader&) = delete;
    XmlReader(XmlReader&&) = delete;
    XmlReader& operator=(XmlReader&&) = delete;

    /// Hands on one more block; false once the whole document was read.
    bool pump();
    /// Where the event that is being told stands, from 1.
    long long line() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace tickmark
