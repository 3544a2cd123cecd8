#pragma once

#include "tickmark/base/error.hpp"
#include "tickmark/ports/sql.hpp"

#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Exception.h>
#include <Poco/Nullable.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tickmark::sql {

/// What one kind of database that holds the store does in its own way. A further kind implements
/// this and shares everything in `PocoConnection`; sources are read through ports/database.hpp.
class Driver {
public:
    Driver() = default;
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;
    Driver(Driver&&) = delete;
    Driver& operator=(Driver&&) = delete;
    virtual ~Driver() = default;

    virtual Poco::Data::Session& session() = 0;
    /// Rows read by the database's own calls, as bytes: Poco's text ends at an embedded NUL.
    virtual std::unique_ptr<SqlRows>
    query(const std::string& sql, const std::vector<SqlValue>& values) = 0;
    virtual void insert_rows(const SqlInsert& into, SqlFeed& rows) = 0;
    /// Rows that the last statement changed.
    virtual std::int64_t rows_changed() = 0;
    /// Called before each statement: starts the time allowed for it.
    virtual void statement_starts() = 0;
    /// The Poco exception as an Error that says what was being done.
    virtual Error translated(const Poco::Exception& error, const std::string& doing) = 0;
    virtual void
    add_function(const std::string& name, std::function<SqlValue(const SqlValue&)> function) = 0;
    virtual void set_statement_limit(int seconds) = 0;
    virtual std::string server() const = 0;
};

/// A connection on any driver.
class PocoConnection final: public SqlConnection {
public:
    explicit PocoConnection(std::shared_ptr<Driver> driver);

    void execute(const std::string& sql) override;
    std::int64_t execute(const std::string& sql, const std::vector<SqlValue>& values) override;
    std::unique_ptr<SqlRows>
    query(const std::string& sql, const std::vector<SqlValue>& values) override;
    void insert_rows(const SqlInsert& into, SqlFeed& rows) override;
    void add_function(
        const std::string& name, std::function<SqlValue(const SqlValue&)> function) override;
    void set_statement_limit(int seconds) override;
    std::string server() const override;

private:
    std::shared_ptr<Driver> driver_;
};

} // namespace tickmark::sql
