"""Cases created over what was paid for in the same time."""

from cube import pair, quotient
from sales import REQUEST, below, days
from windows import trailing

PRESETS = {
    "jd": {"per": "completed", "window": "30 d", "population": REQUEST},
    "taobao": {"per": "lines", "window": "30 d", "population": REQUEST},
}

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category']),
    dict(grain='month', by=['customer_tier'], params={'preset': 'jd'}),
    dict(grain='week', by=['category'], params={'preset': 'taobao'}),
]


def roles(db, dims, grain, as_of, params):
    params = PRESETS.get(params.get("preset"), params)
    window = days(params, "0 s")
    cases = trailing(db, "cases", "created_at", dims, grain, as_of, window, params.get("population", "true"))
    return [cases, below(db, dims, grain, as_of, window, params.get("per", "lines"))], pair(quotient), 0
