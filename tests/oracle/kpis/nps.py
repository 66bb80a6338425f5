"""Promoters less detractors, per hundred."""

from cube import MEANS, means, timed
from scores import TIME

VALUE = "mean"

STEPS = [
    dict(grain='week'),
    dict(grain='month', by=['customer_tier']),
    dict(grain='day', by=['carrier'], params={'population': "kind = 'nps' and score <> 7"}),
]


def roles(db, dims, grain, as_of, params):
    x = ", case when score in (9, 10) then 100 when score < 7 then -100 else 0 end as x"
    population = params.get("population", "kind = 'nps'")
    where = f"({population}) and score is not null and scale_max = 10"
    return [timed(db, "feedback", TIME, dims, grain, as_of, where, x, MEANS)], means, 0
