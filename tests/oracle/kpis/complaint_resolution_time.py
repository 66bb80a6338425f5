"""Closed complaints by the time they took."""

from cube import TIMES, durations, timed

VALUE = "durations"

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category'], params={'statistic': 'mean'}),
    dict(grain='month', by=['customer_tier'], params={'statistic': 'p90'}),
    dict(grain='all', by=['issue_type'], params={'population': 'true'}),
]


def roles(db, dims, grain, as_of, params):
    where = params.get("population", "case_type = 'complaint'")
    took = ", closed_at - created_at as took"
    roles = [timed(db, "cases", "closed_at", dims, grain, as_of, where, took, TIMES)]
    return roles, durations(params.get("statistic", "p50")), 0
