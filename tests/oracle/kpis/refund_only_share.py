"""Refunds without a return among all."""

from cube import weighed
from sales import paid_back

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category']),
    dict(grain='month', by=['customer_tier', 'channel'], params={'population': "goods_status <> 'unshipped'"}),
]


def roles(db, dims, grain, as_of, params):
    hit = "case_type = 'refund_only'"
    where = f"({params.get('population', 'true')}) and ({hit}) is not null"
    refunds = paid_back(db, dims, grain, as_of, 0, where, f", {hit} as hit", "count(*) filter (where hit), count(*)")
    return [refunds], weighed, 0
