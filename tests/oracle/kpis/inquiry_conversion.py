"""Customers who asked, and those of them who paid soon after."""

from cube import DAY, estimates, known_at, source, timed

# Of estimates beyond 1 024 customers; what is exact must be equal.
VALUE = 0.07

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['agent_id'], params={'within': '6 h'}),
    dict(grain='month', by=['channel'], params={'within': '30 min', 'population': "rounds >= 2"}),
]


def roles(db, dims, grain, as_of, params):
    within = {"1 d": DAY, "6 h": DAY // 4, "30 min": DAY // 48}[params.get("within", "1 d")]
    sold = "select order_id as sale, paid_at as sold_at from orders where order_id is not null qualify row_number() over (partition by order_id order by rn desc) = 1"
    paid = f"exists (from orders o where o.customer_key = chat.customer_key and o.paid_at between chat.started_at and least(chat.started_at + {within}, {as_of}) and {known_at(as_of, 'o.created_at')})"
    base = f"(select chat.*, {paid} as bought from {source('conversations', dims)} chat left join ({sold}) on sale = chat.order_id where sold_at is null or sold_at > chat.started_at)"
    where, gather = params.get("population", "true"), "count(distinct customer_key)"
    ask = lambda where: timed(db, "conversations", "started_at", dims, grain, as_of, where, ", customer_key", gather, base)
    return [ask(f"({where}) and bought"), ask(where)], estimates(True, True), within
