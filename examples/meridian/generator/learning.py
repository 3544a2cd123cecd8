"""The learning system: a SQLite database with users, courses, assignments and completions."""

import sqlite3
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from .base import AS_OF, Source, days, iso, local, local_date, random_day, random_for, us_date, write_bytes

COURSES = [(1, "HIPAA-101", "Privacy at Meridian Health", "2026.1", 80),
           (2, "SEC-201", "Security awareness", "2026.2", 80),
           (3, "PHISH-110", "Recognising phishing", "2026.1", 70)]
COURSE_NAMES = {"HIPAA-101": "HIPAA-101", "SEC-201": "SEC-101", "PHISH-110": "PHISH-110"}  # as tickmark.yaml maps them
CAMPAIGNS = {"HIPAA-101": (date(2026, 3, 2), date(2026, 3, 31)),
             "SEC-201": (date(2026, 5, 18), date(2026, 6, 30)),
             "PHISH-110": (date(2026, 9, 1), date(2026, 9, 30))}
NEW_HIRE_DAYS = {"HIPAA-101": 30, "SEC-201": 60, "PHISH-110": 60}
SCHEMA = """
CREATE TABLE users (id INTEGER PRIMARY KEY, employee_no TEXT, login TEXT NOT NULL, display_name TEXT, department TEXT,
                    job_title TEXT, suspended INTEGER NOT NULL DEFAULT 0);
CREATE TABLE courses (id INTEGER PRIMARY KEY, code TEXT NOT NULL, title TEXT, version TEXT, pass_mark INTEGER);
CREATE TABLE assignments (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, course_id INTEGER NOT NULL
                          REFERENCES courses, assigned_on TEXT, due_on TEXT);
CREATE TABLE completions (assignment_id INTEGER PRIMARY KEY REFERENCES assignments, state TEXT, completed_at TEXT,
                          score REAL, attempts INTEGER);
"""


def rounds_of(person):
    """The assignments a person had: (course, assigned, due)."""
    hired, left = person["hired_on"], person["left_on"]
    rounds = []
    if hired < date(2025, 3, 1):
        rounds.append(("HIPAA-101", date(2025, 3, 3), date(2025, 3, 31)))
    else:
        rounds += [(course, hired, hired + days(length)) for course, length in NEW_HIRE_DAYS.items()]
    if hired < date(2025, 10, 1):
        rounds += [(course, *campaign) for course, campaign in CAMPAIGNS.items()]
    return [r for r in rounds if left is None or r[2] <= left]


def make_training(people):
    """Returns the source and, for the database, the rows of assignments with the texts they hold there."""
    rng = random_for("training")
    source = Source("lms", "training")
    rows = []
    never_assigned = [p["person_id"] for p in people.records[300:700:60]]
    for person in people.records:
        if not person["in_lms"] or person["hired_on"] >= date(2026, 10, 1):
            continue
        for course, assigned, due in rounds_of(person):
            if course == "HIPAA-101" and person["person_id"] in never_assigned:
                continue
            rows.append(make_assignment(rng, person, course, assigned, due, len(rows) + 1))
    set_special_rows(rows)
    for row in rows:
        take_row(source, row)
    take_demo_rows(source, rows)
    return source, rows


def make_assignment(rng, person, course, assigned, due, number):
    weak = person["department"] in ("Facilities", "Medical Staff")
    chance = rng.random()
    row = {"number": number, "person": person, "course": course, "assigned": assigned, "due": due, "state": None,
           "completed_at": None, "score": None, "attempts": None}
    if chance < (0.058 if weak else 0.022):
        if chance < 0.01:
            row.update(state="P", attempts=1)
        return row
    if chance < (0.11 if weak else 0.05):
        done = due + days(rng.randrange(1, 40))
    else:
        done = random_day(rng, assigned, due)
    done = min(done, date(2026, 11, 1))
    row.update(state="C", completed_at=local(done, rng.randrange(6, 23), rng.randrange(60), rng.randrange(60)),
               score=float(rng.randrange(160, 201)) / 2, attempts=rng.choice((1, 1, 1, 1, 2, 3)))
    return row


def of_course(rows, course, count, due=None):
    """The first rows of a course that are completed in time, from the middle of the list on."""
    start = len(rows) // 3
    found = [r for r in rows[start:] if r["course"] == course and r["state"] == "C" and "special" not in r
             and (due is None or r["due"] == due)]
    for row in found[:count]:
        row["special"] = True
    return found[:count]


def set_special_rows(rows):
    """Records on the edge of something, and rows that cannot be read."""
    due = date(2026, 3, 31)
    late_evening, early_morning = of_course(rows, "HIPAA-101", 2, due)
    late_evening["completed_at"] = local(due, 23, 30)        # next day in UTC, and still in time
    early_morning["completed_at"] = local(due + days(1), 0, 5)  # five minutes late
    for course, count in (("HIPAA-101", 2), ("SEC-201", 2), ("PHISH-110", 1)):
        for row in of_course(rows, course, count):
            row["due"] = None                                # nobody set a date
    unknown = of_course(rows, "HIPAA-101", 1)[0]
    unknown.update(due=None, state="P", completed_at=None, score=None)  # nor is it done
    future, after = of_course(rows, "PHISH-110", 2, date(2026, 9, 30))
    future.update(due=date(2026, 11, 30), state=None, completed_at=None, score=None, attempts=None)
    after.update(due=date(2026, 10, 30), completed_at=local(date(2026, 11, 2), 9, 12))  # done after the as-of date
    last = of_course(rows, "SEC-201", 1)[0]
    last.update(due=AS_OF, completed_at=local(AS_OF, 23, 45))  # the last minutes of the period; 1 November in UTC
    bad_due, bad_done, bad_score = of_course(rows, "SEC-201", 3)
    bad_due["fault"] = ("due_on", "02/30/2026")
    bad_done["fault"] = ("completed_at", "0000-00-00 00:00:00")
    bad_score["fault"] = ("score", 130.0)


def take_row(source, row):
    if "fault" in row:
        column, value = row["fault"]
        source.reject(f"assignment {row['number']}", f"{column} is {value}")
        return
    person = row["person"]
    source.records.append({
        "person_id": person["person_id"], "course": COURSE_NAMES[row["course"]], "assignment_id": str(row["number"]),
        "department": person["department"], "assigned_on": row["assigned"], "due_on": row["due"],
        "completed_on": local_date(row["completed_at"]),
    })


def take_demo_rows(source, rows):
    """The vendor's demonstration user has no employee number: its assignments have no key."""
    for course in ("HIPAA-101", "SEC-201"):
        number = len(rows) + 1
        rows.append({"number": number, "person": None, "course": course, "assigned": date(2026, 1, 5),
                     "due": date(2026, 2, 5), "state": None, "completed_at": None, "score": None, "attempts": None})
        source.reject(f"assignment {number}", "its user has no employee number")


def assignment_values(row, user_ids, course_ids):
    person_id = row["person"]["person_id"] if row["person"] else None
    due = us_date(row["due"]) or None
    if row.get("fault", ("",))[0] == "due_on":
        due = row["fault"][1]
    return (row["number"], user_ids[person_id], course_ids[row["course"]], us_date(row["assigned"]), due)


def completion_values(row):
    values = {"completed_at": iso(row["completed_at"]) or None, "score": row["score"]}
    if "fault" in row and row["fault"][0] in values:
        values[row["fault"][0]] = row["fault"][1]
    return (row["number"], row["state"], values["completed_at"], values["score"], row["attempts"])


def write_lms(people, rows):
    in_lms = [p for p in people.records if p["in_lms"]]
    users = [(n + 2, p["person_id"], p["email"].split("@")[0], p["person_name"], p["department"], p["role"],
              int(p["status"] == "terminated")) for n, p in enumerate(in_lms)]
    users.insert(0, (1, None, "demo", "Demonstration User", None, None, 0))
    user_ids = {u[1]: u[0] for u in users}
    course_ids = {c[1]: c[0] for c in COURSES}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lms.db"
        db = sqlite3.connect(path)
        db.executescript(SCHEMA)
        db.executemany("INSERT INTO users VALUES (?,?,?,?,?,?,?)", users)
        db.executemany("INSERT INTO courses VALUES (?,?,?,?,?)", COURSES)
        db.executemany("INSERT INTO assignments VALUES (?,?,?,?,?)",
                       [assignment_values(r, user_ids, course_ids) for r in rows])
        db.executemany("INSERT INTO completions VALUES (?,?,?,?,?)",
                       [completion_values(r) for r in rows if r["state"] is not None])
        db.commit()
        db.execute("VACUUM")
        db.close()
        write_bytes("lms.db", without_library_version(path.read_bytes()))


def without_library_version(content):
    """Bytes 96 to 99 of a SQLite file name the library that wrote it; the same everywhere here."""
    return content[:96] + (3040001).to_bytes(4, "big") + content[100:]
