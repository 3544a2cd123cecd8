#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tickmark {

/// An exact decimal number: a whole number of units of 10^-scale.
///
/// Units:  up to 36 significant digits, scale 0 to 18
/// Errors: internal, when a result would not fit
class Decimal {
public:
    Decimal() = default;
    explicit Decimal(std::int64_t whole) : units_(whole) {}

    /// Strict: "-12", "0.50", "1e3" and "1.5E-2" parse; "", "1,000", "0x1", "nan" and more than
    /// 30 digits do not. White space is not skipped.
    static std::optional<Decimal> from_text(std::string_view text);

    Decimal operator+(const Decimal& other) const;
    Decimal operator-(const Decimal& other) const;
    Decimal operator*(const Decimal& other) const;
    int compare(const Decimal& other) const;
    bool operator==(const Decimal& other) const { return compare(other) == 0; }
    bool operator<(const Decimal& other) const { return compare(other) < 0; }
    bool is_zero() const noexcept { return units_ == 0; }

    /// This divided by `divisor`, rounded once to `places` digits after the point, half to even.
    Decimal divided_by(const Decimal& divisor, int places) const;
    /// Rounded once to `places` digits after the point, half to even.
    Decimal rounded(int places) const;

    /// Plain digits, no exponent, no trailing zeros after the point: "12.5".
    std::string text() const;
    /// Exactly `places` digits after the point, rounded half to even: "12.50".
    std::string fixed(int places) const;
    /// Nearest double, for charts and spreadsheet cells.
    double approximate() const;
    /// Significant digits without leading and trailing zeros.
    int significant_digits() const;

private:
    __extension__ using Units = __int128;
    Decimal(Units units, int scale) : units_(units), scale_(scale) {}
    Units at_scale(int scale) const;
    static Decimal divided(Units numerator, Units divisor, int scale);

    Units units_ = 0;
    int scale_ = 0;
};

} // namespace tickmark
