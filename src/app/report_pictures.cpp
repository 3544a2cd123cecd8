#include "tickmark/base/error.hpp"
#include "tickmark/ports/files.hpp"
#include "tickmark/render/pdf/picture.hpp"

#include "report_pictures_internal.hpp"
#include <istream>
#include <iterator>

namespace tickmark {

namespace {

Picture picture_of(std::string bytes) {
    const PictureFacts facts = read_picture_facts(bytes);
    Picture picture;
    picture.media_type = facts.media_type;
    picture.width = facts.width;
    picture.height = facts.height;
    picture.refused = facts.refused;
    picture.bytes = std::move(bytes);
    return picture;
}

} // namespace

LoadPicture picture_loader(Store& store) {
    return [&store](const Digest& payload) {
        const auto in = store.open_payload(payload);
        return picture_of(std::string(std::istreambuf_iterator<char>(*in), {}));
    };
}

std::optional<Picture> load_logo(const std::string& path) {
    if (path.empty()) {
        return std::nullopt;
    }
    Picture logo = picture_of(read_file(path));
    if (!logo.refused.empty()) {
        throw Error(
            ErrorCode::config_invalid,
            {"reading the logo", logo.refused, path, "give a JPEG or PNG under render: logo"});
    }
    return logo;
}

} // namespace tickmark
