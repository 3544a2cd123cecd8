#pragma once

#include "tickmark/render/pdf/document.hpp"

#include "geometry_internal.hpp"
#include <map>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <string>
#include <vector>

namespace tickmark::pdf {

/// A picture that is in the document already.
struct PlacedImage {
    QPDFObjectHandle object;
    double width = 0; ///< pixels
    double height = 0;
};
using PlacedImages = std::map<std::string, PlacedImage>;

struct PictureContext {
    QPDF& document;
    QPDFObjectHandle resources; ///< of the page
    const std::vector<PdfImage>& images;
    PlacedImages& placed;
    const std::string& section;
};

/// Content that paints an original picture as large as fits into `rect`, its proportions kept.
///
/// Errors: render_failed for an unknown name or a format other than JPEG and PNG
std::string place_image(
    const PictureContext& context,
    const std::string& name,
    const Rect& rect,
    const std::string& open);

/// The image object of a JPEG or PNG: the JPEG's bytes, or the PNG's compressed pixels, as they
/// are.
PlacedImage make_image(QPDF& document, const std::string& bytes, const std::string& what);

} // namespace tickmark::pdf
