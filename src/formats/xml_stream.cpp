#include "tickmark/base/error.hpp"

#include "formats/xml_stream_internal.hpp"
#include <cstring>

namespace tickmark::formats {

namespace {

constexpr int block_size = 64 * 1024;
constexpr std::uint64_t longest_tag = 16ULL * 1024 * 1024;

std::string_view local_name(const char* name) {
    const char* const colon = std::strchr(name, ':');
    return colon == nullptr ? name : colon + 1;
}

} // namespace

std::string_view XmlAttributes::get(std::string_view name) const {
    for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
        if (local_name(pair[0]) == name) {
            return pair[1];
        }
    }
    return {};
}

bool XmlAttributes::is_true(std::string_view name) const {
    const std::string_view value = get(name);
    return value == "1" || value == "true" || value == "on";
}

XmlStream::XmlStream(std::unique_ptr<ZipStream> bytes, XmlHandler& handler, std::string where) :
    bytes_(std::move(bytes)),
    handler_(handler),
    where_(std::move(where)),
    parser_(XML_ParserCreate(nullptr)) {
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), &on_start, &on_end);
    XML_SetCharacterDataHandler(parser_.get(), &on_text);
    XML_SetStartDoctypeDeclHandler(parser_.get(), &on_doctype);
}

void XmlStream::fail(const std::string& why) const {
    throw Error(
        ErrorCode::source_failed,
        {"reading " + where_,
         why,
         where_ + ":" + std::to_string(XML_GetCurrentLineNumber(parser_.get())),
         "save the workbook again as .xlsx"});
}

template <class Action>
void XmlStream::guarded(const Action& action) {
    if (thrown_) {
        return;
    }
    try {
        action();
    } catch (...) {
        thrown_ = std::current_exception();
        XML_StopParser(parser_.get(), XML_FALSE);
    }
}

void XmlStream::on_start(void* self, const char* name, const char** attributes) {
    auto& stream = *static_cast<XmlStream*>(self);
    stream.guarded([&] { stream.handler_.start(local_name(name), XmlAttributes(attributes)); });
}

void XmlStream::on_end(void* self, const char* name) {
    auto& stream = *static_cast<XmlStream*>(self);
    stream.guarded([&] { stream.handler_.end(local_name(name)); });
}

void XmlStream::on_text(void* self, const char* text, int size) {
    auto& stream = *static_cast<XmlStream*>(self);
    stream.guarded(
        [&] { stream.handler_.text(std::string_view(text, static_cast<std::size_t>(size))); });
}

void XmlStream::on_doctype(void* self, const char*, const char*, const char*, int) {
    auto& stream = *static_cast<XmlStream*>(self);
    stream.guarded([&] { stream.fail("the part declares a document type; no workbook does"); });
}

bool XmlStream::pump() {
    if (ended_) {
        return false;
    }
    void* const buffer = XML_GetBuffer(parser_.get(), block_size);
    if (buffer == nullptr) {
        fail("the part needs more memory than there is");
    }
    const std::size_t size =
        bytes_->read(static_cast<char*>(buffer), static_cast<std::size_t>(block_size));
    fed_ += size;
    ended_ = size == 0;
    const XML_Status status =
        XML_ParseBuffer(parser_.get(), static_cast<int>(size), ended_ ? XML_TRUE : XML_FALSE);
    if (thrown_) {
        std::rethrow_exception(thrown_);
    }
    if (status == XML_STATUS_ERROR) {
        fail(
            std::string("not well-formed XML: ") +
            XML_ErrorString(XML_GetErrorCode(parser_.get())));
    }
    // expat keeps an unfinished tag whole; a gigabyte of attribute would be held in memory.
    const auto reached = static_cast<std::uint64_t>(XML_GetCurrentByteIndex(parser_.get()));
    if (fed_ > reached && fed_ - reached > longest_tag) {
        fail("one tag is longer than 16 MB");
    }
    return !ended_;
}

} // namespace tickmark::formats
