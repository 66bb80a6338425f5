"""Refunds for which logistics answers over orders paid."""

from cube import pair, quotient
from sales import below, days, paid_back

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['carrier'], params={'window': '0 s'}),
    dict(grain='month', by=['customer_tier'], params={'case_filter': "issue_type in ('delay', 'not_received')"}),
    dict(grain='month', by=['category'], params={'preset': 'tmall'}),
]


def roles(db, dims, grain, as_of, params):
    window, per = days(params, "30 d"), "lines" if params.get("preset") == "tmall" else "orders"
    refunds = paid_back(db, dims, grain, as_of, window, params.get("case_filter", "responsibility = 'logistics'"))
    return [refunds, below(db, dims, grain, as_of, window, per)], pair(quotient), 0
