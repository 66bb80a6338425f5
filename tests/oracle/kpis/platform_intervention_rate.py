"""Orders in which the platform intervened."""

from cube import DAY, known_at, source, timed, weighed
from sales import first_row

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['customer_tier'], params={'time': 'paid_at'}),
    dict(grain='month', by=['warehouse', 'shop_id'], params={'lag': '30 d'}),
]


def roles(db, dims, grain, as_of, params):
    time, lag = params.get("time", "created_at"), {"15 d": 15 * DAY, "30 d": 30 * DAY}[params.get("lag", "15 d")]
    came = f"c.order_id = s.order_id and c.intervened_at >= s.{time} and c.intervened_at <= {as_of} and {known_at(as_of, 'c.created_at')}"
    base = f"(select s.*, exists (from cases c where {came}) as hit from {source('orders', dims)} s) s"
    where = f"order_id is not null and {first_row(time)}"
    return [timed(db, "orders", time, dims, grain, as_of, where, ", hit", "count(*) filter (where hit), count(*)", base)], weighed, lag
