"""Conditions about values that may be missing: each gives True, False or None, which is "cannot be known".

Written for truth.json alone, without a look at how tickmark does it, so that the two can be compared.
"""

import calendar
from datetime import date, datetime, timedelta

from .base import AS_OF, PERIOD_START, local_date


def day(value):
    """A moment as the day it is in New York."""
    return local_date(value) if isinstance(value, datetime) else value


def both_known(relation):
    def compare(a, b):
        a, b = (day(a), b) if type(b) is date else (a, day(b)) if type(a) is date else (a, b)
        return None if a is None or b is None else relation(a, b)
    return compare


eq = both_known(lambda a, b: a == b)
ne = both_known(lambda a, b: a != b)
lt = both_known(lambda a, b: a < b)
le = both_known(lambda a, b: a <= b)
gt = both_known(lambda a, b: a > b)
ge = both_known(lambda a, b: a >= b)


def one_of(value, words):
    return None if value is None else value in words


def none(value):
    return value is None


def some(value):
    return value is not None


def all_of(*parts):
    return False if False in parts else None if None in parts else True


def any_of(*parts):
    return True if True in parts else None if None in parts else False


def inverse(part):
    return None if part is None else not part


def between(value, first, last):
    return all_of(ge(value, first), le(value, last))


def in_period(value):
    return between(value, PERIOD_START, AS_OF)


def plus_days(value, count):
    return None if value is None else day(value) + timedelta(days=count)


def plus_months(value, count):
    if value is None:
        return None
    month = value.year * 12 + value.month - 1 + count
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(value.day, calendar.monthrange(year, month)[1]))


def days_between(first, last):
    return None if first is None or last is None else (day(last) - day(first)).days


def lower(value):
    return None if value is None else value.lower()


def first_known(*values):
    return next((v for v in values if v is not None), None)
