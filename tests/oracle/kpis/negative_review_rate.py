"""Bad reviews over reviews or orders."""

from cube import pair, quotient, share
from sales import below, days
from scores import TIME, scored
from windows import trailing

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['product_id'], params={'negative_up_to': 0.5}),
    dict(grain='week', params={'preset': 'douyin'}),
    dict(grain='month', by=['customer_tier'], params={'preset': 'kuaishou'}),
    dict(grain='week', by=['customer_tier'], params={'window': '7 d', 'per': 'lines'}),
]
PRESETS = {"douyin": {"per": "signed", "window": "30 d"}, "kuaishou": {"per": "completed", "window": "30 d"}}


def roles(db, dims, grain, as_of, params):
    params = params | PRESETS.get(params.get("preset"), {})
    window, per = days(params, "0 s"), params.get("per", "reviews")
    place, valid, _ = scored(params, 1, 5)
    reviews = lambda where: trailing(db, "feedback", TIME, dims, grain, as_of, window, f"kind = 'review' and {where}")
    bad = reviews(f"{valid} and {place} <= {params.get('negative_up_to', 0.25)}")
    if per == "reviews":
        return [bad, reviews(valid)], pair(share), 0
    return [bad, below(db, dims, grain, as_of, window, per)], pair(quotient), 0
