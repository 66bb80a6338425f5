"""Orders with a bad review or a judgement for the buyer in time. The exports name no claims; the plugin's cases do."""

from cube import DAY, known_at, source, timed, weighed
from sales import first_row

STEPS = [
    dict(grain='week'),
    dict(grain='month', by=['customer_tier'], params={'time': 'paid_at', 'within': '30 d'}),
    dict(grain='day', by=['shop_id'], params={'within': '14 d', 'stars': 3}),
]


def roles(db, dims, grain, as_of, params):
    time, within = params.get("time", "created_at"), int(params.get("within", "60 d").split()[0]) * DAY
    soon = lambda moment: f"{moment} >= s.{time} and {moment} - s.{time} <= {within} and {moment} <= {as_of}"
    stars = params.get("stars", 2)
    review = f"f.order_id = s.order_id and f.kind = 'review' and f.score <= {stars} and {soon('f.responded_at')} and {known_at(as_of, 'f.sent_at')}"
    judged = f"c.order_id = s.order_id and c.arbitration_result = 'buyer' and {soon('c.created_at')}"
    hit = f"exists (from feedback f where {review}) or exists (from cases c where {judged})"
    base = f"(select s.*, {hit} as hit from {source('orders', dims)} s) s"
    where = f"order_id is not null and {first_row(time)}"
    return [timed(db, "orders", time, dims, grain, as_of, where, ", hit", "count(*) filter (where hit), count(*)", base)], weighed, within
