"""Repairs over units whose order was completed: these exports have no receipt of an order."""

from cube import quotient, source, timed
from sales import VOID

COMPLETED = "(select max_by(o.completed_at, o.rn) from orders o where o.order_id = s.order_id)"

STEPS = [
    dict(grain='week'),
    dict(grain='month', by=['category']),
    dict(grain='month', by=['product_id'], params={'population': "is_quality"}),
]


def ratio(cells):
    return quotient(*(int(cell[0] or 0) if cell else 0 for cell in cells))


def roles(db, dims, grain, as_of, params):
    where = f"({params.get('population', 'true')}) and case_type = 'repair' and {VOID}"
    repairs = timed(db, "cases", "created_at", dims, grain, as_of, where)
    base = f"(select s.*, {COMPLETED} as completed from {source('order_lines', dims)} s)"
    units = timed(db, "order_lines", "completed", dims, grain, as_of, "true", ", quantity", "sum(quantity) filter (where quantity > 0)", base)
    return [repairs, units], ratio, 0
