"""Cases open at the end of an interval, by how long they have waited."""

import datetime as dt

from cube import TIMES, Role, cut, durations, following, micros, source

VALUE = "durations"

STEPS = [
    dict(grain='day', by=['category'], params={'statistic': 'mean'}),
    dict(grain='week', by=['case_type', 'customer_tier'], params={'statistic': 'p90'}),
    dict(grain='month', params={'population': "case_type = 'complaint'"}),
    dict(grain='all', by=['team']),
]


def roles(db, dims, grain, as_of, params):
    where, names = params.get("population", "true"), [f"d{place}" for place in range(len(dims))]
    if grain == "all":
        ends = [(dt.date(1970, 1, 1), as_of)]
    else:
        first = db.execute(f"select min({cut('created_at - 1', grain)}) from cases where {where}").fetchone()[0]
        ends = []
        while micros(following(first, grain)) <= as_of:
            ends.append((first, micros(following(first, grain))))
            first = following(first, grain)
    values = ", ".join(f"(date '{begin}', {end})" for begin, end in ends)
    columns = "".join(f", {name}" for name in names)
    facts = f"select iv{columns}, till - created_at as took from {source('cases', dims)} join (values {values}) t(iv, till) on created_at <= till and (closed_at is null or closed_at > till) where {where}"
    return [Role(db, facts, names, TIMES, snapshot=True)], durations(params.get("statistic", "p50")), 0
