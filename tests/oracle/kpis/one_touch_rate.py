"""Closed cases that took few replies."""

from cube import timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['team'], params={'touches': 3}),
    dict(grain='month', by=['category', 'customer_tier'], params={'population': "replies > 0", 'touches': 4}),
]


def roles(db, dims, grain, as_of, params):
    where = f"({params.get('population', 'true')}) and replies is not null"
    gather = f"count(*) filter (where replies <= {params.get('touches', 2) - 1}), count(*)"
    return [timed(db, "cases", "closed_at", dims, grain, as_of, where, ", replies", gather)], weighed, 0
