"""Complaints by the moment they were made."""

from cube import counted, timed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category']),
    dict(grain='month', by=['customer_tier', 'issue_type']),
    dict(grain='quarter', by=['status', 'goods_status'], params={'population': 'true'}),
    dict(grain='week', by=['warehouse']),
]


def roles(db, dims, grain, as_of, params):
    where = params.get("population", "case_type = 'complaint'")
    return [timed(db, "cases", "created_at", dims, grain, as_of, where)], counted, 0
