"""Created cases that were escalated."""

from cube import DAY, timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category'], params={'lag': '10 d'}),
    dict(grain='month', by=['customer_tier', 'channel'], params={'population': "case_type = 'complaint'"}),
]


def roles(db, dims, grain, as_of, params):
    lag = {"3 d": 3 * DAY, "10 d": 10 * DAY}[params.get("lag", "3 d")]
    gather = f"count(*) filter (where escalated_at <= {as_of}), count(*)"
    where = params.get("population", "true")
    return [timed(db, "cases", "created_at", dims, grain, as_of, where, ", escalated_at", gather)], weighed, lag
