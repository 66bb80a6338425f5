"""Closed cases after which the same customer did not come back with the same issue."""

from cube import DAY, known_at, source, timed, weighed

STEPS = [
    dict(grain='week'),
    dict(grain='day', by=['issue_type'], params={'within': '3 d'}),
    dict(grain='month', by=['category']),
]


def roles(db, dims, grain, as_of, params):
    within = {"7 d": 7 * DAY, "3 d": 3 * DAY}[params.get("within", "7 d")]
    key = ["customer_key", "order_id", "issue_type"]
    known = " and ".join(f"s.{name} is not null" for name in key)
    same = " and ".join(f"a.{name} = s.{name}" for name in key)
    again = f"exists (from cases a where {same} and (a.created_at > s.closed_at or a.created_at = s.closed_at and a.rn > s.rn) and a.created_at - s.closed_at <= {within} and {known_at(as_of, 'a.created_at')})"
    base = source("cases", dims) + " s"
    measures = f", not {again} as hit"
    gather = "count(*) filter (where hit), count(*)"
    where = f"closed_at >= created_at and {known}"
    return [timed(db, "cases", "closed_at", dims, grain, as_of, where, measures, gather, base)], weighed, within
