"""Conversations by the time until the first human reply."""

from cube import TIMES, durations, timed
from service import worked

VALUE = "durations"

STEPS = [
    dict(grain='day', params={'hours': 'service'}),
    dict(grain='week', by=['channel'], params={'statistic': 'mean'}),
    dict(grain='month', by=['agent_id', 'customer_tier'], params={'statistic': 'p90', 'population': "channel <> 'im'"}),
]


def roles(db, dims, grain, as_of, params):
    where = params.get("population", "true")
    took = "first_human_reply_at - started_at"
    if params.get("hours") == "service":
        # What is the wrong way round counts nowhere, even if no service lies between.
        where, took = f"({where}) and started_at <= first_human_reply_at", worked(db, "started_at", "first_human_reply_at")
    roles = [timed(db, "conversations", "first_human_reply_at", dims, grain, as_of, where, f", {took} as took", TIMES)]
    return roles, durations(params.get("statistic", "p50")), 0
