#include "schema_internal.hpp"

namespace tickmark::config_internal {

void check_schema(
    const Node& /*root*/, const std::string& /*schema_file*/, Problems& /*problems*/) {}

} // namespace tickmark::config_internal
