"""Returns by the time from dispatch to receipt."""

from cube import TIMES, durations, timed
from service import worked

VALUE = "durations"

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['warehouse'], params={'statistic': 'p90'}),
    dict(grain='month', by=['carrier', 'category'], params={'statistic': 'mean', 'population': "case_type = 'return_refund'"}),
    dict(grain='quarter', params={'hours': 'service', 'statistic': 'mean'}),
]


def roles(db, dims, grain, as_of, params):
    where = params.get("population", "true")
    took = "return_received_at - return_shipped_at"
    if params.get("hours") == "service":
        # What is the wrong way round counts nowhere, even if no service lies between.
        where, took = f"({where}) and return_shipped_at <= return_received_at", worked(db, "return_shipped_at", "return_received_at")
    roles = [timed(db, "cases", "return_received_at", dims, grain, as_of, where, f", {took} as took", TIMES)]
    return roles, durations(params.get("statistic", "p50")), 0
