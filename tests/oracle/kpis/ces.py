"""The mean score of ease. The generated shop asks for no effort: surveys of satisfaction stand in for it, of 1 to 5."""

from cube import MEANS, means, timed
from scores import TIME, scored

VALUE = "mean"

STEPS = [
    dict(grain='day', params={'population': "kind = 'csat'"}),
    dict(grain='week', by=['team'], params={'population': "kind = 'csat'", 'polarity': 'effort'}),
    dict(grain='month', by=['customer_tier'], params={'population': "kind <> 'nps'", 'polarity': 'effort', 'scale_max': 5}),
]


def roles(db, dims, grain, as_of, params):
    place, valid, shown = scored(params, 1, 7)
    if params.get("polarity") == "effort":
        shown = f"{params.get('scale_min', 1)} + {params.get('scale_max', 7)} - ({shown})"
    where = f"({params['population']}) and {valid}"
    return [timed(db, "feedback", TIME, dims, grain, as_of, where, f", {shown} as x", MEANS)], means, 0
