"""Cases open at the end of an interval."""

import datetime as dt

from cube import Role, counted, cut, following, micros, source

STEPS = [
    dict(grain='day', by=['category']),
    dict(grain='week', by=['case_type', 'issue_type']),
    dict(grain='month'),
    dict(grain='all', by=['customer_tier']),
]


def roles(db, dims, grain, as_of, params):
    where, names = params.get("population", "true"), [f"d{place}" for place in range(len(dims))]
    if grain == "all":
        ends = [(dt.date(1970, 1, 1), as_of)]
    else:
        first = db.execute(f"select min({cut('created_at - 1', grain)}) from cases").fetchone()[0]
        ends = []
        while micros(following(first, grain)) <= as_of:
            ends.append((first, micros(following(first, grain))))
            first = following(first, grain)
    values = ", ".join(f"(date '{begin}', {end})" for begin, end in ends)
    columns = "".join(f", {name}" for name in names)
    facts = f"select iv{columns} from {source('cases', dims)} join (values {values}) t(iv, till) on created_at <= till and (closed_at is null or closed_at > till) where {where}"
    return [Role(db, facts, names, "count(*)", snapshot=True)], counted, 0
