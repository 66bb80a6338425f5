"""Orders by the time from payment to dispatch."""

from cube import TIMES, durations, source, timed

VALUE = "durations"

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['customer_tier'], params={'statistic': 'p90'}),
    dict(grain='month', by=['warehouse', 'carrier'], params={'statistic': 'mean'}),
]


def roles(db, dims, grain, as_of, params):
    # An order on several rows counts once, with its first dispatch.
    first = "(order_id is null or not exists (from orders e where e.order_id = s.order_id and (e.shipped_at < s.shipped_at or e.shipped_at = s.shipped_at and e.rn < s.rn)))"
    base = source("orders", dims) + " s"
    took = ", shipped_at - paid_at as took"
    roles = [timed(db, "orders", "shipped_at", dims, grain, as_of, first, took, TIMES, base)]
    return roles, durations(params.get("statistic", "p50")), 0
