#include "store/store_connection.hpp"

#include "store/store_internal.hpp"

namespace tickmark::store {

namespace {

class StoreRows final: public SqlRows {
public:
    explicit StoreRows(std::unique_ptr<SqlRows> rows) : rows_(std::move(rows)) {}
    const std::vector<SqlColumn>& columns() const override { return rows_->columns(); }
    bool next() override {
        return guarded([&] { return rows_->next(); });
    }
    const SqlValue& text(std::size_t i) const override { return rows_->text(i); }

private:
    std::unique_ptr<SqlRows> rows_;
};

class StoreConnection final: public SqlConnection {
public:
    explicit StoreConnection(std::unique_ptr<SqlConnection> connection) :
        connection_(std::move(connection)) {}

    void execute(const std::string& sql) override {
        guarded([&] { connection_->execute(sql); });
    }
    std::int64_t execute(const std::string& sql, const std::vector<SqlValue>& values) override {
        return guarded([&] { return connection_->execute(sql, values); });
    }
    std::unique_ptr<SqlRows>
    query(const std::string& sql, const std::vector<SqlValue>& values) override {
        return guarded([&]() -> std::unique_ptr<SqlRows> {
            return std::make_unique<StoreRows>(connection_->query(sql, values));
        });
    }
    void insert_rows(const SqlInsert& into, SqlFeed& rows) override {
        guarded([&] { connection_->insert_rows(into, rows); });
    }
    void add_function(
        const std::string& name, std::function<SqlValue(const SqlValue&)> function) override {
        guarded([&] { connection_->add_function(name, std::move(function)); });
    }
    void set_statement_limit(int seconds) override { connection_->set_statement_limit(seconds); }
    std::string server() const override { return connection_->server(); }

private:
    std::unique_ptr<SqlConnection> connection_;
};

} // namespace

std::unique_ptr<SqlConnection> as_store_connection(std::unique_ptr<SqlConnection> connection) {
    return std::make_unique<StoreConnection>(std::move(connection));
}

} // namespace tickmark::store
