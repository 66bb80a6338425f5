"""What stayed as exchanges or store credit over the value of returns."""

from cube import amounts, timed
from sales import VOID

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category']),
    dict(grain='month', by=['customer_tier'], params={'population': 'true'}),
]


def roles(db, dims, grain, as_of, params):
    population = params.get("population", "case_type in ('return_refund', 'exchange')")
    kept = ["exchange_value_minor", "store_credit_minor"]

    def sums(columns):
        # As many amounts as there are, of any column.
        gather = " + ".join(f"count({name})" for name in columns) + ", " + " + ".join(f"coalesce(sum({name}), 0)" for name in columns)
        return timed(db, "cases", "closed_at", dims, grain, as_of, f"({population}) and {VOID}", "".join(f", {name}" for name in columns), gather)

    return [sums(kept), sums([*kept, "refund_minor"])], amounts, 0
