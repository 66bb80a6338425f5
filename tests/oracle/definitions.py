"""Every built-in KPI once more, from its definition and in SQL: nothing here reads Aftersight's code.

Tables are `cases`, `orders`, `order_lines`, `shipments`, their rows numbered by `rn` in the order of the files; moments are
microseconds since 1970 in UTC. Intervals are those of Asia/Shanghai, which has kept UTC+8 for all dates here."""

import datetime as dt
import math
import statistics

ZONE = 8 * 3600 * 1_000_000
Z95 = statistics.NormalDist().inv_cdf(0.975)
NULL = "∅"
DAY = 86_400 * 1_000_000

# A dimension that a table lacks is that of its partner; of several partners with one key the last one stands.
BORROWED = {
    "cases": {"category": "line", "customer_tier": "ord", "carrier": "ord", "warehouse": "parcel"},
    "order_lines": {"customer_tier": "ord", "carrier": "ord"},
    "orders": {"warehouse": "parcel"},
}
PARTNERS = {
    "line": ("order_lines", "line_id", "true"),
    "ord": ("orders", "order_id", "true"),
    "parcel": ("shipments", "order_id", "(direction is null or direction <> 'return')"),
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
        names.append(f"coalesce({partner or 'own'}.{dim}::varchar, '{NULL}') as d{place}")
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


# What each KPI gathers, and what stands in a row of the result.


def counted(cells):
    n = cells[0][0] if cells[0] else 0
    return {"value": float(n), "n": n}


def quotient(above, below):
    row = {"value": above / below if below else None, "numerator": above, "denominator": below}
    return row if below else row | {"reason": "no-denominator"}


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
    def finish(cells):
        times = (cells[0] or (None,))[0] or []
        n = len(times)
        if not n:
            return {"value": None, "reason": "no-values", "n": 0}
        row = {"n": n, "mean": sum(times) / n, "p50": times[int((n - 1) * 0.5)], "p90": times[int((n - 1) * 0.9)]}
        if n > 1:
            scatter = n * sum(time * time for time in times) - sum(times) ** 2
            row["error"] = math.sqrt(scatter / (n * n * (n - 1)))
        return row | {"value": row[statistic]}

    return finish


TIMES = "list(took order by took) filter (where took >= 0)"


def complaint_count(db, dims, grain, as_of, params):
    where = params.get("population", "case_type = 'complaint'")
    return [timed(db, "cases", "created_at", dims, grain, as_of, where)], counted, 0


def complaint_resolution_time(db, dims, grain, as_of, params):
    where = params.get("population", "case_type = 'complaint'")
    took = ", closed_at - created_at as took"
    roles = [timed(db, "cases", "closed_at", dims, grain, as_of, where, took, TIMES)]
    return roles, durations(params.get("statistic", "p50")), 0


def order_processing_time(db, dims, grain, as_of, params):
    # An order on several rows counts once, with its first dispatch.
    first = "(order_id is null or not exists (from orders e where e.order_id = s.order_id and (e.shipped_at < s.shipped_at or e.shipped_at = s.shipped_at and e.rn < s.rn)))"
    base = source("orders", dims) + " s"
    took = ", shipped_at - paid_at as took"
    roles = [timed(db, "orders", "shipped_at", dims, grain, as_of, first, took, TIMES, base)]
    return roles, durations(params.get("statistic", "p50")), 0


def issue_share(db, dims, grain, as_of, params):
    where = params.get("population", "true")
    part = timed(db, "cases", "created_at", dims, grain, as_of, where)
    whole = timed(db, "cases", "created_at", dims, grain, as_of, where, only=[place for place, dim in enumerate(dims) if dim != "issue_type"])
    return [part, whole], pair(share), 0


def clearance_ratio(db, dims, grain, as_of, params):
    where = params.get("population", "true")
    closed = timed(db, "cases", "closed_at", dims, grain, as_of, where)
    created = timed(db, "cases", "created_at", dims, grain, as_of, where)
    return [closed, created], pair(quotient), 0


def backlog_open(db, dims, grain, as_of, params):
    where, names = params.get("population", "true"), [f"d{place}" for place in range(len(dims))]
    if grain == "all":
        ends = [(dt.date(1970, 1, 1), as_of)]
    else:
        first = db.execute(f"select min({cut('created_at', grain)}) from cases").fetchone()[0]
        ends = []
        while micros(following(first, grain)) <= as_of:
            ends.append((first, micros(following(first, grain))))
            first = following(first, grain)
    values = ", ".join(f"(date '{begin}', {end})" for begin, end in ends)
    columns = "".join(f", {name}" for name in names)
    facts = f"select iv{columns} from {source('cases', dims)} join (values {values}) t(iv, till) on created_at <= till and (closed_at is null or closed_at > till) where {where}"
    return [Role(db, facts, names, "count(*)", snapshot=True)], counted, 0


def first_contact_resolution(db, dims, grain, as_of, params):
    within = {"7 d": 7 * DAY, "3 d": 3 * DAY}[params.get("within", "7 d")]
    key = ["customer_key", "order_id", "issue_type"]
    known = " and ".join(f"s.{name} is not null" for name in key)
    same = " and ".join(f"a.{name} = s.{name}" for name in key)
    again = f"exists (from cases a where {same} and (a.created_at > s.closed_at or a.created_at = s.closed_at and a.rn > s.rn) and a.created_at - s.closed_at <= {within} and {known_at(as_of, 'a.created_at')})"
    base = source("cases", dims) + " s"
    measures = f", not {again} as hit"
    gather = "count(*) filter (where hit), count(*)"
    where = f"closed_at >= created_at and {known}"
    return [timed(db, "cases", "closed_at", dims, grain, as_of, where, measures, gather, base)], weighed, within


def return_rate(db, dims, grain, as_of, params):
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


def formula(db, dims, grain, as_of, params):
    def sums(table, time, what):
        measures, gather = f", {what} as x", "count(x), sum(x)"
        return timed(db, table, time, dims, grain, as_of, "true", measures, gather)

    def value(result, currency=None):
        row = {"value": result}
        row |= {"reason": "no-value"} if result is None else {}
        return row | ({"currency": currency} if currency else {})

    n = lambda cell: int(cell[0]) if cell else 0
    total = lambda cell: int(cell[1] or 0) if cell else 0
    match params["formula"]:
        case "sum(cases.refund_minor where status = 'refunded') / sum(orders.paid_minor)":
            refunds = sums("cases", "created_at", "case when status = 'refunded' then refund_minor end")
            roles = [refunds, sums("orders", "paid_at", "paid_minor")]
            return roles, lambda cells: value(total(cells[0]) / total(cells[1]) if total(cells[1]) else None), 0
        case "mean(closed_at - created_at) / 1 h":
            roles = [sums("cases", "created_at", "closed_at - created_at")]
            return roles, lambda cells: value(total(cells[0]) / n(cells[0]) / 3.6e9 if n(cells[0]) else None), 0
        case "sum(order_lines.paid_minor)":
            roles = [sums("order_lines", "paid_at", "paid_minor")]
            return roles, lambda cells: value(float(total(cells[0])), "CNY" if n(cells[0]) else None), 0
        case "count(cases where case_type = 'complaint') / count(orders) * 10000":
            complaints = sums("cases", "created_at", "case when case_type = 'complaint' then 1 end")
            roles = [complaints, sums("orders", "paid_at", "1")]
            return roles, lambda cells: value(n(cells[0]) / n(cells[1]) * 10000 if n(cells[1]) else None), 0
    raise KeyError(params["formula"])


def compute(db, step, as_of):
    """The rows that a step of the pipeline file must give: rows, series, groups, total."""
    plugin, grain, params = step["use"], step["grain"], step.get("params", {})
    by = list(step.get("by", []))
    if plugin == "kpi-issue-share":
        by = ["issue_type", *(dim for dim in by if dim != "issue_type")]
    definition = globals()[plugin.removeprefix("kpi-").replace("-", "_")]
    roles, finish, lag = definition(db, by, grain, as_of, params)
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
