"""Money refunded over money paid in the same time."""

from cube import amounts
from sales import below, days, paid_back

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category'], params={'window': '30 d'}),
    dict(grain='month', by=['customer_tier'], params={'per': 'orders'}),
]


def roles(db, dims, grain, as_of, params):
    window, gather = days(params, "0 s"), "count(x), sum(x)"
    refunds = paid_back(db, dims, grain, as_of, window, "true", ", refund_minor as x", gather)
    paid = below(db, dims, grain, as_of, window, params.get("per", "lines"), ", paid_minor as x", gather)
    return [refunds, paid], amounts, 0
