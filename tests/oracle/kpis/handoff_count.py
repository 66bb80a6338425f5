"""Closed cases by the teams in their log."""

from cube import MEANS, known_at, means, source, timed

VALUE = "mean"

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category']),
    dict(grain='month', by=['customer_tier', 'case_type'], params={'population': "case_type <> 'enquiry'"}),
]


def roles(db, dims, grain, as_of, params):
    # A team is one whether or not its entry has a time; `at` is a keyword of SQL.
    known = known_at(as_of, '"at"')
    teams = f"select case_id, count(distinct team) as teams from case_events where {known} group by case_id"
    base = f"{source('cases', dims)} left join ({teams}) using (case_id)"
    x = ", case when teams > 0 then teams - 1 end as x"
    return [timed(db, "cases", "closed_at", dims, grain, as_of, params.get("population", "true"), x, MEANS, base)], means, 0
