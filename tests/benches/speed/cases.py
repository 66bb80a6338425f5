"""The seven KPIs of cases.toml in DuckDB: prints the seconds of everything, and those of reading and casting.

    python cases.py FOLDER"""

import pathlib
import sys
import time

import duckdb

folder = pathlib.Path(sys.argv[1])
files = [str(path) for path in sorted(folder.glob("*.csv"))]
begin = time.perf_counter()
db = duckdb.connect(config={"threads": 2})


def moment(header):
    """Local time of Shanghai, in UTC; exports write it in more than one way."""
    forms = "['%Y-%m-%d %H:%M:%S', '%Y/%m/%d %H:%M:%S', '%Y-%m-%d', '%Y年%m月%d日 %H:%M:%S']"
    return f'try_strptime("{header}", {forms}) - interval 8 hour'


def amount(header):
    return f"""cast(round(try_cast(replace("{header}", ',', '') as decimal(18, 4)) * 100) as bigint)"""


moments = ["退款的申请时间", "商家首次处理时间", "商家首次审核时间", "超时时间", "买家退货时间", "商家收货时间", "退款完结时间", "售后完结时间", "平台介入时间", "升级时间"]
amounts = ["申请退款金额", "买家退款金额", "退货运费", "报损金额", "换货金额", "店铺补偿金额"]
columns = db.sql(f"select * from read_csv({files}, all_varchar = true, header = true, union_by_name = true, sample_size = 1000) limit 0").columns
casts = [f'{moment(name)} as "{name}"' for name in moments if name in columns]
casts += [f'{amount(name)} as "{name}"' for name in amounts if name in columns]
db.sql(f"create table cases as select * replace ({', '.join(casts)}) from read_csv({files}, all_varchar = true, header = true, union_by_name = true)")
read = time.perf_counter() - begin

names = {"created": "退款的申请时间", "closed": "售后完结时间", "kind": "售后类型", "issue": "买家退款原因", "buyer": "买家会员名", "ord": "订单编号"}
fields = ", ".join(f'"{header}" as {name}' for name, header in names.items())
db.sql(f"create view c as select {fields} from cases")
took = "epoch_us(closed - created)"
local = "+ interval 8 hour"
queries = [
    f"select date_trunc('week', created {local}) w, count(*) from c where kind = '投诉' group by w order by w",
    f"select date_trunc('month', closed {local}) m, count(*), avg({took}), stddev_samp({took}), approx_quantile({took}, [0.5, 0.9]) from c where kind = '投诉' and closed >= created group by m order by m",
    f"select m, issue, n, n / sum(n) over (partition by m) from (select date_trunc('month', created {local}) m, issue, count(*) n from c group by all) order by m, issue",
    f"select w, a.n, b.n, a.n / b.n from (select date_trunc('week', closed {local}) w, count(*) n from c group by w) a full join (select date_trunc('week', created {local}) w, count(*) n from c group by w) b using (w) order by w",
    f"select w, sum(opened) over (order by w) - sum(done) over (order by w) from (select date_trunc('week', created {local}) w, count(*) opened from c group by w) full join (select date_trunc('week', closed {local}) w, count(*) done from c where created is not null group by w) using (w) order by w",
    f"select date_trunc('month', closed {local}) m, avg(case when next_at - closed <= interval 7 day then 0 else 1 end), count(*) from (select *, lead(created) over (partition by buyer, ord, issue order by created) next_at from c where buyer is not null and ord is not null and issue is not null) where closed >= created group by m order by m",
    f"select date_trunc('month', created {local}) m, avg({took}) / 3.6e9 from c group by m order by m",
]
for query in queries:
    assert db.sql(query).fetchall()
print(time.perf_counter() - begin, read)
