"""Cases by the time until the first action."""

from cube import TIMES, durations, timed
from service import worked

VALUE = "durations"

STEPS = [
    dict(grain='day', params={'hours': 'service'}),
    dict(grain='week', by=['channel'], params={'statistic': 'mean'}),
    dict(grain='month', by=['team', 'customer_tier'], params={'hours': 'service', 'statistic': 'p90', 'population': "case_type <> 'enquiry'"}),
]


def roles(db, dims, grain, as_of, params):
    where = params.get("population", "true")
    took = "first_action_at - created_at"
    if params.get("hours") == "service":
        # What is the wrong way round counts nowhere, even if no service lies between.
        where, took = f"({where}) and created_at <= first_action_at", worked(db, "created_at", "first_action_at")
    roles = [timed(db, "cases", "first_action_at", dims, grain, as_of, where, f", {took} as took", TIMES)]
    return roles, durations(params.get("statistic", "p50")), 0
