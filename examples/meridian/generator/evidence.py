"""Evidence of controls: what tools and people recorded, what people attest, policies, results of samples."""

import hashlib
from datetime import date

from .base import (AS_OF, PERIOD_START, Source, days, iso, random_day, random_for, text, us_date, write_csv,
                   write_json)

SCANS = (  # control, what was checked, systems checked, which of them did not pass
    ("ACC-08", "Session time limit", 14, {}),
    ("ACC-10", "Password rule and lock-out", 9, {}),
    ("TEC-01", "Encryption at rest", 18, {7: "fail", 11: "not-applicable"}),
    ("TEC-02", "Encryption in transit", 10, {2: "info"}),
    ("TEC-04", "Protection against malware", 24, {5: None}),
    ("LOG-01", "Audit logging", 12, {}),
)


def make_evidence():
    rng = random_for("evidence")
    source = Source("evidence", "control_evidence")
    for control, title, count, odd in SCANS:
        for n in range(count):
            add(source, control, "scan", title, random_day(rng, date(2026, 7, 1), date(2026, 10, 28)),
                result=odd.get(n, "pass"), system=f"host-{n + 1:02}")
    for n in range(14):  # two of them before the period
        day = date(2025, 9 + n, 5) if n < 4 else date(2026, n - 3, 5)
        add(source, "LOG-02", "log-review", f"Log review {day:%B %Y}", day, performed_by="S. Nørbæk",
            uri=f"logs/{day:%Y-%m}.pdf")
    for day in (date(2025, 12, 3), date(2026, 3, 4), date(2026, 6, 3), date(2026, 9, 2)):
        add(source, "TRN-04", "reminder", "Security reminder by e-mail", day, uri=f"reminders/{day:%Y-%m}.eml")
    for day in (date(2026, 1, 17), date(2026, 7, 18)):
        add(source, "CON-01", "restore-test", "Restore of the record system", day, system="BACKUP")
    add(source, "CON-02", "exercise", "Recovery of the main data centre", date(2026, 5, 9),
        uri="exercises/2026-05-recovery.pdf")
    add(source, "INC-09", "exercise", "Ransomware table-top", date(2025, 6, 12), uri="exercises/2025-06-incident.pdf")
    add(source, "RSK-06", "evaluation", "Yearly evaluation of safeguards", date(2026, 4, 24), uri="evaluations/2026.pdf")
    for n in range(5):
        add(source, "DEV-01", "disposal", "Disks destroyed", date(2025, 11, 20) + days(n * 71),
            uri=None if n == 3 else f"disposal/certificate-{n + 1}.pdf")
    for n in range(3):
        add(source, "DEV-02", "wipe", "Laptops wiped for new use", date(2026, 1, 12) + days(n * 90))
    add(source, None, "note", "Penetration test planned for 2027", date(2026, 10, 1), result="info")
    return source


def add(source, control, kind, title, day, **more):
    record = {"evidence_id": f"EV-{len(source.records) + 1:04}", "control_id": control, "kind": kind, "title": title,
              "effective_on": day, "result": "pass", "valid_until": None, "system": None, "performed_by": None,
              "uri": None, "citations": []}
    record.update(more)
    if control == "TEC-01":
        record["citations"] = ["164.312(a)(2)(iv)"]
    source.records.append(record)


def write_evidence(source):
    rows = []
    for r in source.records:
        attributes = [{"name": "Kind", "value": r["kind"]}, {"name": "Control", "value": r["control_id"]},
                      {"name": "System", "value": r["system"]}, {"name": "Performed by", "value": r["performed_by"]}]
        if int(r["evidence_id"][3:]) % 2:
            attributes.reverse()  # trackers do not promise an order
        rows.append({"key": r["evidence_id"], "name": r["title"], "date": iso(r["effective_on"]),
                     "outcome": {"status": {"pass": "PASSED", "fail": "FAILED", "not-applicable": "N/A", "info": "INFO",
                                            None: None}[r["result"]]},
                     "attributes": attributes, "link": {"href": r["uri"]}, "tags": r["citations"]})
    write_json("evidence.json", {"export": {"tool": "Evidence locker", "created": "2026-11-02T07:30:00Z"},
                                 "data": {"evidence": {"count": len(rows), "items": rows}}})


ATTESTED = ("ACC-07 ACC-09 TEC-03 VEN-05 GOV-01 GOV-02 GOV-03 POL-03 INC-05 INC-06 INC-07 INC-08 PHY-01 PHY-02 PHY-03 "
            "DEV-03 RTS-07 PRV-01 PRV-02 PRV-03 PRV-05 PRV-06 PRV-07").split()  # GOV-04: nobody has stated anything
OFFICERS = {"GOV": "Compliance Officer", "PRV": "Privacy Officer", "RTS": "Privacy Officer", "INC": "Privacy Officer",
            "PHY": "Facilities Manager", "VEN": "General Counsel"}


def make_attestations():
    source = Source("attestations", "control_evidence")
    for n, control in enumerate(ATTESTED):
        signed = date(2026, 1, 19) + days(n * 9)
        attest(source, control, signed)
        if n % 6 == 0:
            attest(source, control, signed.replace(year=2025), result="fail" if n == 6 else "pass")  # last year's
    attest(source, "CON-03", date(2025, 9, 15))                # has expired, and the new one
    attest(source, "CON-03", date(2026, 11, 5))                # was signed after the as-of date
    attest(source, "PRV-08", date(2025, 8, 1))                 # has expired
    for record in source.records:
        if record["control_id"] == "PRV-05":
            record["result"] = "fail"                          # one site could not confirm
        if record["control_id"] == "RTS-07":
            record["valid_until"] = AS_OF                      # last day
        if record["control_id"] == "GOV-01":
            record["valid_until"] = None                       # until further notice
    return source


def attest(source, control, signed, result="pass"):
    source.records.append({
        "evidence_id": f"AT-{len(source.records) + 1:03}", "control_id": control, "kind": "attestation",
        "title": f"Attestation for {control}", "effective_on": signed, "valid_until": signed + days(364),
        "result": result, "performed_by": OFFICERS.get(control[:3], "Security Officer"), "uri": None})


def write_attestations(source):
    rows = [[r["evidence_id"], r["control_id"], r["title"], "confirmed" if r["result"] == "pass" else "not confirmed",
             us_date(r["effective_on"]), us_date(r["valid_until"]), r["performed_by"]] for r in source.records]
    write_csv("attestations.csv", ["No.", "Control", "Statement", "Answer", "Signed", "Valid until", "Signed by"], rows)


TITLES = ("Privacy policy;Security policy;Access control;Password rule;Acceptable use;Incident response;Breach notification;"
          "Sanction policy;Contingency plan;Backup procedure;Disaster recovery plan;Emergency mode operation;Media disposal;"
          "Workstation use;Facility security;Visitor procedure;Remote work;Mobile devices;Encryption standard;Log review;"
          "Vendor management;Business associate agreements;Minimum necessary;Notice of privacy practices;"
          "Access by patients;Amendment of records;Accounting of disclosures;Retention of records;Change management;"
          "Risk management").split(";")


def make_policies():
    rng = random_for("policies")
    source = Source("policies", "policies")
    for n, title in enumerate(TITLES):
        policy = f"POL-{n + 1:02}"
        effective = random_day(rng, date(2025, 11, 17), date(2026, 9, 1))
        if n % 2:
            old = effective - days(370)
            add_policy(source, policy, "1.0", title, old, effective)
        add_policy(source, policy, "2.0" if n % 2 else "1.0", title, effective, None)
    by_key = {(p["policy_id"], p["version"]): p for p in source.records}
    for key in (("POL-05", "1.0"), ("POL-16", "2.0")):
        by_key[key]["review_on"] = date(2026, 9, 15)            # past
    by_key[("POL-09", "1.0")]["review_on"] = AS_OF              # today: not past
    by_key[("POL-13", "1.0")]["superseded_on"] = date(2026, 11, 16)  # in force on the as-of date
    add_policy(source, "POL-13", "2.0", "Media disposal", date(2026, 11, 16), None)
    return source


def add_policy(source, policy, version, title, effective, superseded):
    source.records.append({
        "policy_id": policy, "version": version, "title": title, "owner": "Compliance Office",
        "effective_on": effective, "superseded_on": superseded, "approved_on": effective - days(12),
        "approved_by": "Chief Compliance Officer", "review_on": effective + days(365),
        "uri": f"policies/{policy.lower()}-v{version}.pdf"})


def write_policies(source):
    header = ["policy_id", "version", "title", "owner", "effective_on", "superseded_on", "approved_on", "approved_by",
              "review_on", "uri"]
    write_csv("policies.csv", header,
              [[iso(r[h]) if h.endswith("_on") else text(r[h]) for h in header] for r in source.records], delimiter="\t")


def draw_sample(keys, size):
    """The documented method: the seed is the digest of the population, the order that of salted digests."""
    ordered = sorted(keys, key=lambda k: k.encode())
    seed = hashlib.sha256("\n".join(ordered).encode()).hexdigest()
    return sorted(ordered, key=lambda k: hashlib.sha256(f"{seed}\n{k}".encode()).hexdigest())[:size]


def make_sample_results(accounts):
    source = Source("samples", "sample_results")
    keys = [f"{a['system_id']} | {a['account_id']}" for a in accounts.records
            if PERIOD_START <= a["created_on"] <= AS_OF]
    for n, key in enumerate(draw_sample(keys, 25)):
        source.records.append({
            "test_id": "ACC-02.a", "period": f"{PERIOD_START}..{AS_OF}", "record_key": key, "result": "pass",
            "tester": "Internal Audit", "tested_on": date(2026, 11, 3) + days(n // 13), "evidence_id": f"REQ-{4400 + n * 3}"})
    return source


def write_sample_results(source):
    header = ["test_id", "period", "record_key", "result", "tester", "tested_on", "evidence_id"]
    write_csv("sample-results.csv", header, [[text(r[h]) for h in header] for r in source.records])
