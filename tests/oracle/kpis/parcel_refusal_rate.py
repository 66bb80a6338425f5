"""Parcels that buyers refused among those sent, each by its latest row."""

from cube import DAY, source, timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['carrier'], params={'statuses': ['refused', 'returned']}),
    dict(grain='month', by=['warehouse', 'province'], params={'lag': '30 d'}),
]


def roles(db, dims, grain, as_of, params):
    lag = {"7 d": 7 * DAY, "30 d": 30 * DAY}[params.get("lag", "7 d")]
    statuses = ", ".join(f"'{status}'" for status in params.get("statuses", ["refused"]))
    later = f"l.picked_at <= {as_of} and (l.picked_at > s.picked_at or l.picked_at = s.picked_at and l.rn > s.rn)"
    where = f"(direction is null or direction <> 'return') and status is not null and not exists (from shipments l where l.tracking_no = s.tracking_no and {later})"
    base, measures = source("shipments", dims) + " s", f", status in ({statuses}) as hit"
    return [timed(db, "shipments", "picked_at", dims, grain, as_of, where, measures, "count(*) filter (where hit), count(*)", base)], weighed, lag
