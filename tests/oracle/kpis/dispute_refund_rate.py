"""Refunds that the platform judged for the buyer over what was paid for."""

from cube import pair, quotient
from sales import below, days, paid_back

STEPS = [
    dict(grain='week'),
    dict(grain='month', by=['category']),
    dict(grain='month', by=['customer_tier'], params={'preset': 'pdd'}),
    dict(grain='day', params={'window': '30 d'}),
]


def roles(db, dims, grain, as_of, params):
    preset = params.get("preset")
    window, per = days(params, "30 d" if preset else "0 s"), "orders" if preset == "pdd" else "lines"
    refunds = paid_back(db, dims, grain, as_of, window, "arbitration_result = 'buyer'")
    return [refunds, below(db, dims, grain, as_of, window, per)], pair(quotient), 0
