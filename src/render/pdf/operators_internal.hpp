#pragma once

#include <string_view>
#include <vector>

namespace tickmark::pdf {

/// Splits content into operators with their operands. Strings in (…) are not split further.
class OperatorReader {
public:
    explicit OperatorReader(std::string_view content) : content_(content) {}

    /// Moves to the next operator; false at the end.
    bool next();

    std::string_view name() const noexcept { return name_; }
    const std::vector<std::string_view>& operands() const noexcept { return operands_; }
    /// Operands and operator as written.
    std::string_view whole() const noexcept { return content_.substr(start_, at_ - start_); }
    /// Position behind the operator.
    std::size_t position() const noexcept { return at_; }
    std::size_t start() const noexcept { return start_; }
    double number(std::size_t operand) const noexcept;

private:
    std::string_view token();
    std::string_view enclosed(char open, char close);

    std::string_view content_;
    std::string_view name_;
    std::vector<std::string_view> operands_;
    std::size_t at_ = 0;
    std::size_t start_ = 0;
};

} // namespace tickmark::pdf
