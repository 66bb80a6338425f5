"""Parcels in trouble among those due."""

from cube import timed, weighed
from parcels import forward, latest

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['carrier'], params={'statuses': ['exception', 'returned']}),
    dict(grain='month', by=['warehouse', 'province'], params={'population': "carrier <> '中通快递'"}),
]


def roles(db, dims, grain, as_of, params):
    statuses = ", ".join(f"'{status}'" for status in params.get("statuses", ["exception"]))
    where = f"({params.get('population', 'true')}) and status is not null and {latest('promised_at', as_of)}"
    gather = f"count(*) filter (where status in ({statuses})), count(*)"
    return [timed(db, "shipments", "promised_at", dims, grain, as_of, where, ", status", gather, forward(dims))], weighed, 0
