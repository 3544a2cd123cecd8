"""The people, as the personnel system exports them, and their accounts in several systems."""

from datetime import date

from .base import (AS_OF, PERIOD_START, Source, days, iso, local, local_text, random_day, random_for, us_date,
                   write_csv)
from .names import make_names

DEPARTMENTS = {
    "Nursing": ("Registered Nurse", "Nurse Practitioner", "Care Assistant"),
    "Medical Staff": ("Physician", "Physician Assistant", "Resident"),
    "Front Desk": ("Receptionist", "Scheduler"),
    "Billing": ("Billing Specialist", "Coder"),
    "Laboratory": ("Lab Technician", "Phlebotomist"),
    "Imaging": ("Radiographer", "Sonographer"),
    "Pharmacy": ("Pharmacist", "Pharmacy Technician"),
    "IT Operations": ("System Administrator", "Service Desk Analyst"),
    "Administration": ("Office Manager", "Analyst"),
    "Facilities": ("Technician", "Porter"),
}
WEIGHTS = (26, 14, 14, 9, 8, 6, 5, 5, 7, 6)
COUNT = 853
NOT_IN_LMS = (212, 455, 640, 811)  # in the personnel system, unknown to the learning system


def left_day(rng, n, hired):
    """When the n-th person left, if they did: 32 before the period, 40 in it, one after it."""
    if n % 26 == 5:
        return max(random_day(rng, date(2024, 6, 1), date(2025, 10, 31)), hired + days(90))
    if n % 21 == 9:
        return max(random_day(rng, PERIOD_START, date(2026, 9, 30)), hired + days(90))
    return None


def hired_day(rng, n):
    if n >= COUNT - 6:
        return random_day(rng, date(2026, 10, 5), date(2026, 10, 30))  # too new to be trained yet
    if n % 26 != 5 and n % 21 != 9 and n % 10 == 3:
        return random_day(rng, date(2025, 11, 3), date(2026, 8, 20))
    return random_day(rng, date(2008, 1, 2), date(2025, 2, 20))


def make_people():
    rng = random_for("people")
    names = make_names(rng, COUNT)
    source = Source("personnel", "people")
    for n, (given, family, display) in enumerate(names):
        department = rng.choices(list(DEPARTMENTS), WEIGHTS)[0]
        hired = hired_day(rng, n)
        source.records.append({
            "person_id": f"MH{10001 + n * 7}",
            "person_name": display, "given": given, "family": family,
            "email": f"mh{10001 + n * 7}@meridian-health.example",
            "department": department,
            "role": rng.choice(DEPARTMENTS[department]),
            "manager_id": f"MH{10001 + (n // 40) * 7}" if n % 40 else None,
            "hired_on": hired,
            "left_on": left_day(rng, n, hired),
            "in_lms": n not in NOT_IN_LMS,
        })
    set_special_leavers(source.records)
    for person in source.records:
        gone = person["left_on"] is not None and person["left_on"] <= AS_OF
        person["status"] = "terminated" if gone else "active"
    return source


def set_special_leavers(people):
    """Two who left shortly before the as-of date with an account still live, and one who has given notice."""
    people[100]["left_on"] = date(2026, 8, 14)   # nobody disabled anything
    people[101]["left_on"] = date(2026, 10, 30)  # disabled on the next working day, after the as-of date
    people[102]["left_on"] = date(2026, 11, 6)   # still in the workforce on the as-of date


def write_people(source):
    header = ["Employee ID", "Name", "E-mail", "Department", "Job title", "Manager ID", "Hire date",
              "Termination date", "Employment status"]
    rows = [[p["person_id"], p["person_name"], p["email"], p["department"], p["role"], p["manager_id"] or "",
             us_date(p["hired_on"]), us_date(p["left_on"]), "T" if p["status"] == "terminated" else "A"]
            for p in source.records]
    write_csv("people.csv", header, rows, encoding="utf-8-sig")


SYSTEMS = [  # id, name, owner, criticality, personal data, PHI, hosting, last risk analysis
    ("EHR", "Electronic health record", "Clinical Informatics", "critical", True, True, "vendor cloud", date(2026, 5, 18)),
    ("PACS", "Imaging archive", "Imaging", "critical", True, True, "own data centre", date(2026, 5, 20)),
    ("LIS", "Laboratory information system", "Laboratory", "critical", True, True, "own data centre", date(2026, 5, 27)),
    ("RX", "Pharmacy system", "Pharmacy", "high", True, True, "vendor cloud", date(2026, 6, 3)),
    ("BILL", "Billing and claims", "Billing", "high", True, True, "vendor cloud", date(2025, 10, 31)),
    ("PORTAL", "Patient portal", "Clinical Informatics", "high", True, True, "vendor cloud", date(2026, 2, 11)),
    ("TELE", "Telehealth", "Clinical Informatics", "medium", True, True, "vendor cloud", date(2026, 8, 20)),
    ("MAIL", "E-mail and calendar", "IT Operations", "high", True, True, "vendor cloud", date(2026, 6, 15)),
    ("BACKUP", "Backup service", "IT Operations", "critical", True, True, "own data centre", date(2026, 6, 16)),
    ("AD", "Directory", "IT Operations", "critical", True, False, "own data centre", date(2026, 6, 17)),
    ("HRIS", "Personnel system", "Human Resources", "medium", True, False, "vendor cloud", date(2026, 3, 9)),
    ("LMS", "Learning system", "Human Resources", "low", True, False, "vendor cloud", None),
    ("WIFI", "Guest wireless", "IT Operations", "low", False, False, "own data centre", date(2025, 4, 2)),
    ("WEB", "Public web site", "Communications", "low", False, False, "vendor cloud", None),
]
SYSTEM_FIELDS = ["system_id", "name", "owner", "criticality", "holds_personal_data", "holds_phi", "hosting",
                 "last_risk_analysis_on"]


def make_systems():
    return Source("inventory", "systems", [dict(zip(SYSTEM_FIELDS, row)) for row in SYSTEMS])


def write_systems(source):
    rows = [[str(v).lower() if isinstance(v, bool) else iso(v) if isinstance(v, date) else v or ""
             for v in record.values()] for record in source.records]
    write_csv("systems.csv", SYSTEM_FIELDS, rows)


def make_accounts(people):
    rng = random_for("accounts")
    source = Source("accounts", "accounts")
    for person in people.records:
        for system in systems_of(rng, person):
            source.records.append(make_account(rng, person, system))
    for n, system in enumerate(("AD", "AD", "LIS", "EHR")):
        source.records.append(technical_account(n, system))
    set_special_accounts(people.records, source.records)
    return source


def systems_of(rng, person):
    if person["left_on"] and person["left_on"] < date(2025, 6, 1):
        return ["AD"]
    systems = ["AD"]
    if person["department"] in ("Nursing", "Medical Staff", "Front Desk", "Pharmacy") and rng.random() < 0.75:
        systems.append("EHR")
    if person["department"] == "Laboratory":
        systems.append("LIS")
    if person["department"] == "Billing":
        systems.append("BILL")
    return systems


def make_account(rng, person, system):
    privileged = person["role"] == "System Administrator" or (system == "LIS" and rng.random() < 0.08)
    gone = person["left_on"] if person["left_on"] and person["left_on"] <= AS_OF else None
    created = max(person["hired_on"], date(2015, 3, 1))
    reviewed = random_day(rng, date(2026, 9, 7), date(2026, 9, 18)) if privileged else random_day(
        rng, date(2026, 4, 13), date(2026, 4, 30))
    if gone and gone < reviewed:
        reviewed = gone - days(rng.randrange(20, 60))
    last = gone or random_day(rng, date(2026, 8, 20), date(2026, 11, 1))
    return {
        "system_id": system,
        "account_id": person["email"].split("@")[0] + ("-adm" if privileged else ""),
        "person_id": person["person_id"],
        "privileged": privileged,
        "mfa": True if privileged else rng.random() < 0.86,
        "created_on": created,
        "last_login_at": local(max(last, created), rng.randrange(6, 19), rng.randrange(60)),
        "disabled_on": gone,
        "last_reviewed_on": reviewed if reviewed > created else None,
    }


def technical_account(n, system):
    return {"system_id": system, "account_id": f"svc-{('print', 'scan', 'analyser', 'import')[n]}", "person_id": None,
            "privileged": False, "mfa": None, "created_on": date(2019, 5, 6 + n),
            "last_login_at": local(date(2026, 10, 30), 2, 15 + n),
            "disabled_on": date(2024, 2, 1) if n == 3 else None, "last_reviewed_on": date(2026, 4, 21)}


def set_special_accounts(people, accounts):
    """The gaps an auditor would find, and records that stand exactly on a limit."""
    by_person = {}
    for account in accounts:
        by_person.setdefault(account["person_id"], []).append(account)
    for account in by_person[people[100]["person_id"]]:
        account["disabled_on"] = None
    for account in by_person[people[101]["person_id"]]:
        account["disabled_on"] = date(2026, 11, 2)
    enabled = [a for a in accounts if a["disabled_on"] is None and a["person_id"]]
    privileged = [a for a in enabled if a["privileged"]]
    for account in privileged[3:5]:
        account["mfa"] = False
    privileged[7]["mfa"] = None                             # the directory does not say
    for account in privileged[9:12]:
        account["last_reviewed_on"] = date(2026, 5, 4)      # last quarter's review passed them by
    privileged[13]["last_reviewed_on"] = AS_OF - days(90)   # exactly 90 days: in time
    others = [a for a in enabled if not a["privileged"] and a["created_on"] < date(2024, 1, 1)]
    others[27]["last_reviewed_on"] = date(2025, 10, 31)     # exactly 12 months: in time
    for n, account in enumerate(others[30:35]):
        account["last_login_at"] = local(date(2026, 3, 2) + days(n * 11), 9, 30)
    others[36]["last_login_at"] = local(AS_OF - days(90), 0, 10)  # exactly 90 days, and the day before in some zones
    others[37]["last_login_at"] = None                      # never used


def write_accounts(source):
    header = ["System", "Account", "Employee ID", "Privileged", "MFA", "Created", "Last login", "Disabled",
              "Last reviewed"]
    rows = [[a["system_id"], a["account_id"], a["person_id"] or "", "Y" if a["privileged"] else "N",
             {True: "Enabled", False: "Not enrolled", None: ""}[a["mfa"]], us_date(a["created_on"]),
             local_text(a["last_login_at"]), us_date(a["disabled_on"]), us_date(a["last_reviewed_on"])]
            for a in source.records]
    write_csv("accounts.csv", header, rows)
