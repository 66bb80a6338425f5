"""Parcels by the time from the payment of their order to their receipt."""

from cube import TIMES, durations, timed
from parcels import forward, latest
from service import worked

VALUE = "durations"

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['carrier'], params={'statistic': 'p90'}),
    dict(grain='month', by=['province', 'warehouse'], params={'statistic': 'mean', 'population': "status = 'signed'"}),
    dict(grain='quarter', by=['customer_tier'], params={'hours': 'service', 'statistic': 'mean', 'population': "warehouse = '广州仓'"}),
]


def roles(db, dims, grain, as_of, params):
    payments = "select order_id as bought, paid_at from orders where order_id is not null qualify row_number() over (partition by order_id order by rn desc) = 1"
    base = f"(from {forward(dims)} left join ({payments}) on bought = order_id) s"
    where, took = f"({params.get('population', 'true')}) and {latest('signed_at', as_of)}", "signed_at - paid_at"
    if params.get("hours") == "service":
        where, took = f"{where} and paid_at <= signed_at", worked(db, "paid_at", "signed_at")
    roles = [timed(db, "shipments", "signed_at", dims, grain, as_of, where, f", {took} as took", TIMES, base)]
    return roles, durations(params.get("statistic", "p50")), 0
