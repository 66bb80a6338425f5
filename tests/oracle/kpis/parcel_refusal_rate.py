"""Parcels that buyers refused among those sent, each by its latest row."""

from cube import DAY, timed, weighed
from parcels import forward, latest

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['carrier'], params={'statuses': ['refused', 'returned']}),
    dict(grain='month', by=['warehouse', 'province'], params={'lag': '30 d'}),
]


def roles(db, dims, grain, as_of, params):
    lag = {"7 d": 7 * DAY, "30 d": 30 * DAY}[params.get("lag", "7 d")]
    statuses = ", ".join(f"'{status}'" for status in params.get("statuses", ["refused"]))
    where, measures = f"status is not null and {latest('picked_at', as_of)}", f", status in ({statuses}) as hit"
    gather = "count(*) filter (where hit), count(*)"
    return [timed(db, "shipments", "picked_at", dims, grain, as_of, where, measures, gather, forward(dims))], weighed, lag
