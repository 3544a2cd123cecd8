"""truth.json: what tickmark must find, computed from the rows that the generator made, without tickmark."""

import json
from decimal import Decimal

from . import base
from .base import AS_OF, PERIOD_START
from .logic import all_of, eq, ge, le
from .truth_figures import figures
from .truth_tests import ATTESTATIONS, CONDITIONS, MAY_BE_EMPTY, RECONCILIATIONS, SAMPLED, TOLERANCE

ORDER = ("exceptions", "no-evidence", "incomplete", "stale", "not-tested", "no-occurrence", "effective")
OBLIGATIONS = {  # the controls that each is satisfied by, all with full coverage
    "hipaa:164.308(a)(2)": ["GOV-01"],
    "hipaa:164.312(a)(2)(ii)": ["ACC-07"],
    "hipaa:164.316(b)(2)(ii)": ["POL-04"],
    "hipaa:164.308(a)(7)(ii)(A)": ["CON-01"],
    "hipaa:164.308(a)(3)": ["ACC-04", "ACC-09"],
    "hipaa:164.308(a)(3)(ii)(C)": ["ACC-03"],
    "hipaa:164.310(d)(2)(i)": ["DEV-01"],
    "hipaa:164.306(b)": ["GOV-04"],
    "hipaa:164.530(d)": ["PRV-04"],
    "hipaa:164.504(g)": [],
}
OUT_OF_SCOPE = ["hipaa:164.308(a)(4)(ii)(A)", "hipaa:164.314(b)(1)", "hipaa:164.504(f)"]


def by_dataset(sources):
    """Records and numbers of rejected rows of each data set that a source fills."""
    data, rejected = {}, {}
    for source in sources.values():
        data.setdefault(source.dataset, []).extend(source.records)
        rejected[source.dataset] = rejected.get(source.dataset, 0) + len(source.rejected)
    return data, rejected


def verdict(test, population, exceptions, undetermined, rejected):
    """`undetermined` is a pair: records outside the population that may belong to it, and records inside it."""
    outside, inside = undetermined
    tolerance = TOLERANCE.get(test, Decimal(0))
    if population and Decimal(exceptions) / population > tolerance:
        return "exceptions"
    worst = exceptions + outside + inside + rejected
    if worst and Decimal(worst) / (population + outside + rejected) > tolerance:
        return "incomplete"
    if population == 0:
        return "effective" if test in MAY_BE_EMPTY else "no-occurrence"
    return "effective"


def entry(test, population, exceptions, undetermined, rejected):
    return {"population": population, "exceptions": exceptions, "undetermined": sum(undetermined),
            "result": verdict(test, population, exceptions, undetermined, rejected)}


def check_condition(test, data, rejected):
    dataset, population, exception = CONDITIONS[test]
    if dataset not in data:
        return {"population": 0, "exceptions": 0, "undetermined": 0, "result": "no-evidence"}
    known = [population(r) for r in data[dataset]]
    met = [exception(r) for r, k in zip(data[dataset], known) if k]
    result = entry(test, len(met), met.count(True), (known.count(None), met.count(None)), rejected[dataset])
    if test in SAMPLED:
        tested = [r for r in data["sample_results"] if r["test_id"] == test]
        assert len(tested) == SAMPLED[test] and all(r["result"] == "pass" for r in tested)
    return result


def reconcile(test, data, rejected):
    left, left_where, right, right_where, on = RECONCILIATIONS[test]
    known = [left_where(r) for r in data[left]]
    matches = {r[on] for r in data[right] if right_where(r)}
    unmatched = [r for r, k in zip(data[left], known) if k and r[on] not in matches]
    return entry(test, known.count(True), len(unmatched), (known.count(None), 0), rejected[left] + rejected[right])


def attested(test, data):
    rows = [r for r in data["control_evidence"] if all_of(
        eq(r["control_id"], test.split(".")[0]), eq(r["kind"], "attestation"), le(r["effective_on"], AS_OF))]
    if not rows:
        return statement(0, "no-evidence")
    newest = max(rows, key=lambda r: r["effective_on"])
    if newest["result"] != "pass":
        return statement(1, "exceptions")
    valid = newest["valid_until"] is None or ge(newest["valid_until"], AS_OF)
    return statement(1, "effective" if valid else "stale")


def statement(population, result):
    """The newest statement is the population of an attestation; one that denies is its exception."""
    return {"population": population, "exceptions": int(result == "exceptions"), "undetermined": 0, "result": result}


def tests(data, rejected):
    result = {test: check_condition(test, data, rejected) for test in CONDITIONS}
    result.update({test: reconcile(test, data, rejected) for test in RECONCILIATIONS})
    for test in ATTESTATIONS:
        result[test] = attested(test, data)
    return dict(sorted(result.items()))


def controls(test_results):
    result = {}
    for test, found in test_results.items():
        control = test.split(".")[0]
        result[control] = min(result.get(control, ORDER[-1]), found["result"], key=ORDER.index)
    return result


def obligations(control_results, findings):
    opened = {f["control_id"] for f in findings if f["closed_on"] is None and f["raised_on"] <= AS_OF}
    result = {obligation: "not-applicable" for obligation in OUT_OF_SCOPE}
    for obligation, names in OBLIGATIONS.items():
        found = [control_results[name] for name in names]
        if not found:
            result[obligation] = "no-control"
        elif set(found) == {"effective"} and not opened & set(names):
            result[obligation] = "supported"
        elif "effective" in found:
            result[obligation] = "partly-supported"
        else:
            result[obligation] = "no-evidence" if set(found) == {"no-evidence"} else "not-supported"
    return result


def write_truth(sources):
    data, rejected = by_dataset(sources)
    test_results = tests(data, rejected)
    control_results = controls(test_results)
    document = {
        "as_of": AS_OF.isoformat(), "period_start": PERIOD_START.isoformat(),
        "sources": {s.id: {"rows": len(s.records), "rejected": len(s.rejected)} for s in sources.values()},
        "tests": test_results, "figures": figures(data), "controls": control_results,
        "obligations": obligations(control_results, data["findings"]),
    }
    (base.folder / "truth.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
