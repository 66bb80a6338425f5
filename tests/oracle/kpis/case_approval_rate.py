"""Requests approved among those decided."""

from cube import timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category']),
    dict(grain='month', by=['customer_tier', 'case_type'], params={'population': 'true', 'rejected_statuses': ['rejected', 'closed']}),
]


def roles(db, dims, grain, as_of, params):
    rejected = ", ".join(f"'{status}'" for status in params.get("rejected_statuses", ["rejected"]))
    approved = "status in ('approved', 'waiting_return', 'refunded', 'resolved')"
    where = f"({params.get('population', 'case_type not in (' + repr('complaint') + ', ' + repr('enquiry') + ')')}) and ({approved} or status in ({rejected}))"
    return [timed(db, "cases", "audited_at", dims, grain, as_of, where, f", {approved} as hit", "count(*) filter (where hit), count(*)")], weighed, 0
