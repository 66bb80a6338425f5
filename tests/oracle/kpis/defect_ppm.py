"""Quality cases per million units, those of completed orders: these exports have no receipt of an order."""

from cube import per, source
from sales import days
from windows import trailing

COMPLETED = "(select max_by(o.completed_at, o.rn) from orders o where o.order_id = s.order_id)"

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category'], params={'window': '30 d'}),
    dict(grain='month', by=['supplier'], params={'case_filter': "is_quality and status not in ('rejected', 'cancelled')"}),
]


def million(cells):
    return per(1_000_000)(*(int(cell[0] or 0) if cell else 0 for cell in cells))


def roles(db, dims, grain, as_of, params):
    window = days(params, "0 s")
    defects = trailing(db, "cases", "created_at", dims, grain, as_of, window, params.get("case_filter", "is_quality"))
    base = f"(select s.*, {COMPLETED} as completed from {source('order_lines', dims)} s)"
    gather = "sum(quantity) filter (where quantity > 0)"
    return [defects, trailing(db, "order_lines", "completed", dims, grain, as_of, window, "true", ", quantity", gather, base)], million, 0
