#include "tickmark/report/provenance.hpp"

#include "tickmark/assess/row_roles.hpp"
#include "tickmark/base/json.hpp"
#include "tickmark/ports/sql.hpp"

#include <map>

namespace tickmark {

namespace {

/// Writes one document; each part is a member of the top object.
class ProvenanceWriter {
public:
    ProvenanceWriter(std::ostream& out, const Assessment& assessment, Snapshot& snapshot) :
        json_(out, 1), assessment_(assessment), snapshot_(snapshot) {}

    void write(const std::vector<std::pair<std::string, std::string>>& facts) {
        json_.begin_object()
            .member("format", "tickmark provenance v1")
            .member("as_of", assessment_.period.as_of.iso())
            .member("period_start", assessment_.period.start.iso())
            .member("known_at", assessment_.time.known_at.iso());
        for (const auto& [label, value] : facts) {
            json_.member(label, value);
        }
        write_collections();
        json_.key("figures").begin_array();
        for (const FigureResult& figure : assessment_.figures) {
            write_figure(figure);
        }
        json_.end_array().key("tests").begin_array();
        for (const ControlResult& control : assessment_.controls) {
            for (const TestResult& test : control.tests) {
                write_test(control.definition.id, test);
            }
        }
        json_.end_array().end_object();
    }

private:
    void write_collections() {
        std::map<std::string, const Collection*> used;
        for (const FigureResult& figure : assessment_.figures) {
            for (const Collection& collection : figure.collections) {
                used.emplace(collection.id, &collection);
            }
        }
        for (const ControlResult& control : assessment_.controls) {
            for (const TestResult& test : control.tests) {
                for (const Collection& collection : test.collections) {
                    used.emplace(collection.id, &collection);
                }
            }
        }
        json_.key("collections").begin_array();
        for (const auto& [id, collection] : used) {
            write_collection(*collection);
        }
        json_.end_array();
    }

    void write_collection(const Collection& collection) {
        json_.begin_object()
            .member("id", collection.id)
            .member("source", collection.source)
            .member("collector", collection.collector)
            .member("dataset", collection.dataset)
            .member("outcome", name_of(collection.outcome))
            .member("started_at", collection.started_at.iso())
            .member("committed_at", collection.committed_at.iso())
            .member("operator", collection.operator_name)
            .member("query", collection.query)
            .member("config_sha256", collection.config_digest)
            .member("rows", collection.rows)
            .member("rejected", collection.rejected)
            .key("payloads")
            .begin_array();
        for (const PayloadRef& payload : collection.payloads) {
            json_.begin_object()
                .member("sha256", payload.digest.hex())
                .member("bytes", payload.bytes)
                .member("locator", payload.locator)
                .end_object();
        }
        json_.end_array().end_object();
    }

    void write_ids(const std::vector<Collection>& collections) {
        json_.key("collections").begin_array();
        for (const Collection& collection : collections) {
            json_.value(collection.id);
        }
        json_.end_array();
    }

    /// Every record with its role, collection, payload and place.
    void write_records(const RowQuery& query) {
        json_.key("records").begin_array();
        if (!query.empty()) {
            const auto rows = snapshot_.connection().query(query.sql);
            while (rows->next()) {
                json_.begin_object()
                    .member("key", rows->text(0).value_or(""))
                    .member("role", rows->text(5).value_or(""))
                    .member("collection", rows->text(2).value_or(""))
                    .member("payload_sha256", rows->text(3).value_or(""))
                    .member("locator", rows->text(4).value_or(""))
                    .end_object();
            }
        }
        json_.end_array();
    }

    void write_figure(const FigureResult& figure) {
        json_.begin_object()
            .member("id", figure.definition.id)
            .member("title", figure.definition.title)
            .member("dataset", figure.definition.dataset)
            .member("measure", name_of(figure.definition.measure))
            .member("shown", figure.shown)
            .member("status", name_of(figure.status));
        json_.key("value");
        if (figure.value) {
            json_.number(figure.value->text());
        } else {
            json_.null();
        }
        json_.member("numerator", figure.numerator)
            .member("denominator", figure.denominator)
            .member("undetermined", figure.undetermined)
            .member("reason", figure.reason)
            .member("denominator_query", figure.denominator_rows.sql)
            .member("numerator_query", figure.numerator_rows.sql);
        write_ids(figure.collections);
        write_records(rows_with_roles(figure));
        json_.end_object();
    }

    void write_test(const std::string& control, const TestResult& test) {
        json_.begin_object()
            .member("id", test.definition.id)
            .member("control", control)
            .member("dataset", test.definition.dataset)
            .member("result", name_of(test.result))
            .member("reason", test.reason)
            .member("population", test.population)
            .member("exceptions", test.exceptions)
            .member("undetermined", test.undetermined)
            .member("rejected", test.rejected)
            .member("population_query", test.population_rows.sql)
            .member("exception_query", test.exception_rows.sql)
            .member("undetermined_query", test.undetermined_rows.sql);
        if (test.sample) {
            json_.key("sample")
                .begin_object()
                .member("method", test.sample->method)
                .member("seed", test.sample->seed)
                .member("population_sha256", test.sample->population_digest.hex())
                .key("drawn")
                .begin_array();
            for (const std::string& key : test.sample->drawn) {
                json_.value(key);
            }
            json_.end_array().end_object();
        }
        write_ids(test.collections);
        write_records(rows_with_roles(test));
        json_.end_object();
    }

    JsonWriter json_;
    const Assessment& assessment_;
    Snapshot& snapshot_;
};

} // namespace

void write_provenance(
    std::ostream& out,
    const Assessment& assessment,
    const std::vector<std::pair<std::string, std::string>>& facts,
    Snapshot& snapshot) {
    ProvenanceWriter(out, assessment, snapshot).write(facts);
}

} // namespace tickmark
