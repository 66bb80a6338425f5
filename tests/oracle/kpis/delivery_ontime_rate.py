"""Parcels signed for by the promised time among those due."""

from cube import timed, weighed
from parcels import forward, latest

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['carrier', 'warehouse']),
    dict(grain='month', by=['customer_tier'], params={'population': "status not in ('refused', 'returned')"}),
]


def roles(db, dims, grain, as_of, params):
    judged = "not (status is not distinct from 'signed' and signed_at is null)"
    where = f"({params.get('population', 'true')}) and {judged} and {latest('promised_at', as_of)}"
    gather = "count(*) filter (where signed_at <= promised_at), count(*)"
    return [timed(db, "shipments", "promised_at", dims, grain, as_of, where, ", signed_at, promised_at", gather, forward(dims))], weighed, 0
