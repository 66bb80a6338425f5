"""The generated shop: KPIs from the clean tables, KPIs from the truth, and the clean tables against the truth cell by cell.

    python demo.py DEMO OUT

DEMO holds the exports, `truth/` and `pipeline.toml`; OUT is what the run wrote. The truth is first brought to what this
version's cleaning can reach: LIMITS below says what that is, one function for each limit, made from the raw export only. Whoever
lifts a limit deletes its function, and this oracle then demands the better result."""

import csv
import json
import pathlib
import re
import sys
import tomllib

import duckdb
import pandas

import cube
from compare import Ledger, differs

FILES = {
    "orders": ["taobao_orders.csv", "tmall_orders.csv"],
    "order_lines": ["taobao_order_lines.csv", "tmall_order_lines.csv"],
    "cases": ["taobao_refunds.csv", "tmall_refunds.csv"],
    "shipments": ["shipments.csv"],
}
# Where each column of the truth that LIMITS look at stands in the exports.
HEADERS = {
    "orders": {"order_id": "订单编号", "tracking_no": "物流单号", "shop_id": "店铺Id", "payable_minor": "买家应付货款", "paid_minor": "买家实际支付金额", "created_at": "订单创建时间"},
    "order_lines": {"line_id": "子订单编号", "order_id": "主订单编号", "product_id": "商品ID", "sku_id": "SKU编号", "unit_price_minor": "商品价格", "paid_minor": "买家实际支付金额", "created_at": "订单创建时间"},
    "cases": {"case_id": "退款编号", "order_id": "订单编号", "line_id": "子订单编号", "product_id": "商品ID", "sku_id": "SKU编号", "refund_minor": "买家退款金额", "created_at": "退款的申请时间"},
    "shipments": {"tracking_no": "物流单号", "order_id": "订单编号", "picked_at": "揽收时间"},
}
# Not compared: no rule of this version turns the export's form into the truth's.
UNTYPED = {
    "orders": {"customer_key"},  # a member's name instead of a key
    "cases": {"customer_key", "description", "agent_id"},  # description is masked, agents have pseudonyms
}
# Pseudonyms: as many as there are people, each for one of them.
RENAMED = {("cases", "agent_id")}


def moment(column):
    """SQL of a truth's moment in microseconds."""
    return f"epoch_us(replace({column}, 'Z', '')::timestamp)"


def read_exports(demo, table):
    parts = []
    for file in FILES[table]:
        frame = pandas.read_csv(demo / file, encoding="gb18030", dtype=str, keep_default_na=False)
        part = pandas.DataFrame({name: frame[header].str.strip("\u00a0\ufeff\t ") for name, header in HEADERS[table].items()})
        parts.append(part.assign(file=file, row=range(1, len(part) + 1)))
    return pandas.concat(parts, ignore_index=True)


def quarantine(out, table):
    rows = []
    for file in FILES[table]:
        # Rows set aside before tables are linked stand in one file, those set aside after in a second.
        for path in sorted((out / "quarantine").glob(f"{table}-{file}*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as lines:
                rows += [(row["_source"], int(row["_row"])) for row in csv.DictReader(lines)]
    return rows


def bad_amounts_become_null(table, column):
    """A required amount that cannot be read becomes null and the row stays, instead of being quarantined."""
    if column in ("payable_minor", "paid_minor", "unit_price_minor"):
        return f"when has('bad_amount') and raw.{column} in ('12.3.4', '#####', '见备注', '1O0.0O') then null"


def zero_times_become_null(table, column):
    """0000-00-00 counts as blank, and shipments do not need picked_at: those rows stay."""
    if column in ("created_at", "picked_at"):
        return f"when has('bad_time') and raw.{column} in ('0000-00-00 00:00:00', '2025-02-30 10:00:00', '待定') then null"


LIMITS = [bad_amounts_become_null, zero_times_become_null]


def quarantined(table):
    """SQL of what this version sets aside: a status that no vocabulary knows, an id that a spreadsheet has rounded, an event of
    the year 2099, a created_at that cannot be read at all, a refund above what was paid."""
    time = "picked_at" if table == "shipments" else "created_at"
    unreadable = "" if table == "shipments" else ", '2025-02-30 10:00:00', '待定'"
    aside = f"has('unknown_status') or has('lost_precision') or has('bad_time') and raw.{time} in ('2099-12-31 23:59:59'{unreadable})"
    return f"({aside} or has('refund_too_high'))" if table == "cases" else f"({aside})"


def load(db, demo, out, ledger):
    """Schemas `clean`, `truth` (what this version can reach) and `ideal` (what it should reach one day)."""
    for schema in ("clean", "truth", "ideal"):
        db.execute(f"create schema {schema}")
    db.execute("create macro rank(file) as list_position(['taobao_orders.csv', 'taobao_order_lines.csv', 'taobao_refunds.csv', 'shipments.csv'], file)")
    for table in FILES:
        parquet = f"read_parquet('{out}/clean/{table}.parquet', file_row_number = true)"
        kinds = {name: kind for name, kind, *_ in db.execute(f"describe select * exclude (file_row_number) from {parquet}").fetchall()}
        typed = ", ".join(f'epoch_us("{name}") as "{name}"' if kind.startswith("TIMESTAMP") else f'"{name}"' for name, kind in kinds.items())
        db.execute(f"create table clean.{table} as select {typed}, file_row_number + 1 as rn from {parquet}")
        db.execute(f"create or replace temp table facts_of as select * from read_csv('{demo}/truth/{table}.csv', all_varchar = true, nullstr = '')")
        raw = read_exports(demo, table)
        db.register("raw_frame", raw)
        db.execute("create or replace temp table raw_cells as from raw_frame")
        columns = [row[0] for row in db.execute("describe facts_of").fetchall()]
        data = [name for name in columns if name in kinds and name not in ("dirt", "fate", "file", "row")]
        reachable, ideal = [], []
        for name in data:
            kind = kinds[name]
            cell = f't."{name}"'
            if kind.startswith("TIMESTAMP"):
                cell = moment(cell)
            elif kind != "VARCHAR":
                cell = f"{cell}::{kind}"
            cases = " ".join(text for limit in LIMITS if name in HEADERS[table] and (text := limit(table, name)))
            reachable.append(f'{"case " + cases + " else " + cell + " end" if cases else cell} as "{name}"')
            ideal.append(f'{cell} as "{name}"')
        has = lambda text: re.sub(r"has\(('\w+')\)", r"coalesce(list_contains(string_split(t.dirt, ';'), \1), false)", text)
        joined = "from facts_of t join raw_cells raw on raw.file = t.file and raw.row = t.row::bigint"
        sort = "row_number() over (order by coalesce(rank(t.file), 99), t.row::bigint) as rn"
        kept = has(f"select {', '.join(reachable)}, t.dirt as _dirt, t.file as _file, t.row::bigint as _row, {sort} {joined} where not {quarantined(table)} and not has('test_order') and not has('duplicate')")
        db.execute(f"create table truth.{table} as {kept}")
        db.execute(f"create table ideal.{table} as select {', '.join(ideal)}, {sort} {joined} where t.fate = 'keep'")
        aside = set(db.execute(has(f"select t.file, t.row::bigint {joined} where {quarantined(table)}")).fetchall())
        found = set(quarantine(out, table))
        wrong = [f"{place} is quarantined" for place in sorted(found - aside)] + [f"{place} is not quarantined" for place in sorted(aside - found)]
        ledger.note(f"quarantine of {table}", len(found | aside), wrong)
        cells(db, table, data, ledger)


def cells(db, table, columns, ledger):
    """The n-th clean row is the n-th row of the truth that is neither quarantined nor a test nor stands again."""
    clean, truth = (db.execute(f"select count(*) from {schema}.{table}").fetchone()[0] for schema in ("clean", "truth"))
    ledger.note(f"rows of {table}", truth, [] if clean == truth else [f"{clean}, not {truth}"])
    for name in columns:
        if (table, name) in RENAMED:
            pairs = f'select distinct t."{name}" as person, c."{name}" as known from truth.{table} t join clean.{table} c using (rn)'
            people, names, both = db.execute(f"select count(distinct person), count(distinct known), count(*) from ({pairs}) where person is not null").fetchone()
            ledger.note(f"{table}.{name} by person", people, [] if people == names == both else [f"{people} people have {names} names in {both} pairs"])
        if name in UNTYPED.get(table, ()):
            continue
        expected = f't."{name}"'
        if name == "reason_raw":
            expected = f"translate({expected}, '（），', '(),')"  # text is normalised by NFKC
        known = KNOWN.get((table, name), "false")
        rows = db.execute(
            f'select coalesce(t._dirt, \'clean\'), count(*), min(concat(t._file, \':\', t._row)), any_value({expected}), any_value(c."{name}") '
            f'from truth.{table} t join clean.{table} c using (rn) where c."{name}" is distinct from {expected} and not coalesce({known}, false) group by 1 order by 1'
        ).fetchall()
        accepted = db.execute(f'select count(*) from truth.{table} t join clean.{table} c using (rn) where c."{name}" is distinct from {expected} and coalesce({known}, false)').fetchone()[0]
        if (table, name) in KNOWN and not accepted:
            rows.append(("KNOWN", 0, "", "", "an entry of KNOWN that nothing needs: delete it"))
        ledger.note(f"{table}.{name} by cell", truth, [f"{dirt}: {n} cells, such as {place} {theirs!r}, not {mine!r}" for dirt, n, place, mine, theirs in rows], accepted)


# Cells whose difference is known, as narrowly as it can be said.
KNOWN = {
    # The planted new reason: no vocabulary has it, so whether it is about quality stays open.
    ("cases", "is_quality"): "c.is_quality is null and t.reason_raw = '电子保修卡无法激活'",
    # Rules of thumb, which the planted truth contradicts now and then: never what a person entered.
    ("cases", "responsibility"): """
        c.responsibility_evidence = 'rule=arbitration; arbitration_result=merchant' and c.responsibility = 'customer'
        or c.responsibility_evidence in ('rule=carrier; goods_status=not_received; shipment.status=returned', 'rule=damage-carrier; reason=damage; shipment.status=refused',
                                         'rule=damage-carrier; reason=damage; shipment.status=returned') and c.responsibility = 'logistics'
        or c.responsibility_evidence = 'rule=damage-unclear; reason=damage' and c.responsibility = 'unknown'""",
}


def measure(db, schema, config, results, ledger, label):
    as_of = cube.micros(config["as_of_date"])
    db.execute(f"use {schema}")
    for step, theirs in zip(config["kpi"], results["kpis"], strict=True):
        ours = cube.compute(db, step, as_of)
        ledger.kpi(f"{label} {step['name']} {step['grain']} {','.join(ours['by'])}", step, ours, theirs)


# For these the way still to go is shown: rows whose value differs from that of a perfect cleaning.
DISTANCE = ("kpi-complaint-count", "kpi-issue-share", "kpi-complaint-resolution-time", "kpi-order-processing-time")


def distance(db, config, results):
    db.execute("use ideal")
    print("\nWhat the limits cost: rows whose value is not that of a perfect cleaning (no failure)")
    for step, theirs in zip(config["kpi"], results["kpis"], strict=True):
        if step["use"] in DISTANCE:
            ours = cube.compute(db, step, cube.micros(config["as_of_date"]))["rows"]
            place = lambda row: (row.get("at"), tuple(sorted(row.get("keys", {}).items())))
            ideal = {place(row): row for row in ours}
            found = {place(row): row for row in theirs["rows"]}
            far = sum(key not in ideal or key not in found or differs(step, "value", ideal[key]["value"], found[key]["value"]) for key in ideal | found)
            print(f"{step['name']}: {far} of {len(ideal | found)}")


def main():
    demo, out = map(pathlib.Path, sys.argv[1:3])
    config = tomllib.loads((demo / "pipeline.toml").read_text())
    config["as_of_date"] = cube.dt.datetime.fromisoformat(config["as_of"]).date()
    results = json.loads((out / "results.json").read_text())
    ledger, db = Ledger(), duckdb.connect()
    ledger.note("failures", 1, [str(failure) for failure in results["failures"]])
    asked = [(step["name"], step["use"]) for step in config["kpi"]]
    given = [(kpi["name"], kpi["plugin"]) for kpi in results["kpis"]]
    ledger.note("steps", len(asked), [] if asked == given else [f"{given}, not {asked}"])
    load(db, demo, out, ledger)
    measure(db, "clean", config, results, ledger, "clean")
    measure(db, "truth", config, results, ledger, "truth")
    code = ledger.finish()
    distance(db, config, results)
    sys.exit(code)


main()
