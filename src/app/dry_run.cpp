#include "tickmark/app/dry_run.hpp"

#include "tickmark/base/json.hpp"

#include <ostream>

namespace tickmark {

namespace {

void print_fields(JsonWriter& json, const SourcePreview& preview) {
    json.key("mapping").begin_array();
    for (const FieldReading& field : preview.fields) {
        json.begin_object()
            .member("field", field.field)
            .member("from", field.from)
            .member("read_as", field.how)
            .member("key", field.is_key)
            .member("mapped", field.is_mapped)
            .member("filled", field.filled)
            .end_object();
    }
    json.end_array();
}

void print_rows(JsonWriter& json, const SourcePreview& preview) {
    json.key("first_rows").begin_array();
    for (const SourcePreview::Row& row : preview.first_rows) {
        json.begin_object().member("locator", row.locator).key("values").begin_object();
        for (std::size_t i = 0; i < row.values.size(); ++i) {
            if (row.values[i]) {
                json.member(preview.fields[i].field, *row.values[i]);
            }
        }
        json.end_object().end_object();
    }
    json.end_array().key("first_rejects").begin_array();
    for (const Reject& reject : preview.first_rejects) {
        json.begin_object()
            .member("locator", reject.locator)
            .member("reason", reject.reason)
            .member("text", reject.text)
            .end_object();
    }
    json.end_array();
}

void print_preview(JsonWriter& json, const SourcePreview& preview) {
    json.begin_object()
        .member("source", preview.source)
        .member("collector", preview.collector)
        .member("dataset", preview.dataset)
        .member("outcome", name_of(preview.outcome))
        .member("note", preview.note)
        .member("query", preview.query)
        .key("payloads")
        .begin_array();
    for (const SourcePreview::Payload& payload : preview.payloads) {
        json.begin_object()
            .member("locator", payload.locator)
            .member("bytes", payload.bytes)
            .end_object();
    }
    json.end_array()
        .member("read", preview.read)
        .member("left_out", preview.left_out)
        .member("rows", preview.rows)
        .member("rejected", preview.rejected);
    print_fields(json, preview);
    print_rows(json, preview);
    json.key("notes").begin_array();
    for (const std::string& note : preview.notes) {
        json.value(note);
    }
    json.end_array().end_object();
}

} // namespace

void print_dry_run_json(const std::vector<SourcePreview>& previews, std::ostream& out) {
    JsonWriter json(out);
    json.begin_object().key("dry_run").begin_array();
    for (const SourcePreview& preview : previews) {
        print_preview(json, preview);
    }
    json.end_array().end_object();
}

} // namespace tickmark
