#include "tickmark/base/decimal.hpp"

#include "tickmark/base/error.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace tickmark {

namespace {

constexpr int max_scale = 18;
constexpr std::size_t max_digits = 30;

[[noreturn]] void overflow() {
    throw Error(
        ErrorCode::internal,
        {"computing with exact decimals", "the result has more than 36 digits", "", ""});
}

template <class Units>
Units times(Units a, Units b) {
    Units result = 0;
    if (__builtin_mul_overflow(a, b, &result)) {
        overflow();
    }
    return result;
}

template <class Units>
Units power_of_ten(int exponent) {
    Units power = 1;
    for (int i = 0; i < exponent; ++i) {
        power = times<Units>(power, 10);
    }
    return power;
}

template <class Units>
std::string digits_of(Units units) {
    const bool negative = units < 0;
    std::string digits;
    do {
        const int digit = static_cast<int>(units % 10);
        digits += static_cast<char>('0' + std::abs(digit));
        units /= 10;
    } while (units != 0);
    if (negative) {
        digits += '-';
    }
    std::reverse(digits.begin(), digits.end());
    return digits;
}

/// The parts of "-12.50e3".
struct Literal {
    bool negative = false;
    std::string digits;
    int scale = 0;
    int exponent = 0;
};

void take_run(std::string_view& text, std::string& digits) {
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        digits += text[0];
        text.remove_prefix(1);
    }
}

bool take_exponent(std::string_view& text, int& exponent) {
    if (text.empty() || (text[0] != 'e' && text[0] != 'E')) {
        return true;
    }
    text.remove_prefix(1);
    if (!text.empty() && text[0] == '+') {
        text.remove_prefix(1);
    }
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    return error == std::errc() && std::abs(exponent) <= 30;
}

std::optional<Literal> read_literal(std::string_view text) {
    Literal literal;
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
        literal.negative = text[0] == '-';
        text.remove_prefix(1);
    }
    take_run(text, literal.digits);
    const std::size_t whole_digits = literal.digits.size();
    if (!text.empty() && text[0] == '.') {
        text.remove_prefix(1);
        take_run(text, literal.digits);
        literal.scale = static_cast<int>(literal.digits.size() - whole_digits);
        if (literal.scale == 0) {
            return std::nullopt;
        }
    }
    if (whole_digits == 0 || !take_exponent(text, literal.exponent) || !text.empty()) {
        return std::nullopt;
    }
    return literal;
}

} // namespace

std::optional<Decimal> Decimal::from_text(std::string_view text) {
    auto literal = read_literal(text);
    if (!literal) {
        return std::nullopt;
    }
    int scale = literal->scale - literal->exponent;
    std::string digits = literal->digits;
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    while (scale > 0 && !digits.empty() && digits.back() == '0') {
        digits.pop_back();
        --scale;
    }
    if (digits.empty()) {
        return Decimal();
    }
    if (scale < 0) {
        digits.append(static_cast<std::size_t>(-scale), '0');
        scale = 0;
    }
    if (digits.size() > max_digits || scale > max_scale) {
        return std::nullopt;
    }
    Units units = 0;
    for (const char c : digits) {
        units = units * 10 + (c - '0');
    }
    return Decimal(literal->negative ? -units : units, scale);
}

Decimal::Units Decimal::at_scale(int scale) const {
    return times<Units>(units_, power_of_ten<Units>(scale - scale_));
}

Decimal Decimal::operator+(const Decimal& other) const {
    const int scale = std::max(scale_, other.scale_);
    Units sum = 0;
    if (__builtin_add_overflow(at_scale(scale), other.at_scale(scale), &sum)) {
        overflow();
    }
    return {sum, scale};
}

Decimal Decimal::operator-(const Decimal& other) const {
    return *this + Decimal(-other.units_, other.scale_);
}

Decimal Decimal::operator*(const Decimal& other) const {
    const Decimal product(times<Units>(units_, other.units_), scale_ + other.scale_);
    return product.scale_ > max_scale ? product.rounded(max_scale) : product;
}

int Decimal::compare(const Decimal& other) const {
    const int scale = std::max(scale_, other.scale_);
    const Units a = at_scale(scale);
    const Units b = other.at_scale(scale);
    return a < b ? -1 : (a > b ? 1 : 0);
}

Decimal Decimal::divided(Units numerator, Units divisor, int scale) {
    if (divisor < 0) {
        numerator = -numerator;
        divisor = -divisor;
    }
    Units quotient = numerator / divisor;
    Units rest = numerator % divisor;
    const int sign = numerator < 0 ? -1 : 1;
    if (rest < 0) {
        rest = -rest;
    }
    const Units twice = times<Units>(rest, 2);
    if (twice > divisor || (twice == divisor && quotient % 2 != 0)) {
        quotient += sign;
    }
    return {quotient, scale};
}

Decimal Decimal::divided_by(const Decimal& divisor, int places) const {
    if (divisor.is_zero()) {
        throw Error(ErrorCode::internal, {"dividing exact decimals", "division by zero", "", ""});
    }
    const int up = places + divisor.scale_ - scale_;
    if (up >= 0) {
        return divided(times<Units>(units_, power_of_ten<Units>(up)), divisor.units_, places);
    }
    return divided(units_, times<Units>(divisor.units_, power_of_ten<Units>(-up)), places);
}

Decimal Decimal::rounded(int places) const {
    return scale_ <= places ? *this : divided_by(Decimal(1), places);
}

std::string Decimal::text() const {
    std::string fixed_text = fixed(scale_);
    if (scale_ > 0) {
        fixed_text.erase(fixed_text.find_last_not_of('0') + 1);
        if (fixed_text.back() == '.') {
            fixed_text.pop_back();
        }
    }
    return fixed_text == "-0" ? "0" : fixed_text;
}

std::string Decimal::fixed(int places) const {
    const Decimal shown = rounded(places);
    std::string digits = digits_of<Units>(shown.at_scale(places));
    if (places == 0) {
        return digits;
    }
    const std::size_t first = digits[0] == '-' ? 1 : 0;
    const auto wanted = static_cast<std::size_t>(places) + 1;
    if (digits.size() - first < wanted) {
        digits.insert(first, wanted - (digits.size() - first), '0');
    }
    digits.insert(digits.size() - static_cast<std::size_t>(places), ".");
    return digits;
}

double Decimal::approximate() const {
    const std::string shown = text();
    double value = 0;
    std::from_chars(shown.data(), shown.data() + shown.size(), value);
    return value;
}

int Decimal::significant_digits() const {
    std::string digits = digits_of<Units>(units_ < 0 ? -units_ : units_);
    digits.erase(digits.find_last_not_of('0') + 1);
    return static_cast<int>(digits.size());
}

} // namespace tickmark
