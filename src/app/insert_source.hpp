#pragma once

#include "app/preset.hpp"
#include <string>

namespace tickmark::app {

/// The text of tickmark.yaml with the preset's sources below `sources:`. Comments, order and line
/// ends stay as they are; the result reads as the old file and these sources, or nothing is given.
///
/// Errors: usage where a source of that name is there; config_invalid where the text cannot be
///         read or has no place for them
std::string insert_sources(const std::string& text, const Preset& preset);

} // namespace tickmark::app
