#include "tickmark/base/error.hpp"

#include <utility>

namespace tickmark {

namespace {

std::string one_line(const Error::Parts& parts) {
    std::string text;
    if (!parts.where.empty()) {
        text += parts.where + ": ";
    }
    text += parts.doing;
    if (!parts.doing.empty() && !parts.why.empty()) {
        text += ": ";
    }
    text += parts.why;
    if (!parts.hint.empty()) {
        text += " (" + parts.hint + ")";
    }
    return text;
}

} // namespace

int exit_code(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::usage:
    case ErrorCode::config_invalid:
        return 2;
    case ErrorCode::source_failed:
        return 3;
    case ErrorCode::store_tampered:
    case ErrorCode::pack_invalid:
        return 4;
    case ErrorCode::render_failed:
        return 5;
    case ErrorCode::privacy_leak:
        return 6;
    case ErrorCode::store_busy:
        return 7;
    case ErrorCode::store_io:
    case ErrorCode::no_space:
    case ErrorCode::no_permission:
        return 8;
    case ErrorCode::cancelled:
        return 130;
    case ErrorCode::internal:
        break;
    }
    return 70;
}

std::string_view name_of(ErrorCode code) noexcept {
    switch (code) {
    case ErrorCode::usage:
        return "usage";
    case ErrorCode::config_invalid:
        return "config_invalid";
    case ErrorCode::source_failed:
        return "source_failed";
    case ErrorCode::store_io:
        return "store_io";
    case ErrorCode::store_tampered:
        return "store_tampered";
    case ErrorCode::store_busy:
        return "store_busy";
    case ErrorCode::pack_invalid:
        return "pack_invalid";
    case ErrorCode::render_failed:
        return "render_failed";
    case ErrorCode::privacy_leak:
        return "privacy_leak";
    case ErrorCode::no_space:
        return "no_space";
    case ErrorCode::no_permission:
        return "no_permission";
    case ErrorCode::cancelled:
        return "cancelled";
    case ErrorCode::internal:
        break;
    }
    return "internal";
}

Error::Error(ErrorCode code, Parts parts) :
    code_(code), parts_(std::move(parts)), text_(one_line(parts_)) {}

} // namespace tickmark
