"""Exchanges over orders paid in the same time."""

from cube import pair, quotient
from sales import VOID, below, days
from windows import trailing

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['customer_tier'], params={'window': '30 d'}),
    dict(grain='month', by=['carrier'], params={'void_statuses': []}),
]


def roles(db, dims, grain, as_of, params):
    window, stands = days(params, "0 s"), "true" if "void_statuses" in params else VOID
    cases = trailing(db, "cases", "created_at", dims, grain, as_of, window, f"case_type = 'exchange' and {stands}")
    return [cases, below(db, dims, grain, as_of, window, "orders")], pair(quotient), 0
