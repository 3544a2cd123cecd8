#include "tickmark/formats/xml_reader.hpp"

#include "tickmark/base/error.hpp"

#include <cstring>
#include <exception>
#include <expat.h>

namespace tickmark {

namespace {

constexpr int block_size = 64 * 1024;
constexpr std::uint64_t longest_tag = 16ULL * 1024 * 1024;

std::string_view local_name(const char* name) {
    const char* const colon = std::strchr(name, ':');
    return colon == nullptr ? name : colon + 1;
}

struct ParserFreed {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

} // namespace

std::string_view attribute(const XmlAttributeList& attributes, std::string_view name) {
    for (const auto& [known, value] : attributes) {
        if (known == name) {
            return value;
        }
    }
    return {};
}

struct XmlReader::State {
    State(std::unique_ptr<std::istream> stream, std::string document, XmlEvents& told) :
        bytes(std::move(stream)),
        name(std::move(document)),
        events(told),
        parser(XML_ParserCreate(nullptr)) {
        XML_SetUserData(parser.get(), this);
        XML_SetElementHandler(parser.get(), &on_start, &on_end);
        XML_SetCharacterDataHandler(parser.get(), &on_text);
        XML_SetStartDoctypeDeclHandler(parser.get(), &on_doctype);
    }

    long long line() const {
        return static_cast<long long>(XML_GetCurrentLineNumber(parser.get()));
    }

    [[noreturn]] void fail(const std::string& why) const {
        throw Error(
            ErrorCode::source_failed,
            {"reading " + name,
             why,
             name + ":" + std::to_string(line()),
             "have the file written again, or check path"});
    }

    /// What a handler throws may not pass through expat.
    template <class Action>
    void guarded(const Action& action) {
        if (thrown) {
            return;
        }
        try {
            action();
        } catch (...) {
            thrown = std::current_exception();
            XML_StopParser(parser.get(), XML_FALSE);
        }
    }

    static void on_start(void* self, const char* name, const char** pairs) {
        auto& state = *static_cast<State*>(self);
        state.guarded([&] {
            state.attributes.clear();
            for (const char** pair = pairs; *pair != nullptr; pair += 2) {
                state.attributes.emplace_back(local_name(pair[0]), pair[1]);
            }
            state.events.start(local_name(name), state.attributes);
        });
    }

    static void on_end(void* self, const char* name) {
        auto& state = *static_cast<State*>(self);
        state.guarded([&] { state.events.end(local_name(name)); });
    }

    static void on_text(void* self, const char* text, int size) {
        auto& state = *static_cast<State*>(self);
        state.guarded(
            [&] { state.events.text(std::string_view(text, static_cast<std::size_t>(size))); });
    }

    static void on_doctype(void* self, const char*, const char*, const char*, int) {
        auto& state = *static_cast<State*>(self);
        state.guarded([&] { state.fail("the document declares a document type; it is not read"); });
    }

    std::unique_ptr<std::istream> bytes;
    std::string name;
    XmlEvents& events;
    std::unique_ptr<XML_ParserStruct, ParserFreed> parser;
    XmlAttributeList attributes;
    std::exception_ptr thrown;
    std::uint64_t fed = 0;
    bool ended = false;
};

XmlReader::XmlReader(std::unique_ptr<std::istream> bytes, std::string name, XmlEvents& events) :
    state_(std::make_unique<State>(std::move(bytes), std::move(name), events)) {}

XmlReader::~XmlReader() = default;

long long XmlReader::line() const {
    return state_->line();
}

bool XmlReader::pump() {
    State& state = *state_;
    if (state.ended) {
        return false;
    }
    void* const buffer = XML_GetBuffer(state.parser.get(), block_size);
    if (buffer == nullptr) {
        state.fail("the document needs more memory than there is");
    }
    state.bytes->read(static_cast<char*>(buffer), block_size);
    const auto size = static_cast<int>(state.bytes->gcount());
    if (state.bytes->bad()) {
        state.fail("the file cannot be read to its end");
    }
    state.fed += static_cast<std::uint64_t>(size);
    state.ended = size == 0;
    const XML_Status status =
        XML_ParseBuffer(state.parser.get(), size, state.ended ? XML_TRUE : XML_FALSE);
    if (state.thrown) {
        std::rethrow_exception(state.thrown);
    }
    if (status == XML_STATUS_ERROR) {
        state.fail(
            std::string("not well-formed XML: ") +
            XML_ErrorString(XML_GetErrorCode(state.parser.get())));
    }
    // expat keeps an unfinished tag whole; a gigabyte of attribute would be held in memory.
    const auto reached = static_cast<std::uint64_t>(XML_GetCurrentByteIndex(state.parser.get()));
    if (state.fed > reached && state.fed - reached > longest_tag) {
        state.fail("one tag is longer than 16 MB");
    }
    return !state.ended;
}

} // namespace tickmark
