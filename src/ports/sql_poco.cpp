#include "tickmark/base/error.hpp"

#include <Poco/Data/TypeHandler.h>

#include "ports/sql_internal.hpp"

namespace tickmark {

SqlValue SqlConnection::scalar(const std::string& sql, const std::vector<SqlValue>& values) {
    const auto rows = query(sql, values);
    return rows->next() && !rows->columns().empty() ? rows->text(0) : std::nullopt;
}

namespace sql {

namespace {

using Poco::Data::Statement;
using Cell = Poco::Nullable<std::string>;
/// Read as bytes, not as text: Poco's text ends at an embedded NUL.
using ReadCell = Poco::Nullable<Poco::Data::CLOB>;

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

class PocoRows final: public SqlRows {
public:
    PocoRows(
        std::shared_ptr<Driver> driver,
        const std::string& sql,
        const std::vector<SqlValue>& values) :
        driver_(std::move(driver)),
        columns_(driver_->describe(sql)),
        statement_(make(sql)),
        bound_(cells_of(values)),
        cells_(columns_.size()),
        texts_(columns_.size()) {
        for (Cell& cell : bound_) {
            statement_, Poco::Data::Keywords::use(cell);
        }
        for (ReadCell& cell : cells_) {
            statement_, Poco::Data::Keywords::into(cell);
        }
        statement_, Poco::Data::Keywords::range(Poco::UInt32{0}, Poco::UInt32{1});
        driver_->statement_starts();
    }

    const std::vector<SqlColumn>& columns() const override { return columns_; }

    bool next() override {
        try {
            if (ended_ || statement_.done() || statement_.execute() == 0) {
                ended_ = true;
                return false;
            }
        } catch (const Poco::Exception& error) {
            ended_ = true;
            throw driver_->translated(error, "running a query");
        }
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            if (cells_[i].isNull()) {
                texts_[i].reset();
            } else {
                const Poco::Data::CLOB& bytes = cells_[i].value();
                texts_[i].emplace(bytes.rawContent(), bytes.size());
            }
        }
        return true;
    }

    const SqlValue& text(std::size_t i) const override { return texts_.at(i); }

private:
    Statement make(const std::string& sql) {
        Statement statement(driver_->session());
        statement << sql;
        return statement;
    }

    std::shared_ptr<Driver> driver_;
    std::vector<SqlColumn> columns_;
    Statement statement_;
    std::vector<Cell> bound_;
    std::vector<ReadCell> cells_;
    std::vector<SqlValue> texts_;
    bool ended_ = false;
};

} // namespace

struct PocoConnection::Bulk {
    Bulk(Driver& driver, const std::string& text, std::size_t columns, std::size_t rows) :
        sql(text),
        row_count(rows),
        cells(columns, std::vector<Cell>(rows)),
        statement(driver.session()) {
        statement << sql;
        for (auto& column : cells) {
            statement, Poco::Data::Keywords::use(column);
        }
    }
    std::string sql;
    std::size_t row_count;
    std::vector<std::vector<Cell>> cells; ///< column by column, as Poco binds them
    Statement statement;
};

PocoConnection::PocoConnection(std::shared_ptr<Driver> driver) : driver_(std::move(driver)) {}
PocoConnection::~PocoConnection() = default;

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
    try {
        return std::make_unique<PocoRows>(driver_, sql, values);
    } catch (const Poco::Exception& error) {
        throw driver_->translated(error, "running a query");
    }
}

void PocoConnection::insert_many(
    const std::string& sql, std::size_t columns, const std::vector<SqlValue>& values) {
    if (columns == 0 || values.size() % columns != 0) {
        throw Error(ErrorCode::internal, {"inserting rows", "values do not fill rows", "", ""});
    }
    const std::size_t rows = values.size() / columns;
    if (rows == 0) {
        return;
    }
    driver_->statement_starts();
    try {
        if (!bulk_ || bulk_->sql != sql || bulk_->row_count != rows) {
            bulk_.reset();
            bulk_ = std::make_unique<Bulk>(*driver_, sql, columns, rows);
        }
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t column = 0; column < columns; ++column) {
                bulk_->cells[column][row] = cell_of(values[row * columns + column]);
            }
        }
        bulk_->statement.execute();
    } catch (const Poco::Exception& error) {
        bulk_.reset();
        throw driver_->translated(error, "inserting rows");
    }
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
