"""Cases of each issue type over all cases."""

from cube import pair, share, timed

# Dimensions that always cut it.
OWN = ["issue_type"]

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category']),
    dict(grain='month', by=['customer_tier', 'case_type'], params={'population': 'issue_type is not null'}),
]


def roles(db, dims, grain, as_of, params):
    where = params.get("population", "true")
    part = timed(db, "cases", "created_at", dims, grain, as_of, where)
    whole = timed(db, "cases", "created_at", dims, grain, as_of, where, only=[place for place, dim in enumerate(dims) if dim != "issue_type"])
    return [part, whole], pair(share), 0
