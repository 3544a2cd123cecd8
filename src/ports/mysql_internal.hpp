#pragma once

#include "ports/database_internal.hpp"
#include <memory>
#include <mysql.h>
#include <string>
#include <variant>

namespace tickmark::mysql {

struct Close {
    void operator()(MYSQL* connection) const noexcept { mysql_close(connection); }
};
using Connection = std::unique_ptr<MYSQL, Close>;

struct Free {
    void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
};
using Result = std::unique_ptr<MYSQL_RES, Free>;

std::variant<Connection, DatabaseRefusal>
connect(const DatabaseAddress& address, const DatabaseAccess& access);

/// The type of a column as SQL names it.
std::string type_of(const MYSQL_FIELD& field);

} // namespace tickmark::mysql
