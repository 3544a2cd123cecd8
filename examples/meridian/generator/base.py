"""What every part of the generator needs: the dates, the random numbers, the rows and how to write them."""

import csv
import io
import json
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

AS_OF = date(2026, 10, 31)
PERIOD_START = date(2025, 11, 1)
ZONE = ZoneInfo("America/New_York")
folder = Path(__file__).resolve().parent.parent  # where the files go; make.py may say another place


def random_for(part):
    """Random numbers of one part, so that a change in one part leaves the others as they are."""
    return random.Random("Meridian Health: " + part)


@dataclass
class Source:
    """One source as the generator knows it: the records that must come out, and the rows that must not."""

    id: str
    dataset: str
    records: list = field(default_factory=list)
    rejected: list = field(default_factory=list)  # (which row, why)

    def reject(self, row, why):
        self.rejected.append((row, why))


def days(count):
    return timedelta(days=count)


def local(day, hour, minute=0, second=0):
    """The moment at which clocks in New York show this time."""
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE).astimezone(timezone.utc)


def local_date(moment):
    return None if moment is None else moment.astimezone(ZONE).date()


def random_day(rng, first, last):
    return first + days(rng.randrange((last - first).days + 1))


def us_date(day):
    return "" if day is None else day.strftime("%m/%d/%Y")


def german_date(day):
    return "" if day is None else day.strftime("%d.%m.%Y")


def iso(value):
    """ISO text of a date or of a moment in UTC; an empty text for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def iso_or_null(value):
    return iso(value) or None


def local_text(moment, form="%Y-%m-%d %H:%M"):
    """A moment as a system writes it that knows no zones."""
    return "" if moment is None else moment.astimezone(ZONE).strftime(form)


def yes_no(value):
    return {True: "yes", False: "no", None: ""}[value]


def text(value):
    return "" if value is None else str(value)


def write_bytes(name, content):
    path = folder / "sources" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_csv(name, header, rows, delimiter=",", encoding="utf-8", newline="\r\n"):
    """Writes a CSV; a row that is a text is written as it stands, so that a broken line can be."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline)
    writer.writerow(header)
    for row in rows:
        if isinstance(row, str):
            out.write(row + newline)
        else:
            writer.writerow(row)
    write_bytes(name, out.getvalue().encode(encoding))


def write_json(name, document):
    write_bytes(name, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())


def write_json_lines(name, objects):
    lines = [json.dumps(o, ensure_ascii=False, separators=(",", ":")) for o in objects]
    write_bytes(name, ("\n".join(lines) + "\n").encode())
