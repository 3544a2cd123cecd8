"""Visitors at the clinics: a dataset of the workspace's own."""

from datetime import date, timedelta

from .base import Source, local, local_text, random_day, random_for, write_csv
from .names import make_names

SITES = ("Harbor Street", "North Mill", "Elm Square", "Data Center")
FIRMS = ("Süderhof Medizintechnik GmbH", "Kestrel Office Supplies", "Lakeshore Cloud Hosting", "Drumlin Landscaping", "")


def make_visits():
    rng = random_for("visits")
    source = Source("visitors", "facility_visits")
    moments = sorted(local(random_day(rng, date(2025, 10, 13), date(2026, 10, 30)), rng.randrange(7, 17),
                           rng.randrange(0, 60, 5)) for _ in range(420))
    names = make_names(rng, len(moments))
    for n, moment in enumerate(moments):
        source.records.append({
            "visit_id": f"{70001 + n}", "site": rng.choice(SITES), "visitor": names[n][2], "company": rng.choice(FIRMS),
            "badge": f"B{rng.randrange(1, 60):02}", "signed_in_at": moment,
            "signed_out_at": moment + timedelta(minutes=rng.randrange(15, 240, 15)), "escorted": True})
    elsewhere = [r for r in source.records if r["site"] != "Data Center"]
    for n in range(10, 60, 7):
        elsewhere[n]["escorted"] = False
    for n in (77, 180, 301, 366):
        source.records[n]["signed_out_at"] = None
    source.records[240]["signed_out_at"] += timedelta(days=1)   # badge found on the next day
    return source


def write_visits(source):
    header = ["Visit", "Site", "Visitor", "Company", "Badge", "In", "Out", "Escorted"]
    form = "%m/%d/%Y %I:%M %p"
    rows = [[r["visit_id"], r["site"], r["visitor"], r["company"], r["badge"], local_text(r["signed_in_at"], form),
             local_text(r["signed_out_at"], form), "Y" if r["escorted"] else "N"] for r in source.records]
    rows.insert(100, ["70900", "Elm Square", "Wintergrace, test entry", "", "B01", "13/45/2026 10:00 AM", "", "Y"])
    source.reject("visit 70900", "signed in on 13/45/2026")
    rows.insert(200, "70901,North Mill,Torn line,Drumlin Landscaping")
    source.reject("visit 70901", "4 fields instead of 8")
    write_csv("visits.csv", header, rows)
