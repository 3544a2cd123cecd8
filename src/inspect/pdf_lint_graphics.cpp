#include "pdf_lint_internal.hpp"
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace tickmark::inspect {

namespace {

constexpr std::size_t longest_string = 32767;
constexpr std::size_t longest_name = 127;
constexpr long long largest_integer = 2147483647;
constexpr double smallest_real = 1.175e-38;

class LimitsReader {
public:
    LimitsReader(PdfInspection& inspection, std::string where) :
        inspection_(inspection), where_(std::move(where)) {}

    /// Everything below an object that is not an object of its own.
    void read(QPDFObjectHandle object) {
        if (object.isStream()) {
            read(object.getDict());
        } else if (object.isDictionary()) {
            for (const auto& [key, value] : object.getDictAsMap()) {
                check_name(key);
                read_inside(value);
            }
        } else if (object.isArray()) {
            for (int i = 0; i < object.getArrayNItems(); ++i) {
                read_inside(object.getArrayItem(i));
            }
        } else {
            check_scalar(object);
        }
    }

private:
    void read_inside(const QPDFObjectHandle& object) {
        if (!QPDFObjectHandle(object).isIndirect()) {
            read(object);
        }
    }

    void check_name(const std::string& name) {
        inspection_.expect(
            name.size() <= longest_name + 1, "limits", where_, "a name is too long: " + name);
    }

    void check_scalar(QPDFObjectHandle object) {
        if (object.isName()) {
            check_name(object.getName());
        } else if (object.isString()) {
            inspection_.expect(
                object.getStringValue().size() <= longest_string,
                "limits",
                where_,
                "a string is longer than 32767 bytes");
        } else if (object.isInteger()) {
            const long long value = object.getIntValue();
            inspection_.expect(
                value <= largest_integer && value >= -largest_integer - 1,
                "limits",
                where_,
                fmt::format("the integer {} is too large", value));
        } else if (object.isReal()) {
            const double value = std::abs(object.getNumericValue());
            inspection_.expect(
                value == 0 || value >= smallest_real,
                "limits",
                where_,
                "a number is too close to zero");
        }
    }

    PdfInspection& inspection_;
    std::string where_;
};

bool is_one_of(const QPDFObjectHandle& name, const std::set<std::string>& names) {
    return QPDFObjectHandle(name).isName() && names.count(QPDFObjectHandle(name).getName()) == 1;
}

void check_filters(PdfInspection& inspection, QPDFObjectHandle stream, const std::string& where) {
    static const std::set<std::string> allowed{
        "/ASCIIHexDecode",
        "/ASCII85Decode",
        "/FlateDecode",
        "/RunLengthDecode",
        "/CCITTFaxDecode",
        "/DCTDecode"};
    QPDFObjectHandle dictionary = stream.getDict();
    QPDFObjectHandle filter = dictionary.getKey("/Filter");
    bool sound = filter.isNull() || filter.isArray() || is_one_of(filter, allowed);
    for (int i = 0; filter.isArray() && i < filter.getArrayNItems(); ++i) {
        sound = sound && is_one_of(filter.getArrayItem(i), allowed);
    }
    inspection.expect(sound, "filters", where, "its filter is " + filter.unparse());
    inspection.expect(
        !dictionary.hasKey("/F"), "filters", where, "the data of a stream is in another file");
}

void check_xobject(PdfInspection& inspection, QPDFObjectHandle stream, const std::string& where) {
    QPDFObjectHandle dictionary = stream.getDict();
    for (const char* key : {"/OPI", "/Alternates", "/PS", "/Ref"}) {
        inspection.expect(
            !dictionary.hasKey(key), "graphics", where, std::string(key) + " is there");
    }
    if (dictionary.getKey("/Subtype").isNameAndEquals("/Image")) {
        QPDFObjectHandle smooth = dictionary.getKey("/Interpolate");
        inspection.expect(
            !smooth.isBool() || !smooth.getBoolValue(), "graphics", where, "it is interpolated");
        inspection.expect(
            dictionary.getKey("/ColorSpace").unparseResolved().find("/DeviceCMYK") ==
                std::string::npos,
            "graphics",
            where,
            "its colours are CMYK, which the output intent does not define");
    } else if (dictionary.getKey("/Subtype").isNameAndEquals("/Form")) {
        inspection.expect(
            dictionary.getKey("/Resources").isDictionary(),
            "graphics",
            where,
            "a form without resources of its own");
    }
}

void check_state(PdfInspection& inspection, QPDFObjectHandle state, const std::string& where) {
    static const std::set<std::string> blends{
        "/Normal",
        "/Compatible",
        "/Multiply",
        "/Screen",
        "/Overlay",
        "/Darken",
        "/Lighten",
        "/ColorDodge",
        "/ColorBurn",
        "/HardLight",
        "/SoftLight",
        "/Difference",
        "/Exclusion",
        "/Hue",
        "/Saturation",
        "/Color",
        "/Luminosity"};
    for (const char* key : {"/TR", "/HTP"}) {
        inspection.expect(!state.hasKey(key), "graphics", where, std::string(key) + " is there");
    }
    inspection.expect(
        !state.hasKey("/BM") || is_one_of(state.getKey("/BM"), blends),
        "graphics",
        where,
        "a blend mode that is none of PDF's: " + state.getKey("/BM").unparse());
}

/// A file's dictionary is that of a file carried inside, with both of its names.
void check_file(PdfInspection& inspection, QPDFObjectHandle file, const std::string& where) {
    inspection.expect(
        file.hasKey("/EF"), "attachments", where, "a dictionary of a file that is not inside");
    for (const char* key : {"/F", "/UF"}) {
        QPDFObjectHandle name = file.getKey(key);
        inspection.expect(
            name.isString() && !name.getStringValue().empty(),
            "attachments",
            where,
            std::string(key) + " is missing");
    }
    inspection.expect(
        file.hasKey("/AFRelationship"), "attachments", where, "its relation is not given");
}

void check_page(PdfInspection& inspection, QPDFObjectHandle page, const std::string& where) {
    inspection.expect(
        page.getKey("/Resources").isDictionary(), "page", where, "it has no resources of its own");
    inspection.expect(!page.hasKey("/PresSteps"), "page", where, "/PresSteps is there");
    QPDFObjectHandle box = page.getKey("/MediaBox");
    for (const int corner : {0, 1}) {
        const bool has = box.isArray() && box.getArrayNItems() == 4;
        const double length = has ? std::abs(
                                        box.getArrayItem(corner + 2).getNumericValue() -
                                        box.getArrayItem(corner).getNumericValue())
                                  : 0;
        inspection.expect(
            length >= 3 && length <= 14400, "page", where, "a side of it is out of bounds");
    }
}

} // namespace

void check_objects(PdfInspection& inspection) {
    for (QPDFObjectHandle& object : inspection.pdf.getAllObjects()) {
        const std::string where = fmt::format("object {}", object.getObjectID());
        LimitsReader(inspection, where).read(object);
        if (object.isStream()) {
            check_filters(inspection, object, where);
            if (object.getDict().getKey("/Subtype").isName()) {
                check_xobject(inspection, object, where);
            }
            continue;
        }
        if (!object.isDictionary()) {
            continue;
        }
        if (object.isDictionaryOfType("/Filespec")) {
            check_file(inspection, object, where);
        }
        if (object.isDictionaryOfType("/ExtGState") || object.hasKey("/BM")) {
            check_state(inspection, object, where);
        }
        if (object.isPageObject()) {
            check_page(inspection, object, where);
        }
    }
}

} // namespace tickmark::inspect
