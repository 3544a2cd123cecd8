#include "tickmark/base/error.hpp"

#include "pdf_objects_internal.hpp"
#include "png_internal.hpp"
#include <cstdint>
#include <cstdlib>
#include <qpdf/Pl_Flate.hh>
#include <qpdf/Pl_String.hh>
#include <string_view>

namespace tickmark::pdf {

namespace {

constexpr std::size_t most_pixels = 100'000'000;

[[noreturn]] void refuse(const std::string& what, const std::string& why) {
    throw Error(ErrorCode::render_failed, {"reading picture \"" + what + "\"", why, "", ""});
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
}

std::string inflate(const std::string& packed) {
    std::string out;
    Pl_String collected("pixels", nullptr, out);
    Pl_Flate unpacker("inflate", &collected, Pl_Flate::a_inflate);
    unpacker.writeString(packed);
    unpacker.finish();
    return out;
}

unsigned char paeth(int left, int up, int corner) {
    const int guess = left + up - corner;
    const int to_left = std::abs(guess - left);
    const int to_up = std::abs(guess - up);
    const int to_corner = std::abs(guess - corner);
    if (to_left <= to_up && to_left <= to_corner) {
        return static_cast<unsigned char>(left);
    }
    return static_cast<unsigned char>(to_up <= to_corner ? up : corner);
}

/// Takes the PNG filters back; rows follow each other without filter bytes.
std::string unfilter(const std::string& rows, std::size_t stride, std::size_t pixel) {
    std::string out;
    out.reserve(rows.size());
    const auto at = [&out](std::size_t position) {
        return static_cast<int>(static_cast<unsigned char>(out[position]));
    };
    for (std::size_t start = 0; start + stride < rows.size(); start += stride + 1) {
        const char kind = rows[start];
        const std::size_t row = out.size();
        for (std::size_t i = 0; i < stride; ++i) {
            const int left = i >= pixel ? at(row + i - pixel) : 0;
            const int up = row >= stride ? at(row + i - stride) : 0;
            const int corner = row >= stride && i >= pixel ? at(row + i - stride - pixel) : 0;
            int value = static_cast<unsigned char>(rows[start + 1 + i]);
            switch (kind) {
            case 1:
                value += left;
                break;
            case 2:
                value += up;
                break;
            case 3:
                value += (left + up) / 2;
                break;
            case 4:
                value += paeth(left, up, corner);
                break;
            default:
                break;
            }
            out += static_cast<char>(value & 0xFF);
        }
    }
    return out;
}

/// Separates the alpha samples: PDF keeps them in an image of their own.
void split_alpha(Png& png, const std::string& what) {
    const std::size_t sample = png.bits / 8;
    const std::size_t pixel = (png.colours + 1) * sample;
    const std::size_t stride = png.width * pixel;
    const std::string plain = unfilter(inflate(png.pixels), stride, pixel);
    if (plain.size() != stride * png.height) {
        refuse(what, "the PNG has too few pixels");
    }
    std::string colours;
    for (std::size_t at = 0; at < plain.size(); at += pixel) {
        if (at % stride == 0) {
            colours += '\0'; // filter "none"
        }
        colours += plain.substr(at, pixel - sample);
        png.alpha += plain.substr(at + pixel - sample, sample);
    }
    png.pixels = deflate(colours);
}

} // namespace

Png read_png(const std::string& bytes, const std::string& what) {
    if (bytes.size() < 33) {
        refuse(what, "the PNG ends early");
    }
    Png png;
    png.width = number_at(bytes, 16);
    png.height = number_at(bytes, 20);
    png.bits = static_cast<unsigned char>(bytes[24]);
    const int kind = static_cast<unsigned char>(bytes[25]);
    if (bytes[28] != 0) {
        refuse(what, "the PNG is interlaced; save it without interlacing");
    }
    if (png.width == 0 || png.height == 0 || std::size_t{png.width} * png.height > most_pixels) {
        refuse(what, "the PNG has an impossible size");
    }
    for (std::size_t at = 8; at + 12 <= bytes.size();) {
        const std::size_t length = number_at(bytes, at);
        const std::string_view name = std::string_view(bytes).substr(at + 4, 4);
        if (length > bytes.size() - at - 12) {
            refuse(what, "the PNG ends early");
        }
        if (name == "IDAT") {
            png.pixels += bytes.substr(at + 8, length);
        } else if (name == "PLTE") {
            png.palette = bytes.substr(at + 8, length);
        }
        at += 12 + length;
    }
    png.colours = kind == 2 || kind == 6 ? 3 : 1;
    if (kind != 3) {
        png.palette.clear();
    }
    if (kind == 4 || kind == 6) {
        split_alpha(png, what);
    }
    return png;
}

} // namespace tickmark::pdf
