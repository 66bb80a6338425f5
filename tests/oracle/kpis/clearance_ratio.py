"""Cases closed over cases created."""

from cube import pair, quotient, timed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['issue_type']),
    dict(grain='month', by=['category', 'customer_tier']),
]


def roles(db, dims, grain, as_of, params):
    where = params.get("population", "true")
    closed = timed(db, "cases", "closed_at", dims, grain, as_of, where)
    created = timed(db, "cases", "created_at", dims, grain, as_of, where)
    return [closed, created], pair(quotient), 0
