"""Closed cases per agent at work."""

from cube import estimates, timed

# More than 1 024 different agents would be estimated; the shop has fewer, so that all is exact.
STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['team']),
    dict(grain='month', by=['channel'], params={'active': 'log'}),
    dict(grain='week', by=['category', 'customer_tier'], params={'population': "case_type = 'return_refund'"}),
]


def roles(db, dims, grain, as_of, params):
    where = f"({params.get('population', 'true')}) and agent_id is not null"
    closed = timed(db, "cases", "closed_at", dims, grain, as_of, where, ", agent_id", "count(*)")
    if params.get("active") == "log":
        # `at` is a keyword of SQL.
        active = timed(db, "case_events", '"at"', dims, grain, as_of, "actor_type = 'agent'", ", actor_id", "count(distinct actor_id)")
    else:
        active = timed(db, "cases", "closed_at", dims, grain, as_of, where, ", agent_id", "count(distinct agent_id)")
    return [closed, active], estimates(False, True), 0
