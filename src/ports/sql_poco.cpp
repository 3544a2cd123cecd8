#include "tickmark/base/error.hpp"

#include <Poco/Data/TypeHandler.h>

#include "ports/sql_internal.hpp"

namespace tickmark {

namespace {

/// Rows that lie in memory one after the other.
class HeldRows final: public SqlFeed {
public:
    HeldRows(std::size_t columns, const std::vector<SqlValue>& values) :
        row_(columns), values_(values) {}

    const std::vector<SqlCell>* next() override {
        if (at_ == values_.size()) {
            return nullptr;
        }
        for (SqlCell& cell : row_) {
            const SqlValue& value = values_.at(at_++);
            cell = value ? SqlCell(std::string_view(*value)) : SqlCell();
        }
        return &row_;
    }

private:
    std::vector<SqlCell> row_;
    const std::vector<SqlValue>& values_;
    std::size_t at_ = 0;
};

} // namespace

void SqlConnection::insert_many(
    const std::string& table,
    const std::vector<std::string>& columns,
    const std::vector<SqlValue>& values) {
    if (columns.empty() || values.size() % columns.size() != 0) {
        throw Error(ErrorCode::internal, {"inserting rows", "values do not fill rows", "", ""});
    }
    if (values.empty()) {
        return;
    }
    SqlInsert into{table, {}};
    for (const std::string& column : columns) {
        into.columns.push_back({column});
    }
    HeldRows rows(columns.size(), values);
    insert_rows(into, rows);
}

SqlValue SqlConnection::scalar(const std::string& sql, const std::vector<SqlValue>& values) {
    const auto rows = query(sql, values);
    return rows->next() && !rows->columns().empty() ? rows->text(0) : std::nullopt;
}

namespace sql {

namespace {

using Poco::Data::Statement;
using Cell = Poco::Nullable<std::string>;

Cell cell_of(const SqlValue& value) {
    return value ? Cell(*value) : Cell();
}

std::vector<Cell> cells_of(const std::vector<SqlValue>& values) {
    std::vector<Cell> cells;
    cells.reserve(values.size());
    for (const SqlValue& value : values) {
        cells.push_back(cell_of(value));
    }
    return cells;
}

} // namespace

PocoConnection::PocoConnection(std::shared_ptr<Driver> driver) : driver_(std::move(driver)) {}

void PocoConnection::execute(const std::string& sql) {
    driver_->statement_starts();
    try {
        Statement statement(driver_->session());
        statement << sql;
        statement.execute();
    } catch (const Poco::Exception& error) {
        throw driver_->translated(error, "running a statement");
    }
}

std::int64_t PocoConnection::execute(const std::string& sql, const std::vector<SqlValue>& values) {
    driver_->statement_starts();
    try {
        std::vector<Cell> bound = cells_of(values);
        Statement statement(driver_->session());
        statement << sql;
        for (Cell& cell : bound) {
            statement, Poco::Data::Keywords::use(cell);
        }
        statement.execute();
        return driver_->rows_changed();
    } catch (const Poco::Exception& error) {
        throw driver_->translated(error, "running a statement");
    }
}

std::unique_ptr<SqlRows>
PocoConnection::query(const std::string& sql, const std::vector<SqlValue>& values) {
    return driver_->query(sql, values);
}

void PocoConnection::insert_rows(const SqlInsert& into, SqlFeed& rows) {
    driver_->insert_rows(into, rows);
}

void PocoConnection::add_function(
    const std::string& name, std::function<SqlValue(const SqlValue&)> function) {
    driver_->add_function(name, std::move(function));
}

void PocoConnection::set_statement_limit(int seconds) {
    driver_->set_statement_limit(seconds);
}

std::string PocoConnection::server() const {
    return driver_->server();
}

} // namespace sql

} // namespace tickmark
