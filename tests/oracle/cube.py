"""What the oracles of all KPIs share: cells, roles, intervals, result rows, in SQL. `kpis/` holds a definition for each KPI.
Nothing here reads Aftersight's code.

Tables are `cases`, `orders`, `order_lines`, `shipments`, their rows numbered by `rn` in the order of the files; moments are
microseconds since 1970 in UTC. Intervals are those of Asia/Shanghai, which has kept UTC+8 for all dates here."""

import datetime as dt
import importlib
import math
import statistics

ZONE = 8 * 3600 * 1_000_000
Z95 = statistics.NormalDist().inv_cdf(0.975)
NULL = "∅"
DAY = 86_400 * 1_000_000

# A dimension that a table lacks is that of its partner; of several partners with one key the last one stands.
BORROWED = {
    "cases": {"category": "line", "supplier": "line", "customer_tier": "ord", "carrier": "ord", "warehouse": "parcel"},
    "order_lines": {"customer_tier": "ord", "carrier": "ord"},
    "orders": {"warehouse": "parcel"},
    "shipments": {"customer_tier": "ord"},
    "feedback": {"customer_tier": "ord", "carrier": "ord", "team": "matter", "issue_type": "matter"},
    "case_events": {"channel": "matter"},
    "conversations": {"customer_tier": "ord"},
    "messages": {"conversation.channel": "chat", "conversation.agent_id": "chat"},
}
PARTNERS = {
    "line": ("order_lines", "line_id", "true"),
    "ord": ("orders", "order_id", "true"),
    "parcel": ("shipments", "order_id", "(direction is null or direction <> 'return')"),
    "matter": ("cases", "case_id", "true"),
    "chat": ("conversations", "conversation_id", "true"),
}
RETURNED = "case_type = 'return_refund' and (status is null or status not in ('rejected', 'cancelled'))"


def known_at(as_of, moment="created_at"):
    """Rows later than the clock are not there for look-ups either."""
    return f"({moment} is null or {moment} <= {as_of})"


def cut(moment, grain):
    """SQL of the first local date of the interval that holds a moment."""
    if grain == "all":
        return "date '1970-01-01'"
    return f"date_trunc('{grain}', make_timestamp({moment} + {ZONE}))::date"


def following(date, grain):
    if grain == "day":
        return date + dt.timedelta(days=1)
    if grain == "week":
        return date + dt.timedelta(days=7)
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    month = date.month - 1 + months
    return dt.date(date.year + month // 12, month % 12 + 1, 1)


def micros(date):
    """The local midnight with which a date begins."""
    return (date - dt.date(1970, 1, 1)).days * DAY - ZONE


def source(table, dims):
    """A table with its dimensions as d0, d1 …"""
    joins, names = [], []
    for place, dim in enumerate(dims):
        partner = BORROWED.get(table, {}).get(dim)
        if partner and not any(f" {partner} " in join for join in joins):
            other, key, condition = PARTNERS[partner]
            last = f"select * from {other} where {key} is not null and {condition} qualify row_number() over (partition by {key} order by rn desc) = 1"
            joins.append(f"left join ({last}) {partner} on {partner}.{key} = own.{key}")
        names.append(f"coalesce({partner or 'own'}.{dim.split('.')[-1]}::varchar, '{NULL}') as d{place}")
    return f"(select own.*{''.join(', ' + name for name in names)} from {table} own {' '.join(joins)})"


class Role:
    """Facts (iv, d…, measures) and what is gathered from them."""

    def __init__(self, db, facts, dims, gather, snapshot=None):
        self.db, self.dims, self.gather, self.snapshot = db, dims, gather, snapshot
        db.execute("create or replace temp table facts as " + facts)
        self.cells = self.level(["iv", *dims])
        self.series = self.level(["iv"])
        self.intervals = {key[0] for key in self.series}
        self.keys = {key[1:] for key in self.cells}
        self.groups, self.total = {}, {}
        if not snapshot:
            self.rest()

    def rest(self, where="true"):
        self.groups, self.total = self.level(self.dims, where), self.level([], where)

    def level(self, by, where="true"):
        columns = "".join(column + ", " for column in by)
        tail = f"group by {', '.join(by)}" if by else ""
        rows = self.db.execute(f"select {columns}{self.gather} from facts where {where} {tail}").fetchall()
        return {row[: len(by)]: row[len(by) :] for row in rows}

    def close(self, last):
        if self.snapshot:
            self.rest(f"iv = date '{last}'")


def timed(db, table, time, dims, grain, as_of, where="true", measures="", gather="count(*)", base=None, only=None):
    """Rows by a moment of theirs; what is later than the clock does not count."""
    names = [f"d{place}" for place in (only if only is not None else range(len(dims)))]
    columns = "".join(f", {name}" for name in names)
    facts = f"select {cut(time, grain)} as iv{columns}{measures} from {base or source(table, dims)} where {time} <= {as_of} and ({where})"
    return Role(db, facts, names, gather)


def open_cases(db, dims, grain, as_of, where, measures, gather):
    """Cases at the end of each closed interval at which they are open; `till` is that end."""
    names = [f"d{place}" for place in range(len(dims))]
    if grain == "all":
        ends = [(dt.date(1970, 1, 1), as_of)]
    else:
        first = db.execute(f"select min({cut('created_at - 1', grain)}) from cases where {where}").fetchone()[0]
        ends = []
        while micros(following(first, grain)) <= as_of:
            ends.append((first, micros(following(first, grain))))
            first = following(first, grain)
    values = ", ".join(f"(date '{begin}', {end})" for begin, end in ends)
    columns = "".join(f", {name}" for name in names)
    facts = f"select iv{columns}{measures} from {source('cases', dims)} join (values {values}) t(iv, till) on created_at <= till and (closed_at is null or closed_at > till) where {where}"
    return Role(db, facts, names, gather, snapshot=True)


# What each KPI gathers, and what stands in a row of the result.


def counted(cells):
    n = cells[0][0] if cells[0] else 0
    return {"value": float(n), "numerator": n, "n": n}


def quotient(above, below):
    row = {"value": above / below if below else None, "numerator": above, "denominator": below, "n": below}
    return row if below else row | {"reason": "no-denominator"}


def per(factor):
    """Quotients per so many."""

    def finish(above, below):
        row = quotient(above, below)
        return row | {"value": above * factor / below} if below else row

    return finish


def share(above, below):
    """With the interval of E. B. Wilson (1927)."""
    row = quotient(above, below)
    if below:
        p, n = above / below, below
        centre, half = p + Z95**2 / (2 * n), Z95 * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n * n))
        row |= {"low": max(0.0, (centre - half) / (1 + Z95**2 / n)), "high": min(1.0, (centre + half) / (1 + Z95**2 / n))}
    return row


def pair(finish):
    return lambda cells: finish(*(cell[0] if cell else 0 for cell in cells))


def weighed(cells):
    above, below = (cells[0] or (0, 0))[:2]
    return share(int(above or 0), int(below or 0))


def durations(statistic):
    """Gathered by TIMES: means with their standard error, quantiles with the sketch's bound."""

    def finish(cells):
        times = (cells[0] or (None,))[0] or []
        n = len(times)
        if not n:
            return {"value": None, "reason": "no-values", "numerator": 0, "denominator": 0, "n": 0}
        row = {"numerator": sum(times), "denominator": n, "n": n, "mean": sum(times) / n}
        row |= {"p50": times[int((n - 1) * 0.5)], "p90": times[int((n - 1) * 0.9)]}
        row["value"] = row[statistic]
        if statistic != "mean":
            row["error"] = row["value"] * 0.01
        elif n > 1:
            scatter = n * sum(time * time for time in times) - sum(times) ** 2
            row["error"] = math.sqrt(scatter / (n * n * (n - 1)))
        return row

    return finish


TIMES = "list(took order by took) filter (where took >= 0)"


def means(cells):
    """Gathered by MEANS: the mean of a column x with its standard error."""
    n, total, squares = cells[0] or (0, None, None)
    if not n:
        return {"value": None, "reason": "no-values", "numerator": 0.0, "denominator": 0, "n": 0}
    row = {"value": total / n, "numerator": float(total), "denominator": n, "n": n}
    if n > 1:
        row["error"] = math.sqrt(max(0.0, (squares - total * total / n) / (n - 1) / n))
    return row


MEANS = "count(x), sum(x), sum(x * x)"


def amounts(cells):
    """Sums of minor units over sums of minor units; both roles gather `count(x), sum(x)`, all in one currency."""
    (_, above), (n, below) = (cell or (0, None) for cell in cells)
    above, below = int(above or 0), int(below or 0)
    row = {"value": above / below if below else None, "numerator": above, "denominator": below, "n": n}
    return row if below else row | {"reason": "no-denominator"}


def estimates(*counted):
    """Gathered counts over counts, exact up to 1 024; beyond, those that are counted as different keys are estimates by 4 096
    registers, whose relative errors add in squares."""

    def finish(cells):
        above, below = (cell[0] if cell else 0 for cell in cells)
        row = {"value": above / below if below else None, "numerator": above, "denominator": below, "n": below}
        if not below:
            return row | {"reason": "no-denominator"}
        scatter = sum((1.04 / 64) ** 2 for count, estimated in zip((above, below), counted) if estimated and count > 1024)
        return row | {"error": row["value"] * math.sqrt(scatter)}

    return finish


def compute(db, step, as_of):
    """The rows that a step of the pipeline file must give: rows, series, groups, total."""
    plugin, grain, params = step["use"], step["grain"], step.get("params", {})
    by = list(step.get("by", []))
    definition = importlib.import_module("kpis." + plugin.removeprefix("kpi-").replace("-", "_"))
    own = getattr(definition, "OWN", [])
    by = own + [dim for dim in by if dim not in own]
    roles, finish, lag = definition.roles(db, by, grain, as_of, params)
    intervals = set().union(*(role.intervals for role in roles))
    axis, at, last = [], min(intervals), max(intervals)
    while at <= last:
        axis.append(at)
        at = following(at, grain) if grain != "all" else dt.date.max
    closed = lambda iv: grain == "all" or micros(following(iv, grain)) + lag <= as_of
    done = [iv for iv in axis if closed(iv)]
    for role in roles:
        role.close(done[-1] if done else dt.date.min)
    most = max(len(role.dims) for role in roles)
    names = [f"d{place}" for place in range(len(by))]
    keys = sorted(set().union(*(role.keys for role in roles if len(role.dims) == most)), key=order)

    def pick(level, role, iv, key):
        own = tuple(key[names.index(name)] for name in role.dims) if key else ()
        return getattr(role, level).get(((iv,) if iv else ()) + own)

    def row(iv, key, level):
        shown = {} if iv is None or grain == "all" else {"at": f"{iv}T00:00:00+08:00"}
        shown |= {"keys": dict(zip(by, key))} if key else {}
        return shown | {"closed": iv is None or closed(iv)} | finish([pick(level, role, iv, key) for role in roles])

    return {
        "by": by,
        "rows": [row(iv, key, "cells") for key in keys for iv in axis],
        "series": [row(iv, (), "series") for iv in axis if by],
        "groups": [row(None, key, "groups") for key in keys if by],
        "total": [row(None, (), "total")],
    }


def order(key):
    """Keys are sorted by their bytes; the null key comes last."""
    return [(part == NULL, part.encode()) for part in key]
