"""Closed cases that had been reopened."""

from cube import DAY, timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category', 'case_type']),
    dict(grain='month', by=['customer_tier'], params={'population': "status = 'resolved'", 'lag': '7 d'}),
]


def roles(db, dims, grain, as_of, params):
    lag = {"0 s": 0, "7 d": 7 * DAY}[params.get("lag", "0 s")]
    where = f"({params.get('population', 'true')}) and reopens is not null"
    gather = "count(*) filter (where reopens > 0), count(*)"
    return [timed(db, "cases", "closed_at", dims, grain, as_of, where, ", reopens", gather)], weighed, lag
