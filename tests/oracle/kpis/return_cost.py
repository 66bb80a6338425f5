"""What a return costs: freight and write-off, as these exports have no labels."""

from cube import timed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category']),
    dict(grain='month', by=['carrier'], params={'case_filter': "case_type in ('return_refund', 'exchange')", 'void_statuses': ['rejected']}),
]


def finish(cells):
    n, costs, total = cells[0] or (0, 0, None)
    total = int(total or 0)
    row = {"value": total / n if n else None, "numerator": total, "denominator": n, "n": n}
    if costs:
        row["currency"] = "CNY"
    return row if n else row | {"reason": "no-denominator"}


def roles(db, dims, grain, as_of, params):
    void = ", ".join(f"'{status}'" for status in params.get("void_statuses", ["rejected", "cancelled"]))
    returns = params.get("case_filter", "case_type = 'return_refund'")
    where = f"({returns}) and (status is null or status not in ({void}))"
    costs = "coalesce(return_freight_minor, 0) + coalesce(write_off_minor, 0)"
    known = "return_freight_minor is not null or write_off_minor is not null"
    gather = "count(*), count(*) filter (where known), sum(costs)"
    return [timed(db, "cases", "closed_at", dims, grain, as_of, where, f", {costs} as costs, {known} as known", gather)], finish, 0
