"""Cases open at the end of an interval."""

from cube import counted, open_cases

STEPS = [
    dict(grain='day', by=['category']),
    dict(grain='week', by=['case_type', 'issue_type']),
    dict(grain='month'),
    dict(grain='all', by=['customer_tier']),
]


def roles(db, dims, grain, as_of, params):
    where = params.get("population", "true")
    return [open_cases(db, dims, grain, as_of, where, "", "count(*)")], counted, 0
