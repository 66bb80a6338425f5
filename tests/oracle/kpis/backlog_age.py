"""Cases open at the end of an interval, by how long they have waited."""

from cube import TIMES, durations, open_cases

VALUE = "durations"

STEPS = [
    dict(grain='day', by=['category'], params={'statistic': 'mean'}),
    dict(grain='week', by=['case_type', 'customer_tier'], params={'statistic': 'p90'}),
    dict(grain='month', params={'population': "case_type = 'complaint'"}),
    dict(grain='all', by=['team']),
]


def roles(db, dims, grain, as_of, params):
    where = params.get("population", "true")
    waited = open_cases(db, dims, grain, as_of, where, ", till - created_at as took", TIMES)
    return [waited], durations(params.get("statistic", "p50")), 0
