"""Satisfied scores among all, with their mean on one scale."""

from cube import share, timed
from scores import TIME, scored

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['customer_tier'], params={'preset': 'top-score'}),
    dict(grain='month', by=['team'], params={'preset': 'douyin', 'scale_max': 9}),
    dict(grain='week', by=['kind'], params={'population': "kind in ('csat', 'review')", 'satisfied_from': 0.6}),
]
FROM = {"generic": 0.75, "top-score": 1, "douyin": 0.5}


def finish(cells):
    above, below, total = cells[0] or (0, 0, None)
    row = share(above, below)
    return row | {"score": total / below} if below else row


def roles(db, dims, grain, as_of, params):
    satisfied = FROM.get(params.get("preset"), params.get("satisfied_from", 0.75))
    place, valid, shown = scored(params, 1, 5)
    gather = f"count(*) filter (where place >= {satisfied}), count(*), sum(shown)"
    population = params.get("population", "kind = 'csat'")
    where = f"({population}) and {valid}"
    return [timed(db, "feedback", TIME, dims, grain, as_of, where, f", {place} as place, {shown} as shown", gather)], finish, 0
