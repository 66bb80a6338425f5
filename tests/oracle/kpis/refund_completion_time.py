"""Refunds by the time from the request."""

from cube import TIMES, durations, timed
from service import worked

VALUE = "durations"

# Populations of presets, which show the mean.
PRESETS = {
    "taobao": "intervened_at is null",
    "tmall": "intervened_at is null",
    "douyin": "case_type = 'refund_only' and intervened_at is null",
}

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category'], params={'statistic': 'p90', 'hours': 'service'}),
    dict(grain='month', by=['customer_tier'], params={'population': "is_instant is null or not is_instant", 'statistic': 'mean'}),
    dict(grain='month', by=['warehouse'], params={'statistic': 'p90'}),
    dict(grain='week', by=['customer_tier'], params={'preset': 'douyin'}),
    dict(grain='month', by=['category'], params={'preset': 'taobao'}),
]


def roles(db, dims, grain, as_of, params):
    preset = params.get("preset")
    where = PRESETS.get(preset, params.get("population", "true"))
    took = "refund_finished_at - created_at"
    if params.get("hours") == "service":
        # What is the wrong way round counts nowhere, even if no service lies between.
        where, took = f"({where}) and created_at <= refund_finished_at", worked(db, "created_at", "refund_finished_at")
    roles = [timed(db, "cases", "refund_finished_at", dims, grain, as_of, where, f", {took} as took", TIMES)]
    return roles, durations(params.get("statistic", "mean" if preset in PRESETS else "p50")), 0
