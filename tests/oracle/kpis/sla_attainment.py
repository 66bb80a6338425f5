"""Cases closed by their deadline."""

from cube import timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category']),
    dict(grain='month', by=['customer_tier', 'case_type'], params={'basis': 'due'}),
    dict(grain='day', by=['team'], params={'basis': 'due', 'population': "status <> 'cancelled'"}),
]


def roles(db, dims, grain, as_of, params):
    time = {"closed": "closed_at", "due": "due_at"}[params.get("basis", "closed")]
    where = f"({params.get('population', 'true')}) and due_at is not null"
    gather = "count(*) filter (where closed_at <= due_at), count(*)"
    return [timed(db, "cases", time, dims, grain, as_of, where, ", closed_at, due_at", gather)], weighed, 0
