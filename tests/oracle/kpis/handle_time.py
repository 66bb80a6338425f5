"""Conversations that somebody handled, by the time it took."""

from cube import TIMES, durations, timed

VALUE = "durations"
STATISTIC = "mean"

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['agent_id'], params={'statistic': 'p50'}),
    dict(grain='month', by=['customer_tier', 'channel'], params={'statistic': 'p90', 'population': "rounds > 1"}),
]


def roles(db, dims, grain, as_of, params):
    took = ", round(handle_seconds * 1e6)::bigint as took"
    where = f"({params.get('population', 'true')}) and handle_seconds > 0"
    roles = [timed(db, "conversations", "started_at", dims, grain, as_of, where, took, TIMES)]
    return roles, durations(params.get("statistic", "mean")), 0
