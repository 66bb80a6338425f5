"""Conversations that were handed on."""

from cube import timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['agent_id']),
    dict(grain='month', by=['customer_tier', 'channel'], params={'population': "rounds >= 3"}),
]


def roles(db, dims, grain, as_of, params):
    where = f"({params.get('population', 'true')}) and transferred is not null"
    gather = "count(*) filter (where transferred), count(*)"
    return [timed(db, "conversations", "started_at", dims, grain, as_of, where, ", transferred", gather)], weighed, 0
