"""Complaints per ten thousand orders."""

from cube import pair, per
from sales import below, days
from windows import trailing

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category'], params={'per': 'lines'}),
    dict(grain='month', by=['customer_tier'], params={'per': 'shipped', 'population': "case_type in ('complaint', 'enquiry')"}),
    dict(grain='week', by=['carrier'], params={'window': '30 d'}),
]


def roles(db, dims, grain, as_of, params):
    window, where = days(params, "0 s"), params.get("population", "case_type = 'complaint'")
    complaints = trailing(db, "cases", "created_at", dims, grain, as_of, window, where)
    return [complaints, below(db, dims, grain, as_of, window, params.get("per", "orders"))], pair(per(10_000)), 0
