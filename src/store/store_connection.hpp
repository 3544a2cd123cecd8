#pragma once

#include "tickmark/ports/sql.hpp"

#include <memory>

namespace tickmark::store {

/// A connection whose failures are the store's errors, for those who query a snapshot.
std::unique_ptr<SqlConnection> as_store_connection(std::unique_ptr<SqlConnection> connection);

} // namespace tickmark::store
