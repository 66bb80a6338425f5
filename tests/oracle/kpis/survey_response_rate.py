"""Surveys answered among those sent."""

from cube import DAY, timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['kind'], params={'lag': '0 s'}),
    dict(grain='month', by=['team', 'issue_type'], params={'population': "kind = 'csat'"}),
]


def roles(db, dims, grain, as_of, params):
    lag = {"7 d": 7 * DAY, "0 s": 0}[params.get("lag", "7 d")]
    where = params.get("population", "kind in ('csat', 'nps', 'ces')")
    gather = f"count(*) filter (where responded_at <= {as_of}), count(*)"
    return [timed(db, "feedback", "sent_at", dims, grain, as_of, where, ", responded_at", gather)], weighed, lag
