"""The ten KPIs of kpis.rs in one statement of DuckDB over the same rows in memory: prints its seconds.

    python kpis.py CASES"""

import sys
import time

import duckdb

CASES = int(sys.argv[1])
ORDERS, FEEDBACK = CASES // 5, CASES // 10
P, BEGIN, SPAN, HOUR = 1_000_003, 1_735_660_800_000_000, 181 * 86_400, 3_600
db = duckdb.connect(config={"threads": 2})


def drawn(salt, below):
    return f"((i % {P} * 7919 + {salt * 104729} + i // {P} * 31337) * {salt % 7 + 3} % {P} * 997 % {below})"


def moment(salt):
    return f"make_timestamp({BEGIN} + {drawn(salt, SPAN)} * 1000000)"


def after(salt, hours):
    return f"{moment(3)} + to_seconds({drawn(salt, hours * HOUR)}::double)"


def pick(salt, names):
    return f"{names!r}[{drawn(salt, len(names))} + 1]::enum({', '.join(map(repr, names))})"


cut = (
    f"{pick(1, ['taobao', 'tmall', 'jd', 'pdd'])} as platform, "
    f"{pick(2, ['鞋', '上衣', '裤子', '家电', '食品', '美妆', '玩具', '箱包'])} as category"
)
db.sql(f"""create table cases as select printf('%010d', i % {ORDERS}) as order_id, {moment(3)} as created_at, {after(4, 24)} as first_action_at,
    {after(5, 200)} as closed_at, {after(6, 220)} as due_at, {after(7, 240)} as refund_finished_at,
    {pick(8, ['complaint', 'return_refund', 'refund_only', 'exchange'])} as case_type, {drawn(9, 5)} = 0 as is_quality,
    {pick(10, ['refunded', 'closed', 'rejected', 'open'])} as status, {pick(11, ['product', 'logistics', 'service', 'customer', 'unknown'])} as responsibility,
    ({drawn(12, 12)} // 10) as reopens, {cut} from range({CASES}) t(i)""")
db.sql(f"create table orders as select printf('%010d', i) as order_id, {moment(13)} as created_at, {moment(13)} + interval 1 minute as paid_at, {cut} from range({ORDERS}) t(i)")
db.sql("create table order_lines as from orders")
db.sql(f"create table feedback as select 'csat'::enum('csat') as kind, {drawn(15, 5)} + 1.0 as score, {moment(16)} as responded_at, {cut} from range({FEEDBACK}) t(i)")

local = "+ interval 8 hour"
keys = lambda at: f"date_trunc('day', {at} {local}) as d, platform, category"


def share(name, table, at, hit, where="true"):
    return f"select '{name}' as kpi, {keys(at)}, count(*) filter (where {hit})::double / count(*) as value, count(*)::double as n, null::double as p90 from {table} where {where} group by all"


def quotient(name, above, below):
    return f"select '{name}', d, platform, category, coalesce(a.n, 0) / b.n, b.n::double, null from ({above}) a right join ({below}) b using (d, platform, category)"


def counted(table, at, where="true"):
    return f"select {keys(at)}, count(*) as n from {table} where {where} group by all"


def took(name, at, where="true"):
    seconds = f"epoch_us({at}) - epoch_us(created_at)"
    return f"select '{name}', {keys(at)}, avg({seconds}), count(*)::double, approx_quantile({seconds}, 0.9) from cases where {where} group by all"


refunded = "(status = 'refunded' or refund_finished_at is not null)"
sold = counted("order_lines", "paid_at")
once = "(select * from orders qualify row_number() over (partition by order_id order by created_at) = 1)"
paid = "(select * from orders qualify row_number() over (partition by order_id order by paid_at) = 1)"
back = "order_id in (select order_id from cases where case_type = 'return_refund' and status not in ('rejected', 'cancelled'))"
statement = " union all ".join(
    [
        quotient("refund", counted("cases", "refund_finished_at", refunded), sold),
        share("return", once, "created_at", back),
        quotient("complaint", counted("cases", "created_at", "case_type = 'complaint'"), counted(paid, "paid_at")),
        quotient("quality", counted("cases", "refund_finished_at", f"{refunded} and is_quality"), sold),
        share("sla", "cases", "closed_at", "closed_at <= due_at", "due_at is not null"),
        share("reopen", "cases", "closed_at", "reopens >= 1", "reopens is not null"),
        took("resolution", "closed_at", "case_type = 'complaint'"),
        took("first action", "first_action_at"),
        share("csat", "feedback", "responded_at", "score >= 4"),
        f"select 'responsibility ' || responsibility::varchar, d, platform, category, n / sum(n) over (partition by d, platform, category), n::double, null from (select {keys('created_at')}, responsibility, count(*) as n from cases where responsibility <> 'unknown' group by all)",
    ]
)
begin = time.perf_counter()
rows = db.sql(statement).fetchall()
took_seconds = time.perf_counter() - begin
assert len(rows) > 9 * 181 * 32
print(took_seconds)
