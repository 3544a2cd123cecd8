"""The vendor tracker and the reviews of vendors."""

from datetime import date

from .base import AS_OF, PERIOD_START, Source, days, german_date, iso, random_day, random_for, text, write_csv, yes_no

FIRST = ("Alpenrand Öresund Süderhof Brückner Kestrel Lakeshore Nordlicht Évian-Port Peñascal Glenmoor Hawksbill Indigo "
         "Juniper Kranich Lumen Mistral Nimbus Orchard Prairie Quarry Ridgeway Sägewerk Tidewater Übersee Vantage "
         "Willow Yarrow Zephyr Cobalt Drumlin").split()
LAST = (("Claims Services", "claims processing", True), ("Medizintechnik GmbH", "device maintenance", True),
        ("Cloud Hosting", "hosting", True), ("Shredding", "document destruction", True),
        ("Transcription", "transcription", True), ("Analytics", "data analysis", True),
        ("Catering", "catering", False), ("Gebäudereinigung", "cleaning", False), ("Payroll", "payroll", False),
        ("Office Supplies", "supplies", False), ("Landscaping", "grounds", False), ("Media", "web and print", False))
OWNERS = ("Vendor Management", "IT Operations", "Billing", "Clinical Informatics", "Facilities")
TIERS = {"critical": "A", "high": "B", "medium": "C", "low": "D"}
INTERVAL = {"critical": 365, "high": 365, "medium": 730, "low": 1095}
HEADER = ["Vendor No.", "Name", "Tier", "Service", "Role", "Business associate", "Data", "Country", "Subprocessors",
          "DPA signed", "BAA signed", "Geprüft am", "Next review", "Review state", "Contract end", "Owner", "Remarks"]


def make_vendors():
    rng = random_for("vendors")
    source = Source("vendors", "vendors")
    for n in range(117):
        source.records.append(make_vendor(rng, n))
    set_special_vendors(source.records)
    return source


def make_vendor(rng, n):
    last, service, associate = LAST[(n * 5 + n // 12) % len(LAST)]
    tier = rng.choices(list(TIERS), (10, 20, 40, 30) if associate else (0, 4, 36, 60))[0]
    reviewed = random_day(rng, AS_OF - days(INTERVAL[tier] - 25), date(2026, 9, 30))
    european = rng.random() < 0.15
    return {
        "vendor_id": f"V-{n + 1:03}",
        "name": f"{FIRST[(n * 7) % len(FIRST)]} {last}",
        "tier": tier,
        "service": service,
        "data_role": "processor" if associate or service == "payroll" else "none",
        "business_associate": associate,
        "data_categories": (["contact", "health", "insurance"] if associate else ["contact"])[:rng.randrange(1, 4)],
        "country": rng.choice(("DE", "SE", "IE")) if european else "US",
        "subprocessors": rng.sample(("Fjord Cloud", "Lakeshore Cloud Hosting", "Mühlbach Rechenzentrum"),
                                    rng.randrange(0, 3)) if associate else [],
        "dpa_signed_on": random_day(rng, date(2019, 1, 7), date(2025, 12, 1))
        if associate or service == "payroll" else None,
        "baa_signed_on": random_day(rng, date(2019, 1, 7), date(2026, 3, 1)) if associate else None,
        "last_review_on": reviewed,
        "next_review_on": reviewed + days(INTERVAL[tier]),
        "review_status": rng.choice(("approved", "approved", "approved", "approved with conditions")),
        "contract_end_on": random_day(rng, date(2026, 11, 15), date(2029, 12, 31)) if rng.random() < 0.6 else None,
        "owner": rng.choice(OWNERS),
        "remarks": rng.choice(("", "", "", "Rechnungen an die Zentrale", "see \"annex 2\"; renewed by e-mail",
                               "Contact changed.\nNew address on file.", "– no remarks –")),
    }


def set_special_vendors(vendors):
    """What is missing or past, and records on a limit."""
    for n in (8, 57, 99):
        vendors[n]["contract_end_on"] = date(2026, 2, 28)       # contract ended in the period
    vendors[20]["contract_end_on"] = AS_OF                      # last day of the contract: still current
    current = [v for v in vendors if v["contract_end_on"] is None or v["contract_end_on"] >= AS_OF]
    associates = [v for v in current if v["business_associate"]]
    for n in (4, 19):
        associates[n]["baa_signed_on"] = None
    associates[31]["baa_signed_on"] = date(2026, 11, 9)         # signed after the as-of date
    associates[33]["baa_signed_on"] = AS_OF
    important = [v for v in current if v["tier"] in ("critical", "high")]
    important[2].update(last_review_on=date(2025, 9, 3), next_review_on=date(2026, 9, 3), review_status="overdue")
    important[5].update(next_review_on=AS_OF)                   # due on the as-of date: not past
    important[9].update(last_review_on=None, next_review_on=None, review_status="not started")
    rest = [v for v in current if v["tier"] in ("medium", "low")]
    for n in (3, 21, 38, 55):
        rest[n].update(last_review_on=date(2024, 7, 1), next_review_on=date(2026, 7, 1), review_status="overdue")
    rest[11].update(business_associate=None, data_role=None, baa_signed_on=None)  # nobody has decided yet
    rest[30]["tier"] = None


def vendor_row(v):
    return [v["vendor_id"], v["name"], TIERS.get(v["tier"], ""), v["service"], text(v["data_role"]),
            yes_no(v["business_associate"]), ", ".join(v["data_categories"]), v["country"],
            "; ".join(v["subprocessors"]), german_date(v["dpa_signed_on"]), german_date(v["baa_signed_on"]),
            german_date(v["last_review_on"]), german_date(v["next_review_on"]), v["review_status"],
            german_date(v["contract_end_on"]), v["owner"], v["remarks"]]


def write_vendors(source):
    rows = [vendor_row(v) for v in source.records]
    extra = dict(source.records[0], vendor_id="V-118", name="Überlingen Archivdienste", remarks="")
    wrong_tier = vendor_row(extra)
    wrong_tier[2] = "Gold"
    source.reject("V-118", "tier Gold is not one that the tracker defines")
    wrong_date = vendor_row(dict(extra, vendor_id="V-119", name="Zürichsee Labortechnik"))
    wrong_date[11] = "31.06.2026"
    source.reject("V-119", "last review on 31.06.2026")
    rows[40:40] = [wrong_tier, wrong_date]
    rows.insert(77, "V-120;Kranich Media;D;web and print;none;no;contact")
    source.reject("V-120", "7 fields instead of 17")
    duplicate = vendor_row(dict(source.records[12], remarks="entered twice", tier="low"))
    rows.append(duplicate)
    source.reject("V-013, at the end", "the number stands in the file already")
    write_csv("vendors.csv", HEADER, rows, delimiter=";", encoding="windows-1252")


def make_reviews(vendors):
    rng = random_for("vendor reviews")
    source = Source("vendor-reviews", "vendor_reviews")
    for v in vendors.records:
        if v["last_review_on"] is None:
            continue
        found = rng.choices((0, 0, 1, 2, 3), (50, 25, 14, 7, 4))[0]
        source.records.append({
            "review_id": f"VR-{len(source.records) + 1:04}", "vendor_id": v["vendor_id"],
            "reviewed_on": v["last_review_on"], "reviewer": rng.choice(("R. Hollowmere", "D. Tarnwold", "J. Mühlenfeldt")),
            "outcome": "approved with conditions" if found else "approved",
            "conditions": "Close the open points within 90 days" if found else None,
            "findings_open": found, "next_review_on": v["next_review_on"]})
    recent = [r for r in source.records if PERIOD_START <= r["reviewed_on"] <= AS_OF]
    recent[10]["findings_open"] = None  # with conditions or without, nothing to follow up is known
    recent[10]["conditions"] = "None"
    return source


def write_reviews(source):
    header = ["review_id", "vendor_id", "reviewed_on", "reviewer", "outcome", "conditions", "findings_open",
              "next_review_on"]
    write_csv("vendor-reviews.csv", header,
              [[iso(r[h]) if h.endswith("_on") else text(r[h]) for h in header] for r in source.records])
