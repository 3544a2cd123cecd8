#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace tickmark {

/// What kind of failure it is; decides the exit code (DESIGN: never renumbered).
enum class ErrorCode {
    usage,          ///< the command line is wrong
    config_invalid, ///< a file the user wrote is wrong
    source_failed,  ///< a source could not be read
    store_io,       ///< the store could not be read or written
    store_tampered, ///< evidence does not match its digest or chain
    store_busy,     ///< another process holds the store
    pack_invalid,   ///< a pack does not match its manifest
    render_failed,  ///< a document could not be made
    privacy_leak,   ///< a finished document shows what its audience may not see
    no_space,       ///< the disk is full
    no_permission,  ///< the system refuses
    cancelled,      ///< Ctrl-C
    internal        ///< a fault of the program
};

/// Exit code of a failure: 2 usage and configuration, 3 source, 4 integrity, 5 rendering,
/// 6 privacy, 7 busy, 8 space or permission, 70 internal, 130 cancelled.
int exit_code(ErrorCode code) noexcept;

/// Stable name of a code, as printed and documented in docs/errors.md ("config_invalid").
std::string_view name_of(ErrorCode code) noexcept;

/// The one exception type: what was being done, why it failed, where, and what to do next.
class Error: public std::exception {
public:
    struct Parts {
        std::string doing; ///< "reading the vendor tracker"
        std::string why;   ///< "row 14 has 6 fields, the header has 8"
        std::string where; ///< "vendors.csv:14"; a URL, a cell or empty
        std::string hint;  ///< "check the delimiter"; empty where there is nothing to say
    };

    Error(ErrorCode code, Parts parts);

    ErrorCode code() const noexcept { return code_; }
    const Parts& parts() const noexcept { return parts_; }
    /// All parts in one line: "where: doing: why (hint)".
    const char* what() const noexcept override { return text_.c_str(); }

private:
    ErrorCode code_;
    Parts parts_;
    std::string text_;
};

} // namespace tickmark
