"""Refunds for quality over the population of a preset."""

from cube import pair, quotient
from sales import below, days, paid_back

PRESETS = {"douyin": {"per": "signed", "window": "30 d"}, "jd": {"per": "completed", "window": "90 d"}}

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category'], params={'case_filter': "is_quality or issue_type = 'damage'"}),
    dict(grain='month', by=['customer_tier'], params={'preset': 'jd'}),
    dict(grain='week', by=['customer_tier'], params={'preset': 'douyin'}),
    dict(grain='week', by=['carrier'], params={'per': 'shipped'}),
]


def roles(db, dims, grain, as_of, params):
    params = PRESETS.get(params.get("preset"), params)
    window = days(params, "0 s")
    refunds = paid_back(db, dims, grain, as_of, window, params.get("case_filter", "is_quality"))
    return [refunds, below(db, dims, grain, as_of, window, params.get("per", "lines"))], pair(quotient), 0
