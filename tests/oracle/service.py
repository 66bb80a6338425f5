"""Hours of service, laid out as stretches from begin to till. Dates are those of the State Council's notice for 2025."""

import datetime as dt

from cube import micros

# As it stands in the pipeline file.
CALENDAR = {
    "holidays": "cn",
    "closed": ["2025-05-12"],
    "open": ["2025-06-14"],
    "hours": {"workdays": ["09:00-12:00", "13:30-18:00"], "saturday": ["10:00-16:00"], "holidays": ["10:00-12:00"]},
}
WORKDAY, SATURDAY, HOLIDAY = [(540, 720), (810, 1080)], [(600, 960)], [(600, 720)]
HOLIDAYS = [("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"), ("05-31", "06-02"), ("10-01", "10-08")]
MADE_UP = ["01-26", "02-08", "04-27", "09-28", "10-11"]


def hours(date):
    """Minutes since midnight."""
    key = date.strftime("%m-%d")
    if date == dt.date(2025, 5, 12):
        return []
    if date == dt.date(2025, 6, 14) or key in MADE_UP:
        return WORKDAY
    if any(first <= key <= last for first, last in HOLIDAYS):
        return HOLIDAY
    return WORKDAY if date.weekday() < 5 else SATURDAY if date.weekday() == 5 else []


def lay(db):
    """The stretches of service as a table."""
    stretches, date = [], dt.date(2025, 1, 1)
    while date.year == 2025:
        stretches += [(micros(date) + first * 60_000_000, micros(date) + last * 60_000_000) for first, last in hours(date)]
        date += dt.timedelta(days=1)
    db.execute("create or replace temp table stretches (opens bigint, shuts bigint)")
    db.executemany("insert into stretches values (?, ?)", stretches)


def worked(db, begin, end):
    """SQL of the microseconds of service between two moments, of which the first is not the later."""
    lay(db)
    overlap = f"least({end}, shuts) - greatest({begin}, opens)"
    return f"coalesce((select sum({overlap})::bigint from stretches where shuts > {begin} and opens < {end}), 0)"


def in_service(db, moment):
    """SQL of whether there is service at a moment; the end of a stretch is not in it."""
    lay(db)
    return f"exists (from stretches where opens <= {moment} and {moment} < shuts)"
