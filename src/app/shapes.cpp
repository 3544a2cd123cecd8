#include "tickmark/app/shapes.hpp"

#include "tickmark/base/json.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <ostream>

namespace tickmark {

namespace {

constexpr double milliseconds = 1000.0;

void print_collection(JsonWriter& json, const Collection& collection) {
    const auto took =
        static_cast<double>(
            collection.committed_at.milliseconds() - collection.started_at.milliseconds()) /
        milliseconds;
    json.begin_object()
        .member("id", collection.id)
        .member("source", collection.source)
        .member("dataset", collection.dataset)
        .member("outcome", name_of(collection.outcome))
        .member("rows", collection.rows)
        .member("added", collection.added)
        .member("changed", collection.changed)
        .member("closed", collection.closed)
        .member("rejected", collection.rejected)
        .key("payloads")
        .begin_array();
    for (const PayloadRef& payload : collection.payloads) {
        json.begin_object()
            .member("sha256", payload.digest.hex())
            .member("bytes", payload.bytes)
            .member("locator", payload.locator)
            .end_object();
    }
    json.end_array()
        .member("started_at", collection.started_at.iso())
        .member("committed_at", collection.committed_at.iso());
    json.key("seconds").number(fmt::format("{:.3f}", took));
    json.member("note", collection.note).end_object();
}

void print_decimal(JsonWriter& json, std::string_view name, const std::optional<Decimal>& value) {
    json.key(name);
    if (value) {
        json.number(value->text());
    } else {
        json.null();
    }
}

void print_tolerance(JsonWriter& json, const Tolerance& tolerance) {
    json.key("tolerance");
    if (!tolerance.is_given()) {
        json.value(0);
        return;
    }
    json.begin_object();
    if (tolerance.share) {
        print_decimal(json, "share", tolerance.share);
    }
    if (tolerance.count) {
        json.member("count", std::int64_t{*tolerance.count});
    }
    json.member("approved_by", tolerance.approved_by)
        .member("on", tolerance.approved_on)
        .member("because", tolerance.because)
        .end_object();
}

void print_test(JsonWriter& json, const TestResult& test) {
    json.begin_object()
        .member("id", test.definition.id)
        .member("title", test.definition.title)
        .member("result", name_of(test.result))
        .member("reason", test.reason)
        .member("population", test.population)
        .member("exceptions", test.exceptions)
        .member("undetermined", test.undetermined)
        .member("rejected", test.rejected)
        .member("conflicts", test.conflicts);
    print_tolerance(json, test.definition.tolerance);
    if (test.sample) {
        json.key("sample")
            .begin_object()
            .member("size", static_cast<std::int64_t>(test.sample->drawn.size()))
            .member("tested", test.sample->tested)
            .member("seed", test.sample->seed)
            .member("method", test.sample->method)
            .member("population_sha256", test.sample->population_digest.hex())
            .key("drawn")
            .begin_array();
        for (const std::string& key : test.sample->drawn) {
            json.value(key);
        }
        json.end_array().end_object();
    }
    if (test.definition.kind == TestKind::reconcile) {
        json.member("unmatched_count", test.unmatched_count).key("unmatched").begin_array();
        for (const std::string& key : test.unmatched) {
            json.value(key);
        }
        json.end_array();
    }
    json.key("collections").begin_array();
    for (const Collection& collection : test.collections) {
        json.value(collection.id);
    }
    json.end_array().end_object();
}

void print_controls(JsonWriter& json, const Assessment& assessment) {
    json.key("controls").begin_array();
    for (const ControlResult& control : assessment.controls) {
        json.begin_object()
            .member("id", control.definition.id)
            .member("title", control.definition.title)
            .member("owner", control.definition.owner)
            .member("result", name_of(control.result))
            .key("tests")
            .begin_array();
        for (const TestResult& test : control.tests) {
            print_test(json, test);
        }
        json.end_array().end_object();
    }
    json.end_array();
}

void print_obligations(JsonWriter& json, const Assessment& assessment) {
    json.key("obligations").begin_array();
    for (const ObligationResult& obligation : assessment.obligations) {
        json.begin_object()
            .member("id", obligation.id)
            .member("catalog", obligation.catalog)
            .member("title", obligation.title)
            .member("status", name_of(obligation.status))
            .member("reason", obligation.reason)
            .key("controls")
            .begin_array();
        for (const std::string& control : obligation.controls) {
            json.value(control);
        }
        json.end_array().end_object();
    }
    json.end_array();
}

void print_figures(JsonWriter& json, const Assessment& assessment) {
    json.key("figures").begin_array();
    for (const FigureResult& figure : assessment.figures) {
        json.begin_object()
            .member("id", figure.definition.id)
            .member("title", figure.definition.title);
        print_decimal(json, "value", figure.value);
        json.member("shown", figure.shown)
            .member("unit", figure.definition.unit)
            .member("numerator", figure.numerator)
            .member("denominator", figure.denominator)
            .member("undetermined", figure.undetermined);
        print_decimal(json, "target", figure.definition.target);
        json.member("status", name_of(figure.status)).member("reason", figure.reason);
        json.key("parts").begin_array();
        for (const FigurePart& part : figure.parts) {
            json.begin_object()
                .member("name", part.name)
                .member("numerator", part.numerator)
                .member("denominator", part.denominator);
            print_decimal(json, "value", part.value);
            json.end_object();
        }
        json.end_array().end_object();
    }
    json.end_array();
}

} // namespace

namespace {

void print_bates(JsonWriter& json, const std::string& first, const std::string& last) {
    if (!first.empty()) {
        json.key("bates").begin_object().member("first", first).member("last", last).end_object();
    }
}

} // namespace

void print_collections_json(const std::vector<Collection>& collections, std::ostream& out) {
    JsonWriter json(out);
    json.begin_object().key("collections").begin_array();
    for (const Collection& collection : collections) {
        print_collection(json, collection);
    }
    json.end_array().end_object();
}

void print_assessment_json(const Assessment& assessment, std::ostream& out) {
    JsonWriter json(out);
    json.begin_object()
        .member("as_of", assessment.period.as_of.iso())
        .member("period_start", assessment.period.start.iso())
        .member("known_at", assessment.time.known_at.iso());
    print_controls(json, assessment);
    print_obligations(json, assessment);
    print_figures(json, assessment);
    json.key("findings").begin_array();
    for (const FindingResult& finding : assessment.findings) {
        json.begin_object()
            .member("id", finding.id)
            .member("control", finding.control_id)
            .member("test", finding.test_id)
            .member("title", finding.title)
            .member("status", finding.status)
            .member("recorded", finding.recorded)
            .end_object();
    }
    json.end_array().end_object();
}

void print_report_json(const MadeReport& report, double seconds, std::ostream& out) {
    JsonWriter json(out);
    json.begin_object().member("pack", report.pack).key("files").begin_array();
    for (const MadeReport::File& made : report.files) {
        json.begin_object()
            .member("path", made.file.path)
            .member("sha256", made.file.digest.hex())
            .member("bytes", made.file.bytes);
        if (made.pages > 0) {
            json.member("pages", static_cast<std::uint64_t>(made.pages));
        }
        print_bates(json, made.bates_first, made.bates_last);
        json.end_object();
    }
    json.end_array();
    print_bates(json, report.bates_first, report.bates_last);
    json.key("substitutions").begin_array();
    for (const MadeReport::Substitution& missing : report.substitutions) {
        json.begin_object()
            .member("character", missing.character)
            .member("section", missing.section)
            .member("count", static_cast<std::uint64_t>(missing.count))
            .end_object();
    }
    json.end_array();
    json.key("remarks").begin_array();
    for (const std::string& remark : report.remarks) {
        json.value(remark);
    }
    json.end_array().key("seconds").number(fmt::format("{:.3f}", seconds)).end_object();
}

bool all_ok(const std::vector<IntegrityCheck>& checks) {
    return std::all_of(
        checks.begin(), checks.end(), [](const IntegrityCheck& check) { return check.ok; });
}

void print_checks_json(
    const std::string& label,
    const std::string& place,
    const std::vector<IntegrityCheck>& checks,
    std::ostream& out) {
    JsonWriter json(out);
    json.begin_object().member(label, place).member("ok", all_ok(checks)).key("checks");
    json.begin_array();
    for (const IntegrityCheck& check : checks) {
        json.begin_object()
            .member("name", check.name)
            .member("ok", check.ok)
            .member("detail", check.detail)
            .end_object();
    }
    json.end_array().end_object();
}

} // namespace tickmark
