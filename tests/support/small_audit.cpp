#include "report/fixture.hpp"

namespace tickmark::testing {

namespace {

Field field(
    const std::string& name,
    FieldType type,
    const std::string& title,
    Personal personal = Personal::none) {
    Field made;
    made.name = name;
    made.type = type;
    made.title = title;
    made.personal = personal;
    return made;
}

Instant moment(const char* text) {
    return *parse_iso_datetime(text, TimeZone::utc());
}

} // namespace

SmallAudit::SmallAudit() {
    Problems problems;
    definition = load_report_definition(project_file("templates/audit"), problems);
    throw_if_any(problems, "reading the audit report");
    workspace.organisation = {"Meridian Health", "MER", "America/New_York", "Letter"};
    workspace.operator_name = "auditor";
    workspace.scope.push_back(
        {"hipaa:164.314(b)(1)",
         false,
         "no group health plan",
         "General Counsel",
         "2026-01-15",
         {}});
    snapshot = std::make_unique<HandMadeSnapshot>(scratch / "store.db");
    assessment.period = {*Date::from_iso("2025-11-01"), *Date::from_iso("2026-10-31")};
    assessment.time = {assessment.period.as_of, moment("2026-11-03T09:00:00Z")};
    snapshot->connection().execute("PRAGMA synchronous=OFF");
    add_dataset();
    add_risks();
    add_controls();
    add_obligations();
    add_figures();
    count();
}

Collection SmallAudit::collection(const std::string& id, const std::string& dataset) {
    Collection made;
    made.id = id;
    made.source = "lms";
    made.collector = "sql";
    made.dataset = dataset;
    made.started_at = moment("2026-11-02T02:00:00Z");
    made.committed_at = moment("2026-11-02T02:00:07.250Z");
    made.operator_name = "auditor";
    made.query = "SELECT user_id, due, completed FROM completions";
    made.details = R"({"server":"SQLite 3.40.1","parameters":{}})";
    made.config_digest = sha256("configuration").hex();
    made.rows = 4;
    made.added = 4;
    made.payloads = {{sha256(id), 1234, "sqlite:lms.db"}};
    return made;
}

void SmallAudit::add_dataset() {
    Dataset training;
    training.id = "training";
    training.title = "Training completion";
    training.key = {"person_id"};
    training.fields = {
        field("person_id", FieldType::text, "Person", Personal::identifier),
        field("person_name", FieldType::text, "Name", Personal::identifier),
        field("due_on", FieldType::date, "Due"),
        field("completed_on", FieldType::date, "Completed"),
        field("score", FieldType::number, "Score"),
        field("attempts", FieldType::integer, "Attempts"),
        field("passed", FieldType::boolean, "Passed"),
        field("seen_at", FieldType::datetime, "Seen"),
        field("topics", FieldType::list, "Topics"),
        field("remark", FieldType::text, "Remark")};
    dictionary.emplace("training", training);
    snapshot->connection().execute("CREATE TABLE training (record_key TEXT, person_id TEXT, "
                                   "person_name TEXT, due_on TEXT, completed_on TEXT,"
                                   " score REAL, attempts INTEGER, passed INTEGER, seen_at TEXT, "
                                   "topics TEXT, remark TEXT, source TEXT,"
                                   " collection TEXT, payload TEXT, locator TEXT)");
    snapshot->complete = {collection("C000001", "training")};
    snapshot->attempts = {collection("C000002", "training")};
    snapshot->attempts[0].outcome = Outcome::unreachable;
    snapshot->attempts[0].note = "connection refused";
    snapshot->attempts[0].payloads.clear();
    snapshot->rejects = {
        {"C000001",
         "lms",
         "training",
         {"row 12", "due_on: '31/12/2026' is not a date by %m/%d/%Y", "7;31/12/2026"},
         sha256("C000001")}};
    add({"P-001", "Ann Lee", "2026-03-31", "2026-03-01", {}});
    add({"P-002", "Bo Chu", "2026-03-31", "2026-04-02", "late: on leave"});
    add({"P-003", "Cy Orr", "2026-03-31", {}, {}});
    add({"P-004", "Di Rao", {}, "2026-03-01", {}});
    add({"P-005", "Ed Fox", "2027-03-31", {}, {}});
}

/// A dataset that the report asks for and no source fills.
void SmallAudit::add_risks() {
    Dataset risks;
    risks.id = "risks";
    risks.title = "Risk register";
    risks.key = {"risk_id"};
    risks.fields = {
        field("risk_id", FieldType::text, "Risk"),
        field("title", FieldType::text, "Title"),
        field("category", FieldType::text, "Category"),
        field("raised_on", FieldType::date, "Raised"),
        field("residual_likelihood", FieldType::integer, "Residual likelihood"),
        field("residual_impact", FieldType::integer, "Residual impact"),
        field("appetite", FieldType::number, "Appetite"),
        field("treatment", FieldType::enumeration, "Treatment"),
        field("status", FieldType::enumeration, "Status"),
        field("target_on", FieldType::date, "Treatment due")};
    risks.fields[4].range = {1, 5};
    risks.fields[5].range = {1, 5};
    risks.fields[7].values = {"mitigate", "accept", "transfer", "avoid"};
    risks.fields[8].values = {"open", "closed"};
    dictionary.emplace("risks", risks);
    snapshot->connection().execute(
        "CREATE TABLE risks (record_key TEXT, risk_id TEXT, title TEXT, category TEXT, raised_on "
        "TEXT, residual_likelihood INTEGER, residual_impact INTEGER, appetite REAL, treatment "
        "TEXT, status TEXT, target_on TEXT, source TEXT, collection TEXT, payload TEXT, locator "
        "TEXT)");
}

void SmallAudit::add(const TrainingRow& row) {
    snapshot->connection().execute(
        "INSERT INTO training VALUES (?, ?, ?, ?, ?, 87.5, 2, 1, '2026-03-01T13:45:10.000Z',"
        " '[\"privacy\",\"security\"]', ?, 'lms', 'C000001', ?, 'row 7')",
        {row.person,
         row.person,
         row.name,
         row.due,
         row.completed,
         row.remark,
         sha256("C000001").hex()});
}

void SmallAudit::add_controls() {
    ControlDefinition control;
    control.id = "TRN-01";
    control.title = "Workforce completes privacy training on time";
    control.description = "Each member of the workforce is trained by the date set for them.";
    control.owner = "Privacy Office";
    control.domain = "privacy";
    control.satisfies = {{"hipaa:164.530(b)", false}, {"gdpr:39(1)(b)", true}};
    TestResult result;
    TestDefinition& test = result.definition;
    const Dataset& dataset = dictionary.at("training");
    test.id = "TRN-01.a";
    test.title = "Training after its due date";
    test.dataset = "training";
    test.population = parse_expression("due_on BETWEEN :period_start AND :as_of", dataset, {});
    test.exception = parse_expression("completed_on IS NULL OR completed_on > due_on", dataset, {});
    test.tolerance.share = Decimal::from_text("0.05");
    result.result = Result::exceptions;
    result.reason = "2 of 3 are exceptions; at most 5% are borne";
    result.rejected = 1;
    result.collections = snapshot->complete;
    result.sample = SampleResult{
        sha256("population"), "seed", "by SHA-256 of seed and key", {"P-002", "P-001"}, 0};
    control.tests = {test};
    assessment.controls.push_back({control, Result::exceptions, {result}});

    ControlDefinition attested;
    attested.id = "GOV-01";
    attested.title = "A security official is named";
    attested.description = "One person answers for security.";
    attested.domain = "security";
    attested.satisfies = {{"hipaa:164.308(a)(2)", false}};
    TestResult attestation;
    attestation.definition.id = "GOV-01.a";
    attestation.definition.kind = TestKind::attestation;
    attestation.definition.dataset = "control_evidence";
    attestation.definition.statement = "A security official is named in writing.";
    attestation.result = Result::no_evidence;
    attestation.reason = "no attestation has been collected";
    assessment.controls.push_back({attested, Result::no_evidence, {attestation}});

    ControlDefinition bare;
    bare.id = "PHY-01";
    bare.title = "Doors are locked";
    bare.owner = "Facilities";
    assessment.controls.push_back({bare, Result::not_tested, {}});
}

std::int64_t SmallAudit::rows_of(const RowQuery& query) {
    return std::stoll(*snapshot->connection().scalar("SELECT COUNT(*) FROM (" + query.sql + ")"));
}

void SmallAudit::count() {
    TestResult& result = test();
    const std::map<std::string, std::string> parameters{
        {"as_of", "2026-10-31"}, {"period_start", "2025-11-01"}, {"period_end", "2026-10-31"}};
    const std::string in = emit_sqlite(*result.definition.population, parameters);
    const std::string wrong = emit_sqlite(*result.definition.exception, parameters);
    const std::string all = "SELECT * FROM \"training\" WHERE ";
    result.population_rows.sql = all + "(" + in + ")";
    result.exception_rows.sql = all + "(" + in + ") AND (" + wrong + ")";
    result.undetermined_rows.sql =
        all + "(" + in + ") IS NULL OR (" + in + ") AND (" + wrong + ") IS NULL";
    result.population = rows_of(result.population_rows);
    result.exceptions = rows_of(result.exception_rows);
    result.undetermined = rows_of(result.undetermined_rows);
}

void SmallAudit::add_obligations() {
    Catalog hipaa;
    hipaa.id = "hipaa";
    hipaa.title = "HIPAA security, privacy and breach rules";
    hipaa.version = "2026-01";
    const auto obligation =
        [](const char* citation, const char* title, int depth, ObligationStatus status) {
            ObligationResult made;
            made.id = std::string("hipaa:") + citation;
            made.catalog = "hipaa";
            made.citation = citation;
            made.title = title;
            made.status_in_law = "in-force";
            made.depth = depth;
            made.group = "Security rule";
            made.status = status;
            return made;
        };
    assessment.obligations = {
        obligation(
            "164.308(a)(2)", "Assigned security responsibility", 1, ObligationStatus::no_evidence),
        obligation("164.314(b)(1)", "Group health plans", 0, ObligationStatus::not_applicable),
        obligation("164.530(b)", "Training of the workforce", 0, ObligationStatus::not_supported),
        obligation("164.530(c)", "Safeguards", 0, ObligationStatus::no_control)};
    assessment.obligations[0].controls = {"GOV-01"};
    assessment.obligations[1].reason = "no group health plan";
    assessment.obligations[2].controls = {"TRN-01"};
    assessment.obligations[2].group = "Privacy rule";
    assessment.obligations[3].group = "Privacy rule";
    for (const ObligationResult& result : assessment.obligations) {
        Obligation listed;
        listed.citation = result.citation;
        listed.title = result.title;
        listed.specification = "required";
        hipaa.obligations.push_back(listed);
    }
    catalogs = {hipaa};
}

void SmallAudit::add_figures() {
    FigureResult figure;
    figure.definition.id = "training.on_time";
    figure.definition.title = "Trained on time";
    figure.definition.dataset = "training";
    figure.definition.measure = Measure::share;
    figure.definition.target = Decimal::from_text("0.95");
    figure.definition.by = "department";
    figure.value = Decimal(1).divided_by(Decimal(3), 12);
    figure.shown = "33.3%";
    figure.numerator = 1;
    figure.denominator = 3;
    figure.undetermined = 1;
    figure.status = FigureStatus::bad;
    figure.parts = {{"Cardiology", 2, 1, Decimal::from_text("0.5")}, {"", 1, 0, Decimal(0)}};
    figure.collections = snapshot->complete;
    figure.denominator_rows.sql = "SELECT * FROM \"training\" WHERE due_on <= '2026-10-31'";
    FigureResult missing;
    missing.definition.id = "vendors.reviewed_on_time";
    missing.definition.title = "Vendors whose review is current";
    missing.definition.dataset = "vendors";
    missing.definition.measure = Measure::share;
    missing.reason = "the vendor tracker was never collected completely";
    assessment.figures = {figure, missing};
    FindingResult finding;
    finding.id = "F-7";
    finding.title = "Training completed late";
    finding.control_id = "TRN-01";
    finding.test_id = "TRN-01.a";
    finding.severity = "moderate";
    finding.raised_on = "2026-05-02";
    finding.due_on = "2026-09-30";
    finding.owner = "Privacy Office";
    finding.status = "open";
    finding.plan = "Remind managers a week ahead.";
    finding.recorded = true;
    finding.exceptions = 2;
    assessment.findings = {finding};
}

} // namespace tickmark::testing
