"""A few formulas."""

from cube import timed

VALUE = "mean"

STEPS = [
    dict(grain='month', by=['customer_tier'], params={'formula': "sum(cases.refund_minor where status = 'refunded') / sum(orders.paid_minor)"}),
    dict(grain='week', by=['category'], params={'formula': 'mean(closed_at - created_at) / 1 h'}),
    dict(grain='month', by=['category'], params={'formula': 'sum(order_lines.paid_minor)'}),
    dict(grain='day', params={'formula': "count(cases where case_type = 'complaint') / count(orders) * 10000"}),
]


def roles(db, dims, grain, as_of, params):
    def sums(table, time, what):
        measures, gather = f", {what} as x", "count(x), sum(x)"
        return timed(db, table, time, dims, grain, as_of, "true", measures, gather)

    def value(result, currency=None):
        row = {"value": result}
        row |= {"reason": "no-value"} if result is None else {}
        return row | ({"currency": currency} if currency else {})

    n = lambda cell: int(cell[0]) if cell else 0
    total = lambda cell: int(cell[1] or 0) if cell else 0
    match params["formula"]:
        case "sum(cases.refund_minor where status = 'refunded') / sum(orders.paid_minor)":
            refunds = sums("cases", "created_at", "case when status = 'refunded' then refund_minor end")
            roles = [refunds, sums("orders", "paid_at", "paid_minor")]
            return roles, lambda cells: value(total(cells[0]) / total(cells[1]) if total(cells[1]) else None), 0
        case "mean(closed_at - created_at) / 1 h":
            roles = [sums("cases", "created_at", "closed_at - created_at")]
            return roles, lambda cells: value(total(cells[0]) / n(cells[0]) / 3.6e9 if n(cells[0]) else None), 0
        case "sum(order_lines.paid_minor)":
            roles = [sums("order_lines", "paid_at", "paid_minor")]
            return roles, lambda cells: value(float(total(cells[0])), "CNY" if n(cells[0]) else None), 0
        case "count(cases where case_type = 'complaint') / count(orders) * 10000":
            complaints = sums("cases", "created_at", "case when case_type = 'complaint' then 1 end")
            roles = [complaints, sums("orders", "paid_at", "1")]
            return roles, lambda cells: value(n(cells[0]) / n(cells[1]) * 10000 if n(cells[1]) else None), 0
    raise KeyError(params["formula"])
