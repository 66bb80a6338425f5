"""Cases of which nobody knows who is responsible."""

from cube import timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['issue_type']),
    dict(grain='month', by=['category', 'team'], params={'population': "case_type <> 'enquiry'"}),
]


def roles(db, dims, grain, as_of, params):
    gather = "count(*) filter (where coalesce(responsibility, 'unknown') = 'unknown'), count(*)"
    where = params.get("population", "true")
    return [timed(db, "cases", "created_at", dims, grain, as_of, where, ", responsibility", gather)], weighed, 0
