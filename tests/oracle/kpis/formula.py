"""A few formulas."""

from cube import timed
from service import worked

RATE = "sum(cases.refund_minor where status = 'refunded') / sum(orders.paid_minor)"
HOURS = "mean(closed_at - created_at) / 1 h"
SALES = "sum(order_lines.paid_minor)"
COMPLAINTS = "count(cases where case_type = 'complaint') / count(orders) * 10000"
SLOW = "p90(closed_at - created_at where case_type in ('return_refund', 'exchange') and status not like 'rej%') / 1 h"
MEDIAN = "median(order_lines.paid_minor)"
QUARTILES = "quantile(refund_minor, 0.75) / quantile(refund_minor, 0.25)"
SPREAD = "max(refund_minor where case_type = 'return_refund') - min(refund_minor where case_type = 'return_refund')"
SKUS = "distinct(cases.sku_id where case_type = 'exchange') / distinct(cases.sku_id)"
ORDERS = "distinct(cases.order_id)"
CLOSED = "count(cases.closed_at) / count(cases)"
IN_TIME = "share(service(created_at, closed_at) <= 20 h where closed_at is null or closed_at >= created_at)"
SERVICE = "mean(service(cases.created_at, cases.closed_at) where closed_at >= created_at) / 1 h"

STEPS = [
    dict(grain='month', by=['customer_tier'], params={'formula': RATE}),
    dict(grain='week', by=['category'], params={'formula': HOURS}),
    dict(grain='month', by=['category'], params={'formula': SALES}),
    dict(grain='day', params={'formula': COMPLAINTS}),
    dict(grain='week', by=['category'], params={'formula': SLOW}),
    dict(grain='day', by=['category'], params={'formula': MEDIAN}),
    dict(grain='month', by=['customer_tier'], params={'formula': QUARTILES}),
    dict(grain='week', by=['warehouse'], params={'formula': SPREAD}),
    dict(grain='week', by=['customer_tier'], params={'formula': SKUS}),
    dict(grain='month', by=['category'], params={'formula': ORDERS}),
    dict(grain='month', by=['warehouse'], params={'formula': CLOSED}),
    dict(grain='week', by=['category'], params={'formula': IN_TIME}),
    dict(grain='month', by=['customer_tier'], params={'formula': SERVICE}),
]

# Different values are counted one by one up to so many; beyond, the standard error is a share of their number.
COUNTED, ESTIMATED = 1024, 1.04 / 64


def VALUE(params):
    """Sketches are within 1 %, a quotient of two within a little more than 2; estimates within 4 standard errors."""
    return {SLOW: 0.01 + 1e-9, MEDIAN: 0.01 + 1e-9, QUARTILES: 0.0203, ORDERS: 4 * ESTIMATED}.get(params.get("formula"), "mean")


def roles(db, dims, grain, as_of, params):
    formula = params["formula"]

    def of(table, time, what, gather):
        return timed(db, table, time, dims, grain, as_of, "true", f", {what} as x", gather)

    def finish(value, error=None, currency=None, sides=None):
        row = {"value": value}
        row |= {"reason": "no-value"} if value is None else {}
        row |= {"error": abs(value) * error} if error is not None and value is not None else {}
        row |= {"currency": currency} if currency else {}
        return row | (dict(zip(("numerator", "denominator", "n"), sides)) if sides else {})

    def quotient(above, below, n, factor=1, error=None):
        return finish(above * factor / below if below else None, error, None, (above, below, n))

    n = lambda cell: int(cell[0]) if cell else 0
    total = lambda cell: int(cell[1] or 0) if cell else 0
    sums, values = "count(x), sum(x)", "list(x order by x) filter (where x is not null)"
    found = lambda cell: (cell[0] if cell else None) or []
    quantile = lambda xs, q: xs[int((len(xs) - 1) * q)] if xs else None
    cases = lambda what, gather: of("cases", "created_at", what, gather)
    hours = worked(db, "created_at", "closed_at")
    ahead = "closed_at >= created_at"
    match formula:
        case _ if formula == RATE:
            refunds = cases("case when status = 'refunded' then refund_minor end", sums)
            roles = [refunds, of("orders", "paid_at", "paid_minor", sums)]
            return roles, lambda cells: quotient(total(cells[0]), total(cells[1]), n(cells[1])), 0
        case _ if formula == HOURS:
            roles = [cases("closed_at - created_at", sums)]
            return roles, lambda cells: finish(total(cells[0]) / n(cells[0]) / 3.6e9 if n(cells[0]) else None), 0
        case _ if formula == SALES:
            roles = [of("order_lines", "paid_at", "paid_minor", sums)]
            return roles, lambda cells: finish(float(total(cells[0])), None, "CNY" if n(cells[0]) else None), 0
        case _ if formula == COMPLAINTS:
            roles = [cases("case when case_type = 'complaint' then 1 end", sums), of("orders", "paid_at", "1", sums)]
            return roles, lambda cells: quotient(n(cells[0]), n(cells[1]), n(cells[1]), 10000), 0
        case _ if formula == SLOW:
            chosen = "case_type in ('return_refund', 'exchange') and not starts_with(status, 'rej')"
            roles = [cases(f"case when {chosen} then closed_at - created_at end", values)]

            def slow(cells):
                micros = quantile(found(cells[0]), 0.9)
                return finish(None if micros is None else micros / 3.6e9, 0.01)

            return roles, slow, 0
        case _ if formula == MEDIAN:
            roles = [of("order_lines", "paid_at", "paid_minor", values)]
            return roles, lambda cells: finish(quantile(found(cells[0]), 0.5), 0.01, "CNY" if found(cells[0]) else None), 0
        case _ if formula == QUARTILES:
            roles = [cases("refund_minor", values)]

            def quartiles(cells):
                above, below = (quantile(found(cells[0]), q) for q in (0.75, 0.25))
                return finish(above / below if below else None)

            return roles, quartiles, 0
        case _ if formula == SPREAD:
            roles = [cases("case when case_type = 'return_refund' then refund_minor end", values)]

            def spread(cells):
                xs = found(cells[0])
                return finish(float(xs[-1] - xs[0]) if xs else None, None, "CNY" if xs else None)

            return roles, spread, 0
        case _ if formula == SKUS:
            roles = [cases(f"case when {which} then sku_id end", "count(distinct x)") for which in ("case_type = 'exchange'", "true")]

            def skus(cells):
                above, below = map(n, cells)
                assert below <= COUNTED, "this formula is to be exact"
                return quotient(above, below, below, 1, 0.0)

            return roles, skus, 0
        case _ if formula == ORDERS:
            roles = [cases("order_id", "count(distinct x)")]
            return roles, lambda cells: finish(float(n(cells[0])), ESTIMATED if n(cells[0]) > COUNTED else 0.0), 0
        case _ if formula == CLOSED:
            roles = [cases("closed_at", "count(x), count(*)")]
            return roles, lambda cells: quotient(n(cells[0]), total(cells[0]), total(cells[0])), 0
        case _ if formula == IN_TIME:
            kept = f"closed_at is null or {ahead}"
            above = f"case when closed_at is not null and {ahead} and {hours} <= 20 * 3600000000::bigint then 1 end"
            roles = [cases(above, sums), cases(f"case when {kept} then 1 end", sums)]
            return roles, lambda cells: quotient(n(cells[0]), n(cells[1]), n(cells[1])), 0
        case _ if formula == SERVICE:
            roles = [cases(f"case when {ahead} then {hours} end", sums)]
            return roles, lambda cells: finish(total(cells[0]) / n(cells[0]) / 3.6e9 if n(cells[0]) else None), 0
    raise KeyError(formula)
