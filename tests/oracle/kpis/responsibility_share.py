"""Cases of each party over all cases that have one."""

from cube import pair, share, timed

# Dimensions that always cut it.
OWN = ["responsibility"]

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category']),
    dict(grain='month', by=['customer_tier', 'issue_type'], params={'population': "responsibility_confidence >= 0.6"}),
]


def roles(db, dims, grain, as_of, params):
    where = f"({params.get('population', 'true')}) and responsibility is not null and responsibility != 'unknown'"
    others = [place for place, dim in enumerate(dims) if dim != "responsibility"]
    part = timed(db, "cases", "created_at", dims, grain, as_of, where)
    return [part, timed(db, "cases", "created_at", dims, grain, as_of, where, only=others)], pair(share), 0
