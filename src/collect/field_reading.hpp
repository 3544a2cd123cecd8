#pragma once

#include "tickmark/collect/preview.hpp"

#include <string>
#include <vector>

namespace tickmark::collect {

/// How each field of the dataset is filled, in its order.
std::vector<FieldReading>
field_readings(const Dataset& dataset, const std::vector<FieldSpec>& specs);

/// "text: C → completed, P → in-progress, else not-started"
std::string how_read(const Field& field, const FieldSpec& spec);

} // namespace tickmark::collect
