"""Incidents with their notices, requests of individuals, impact assessments and the record of processing."""

from datetime import date, timedelta

from .base import (AS_OF, Source, days, iso, iso_or_null, local, local_text, random_day, random_for, write_json,
                   write_json_lines)

KINDS = ("misdirected fax", "phishing", "lost device", "wrong recipient", "malware", "snooping", "outage")


def make_incidents():
    rng = random_for("incidents")
    source = Source("incidents", "incidents")
    for n in range(24):
        source.records.append(make_incident(rng, n))
    set_special_incidents(source.records)
    return source


def make_incident(rng, n):
    day = date(2025, 9, 4) + days(n * 17)
    discovered = local(day, rng.randrange(7, 18), rng.choice((0, 15, 30, 45)))
    personal = n % 3 != 2
    contained = discovered + timedelta(hours=rng.choice((2, 3, 5, 6, 9, 14, 26)))
    return {
        "incident_id": f"INC-{day.year}-{n + 1:03}", "kind": KINDS[n % 7],
        "title": f"{KINDS[n % 7].capitalize()} at a clinic",
        "severity": rng.choice(("low", "low", "medium", "high")), "personal_data": personal,
        "individuals_affected": rng.randrange(1, 9) if personal else 0,
        "data_categories": ["contact", "health"] if personal else [], "jurisdictions": ["US-MA"],
        "occurred_at": discovered - timedelta(hours=rng.randrange(1, 60)), "detected_at": discovered,
        "discovered_at": discovered, "determined_on": day + days(rng.randrange(3, 20)) if personal else None,
        "determination": "not-breach" if personal else None,
        "determination_rationale": "Low probability of compromise: recipient known and obliged to secrecy"
        if personal else None,
        "risk_to_individuals": "unlikely" if personal else None, "contained_at": contained,
        "closed_at": contained + days(rng.randrange(8, 25)), "delay_until": None,
        "root_cause": rng.choice(("Human error", "Missing update", "Process not followed")),
        "post_review_on": day + days(28),
    }


def set_special_incidents(incidents):
    breach = {"personal_data": True, "determination": "breach", "risk_to_individuals": "risk",
              "determination_rationale": "Unsecured data seen by people without authority",
              "data_categories": ["contact", "health"]}
    incidents[3].update(breach, individuals_affected=14)                    # October 2025: reported in February 2026
    incidents[6].update(breach, individuals_affected=3)                     # December 2025: in the period
    incidents[12].update(breach, individuals_affected=812, severity="high")  # 500 or more
    incidents[18].update(breach, individuals_affected=41)
    late = local(date(2026, 10, 12), 10, 15)
    incidents[22].update(occurred_at=late - days(1), detected_at=late, discovered_at=late,
                         contained_at=late + timedelta(hours=7), determination="pending", determined_on=None,
                         determination_rationale=None, closed_at=None,
                         post_review_on=None, root_cause=None)
    incidents[23].update(discovered_at=local(AS_OF, 23, 30), detected_at=local(AS_OF, 23, 30),
                         occurred_at=local(AS_OF, 20), contained_at=None, closed_at=None, post_review_on=None,
                         root_cause=None, determined_on=None, determination=None, determination_rationale=None)
    incidents[14]["contained_at"] = incidents[14]["discovered_at"] + days(30)  # exactly 30 days
    incidents[14]["closed_at"] = incidents[14]["contained_at"] + days(9)


def write_incidents(source):
    rows = []
    for r in source.records:
        rows.append({
            "number": r["incident_id"], "summary": r["title"], "type": {"name": r["kind"]}, "severity": r["severity"],
            "impact": {"personalData": r["personal_data"], "individuals": r["individuals_affected"],
                       "categories": r["data_categories"], "states": r["jurisdictions"],
                       "risk": r["risk_to_individuals"]},
            "times": {"occurred": iso(r["occurred_at"]), "detected": local_text(r["detected_at"]),
                      "discovered": r["discovered_at"].isoformat(), "contained": iso_or_null(r["contained_at"]),
                      "closed": iso_or_null(r["closed_at"])},
            "decision": {"result": r["determination"], "on": iso_or_null(r["determined_on"]),
                         "why": r["determination_rationale"]},
            "rootCause": r["root_cause"], "reviewedOn": iso_or_null(r["post_review_on"]),
            "state": "closed" if r["closed_at"] else "open"})
    write_json("incidents.json", {"exportedAt": "2026-11-02T08:00:00Z", "result": {"total": len(rows), "incidents": rows}})


def make_notifications(incidents):
    source = Source("notifications", "notifications")
    for r in incidents.records:
        if r["determination"] != "breach":
            continue
        told = r["discovered_at"] + days(24)
        add_notice(source, r, "individuals", told, r["individuals_affected"])
        large = r["individuals_affected"] >= 500
        year_end = local(date(r["discovered_at"].year + 1, 2, 17), 11)
        if large or year_end <= local(AS_OF, 23, 59):
            add_notice(source, r, "authority", told if large else year_end, r["individuals_affected"])
        if large:
            add_notice(source, r, "media", told + days(1), r["individuals_affected"])
    return source


def add_notice(source, incident, recipient, moment, individuals):
    source.records.append({
        "notification_id": f"N-{len(source.records) + 1:03}", "incident_id": incident["incident_id"], "regime": "hipaa",
        "jurisdiction": "US", "recipient_kind": recipient, "individuals": individuals, "required": True,
        "notified_at": moment, "phase": "final"})


def write_notifications(source):
    rows = [dict(r, notified_at=iso(r["notified_at"])) for r in source.records]
    write_json("notifications.json", {"notifications": rows})


RIGHTS = (("access", 38, 30), ("amendment", 9, 60), ("accounting", 5, 60), ("restriction", 6, 30),
          ("confidential-communication", 5, 30), ("other", 2, 30))
PORTAL_WORDS = {"confidential-communication": "Confidential communication", "other": "Deletion"}


def make_requests():
    rng = random_for("rights requests")
    source = Source("rights", "rights_requests")
    for kind, count, limit in RIGHTS:
        for _ in range(count):
            received = random_day(rng, date(2025, 10, 1), date(2026, 10, 27))
            closed = received + days(rng.randrange(3, limit - 4))
            closed = closed if closed <= AS_OF else None
            source.records.append({
                "kind": kind, "received_on": received, "identity_verified_on": received + days(rng.randrange(0, 3)),
                "acknowledged_on": received + days(1), "due_on": received + days(limit), "extension_notified_on": None,
                "extension_reason": None, "extended_to": None, "closed_on": closed,
                "outcome": rng.choice(("granted", "granted", "granted in part", "denied")) if closed else None,
                "person_id": f"PAT-{rng.randrange(100000, 999999)}",
                "jurisdiction": "US-MA", "paused_days": 0, "channel": rng.choice(("portal", "letter", "desk"))})
    source.records.sort(key=lambda r: (r["received_on"], r["person_id"]))
    for n, record in enumerate(source.records):
        record["request_id"] = f"RR-{n + 1:04}"
    set_special_requests(source.records)
    return source


def set_special_requests(requests):
    access = [r for r in requests if r["kind"] == "access" and date(2025, 12, 1) < r["received_on"] < date(2026, 8, 1)]
    for n in (4, 13):
        access[n].update(closed_on=access[n]["received_on"] + days(37), outcome="granted")    # late
    extended = access[9]
    extended.update(closed_on=extended["received_on"] + days(52), extension_notified_on=extended["received_on"] + days(26),
                    extended_to=extended["received_on"] + days(60), extension_reason="Records in an off-site archive",
                    outcome="granted")                                                         # extended in time
    access[11].update(closed_on=access[11]["received_on"] + days(30), outcome="granted")      # on the last day


def write_requests(source):
    rows = []
    for r in source.records:
        word = PORTAL_WORDS.get(r["kind"], r["kind"].capitalize())
        row = {"id": r["request_id"], "subject": r["person_id"], "type": word, "state": r["jurisdiction"],
               "received_on": iso(r["received_on"]), "verified": iso_or_null(r["identity_verified_on"]),
               "acknowledged_on": iso(r["acknowledged_on"]), "due_on": iso(r["due_on"]),
               "closed": {"on": iso_or_null(r["closed_on"]), "outcome": r["outcome"]}, "channel": r["channel"],
               "paused_days": r["paused_days"]}
        if r["extension_notified_on"]:
            row["extension"] = {"told": iso(r["extension_notified_on"]), "until": iso(r["extended_to"]),
                                "reason": r["extension_reason"]}
        rows.append(row)
    write_json_lines("rights-requests.jsonl", rows)


ACTIVITIES = (("Patient care", "EHR", "public health and care"), ("Billing", "BILL", "contract"),
              ("Laboratory", "LIS", "public health and care"), ("Imaging", "PACS", "public health and care"),
              ("Patient portal", "PORTAL", "contract"), ("Telehealth", "TELE", "public health and care"),
              ("Personnel", "HRIS", "contract"), ("Training of staff", "LMS", "legal obligation"),
              ("Visitor records", "AD", "legitimate interests"), ("Newsletter", "WEB", "consent"))


def make_activities():
    source = Source("processing", "processing_activities")
    for n, (name, system, basis) in enumerate(ACTIVITIES):
        source.records.append({
            "activity_id": f"PA-{n + 1:02}", "name": name, "role": "controller", "purposes": [name.lower()],
            "lawful_basis": basis, "subject_categories": ["patients"] if n < 6 else ["staff"] if n < 8 else ["public"],
            "data_categories": ["contact", "health"] if n < 6 else ["contact"], "recipients": ["business associates"],
            "transfers": ["DE"] if n in (4, 9) else [], "retention": "six years after the last entry",
            "systems": [system], "owner": "Privacy Office", "reviewed_on": date(2026, 2, 2) + days(n * 19)})
    return source


def write_activities(source):
    rows = [{"attributes": {"id": r["activity_id"], "name": r["name"], "reviewed": iso(r["reviewed_on"])},
             "legal": {"role": r["role"], "basis": r["lawful_basis"], "retention": r["retention"]},
             "purposes": r["purposes"], "subjects": r["subject_categories"], "data": r["data_categories"],
             "recipients": r["recipients"], "countries": r["transfers"], "systems": ",".join(r["systems"]),
             "owner": {"office": r["owner"]}} for r in source.records]
    write_json("processing-activities.json", {"register": {"version": 7, "activities": rows}})


def make_assessments():
    source = Source("assessments", "impact_assessments")
    for n in range(7):
        started = date(2025, 6, 2) + days(n * 70)
        source.records.append({
            "assessment_id": f"IA-{n + 1:02}", "title": f"Assessment of {ACTIVITIES[n][0].lower()}",
            "kind": "pia" if n % 3 else "dpia", "activity_id": f"PA-{n + 1:02}",
            "status": "approved" if n < 5 else "in progress", "risk_level": ("low", "medium", "high")[n % 3],
            "started_on": started, "approved_on": started + days(45) if n < 5 else None,
            "approved_by": "Privacy Officer" if n < 5 else None,
            "review_on": started + days(775) if n < 5 else None, "authority_consulted": False})
    return source


def write_assessments(source):
    rows = [{k: iso_or_null(v) if k.endswith("_on") else v for k, v in r.items()} for r in source.records]
    write_json("impact-assessments.json", {"assessments": rows})
