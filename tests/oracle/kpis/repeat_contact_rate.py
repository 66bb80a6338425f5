"""Contacts before which the same customer came with the same issue."""

from cube import DAY, known_at, source, timed, weighed

STEPS = [
    dict(grain='day'),
    dict(grain='week', by=['category'], params={'within': '30 d', 'population': "case_type = 'enquiry'"}),
    dict(grain='month', by=['channel', 'customer_tier'], params={'contacts': 'conversations', 'within': '12 h'}),
    dict(grain='week', by=['issue_type'], params={'key': ['customer_key', 'issue_type'], 'within': '60 d'}),
]


def roles(db, dims, grain, as_of, params):
    within = {"7 d": 7 * DAY, "12 h": DAY // 2, "30 d": 30 * DAY, "60 d": 60 * DAY}[params.get("within", "7 d")]
    table, time = ("conversations", "started_at") if params.get("contacts") == "conversations" else ("cases", "created_at")
    key = params.get("key", ["customer_key", "order_id", "issue_type"])
    key = [name for name in key if table == "cases" or name != "issue_type"]
    known = " and ".join(f"{name} is not null" for name in key)
    # The latest contact before, by moment and then by row, whether or not the population counts it.
    turns = f"window turns as (partition by {', '.join(key)} order by {time}, rn)"
    last = f"select rn, {time} - lag({time}) over turns as ago from {table} where {known} and {time} <= {as_of} and {known_at(as_of, time)} {turns}"
    base = f"(select * from {source(table, dims)} join ({last}) using (rn))"
    gather = f"count(*) filter (where ago <= {within}), count(*)"
    return [timed(db, table, time, dims, grain, as_of, params.get("population", "true"), ", ago", gather, base)], weighed, 0
