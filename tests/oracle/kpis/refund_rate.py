"""Refunds that went through over what was paid for in the same time."""

from cube import pair, quotient
from sales import below, days, paid_back

PER = {"generic": "lines", "pdd": "orders"}

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category'], params={'window': '0 s'}),
    dict(grain='month', by=['customer_tier'], params={'preset': 'pdd'}),
    dict(grain='day', by=['carrier'], params={'per': 'shipped', 'population': "case_type = 'refund_only'", 'window': '7 d'}),
]


def roles(db, dims, grain, as_of, params):
    window, per = days(params, "30 d"), PER.get(params.get("preset"), params.get("per", "lines"))
    refunds = paid_back(db, dims, grain, as_of, window, params.get("population", "true"))
    return [refunds, below(db, dims, grain, as_of, window, per)], pair(quotient), 0
