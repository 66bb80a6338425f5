"""Every KPI over the generated shop, by the definitions in `kpis/`.

    python suite.py plan PIPELINE        # writes the pipeline file, beside the exports
    python suite.py check PIPELINE OUT   # compares what its run wrote

A definition is a module: `STEPS`, how it is run (`grain`, `by`, `params`); `roles(db, dims, grain, as_of, params)`, which gives
the roles, what finishes a row, and the lag in microseconds; `OWN`, dimensions that always cut it; `VALUE`, how exact it is;
`prepare(folder)`, which writes an export that the shop lacks."""

import csv
import importlib
import json
import pathlib
import sys
import tomllib

import duckdb

import cube
from compare import Ledger
from service import CALENDAR

AS_OF = "2025-06-30T00:00:00+08:00"


def literal(value):
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {literal(item)}" for key, item in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def definitions(only=None):
    names = sorted(path.stem for path in (pathlib.Path(__file__).parent / "kpis").glob("*.py"))
    for name in names:
        if only in (None, name) and hasattr(module := importlib.import_module(f"kpis.{name}"), "STEPS"):
            yield name, module


def plan(pipeline, only=None):
    lines = ['timezone = "Asia/Shanghai"', f'as_of = "{AS_OF}"', "", "[[source]]", 'path = "*.csv"', "", "[calendar]"]
    lines += [f"{key} = {literal(value)}" for key, value in CALENDAR.items()] + [""]
    for name, module in definitions(only):
        if hasattr(module, "prepare"):
            module.prepare(pipeline.parent)
        for number, step in enumerate(module.STEPS, 1):
            lines += ["[[kpi]]", f'use = "kpi-{name.replace("_", "-")}"', f'name = "{name}_{number}"']
            lines += [f"{key} = {literal(value)}" for key, value in step.items()] + [""]
    pipeline.write_text("\n".join(lines), encoding="utf-8")


def load(db, out):
    for path in sorted((out / "clean").glob("*.parquet")):
        parquet = f"read_parquet('{path}', file_row_number = true)"
        kinds = [(name, kind) for name, kind, *_ in db.execute(f"describe select * exclude (file_row_number) from {parquet}").fetchall()]
        typed = ", ".join(f'epoch_us("{name}") as "{name}"' if kind.startswith("TIMESTAMP") else f'"{name}"' for name, kind in kinds)
        db.execute(f"create table {path.stem} as select {typed}, file_row_number + 1 as rn from {parquet}")


def exports(db, demo):
    """The rows of the exports, counted in the files, beside those that came through."""
    rows = {}
    for path in sorted(demo.glob("*.csv")):
        table = path.stem.removeprefix("taobao_").removeprefix("tmall_").replace("refunds", "cases")
        with path.open(encoding="gb18030", newline="") as lines:
            # Some exports end with a line of sums, which is no row.
            data = sum(1 for row in csv.reader(lines) if row and row[0] != "合计")
            rows[table] = rows.get(table, 0) + data - 1
    accepted = {table: db.execute(f"select count(*) from {table}").fetchone()[0] for table in rows}
    db.execute('create table exports ("table" varchar, rows bigint, accepted bigint)')
    db.executemany("insert into exports values (?, ?, ?)", [(table, count, accepted[table]) for table, count in rows.items()])


def check(pipeline, out):
    config = tomllib.loads(pipeline.read_text(encoding="utf-8"))
    as_of = cube.micros(cube.dt.datetime.fromisoformat(config["as_of"]).date())
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    ledger, db = Ledger(), duckdb.connect()
    ledger.note("failures", 1, [str(failure) for failure in results["failures"]])
    load(db, out)
    exports(db, pipeline.parent)
    for step, theirs in zip(config["kpi"], results["kpis"], strict=True):
        ours = cube.compute(db, step, as_of)
        ledger.kpi(f"{step['name']} {step['grain']} {','.join(ours['by'])}", step, ours, theirs)
        rows = [row for row in theirs["rows"] if row.get("value") is not None]
        ledger.note(f"{step['name']} has values", len(theirs["rows"]), [] if rows else ["no row has a value: the step proves nothing"])
    sys.exit(ledger.finish())


def main():
    match sys.argv[1:]:
        case ["plan", pipeline, *only]:
            plan(pathlib.Path(pipeline), *only)
        case ["check", pipeline, out]:
            check(pathlib.Path(pipeline), pathlib.Path(out))
        case _:
            sys.exit(__doc__)


main()
