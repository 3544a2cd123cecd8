#pragma once

#include "tickmark/report/model.hpp"
#include "tickmark/store/store.hpp"

#include <optional>
#include <string>

namespace tickmark {

/// Reads pictures out of the store for `ReportInput::load_picture`; the store must outlive it.
LoadPicture picture_loader(Store& store);

/// The workspace's logo; none where it has none.
///
/// Errors: config_invalid where it is no picture that can be printed
std::optional<Picture> load_logo(const std::string& path);

} // namespace tickmark
