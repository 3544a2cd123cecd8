#pragma once

#include "tickmark/config/workspace.hpp"
#include "tickmark/data/dataset.hpp"

namespace tickmark {

/// Checks a source against the datasets: that those it fills exist, that `fields` name fields of
/// them, and that each is read in a way its type allows.
void check_source_fields(
    const SourceConfig& source, const Dictionary& dictionary, Problems& problems);

} // namespace tickmark
