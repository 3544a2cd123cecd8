#pragma once

#include <string>

namespace tickmark {

/// What a picture is, read whole: one that is damaged or of a kind that cannot be placed with its
/// own bytes would fail the document it is in.
struct PictureFacts {
    std::string media_type; ///< image/jpeg or image/png
    int width = 0;          ///< pixels
    int height = 0;
    std::string refused; ///< why it cannot be placed; empty: it can
};

PictureFacts read_picture_facts(const std::string& bytes);

} // namespace tickmark
