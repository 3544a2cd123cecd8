"""The risk register (a workbook as people keep it), weaknesses and findings."""

import io
import re
import zipfile
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from .base import AS_OF, Source, days, iso, random_day, random_for, text, write_bytes, write_csv

THREATS = ("Ransomware on", "Misdirected messages from", "Outage of", "Stolen credentials for", "Unpatched software in",
           "Insider misuse of", "Loss of backup for", "Wrong access rights in", "Vendor failure behind",
           "Misconfiguration of")
WHERE = (("EHR", "the record system"), ("PACS", "the imaging archive"), ("LIS", "the laboratory system"),
         ("BILL", "billing"), ("PORTAL", "the patient portal"), ("MAIL", "e-mail"))
OWNERS = ("Chief Information Officer", "Security Officer", "Privacy Officer", "Clinical Informatics", "Facilities")
APPETITE = 9
HEADER = ["Risk ID", "Title", "Category", "Description", "Owner", "Systems", "Assessed", "Likelihood (inherent)",
          "Impact (inherent)", "Likelihood (residual)", "Impact (residual)", "Treatment", "Rationale", "Status",
          "Raised", "Review due", "Treatment due", "Closed", "Accepted by", "Accepted on", "Accepted until",
          "Acceptance rationale"]
FIELDS = ["risk_id", "title", "category", "description", "owner", "systems", "assessed_on", "inherent_likelihood",
          "inherent_impact", "residual_likelihood", "residual_impact", "treatment", "rationale", "status", "raised_on",
          "review_on", "target_on", "closed_on", "accepted_by", "accepted_on", "accepted_until",
          "acceptance_rationale"]
GROUPS = (("Identification", 1, 6), ("Before treatment", 7, 9), ("After treatment", 10, 11), ("Treatment", 12, 18),
          ("Acceptance", 19, 22))


def make_risks():
    rng = random_for("risks")
    source = Source("risks", "risks")
    for n in range(60):
        source.records.append(make_risk(rng, n))
    set_special_risks(source.records)
    return source


def make_risk(rng, n):
    system, name = WHERE[(n * 7 + n // 10) % len(WHERE)]
    closed = n % 4 == 3 and n < 56
    raised = random_day(rng, date(2023, 2, 1), date(2026, 6, 30))
    likelihood, impact = rng.randrange(2, 6), rng.randrange(3, 6)
    residual = min(likelihood, rng.randrange(1, 4)), min(impact, rng.randrange(1, 4))
    assessed = random_day(rng, date(2025, 12, 1), date(2026, 9, 30))
    treatment = rng.choice(("mitigate", "mitigate", "mitigate", "transfer", "avoid"))
    return {
        "risk_id": f"R-{n + 1:03}", "title": f"{THREATS[n % len(THREATS)]} {name}",
        "category": rng.choice(("technical", "people", "third party", "physical")),
        "description": f"{THREATS[n % len(THREATS)]} {name} could expose or withhold patient data.",
        "owner": rng.choice(OWNERS), "systems": [system] if rng.random() < 0.7 else [system, "AD"],
        "assessed_on": max(assessed, raised), "inherent_likelihood": likelihood, "inherent_impact": impact,
        "residual_likelihood": residual[0], "residual_impact": residual[1], "appetite": APPETITE,
        "treatment": treatment, "rationale": "Lowers the likelihood" if treatment == "mitigate" else None,
        "status": "closed" if closed else "open", "raised_on": raised, "review_on": max(assessed, raised) + days(365),
        "target_on": random_day(rng, date(2026, 11, 15), date(2027, 9, 30)) if not closed else date(2026, 6, 30),
        "closed_on": random_day(rng, date(2026, 7, 1), date(2026, 10, 20)) if closed else None,
        "accepted_by": None, "accepted_on": None, "accepted_until": None, "acceptance_rationale": None,
    }


def set_special_risks(risks):
    opened = [r for r in risks if r["status"] == "open"]
    for n in (4, 12, 20, 28):
        opened[n].update(residual_likelihood=3, residual_impact=4)       # above appetite, treated with a date
    opened[36].update(residual_likelihood=2, residual_impact=5)          # 10: above
    opened[5].update(residual_likelihood=3, residual_impact=3)           # 9: exactly at appetite
    accepted = {"treatment": "accept", "target_on": None, "accepted_by": "Chief Executive",
                "accepted_on": date(2025, 12, 12), "acceptance_rationale": "Replacement is planned; cost of a cure too high",
                "residual_likelihood": 3, "residual_impact": 5}
    opened[15].update(accepted, accepted_until=date(2026, 12, 31))
    opened[22].update(accepted, accepted_until=AS_OF)                    # accepted until the as-of date: still valid
    opened[30].update(accepted, accepted_until=date(2026, 9, 30))        # acceptance has run out
    opened[9]["target_on"] = date(2026, 8, 31)                           # treatment overdue
    opened[18]["target_on"] = AS_OF                                      # due on the as-of date: not overdue
    opened[25]["assessed_on"] = AS_OF.replace(year=2025)                 # exactly 12 months


def write_risks(source):
    book = Workbook()
    legend = book.active
    legend.title = "Legend"
    write_legend(legend)
    sheet = book.create_sheet("Register")
    write_register(sheet, source.records)
    book.active = 1
    out = io.BytesIO()
    book.save(out)
    write_bytes("risk-register.xlsx", without_clock(out.getvalue()))


def write_legend(sheet):
    lines = [("Scale", "Likelihood", "Impact"), (1, "rare", "negligible"), (2, "unlikely", "minor"),
             (3, "possible", "moderate"), (4, "likely", "major"), (5, "almost certain", "severe"), (),
             ("Score", "likelihood × impact"), ("Appetite", f"{APPETITE}; above it: treat or accept in writing")]
    for line in lines:
        sheet.append(line)


def write_register(sheet, risks):
    last = get_column_letter(len(HEADER))
    sheet["A1"] = "Meridian Health — Risk register"
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.merge_cells(f"A1:{last}1")
    sheet["A2"] = "Status of 30 October 2026 · Security Office · confidential"
    sheet.merge_cells(f"A2:{last}2")
    for title, first, end in GROUPS:
        cell = sheet.cell(row=4, column=first, value=title)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(horizontal="center")
        cell.fill = PatternFill("solid", fgColor="D9E4EC")
        if end > first:
            sheet.merge_cells(start_row=4, start_column=first, end_row=4, end_column=end)
    for column, title in enumerate(HEADER, 1):
        sheet.cell(row=5, column=column, value=title).font = Font(bold=True)
    for row, risk in enumerate(risks, 6):
        for column, name in enumerate(FIELDS, 1):
            cell = sheet.cell(row=row, column=column, value=shown(name, risk[name]))
            if isinstance(risk[name], date):
                cell.number_format = "mm/dd/yyyy"
    sheet.freeze_panes = "C6"


def shown(name, value):
    if name == "systems":
        return "; ".join(value)
    if name in ("treatment", "status"):
        return value.capitalize()
    return value


def without_clock(content):
    """The same workbook with the time of its making taken out: document properties and zip entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-10-30T12:00:00Z", part)
            entry = zipfile.ZipInfo(name, (2026, 10, 30, 12, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            new.writestr(entry, part)
    return out.getvalue()


ALLOWED = {"Critical": 15, "High": 30, "Medium": 90, "Low": 180}


def make_vulnerabilities():
    rng = random_for("vulnerabilities")
    source = Source("scanner", "vulnerabilities")
    for n in range(140):
        severity = rng.choices(list(ALLOWED), (8, 25, 45, 22))[0]
        found = random_day(rng, date(2025, 8, 1), date(2026, 10, 26))
        due = found + days(ALLOWED[severity])
        fixed = random_day(rng, found, due)
        source.records.append({
            "vulnerability_id": f"MV-{1000 + n // 2}",
            "asset": f"{('srv', 'ws', 'net')[n % 3]}-{n:03}.meridian-health.example",
            "title": rng.choice(("Outdated library", "Weak cipher offered", "Missing operating system update",
                                 "Default configuration", "Browser out of date")),
            "severity": severity, "cve": None, "found_on": found, "due_on": due,
            "fixed_on": fixed if fixed <= AS_OF else None})
    set_special_weaknesses(source.records)
    for record in source.records:
        record["status"] = "fixed" if record["fixed_on"] else "open"
    return source


def set_special_weaknesses(records):
    serious = [r for r in records if r["severity"] in ("High", "Critical") and date(2026, 1, 1) < r["due_on"] < AS_OF]
    for n in (3, 9):
        serious[n]["fixed_on"] = serious[n]["due_on"] + days(6)
    serious[14]["fixed_on"] = None                                       # still open, and late
    serious[17]["fixed_on"] = serious[17]["due_on"]                      # on the last day: in time
    serious[20].update(severity="HIGH")                                  # the same word, written otherwise
    lesser = [r for r in records if r["severity"] == "Medium" and date(2026, 1, 1) < r["due_on"] < AS_OF]
    for n in (5, 13, 21, 27):
        lesser[n]["fixed_on"] = lesser[n]["due_on"] + days(20)


def write_vulnerabilities(source):
    header = ["Finding", "Asset", "Title", "Severity", "CVE", "First seen", "Fix by", "Fixed", "State"]
    names = ["vulnerability_id", "asset", "title", "severity", "cve", "found_on", "due_on", "fixed_on", "status"]
    rows = [[r[n].strftime("%Y/%m/%d") if isinstance(r[n], date) else text(r[n]) for n in names]
            for r in source.records]
    rows.insert(50, ["MV-1099", "", "Outdated library", "Low", "", "2026/09/01", "2027/02/28", "", "open"])
    source.reject("MV-1099", "no asset, which is part of the key")
    write_csv("vulnerabilities.csv", header, rows, newline="\n")


def make_findings():
    source = Source("findings", "findings")
    rng = random_for("findings")
    controls = ("ACC-04", "VEN-02", "TEC-05", "LOG-02", "CON-01", "POL-01")
    for n in range(16):
        raised = date(2025, 3, 10) + days(n * 36)
        due = raised + days(90)
        closed = due - days(rng.randrange(1, 30))
        done = closed <= AS_OF and n < 13
        source.records.append({
            "finding_id": f"F-{2025 + n // 9}-{n + 1:02}",
            "title": f"Gap in {controls[n % 6]} found at {('review', 'audit')[n % 2]}",
            "origin": ("internal audit", "risk analysis", "incident")[n % 3], "control_id": controls[n % 6],
            "severity": ("high", "medium", "low")[n % 3], "raised_on": raised, "original_due_on": due, "due_on": due,
            "closed_on": closed if done else None, "owner": ("Security Officer", "Privacy Officer")[n % 2],
            "status": "closed" if done else "open", "plan": "Correct the cause, check after 30 days",
            "milestones": ["agree the plan", "carry it out", "verify"],
            "verified_by": "Internal Audit" if done else None, "verified_on": closed + days(10) if done else None})
    special = source.records
    special[13].update(control_id="ACC-03", title="Accounts of leavers stay enabled", severity="high",
                       raised_on=date(2026, 6, 20), original_due_on=date(2026, 8, 31), due_on=date(2026, 9, 30))
    special[14].update(control_id="VEN-01", title="Business associates without a signed agreement", severity="high",
                       raised_on=date(2026, 8, 3), original_due_on=date(2026, 12, 15), due_on=date(2026, 12, 15))
    special[15].update(control_id="TRN-01", title="Privacy training not finished on time", severity="medium",
                       raised_on=date(2026, 4, 20), original_due_on=date(2026, 11, 30), due_on=date(2026, 11, 30))
    return source


def write_findings(source):
    names = ["finding_id", "title", "origin", "control_id", "severity", "raised_on", "original_due_on", "due_on",
             "closed_on", "owner", "status", "plan", "milestones", "verified_by", "verified_on"]
    rows = [[" | ".join(r[n]) if n == "milestones" else iso(r[n]) if isinstance(r[n], date) else text(r[n])
             for n in names] for r in source.records]
    write_csv("findings.csv", names, rows)
