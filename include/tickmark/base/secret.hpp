#pragma once

#include <string>
#include <utility>

namespace tickmark {

/// A value that must never be printed, stored or logged. It has no stream operator and no
/// conversion to text; whoever needs the value at the boundary calls `reveal()` there.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}

    const std::string& reveal() const noexcept { return value_; }
    bool empty() const noexcept { return value_.empty(); }

private:
    std::string value_;
};

} // namespace tickmark
