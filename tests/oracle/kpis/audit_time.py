"""Cases by the time until the first decision."""

from cube import TIMES, durations, timed
from service import worked

VALUE = "durations"

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['case_type', 'category'], params={'statistic': 'p90'}),
    dict(grain='month', by=['agent_id'], params={'hours': 'service', 'statistic': 'mean'}),
    dict(grain='all', by=['customer_tier'], params={'hours': 'service', 'population': "is_instant is null or not is_instant"}),
]


def roles(db, dims, grain, as_of, params):
    where = params.get("population", "true")
    took = "audited_at - created_at"
    if params.get("hours") == "service":
        # What is the wrong way round counts nowhere, even if no service lies between.
        where, took = f"({where}) and created_at <= audited_at", worked(db, "created_at", "audited_at")
    roles = [timed(db, "cases", "audited_at", dims, grain, as_of, where, f", {took} as took", TIMES)]
    return roles, durations(params.get("statistic", "p50")), 0
