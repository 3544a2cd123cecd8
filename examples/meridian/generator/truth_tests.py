"""The tests of the HIPAA controls and of Meridian's own, written again by hand: (data set, population, exception)."""

from decimal import Decimal

from .base import AS_OF
from .logic import (all_of, any_of, between, days_between, eq, first_known, ge, gt, in_period, inverse, le, lower, lt, ne,
                    none, one_of, plus_days, plus_months, some)

CONDITIONS = {}
MAY_BE_EMPTY = {"INC-02.a", "INC-02.b", "INC-03.a", "INC-04.a", "INC-04.b", "RTS-02.a", "RTS-03.a", "RTS-04.a", "PRV-04.a",
                "POL-03.a", "RSK-03.a", "RSK-07.a", "RSK-07.b", "TEC-05.b"}
TOLERANCE = {"MER-01.a": Decimal("0.02")}
SAMPLED = {"ACC-02.a": 25}


def condition(test, dataset, population, exception):
    CONDITIONS[test] = (dataset, population, exception)


# training
def course(code):
    return lambda r: all_of(eq(r["course"], code), in_period(r["due_on"]))


def not_in_time(r):
    return any_of(none(r["completed_on"]), gt(r["completed_on"], r["due_on"]))


condition("TRN-01.a", "training", course("HIPAA-101"), not_in_time)
condition("TRN-03.a", "training", course("SEC-101"), not_in_time)


# accounts
def enabled(r):
    return any_of(none(r["disabled_on"]), gt(r["disabled_on"], AS_OF))


def reviewed(r):
    return first_known(r["last_reviewed_on"], r["created_on"])


condition("ACC-01.a", "accounts", lambda r: all_of(eq(r["privileged"], True), enabled(r)), lambda r: eq(r["mfa"], False))
condition("ACC-02.a", "accounts", lambda r: in_period(r["created_on"]), lambda r: none(r["person_id"]))
condition("ACC-04.a", "accounts", lambda r: all_of(eq(r["privileged"], True), enabled(r)),
          lambda r: lt(plus_days(reviewed(r), 90), AS_OF))
condition("ACC-04.b", "accounts", lambda r: all_of(eq(r["privileged"], False), enabled(r)),
          lambda r: lt(plus_months(reviewed(r), 12), AS_OF))
condition("ACC-05.a", "accounts", enabled, lambda r: none(r["person_id"]))
condition("ACC-06.a", "accounts", enabled,
          lambda r: any_of(all_of(some(r["last_login_at"]), gt(days_between(r["last_login_at"], AS_OF), 90)),
                           all_of(none(r["last_login_at"]), gt(days_between(r["created_on"], AS_OF), 90))))


# vendors
def current(r):
    return any_of(none(r["contract_end_on"]), ge(r["contract_end_on"], AS_OF))


def unsigned(field):
    return lambda r: any_of(none(r[field]), gt(r[field], AS_OF))


def review_not_current(r):
    return any_of(none(r["last_review_on"]), none(r["next_review_on"]), lt(r["next_review_on"], AS_OF))


condition("VEN-01.a", "vendors", lambda r: all_of(eq(r["business_associate"], True), current(r)), unsigned("baa_signed_on"))
condition("VEN-02.a", "vendors", lambda r: all_of(one_of(r["tier"], ("critical", "high")), current(r)), review_not_current)
condition("VEN-02.b", "vendors", lambda r: all_of(one_of(r["tier"], ("medium", "low")), current(r)), review_not_current)
condition("VEN-03.a", "vendors", current,
          lambda r: any_of(none(r["business_associate"]), none(r["tier"]), none(r["data_role"])))
condition("VEN-04.a", "vendors", lambda r: all_of(eq(r["data_role"], "processor"), current(r)), unsigned("dpa_signed_on"))
condition("VEN-06.a", "vendor_reviews", lambda r: in_period(r["reviewed_on"]),
          lambda r: all_of(gt(r["findings_open"], 0), any_of(none(r["conditions"]), none(r["next_review_on"]))))

# systems
condition("RSK-01.a", "systems", lambda r: eq(r["holds_phi"], True),
          lambda r: any_of(none(r["last_risk_analysis_on"]), lt(plus_months(r["last_risk_analysis_on"], 12), AS_OF)))
condition("CON-04.a", "systems", lambda r: eq(r["holds_phi"], True), lambda r: none(r["criticality"]))


# risks
def is_open(r):
    return eq(r["status"], "open")


def score(r):
    known = r["residual_likelihood"] is not None and r["residual_impact"] is not None
    return r["residual_likelihood"] * r["residual_impact"] if known else None


def above_appetite(r):
    return gt(score(r), r["appetite"])


def neither_treated_nor_accepted(r):
    invalid = any_of(none(r["accepted_by"]), none(r["accepted_on"]), none(r["acceptance_rationale"]),
                     none(r["accepted_until"]), lt(r["accepted_until"], AS_OF))
    return any_of(none(r["treatment"]), all_of(ne(r["treatment"], "accept"), none(r["target_on"])),
                  all_of(eq(r["treatment"], "accept"), invalid))


condition("RSK-02.a", "risks", is_open,
          lambda r: any_of(none(r["assessed_on"]), lt(plus_months(r["assessed_on"], 12), AS_OF)))
condition("RSK-02.b", "risks", is_open, lambda r: any_of(none(r["residual_likelihood"]), none(r["residual_impact"])))
condition("RSK-03.a", "risks", lambda r: all_of(is_open(r), above_appetite(r)), neither_treated_nor_accepted)
condition("RSK-04.a", "risks", lambda r: all_of(is_open(r), one_of(r["treatment"], ("mitigate", "transfer", "avoid"))),
          lambda r: any_of(none(r["target_on"]), lt(r["target_on"], AS_OF)))
condition("RSK-05.a", "risks", is_open, lambda r: none(r["owner"]))

# findings
condition("RSK-07.a", "findings", lambda r: in_period(r["due_on"]),
          lambda r: any_of(none(r["closed_on"]), gt(r["closed_on"], r["due_on"]), none(r["verified_by"])))
condition("RSK-07.b", "findings", lambda r: any_of(none(r["closed_on"]), gt(r["closed_on"], AS_OF)),
          lambda r: any_of(none(r["owner"]), none(r["plan"]), none(r["due_on"])))

# vulnerabilities
condition("TEC-05.a", "vulnerabilities",
          lambda r: all_of(one_of(lower(r["severity"]), ("high", "critical")), in_period(r["due_on"])),
          lambda r: any_of(none(r["fixed_on"]), gt(r["fixed_on"], r["due_on"])))
condition("TEC-05.b", "vulnerabilities", lambda r: any_of(none(r["fixed_on"]), gt(r["fixed_on"], AS_OF)),
          lambda r: none(r["due_on"]))


# control evidence
def of_control(control, kind, *more):
    def population(r):
        return all_of(some(r["control_id"]), eq(r["control_id"], control), eq(r["kind"], kind), in_period(r["effective_on"]),
                      *(part(r) for part in more))
    return population


def not_passed(r):
    return any_of(none(r["result"]), ne(r["result"], "pass"))


for scanned in ("ACC-08", "ACC-10", "TEC-01", "TEC-02", "TEC-04", "LOG-01"):
    condition(scanned + ".a", "control_evidence",
              of_control(scanned, "scan", lambda r: inverse(one_of(r["result"], ("not-applicable", "info")))),
              lambda r: ne(r["result"], "pass"))
for recorded, kind_of in (("TRN-04", "reminder"), ("CON-01", "restore-test"), ("CON-02", "exercise"), ("INC-09", "exercise"),
                          ("DEV-02", "wipe")):
    condition(recorded + ".a", "control_evidence", of_control(recorded, kind_of), not_passed)
for filed, kind_of in (("RSK-06", "evaluation"), ("DEV-01", "disposal")):
    condition(filed + ".a", "control_evidence", of_control(filed, kind_of), lambda r: any_of(not_passed(r), none(r["uri"])))
condition("LOG-02.a", "control_evidence", of_control("LOG-02", "log-review"),
          lambda r: any_of(not_passed(r), all_of(none(r["performed_by"]), none(r.get("reviewed_by")))))


# policies
def in_force(r):
    return all_of(le(r["effective_on"], AS_OF), not_superseded(r))


def not_superseded(r):
    return any_of(none(r["superseded_on"]), gt(r["superseded_on"], AS_OF))


condition("POL-01.a", "policies", in_force, lambda r: any_of(none(r["review_on"]), lt(r["review_on"], AS_OF)))
condition("POL-02.a", "policies", in_force,
          lambda r: any_of(none(r["approved_by"]), none(r["approved_on"]), gt(r["approved_on"], r["effective_on"])))
condition("POL-02.b", "policies", not_superseded, lambda r: none(r["effective_on"]))
condition("POL-03.a", "policies",
          lambda r: all_of(some(r["superseded_on"]), le(r["superseded_on"], AS_OF),
                           ge(plus_months(r["superseded_on"], 72), AS_OF)),
          lambda r: none(r["uri"]))
condition("POL-04.a", "policies", in_force, lambda r: none(r["uri"]))


# incidents
def contained_late(r):
    return any_of(all_of(none(r["contained_at"]), gt(days_between(r["discovered_at"], AS_OF), 30)),
                  all_of(some(r["contained_at"]), gt(days_between(r["discovered_at"], r["contained_at"]), 30)))


condition("INC-01.a", "incidents", lambda r: in_period(r["discovered_at"]), contained_late)
condition("INC-01.b", "incidents", lambda r: all_of(some(r["closed_at"]), in_period(r["closed_at"])),
          lambda r: any_of(none(r["root_cause"]), none(r["post_review_on"])))
condition("INC-02.a", "incidents", lambda r: all_of(eq(r["personal_data"], True), in_period(r["discovered_at"])),
          lambda r: all_of(any_of(none(r["determination"]), eq(r["determination"], "pending")),
                           gt(days_between(r["discovered_at"], AS_OF), 30)))
condition("INC-02.b", "incidents",
          lambda r: all_of(some(r["determination"]), eq(r["determination"], "not-breach"), in_period(r["discovered_at"])),
          lambda r: any_of(none(r["determination_rationale"]), none(r["determined_on"])))


# rights requests
def request(limit, *kinds):
    return lambda r: all_of(one_of(lower(r["kind"]), kinds), in_period(plus_days(r["received_on"], limit)))


def answered_late(limit):
    def late(r):
        answered, received, told = first_known(r["closed_on"], AS_OF), r["received_on"], r["extension_notified_on"]
        not_extended = any_of(none(told), gt(told, plus_days(received, limit)),
                              gt(answered, plus_days(received, limit + 30)))
        return all_of(gt(answered, plus_days(received, limit)), not_extended)
    return late


def closed_in_period(r):
    return all_of(some(r["closed_on"]), in_period(r["closed_on"]))


condition("RTS-01.a", "rights_requests", request(30, "access"), answered_late(30))
condition("RTS-02.a", "rights_requests", request(60, "amendment"), answered_late(60))
condition("RTS-03.a", "rights_requests", request(60, "accounting"), answered_late(60))
condition("RTS-04.a", "rights_requests", request(30, "restriction", "confidential-communication"),
          lambda r: any_of(none(r["outcome"]), gt(first_known(r["closed_on"], AS_OF), plus_days(r["received_on"], 30))))
condition("RTS-05.a", "rights_requests", closed_in_period, lambda r: none(r["outcome"]))
condition("RTS-06.a", "rights_requests", closed_in_period,
          lambda r: any_of(none(r["identity_verified_on"]), gt(r["identity_verified_on"], r["closed_on"])))

# complaints: no source fills this data set
condition("PRV-04.a", "complaints", lambda r: in_period(plus_days(r["received_on"], 60)), lambda r: none(r["closed_on"]))

# visits
condition("MER-01.a", "facility_visits", lambda r: in_period(r["signed_in_at"]),
          lambda r: any_of(none(r["signed_out_at"]), gt(days_between(r["signed_in_at"], r["signed_out_at"]), 0)))
condition("MER-02.a", "facility_visits", lambda r: all_of(eq(r["site"], "Data Center"), in_period(r["signed_in_at"])),
          lambda r: eq(r["escorted"], False))


# comparisons of two data sets: (left data set, its condition, right data set, its condition, field)
def reportable(r):
    return all_of(any_of(none(r["personal_data"]), eq(r["personal_data"], True)), eq(r["determination"], "breach"),
                  any_of(none(r["delay_until"]), lt(r["delay_until"], AS_OF)))


def over_60_days_ago(r):
    return all_of(in_period_or_later(r["discovered_at"]), gt(days_between(r["discovered_at"], AS_OF), 60))


def in_period_or_later(value):
    return any_of(in_period(value), gt(value, AS_OF))


def of_past_year(r):
    year = None if r["discovered_at"] is None else plus_days(r["discovered_at"], 0).year
    return between(year, AS_OF.year - 6, plus_days(AS_OF, -60).year - 1)


def told(recipient):
    return lambda r: all_of(eq(r["recipient_kind"], recipient), some(r["notified_at"]), le(r["notified_at"], AS_OF))


RECONCILIATIONS = {
    "TRN-02.a": ("people", lambda r: all_of(any_of(none(r["hired_on"]), le(plus_days(r["hired_on"], 30), AS_OF)),
                                            any_of(none(r["left_on"]), in_period_or_later(r["left_on"]))),
                 "training", lambda r: eq(r["course"], "HIPAA-101"), "person_id"),
    "ACC-03.a": ("accounts", lambda r: all_of(some(r["person_id"]), enabled(r)),
                 "people", lambda r: any_of(none(r["left_on"]), ge(r["left_on"], AS_OF)), "person_id"),
    "INC-03.a": ("incidents", lambda r: all_of(reportable(r), over_60_days_ago(r)),
                 "notifications", told("individuals"), "incident_id"),
    "INC-04.a": ("incidents", lambda r: all_of(reportable(r), over_60_days_ago(r), ge(r["individuals_affected"], 500)),
                 "notifications", told("authority"), "incident_id"),
    "INC-04.b": ("incidents", lambda r: all_of(reportable(r), of_past_year(r), lt(r["individuals_affected"], 500)),
                 "notifications", told("authority"), "incident_id"),
}

ATTESTATIONS = ("ACC-07.a ACC-09.a TEC-03.a VEN-05.a GOV-01.a GOV-02.a GOV-03.a GOV-04.a POL-03.b INC-05.a INC-06.a "
                "INC-07.a INC-08.a CON-03.a PHY-01.a PHY-02.a PHY-03.a DEV-03.a RTS-07.a PRV-01.a PRV-02.a PRV-03.a "
                "PRV-05.a PRV-06.a PRV-07.a PRV-08.a").split()
