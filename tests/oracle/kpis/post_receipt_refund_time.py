"""Refunds of returned goods by the time from their receipt."""

from cube import TIMES, durations, timed
from service import worked

VALUE = "durations"

# Populations of presets, which show the mean.
PRESETS = {
    "douyin": "case_type = 'return_refund' and intervened_at is null",
}

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category'], params={'statistic': 'p90'}),
    dict(grain='month', by=['carrier'], params={'hours': 'service', 'statistic': 'mean'}),
    dict(grain='week', by=['customer_tier'], params={'preset': 'douyin'}),
]


def roles(db, dims, grain, as_of, params):
    preset = params.get("preset")
    where = PRESETS.get(preset, params.get("population", "true"))
    took = "refund_finished_at - return_received_at"
    if params.get("hours") == "service":
        # What is the wrong way round counts nowhere, even if no service lies between.
        where, took = f"({where}) and return_received_at <= refund_finished_at", worked(db, "return_received_at", "refund_finished_at")
    roles = [timed(db, "cases", "refund_finished_at", dims, grain, as_of, where, f", {took} as took", TIMES)]
    return roles, durations(params.get("statistic", "mean" if preset in PRESETS else "p50")), 0
