"""Customers with a closed case, and those who bought after it."""

from cube import DAY, estimates, known_at, source, timed

# Of estimates beyond 1 024 customers; what is exact must be equal.
VALUE = 0.07

STEPS = [
    dict(grain='week'),
    dict(grain='day', by=['customer_tier'], params={'within': '30 d'}),
    dict(grain='month', by=['issue_type'], params={'population': "case_type = 'return_refund'"}),
]


def roles(db, dims, grain, as_of, params):
    within = {"90 d": 90 * DAY, "30 d": 30 * DAY}[params.get("within", "90 d")]
    after = f"o.paid_at > c.closed_at and o.paid_at <= least(c.closed_at + {within}, {as_of})"
    again = f"exists (from orders o where o.customer_key = c.customer_key and {after} and {known_at(as_of, 'o.created_at')})"
    base = f"(select c.*, {again} as again from {source('cases', dims)} c)"
    where, gather = params.get("population", "true"), "count(distinct customer_key)"
    closed = lambda where: timed(db, "cases", "closed_at", dims, grain, as_of, where, ", customer_key", gather, base)
    return [closed(f"({where}) and again"), closed(where)], estimates(True, True), within
