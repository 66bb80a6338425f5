"""What was sold and what was paid back, by the definitions of the refund KPIs."""

from cube import source
from windows import trailing

PAID_BACK = "refund_minor > 0 and (status = 'refunded' or refund_finished_at is not null)"
VOID = "(status is null or status not in ('rejected', 'cancelled'))"
REQUEST = "case_type in ('refund_only', 'return_refund', 'exchange', 'repair', 'reship', 'price_protection')"
ARRIVED = "(select max_by(p.signed_at, p.rn) from shipments p where p.order_id = s.order_id and (p.direction is null or p.direction <> 'return'))"


def days(params, default):
    return {"30 d": 30, "90 d": 90, "7 d": 7, "0 s": 0}[params.get("window", default)]


def paid_back(db, dims, grain, as_of, window, where="true", measures="", gather="count(*)"):
    """Refunds by the moment at which they ended."""
    return trailing(db, "cases", "refund_finished_at", dims, grain, as_of, window, f"({where}) and {PAID_BACK}", measures, gather)


def first_row(time):
    """The first row of an order by that time; rows without an order number stand for themselves."""
    earlier = f"e.{time} < s.{time} or e.{time} = s.{time} and e.rn < s.rn"
    return f"not exists (from orders e where e.order_id = s.order_id and ({earlier}))"


def below(db, dims, grain, as_of, window, per, measures="", gather="count(*)"):
    """Order lines paid, or orders by the time that `per` names."""
    if per == "lines":
        return trailing(db, "order_lines", "paid_at", dims, grain, as_of, window, "true", measures, gather)
    time = {"orders": "paid_at", "shipped": "shipped_at", "completed": "completed_at", "signed": "arrived"}[per]
    base = f"{source('orders', dims)} s"
    if per == "signed":
        # No order on two rows has two parcels: its rows have one moment.
        base = f"(select s.*, {ARRIVED} as arrived from {source('orders', dims)} s) s"
        once = "not exists (from orders e where e.order_id = s.order_id and e.rn < s.rn)"
    else:
        once = first_row(time)
    return trailing(db, "orders", time, dims, grain, as_of, window, once, measures, gather, base)
