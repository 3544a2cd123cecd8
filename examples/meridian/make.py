#!/usr/bin/python3
"""Makes the example organisation: the exports in sources/, and truth.json, which says what must come out of them.

Runs on Debian's python3 with python3-openpyxl and the time zone tables; without a clock or a network, from fixed seeds,
so that each run gives the same bytes. `make.py FOLDER` writes them there instead, for a comparison.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from generator import base, evidence, learning, privacy, risks, suppliers, truth, visits, workforce  # noqa: E402


def make_all():
    """All sources by the dataset they fill, and the rows of the learning system's tables."""
    people = workforce.make_people()
    training, lms_rows = learning.make_training(people)
    accounts = workforce.make_accounts(people)
    vendors = suppliers.make_vendors()
    incidents = privacy.make_incidents()
    sources = [people, training, accounts, vendors, incidents, workforce.make_systems(), suppliers.make_reviews(vendors),
               risks.make_risks(), risks.make_vulnerabilities(), risks.make_findings(),
               privacy.make_notifications(incidents), privacy.make_requests(), privacy.make_activities(),
               privacy.make_assessments(), evidence.make_evidence(), evidence.make_attestations(),
               evidence.make_policies(), evidence.make_sample_results(accounts), visits.make_visits()]
    return {source.id: source for source in sources}, lms_rows


def write_all(sources, lms_rows):
    learning.write_lms(sources["personnel"], lms_rows)
    workforce.write_people(sources["personnel"])
    workforce.write_accounts(sources["accounts"])
    workforce.write_systems(sources["inventory"])
    suppliers.write_vendors(sources["vendors"])
    suppliers.write_reviews(sources["vendor-reviews"])
    risks.write_risks(sources["risks"])
    risks.write_vulnerabilities(sources["scanner"])
    risks.write_findings(sources["findings"])
    privacy.write_incidents(sources["incidents"])
    privacy.write_notifications(sources["notifications"])
    privacy.write_requests(sources["rights"])
    privacy.write_activities(sources["processing"])
    privacy.write_assessments(sources["assessments"])
    evidence.write_evidence(sources["evidence"])
    evidence.write_attestations(sources["attestations"])
    evidence.write_policies(sources["policies"])
    evidence.write_sample_results(sources["samples"])
    visits.write_visits(sources["visitors"])


def main():
    if len(sys.argv) > 1:
        base.folder = Path(sys.argv[1])
    sources, lms_rows = make_all()
    write_all(sources, lms_rows)
    truth.write_truth(sources)
    for source in sources.values():
        print(f"{source.id}: {len(source.records)} records, {len(source.rejected)} rejected")
        for row, why in source.rejected:
            print(f"  {row}: {why}")


if __name__ == "__main__":
    main()
