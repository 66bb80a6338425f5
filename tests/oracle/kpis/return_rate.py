"""Orders, lines or units that came back."""

from cube import DAY, RETURNED, known_at, source, timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='month', by=['customer_tier'], params={'time': 'paid_at'}),
    dict(grain='week', by=['category'], params={'preset': 'lines'}),
    dict(grain='month', by=['category', 'carrier'], params={'preset': 'units', 'lag': '0 s'}),
    dict(grain='year', by=['customer_tier'], params={'preset': 'lines'}),
]


def roles(db, dims, grain, as_of, params):
    time, population = params.get("time", "created_at"), params.get("preset", params.get("population", "orders"))
    lag = {"15 d": 15 * DAY, "0 s": 0}[params.get("lag", "15 d")]
    gather, returns = "sum(sold) filter (where back), sum(sold)", f"{RETURNED} and {known_at(as_of)}"
    if population == "orders":
        base = source("orders", dims) + " s"
        where = f"order_id is not null and not exists (from orders e where e.order_id = s.order_id and (e.{time} < s.{time} or e.{time} = s.{time} and e.rn < s.rn))"
        measures = f", 1 as sold, order_id in (select order_id from cases where {returns} and order_id is not null) as back"
        return [timed(db, "orders", time, dims, grain, as_of, where, measures, gather, base)], weighed, lag
    whole = f"order_id is not null and order_id in (select order_id from cases where {returns} and line_id is null and order_id is not null)"
    own = f"line_id is not null and line_id in (select line_id from cases where {returns} and line_id is not null)"
    sold = "1" if population == "lines" else "case when quantity > 0 then quantity end"
    measures = f", {sold} as sold, (({whole}) or ({own})) as back"
    where = "order_id is not null or line_id is not null"
    return [timed(db, "order_lines", time, dims, grain, as_of, where, measures, gather)], weighed, lag
