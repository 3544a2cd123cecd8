#pragma once

#include "formats/zip_internal.hpp"
#include <exception>
#include <expat.h>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tickmark::formats {

/// Attributes of one element, by local name.
class XmlAttributes {
public:
    explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
    /// Empty when absent.
    std::string_view get(std::string_view name) const;
    /// "1", "true" or "on".
    bool is_true(std::string_view name) const;

private:
    const char** pairs_;
};

/// What an XML part is read by. Names come without their prefix.
class XmlHandler {
public:
    XmlHandler() = default;
    XmlHandler(const XmlHandler&) = delete;
    XmlHandler& operator=(const XmlHandler&) = delete;
    XmlHandler(XmlHandler&&) = delete;
    XmlHandler& operator=(XmlHandler&&) = delete;
    virtual ~XmlHandler() = default;

    virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view piece) = 0;
};

/// Runs a part of an archive through expat, a block at a time.
///
/// Errors: source_failed: not well-formed XML, a document type (workbooks have none; entities
///         are how XML bombs are made), one tag of more than 16 MB
class XmlStream {
public:
    XmlStream(std::unique_ptr<ZipStream> bytes, XmlHandler& handler, std::string where);

    /// Hands one more block to the handler; false at the end.
    bool pump();
    void run() {
        while (pump()) {
        }
    }

private:
    static void on_start(void* self, const char* name, const char** attributes);
    static void on_end(void* self, const char* name);
    static void on_text(void* self, const char* text, int size);
    static void on_doctype(void* self, const char*, const char*, const char*, int);
    template <class Action>
    void guarded(const Action& action);
    [[noreturn]] void fail(const std::string& why) const;

    struct Freed {
        void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
    };
    std::unique_ptr<ZipStream> bytes_;
    XmlHandler& handler_;
    std::string where_;
    std::unique_ptr<XML_ParserStruct, Freed> parser_;
    std::exception_ptr thrown_; ///< what a handler threw: it may not pass through expat
    std::uint64_t fed_ = 0;
    bool ended_ = false;
};

} // namespace tickmark::formats
