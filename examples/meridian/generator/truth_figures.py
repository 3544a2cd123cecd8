"""The figures of the audit report and Meridian's own, written again by hand."""

from decimal import ROUND_HALF_EVEN, Decimal

from .base import AS_OF
from .logic import (all_of, any_of, days_between, eq, first_known, ge, gt, in_period, le, lower, lt, ne, none, one_of,
                    some)
from .truth_tests import above_appetite, current, enabled, in_force, is_open, score

# share: (data set, denominator, numerator)
SHARES = {
    "training.on_time": ("training", lambda r: in_period(r["due_on"]), lambda r: le(r["completed_on"], r["due_on"])),
    "vendors.reviewed_on_time": (
        "vendors", current,
        lambda r: all_of(some(r["last_review_on"]), some(r["next_review_on"]), ge(r["next_review_on"], AS_OF))),
    "vendors.with_baa": ("vendors", lambda r: all_of(eq(r["business_associate"], True), current(r)),
                         lambda r: all_of(some(r["baa_signed_on"]), le(r["baa_signed_on"], AS_OF))),
    "vulnerabilities.fixed_on_time": ("vulnerabilities", lambda r: in_period(r["due_on"]),
                                      lambda r: all_of(some(r["fixed_on"]), le(r["fixed_on"], r["due_on"]))),
    "rights_requests.on_time": (
        "rights_requests", lambda r: in_period(first_known(r["extended_to"], r["due_on"])),
        lambda r: all_of(some(r["closed_on"]), any_of(
            le(r["closed_on"], r["due_on"]),
            all_of(some(r["extended_to"]), some(r["extension_notified_on"]), le(r["extension_notified_on"], r["due_on"]),
                   le(r["closed_on"], r["extended_to"]))))),
    "accounts.privileged_mfa": ("accounts", lambda r: all_of(eq(r["privileged"], True), enabled(r)),
                                lambda r: eq(r["mfa"], True)),
    "visits.signed_out": ("facility_visits", lambda r: in_period(r["signed_in_at"]),
                          lambda r: all_of(some(r["signed_out_at"]),
                                           eq(days_between(r["signed_in_at"], r["signed_out_at"]), 0))),
}

COUNTS = {
    "training.overdue": ("training", lambda r: all_of(lt(r["due_on"], AS_OF),
                                                      any_of(none(r["completed_on"]), gt(r["completed_on"], AS_OF)))),
    "risks.above_appetite": ("risks", lambda r: all_of(is_open(r), above_appetite(r))),
    "risks.treatment_overdue": (
        "risks", lambda r: all_of(is_open(r), any_of(none(r["treatment"]), ne(r["treatment"], "accept")),
                                  lt(r["target_on"], AS_OF))),
    "vulnerabilities.open_high": (
        "vulnerabilities", lambda r: all_of(one_of(lower(r["severity"]), ("high", "critical")),
                                            any_of(none(r["found_on"]), le(r["found_on"], AS_OF)),
                                            any_of(none(r["fixed_on"]), gt(r["fixed_on"], AS_OF)))),
    "incidents.open": ("incidents", lambda r: all_of(any_of(none(r["discovered_at"]), le(r["discovered_at"], AS_OF)),
                                                     any_of(none(r["closed_at"]), gt(r["closed_at"], AS_OF)))),
    "policies.past_review": ("policies", lambda r: all_of(in_force(r), lt(r["review_on"], AS_OF))),
    "findings.past_due": ("findings", lambda r: all_of(le(r["raised_on"], AS_OF),
                                                       any_of(none(r["closed_on"]), gt(r["closed_on"], AS_OF)),
                                                       lt(r["due_on"], AS_OF))),
}


def hours(first, last):
    return None if first is None or last is None else Decimal(int((last - first).total_seconds())) / 3600


# average and median: (data set, which records, of what)
AVERAGES = {"risks.average_residual": ("risks", is_open, score)}
MEDIANS = {
    "incidents.median_hours_to_contain": (
        "incidents", lambda r: all_of(in_period(r["discovered_at"]), some(r["contained_at"])),
        lambda r: hours(r["discovered_at"], r["contained_at"])),
    "rights_requests.median_days": ("rights_requests", lambda r: all_of(some(r["closed_on"]), in_period(r["closed_on"])),
                                    lambda r: days_between(r["received_on"], r["closed_on"])),
    "visits.median_hours": ("facility_visits", lambda r: all_of(in_period(r["signed_in_at"]), some(r["signed_out_at"])),
                            lambda r: hours(r["signed_in_at"], r["signed_out_at"])),
}


def number(value):
    """At most 12 places, half to even: exact wherever the value is."""
    exact = Decimal(value).quantize(Decimal("1e-12"), ROUND_HALF_EVEN)
    return int(exact) if exact == exact.to_integral() else float(exact)


def share(records, of, where):
    known = [of(r) for r in records]
    inside = [r for r, k in zip(records, known) if k]
    met = [where(r) for r in inside]
    value = number(Decimal(met.count(True)) / len(inside)) if inside else None
    return {"value": value, "numerator": met.count(True), "denominator": len(inside),
            "undetermined": known.count(None) + met.count(None)}


def count(records, of):
    known = [of(r) for r in records]
    return {"value": known.count(True), "numerator": None, "denominator": None, "undetermined": known.count(None)}


def of_values(records, of, value, summary):
    known = [of(r) for r in records]
    values = [value(r) for r, k in zip(records, known) if k]
    found = sorted(Decimal(v) for v in values if v is not None)
    return {"value": number(summary(found)) if found else None, "numerator": None, "denominator": None,
            "undetermined": known.count(None) + values.count(None)}


def average(values):
    return sum(values) / len(values)


def median(values):
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def figures(data):
    result = {}
    for figure, (dataset, of, where) in SHARES.items():
        result[figure] = share(data[dataset], of, where)
    for figure, (dataset, of) in COUNTS.items():
        result[figure] = count(data[dataset], of)
    for group, summary in ((AVERAGES, average), (MEDIANS, median)):
        for figure, (dataset, of, value) in group.items():
            result[figure] = of_values(data[dataset], of, value, summary)
    return result
