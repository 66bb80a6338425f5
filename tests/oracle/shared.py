"""Real data by pandas, against the runs of `tests/pipelines`.

    python shared.py superstore|nyc311 DATA OUT

DATA is the folder that holds the set's own folder; OUT is what the run wrote."""

import json
import pathlib
import sys
from decimal import ROUND_HALF_EVEN, Decimal

import pandas

from compare import Ledger
from cube import NULL, durations, share

CENT = Decimal("0.01")


def steps(results):
    return {kpi["name"]: kpi for kpi in results["kpis"]}


def check(ledger, kpi, by, grain, rows, series, groups, total):
    step = {"use": kpi["plugin"], "grain": grain, "params": {}}
    ours = {"by": by, "rows": rows, "series": series, "groups": groups, "total": [total]}
    ledger.kpi(f"{kpi['name']} {grain} {','.join(by)}", step, ours, kpi)


def superstore(data, results, ledger):
    book = data / "superstore" / "superstore.xls"
    lines, returns = (pandas.read_excel(book, sheet_name=sheet) for sheet in ("Orders", "Returns"))
    lines["back"] = lines["Order ID"].isin(returns["Order ID"])
    as_of = max(lines["Order Date"].max(), lines["Ship Date"].max())
    ledger.note("as_of", 1, [] if pandas.Timestamp(results["as_of"]) == as_of.tz_localize("UTC") else [f"{results['as_of']}, not {as_of}"])
    lag, found = pandas.Timedelta(days=15), steps(results)
    years = range(lines["Order Date"].dt.year.min(), lines["Order Date"].dt.year.max() + 1)

    def rate(rows, keys, year=None):
        part = rows
        for name, key in keys.items():
            part = part[part[name] == key]
        shown, closed = {}, True
        if year is not None:
            part, shown = part[part["Order Date"].dt.year == year], {"at": f"{year}-01-01T00:00:00+00:00"}
            closed = pandas.Timestamp(year + 1, 1, 1) + lag <= as_of
        shown |= {"keys": {name.lower(): key for name, key in keys.items()}} if keys else {}
        return shown | {"closed": bool(closed)} | share(int(part["back"].sum()), len(part))

    regions = sorted(lines["Region"].unique())
    rows = [rate(lines, {"Region": region}, year) for region in regions for year in years]
    groups = [rate(lines, {"Region": region}) for region in regions]
    series = [rate(lines, {}, year) for year in years]
    check(ledger, found["line_return_rate"], ["region"], "year", rows, series, groups, rate(lines, {}))

    orders = lines.drop_duplicates("Order ID")
    total = rate(orders, {})
    check(ledger, found["order_return_rate"], [], "all", [total], [], [], total)

    # A spreadsheet shows 15 digits of a number; as money a line is rounded half-even to cents.
    cents = sum(int(Decimal(f"{sales:.15g}").quantize(CENT, ROUND_HALF_EVEN) * 100) for sales in lines["Sales"])
    total = {"closed": True, "value": float(cents), "currency": "USD"}
    check(ledger, found["sales"], [], "all", [total], [], [], total)
    figures = (len(orders), int(orders["back"].sum()), int(lines["back"].sum()))
    ledger.note("published figures", 3, [] if figures == (5009, 296, 800) else [str(figures)])


def nyc311(data, results, ledger):
    frame = pandas.read_csv(data / "nyc311" / "requests.csv", dtype=str)

    def moments(column):
        local = pandas.to_datetime(frame[column])
        # An hour that occurs twice is taken the first time, one that does not occur is taken after the gap.
        first = pandas.Series(True, index=local.index).to_numpy()
        return local.dt.tz_localize("America/New_York", ambiguous=first, nonexistent=pandas.Timedelta(hours=1)).dt.tz_convert("UTC")

    frame["created"], frame["closed"] = moments("created_date"), moments("closed_date")
    # Any event counts, the last change of a request too.
    as_of = max(frame["created"].max(), frame["closed"].max(), moments("resolution_action_updated_date").max())
    shown = pandas.Timestamp(results["as_of"])
    ledger.note("as_of", 1, [] if shown == as_of.floor("s") else [f"{results['as_of']}, not {as_of}"])
    frame = frame[frame["closed"].notna() & frame["created"].notna()]
    frame = frame.assign(took=((frame["closed"] - frame["created"]) // pandas.Timedelta(microseconds=1)))

    def row(part, keys):
        times = sorted(int(time) for time in part["took"] if time >= 0)
        return ({"keys": keys} if keys else {}) | {"closed": True} | durations("p50")([(times,)])

    found, total = steps(results), row(frame, {})
    check(ledger, found["resolution_time"], [], "all", [total], [], [], total)
    teams = sorted(frame["agency"].fillna(NULL).unique(), key=lambda key: (key == NULL, key.encode()))
    rows = [row(frame[frame["agency"].fillna(NULL) == team], {"team": team}) for team in teams]
    check(ledger, found["resolution_time_by_agency"], ["team"], "all", rows, [total], rows, total)
    ledger.note("published figures", 1, [] if total["n"] == 998 else [str(total["n"])])


def main():
    name, data, out = sys.argv[1], *map(pathlib.Path, sys.argv[2:4])
    results, ledger = json.loads((out / "results.json").read_text()), Ledger()
    ledger.note("failures", 1, [str(failure) for failure in results["failures"]])
    {"superstore": superstore, "nyc311": nyc311}[name](data, results, ledger)
    sys.exit(ledger.finish())


main()
