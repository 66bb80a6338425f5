"""Windows that end with an interval: the last so many days of it."""

import datetime as dt

from cube import Role, cut, following, source


class Trailing(Role):
    """Rows by day; an interval stands for the days that end with it. Groups and the total are of all rows."""

    def __init__(self, db, facts, dims, gather, grain, days):
        super().__init__(db, facts, dims, gather)
        if not self.intervals:
            return
        at, last = min(self.intervals), max(self.intervals)
        # A row still counts some intervals after its own.
        reach, rows = last + dt.timedelta(days=days), []
        while at <= reach:
            stop = following(at, grain)
            rows.append((at, stop - dt.timedelta(days=days), stop))
            at = stop
        db.execute("create or replace temp table axis (target date, since date, stop date)")
        db.executemany("insert into axis values (?, ?, ?)", rows)
        spread = "select axis.target as iv, facts.* exclude (iv) from facts join axis on facts.day >= since and facts.day < stop"
        db.execute(f"create or replace temp table facts as {spread}")
        self.cells, self.series = self.level(["iv", *dims]), self.level(["iv"])


def trailing(db, table, time, dims, grain, as_of, days, where="true", measures="", gather="count(*)", base=None):
    """As `timed`, over the last `days`; 0 are those of the interval itself."""
    names = [f"d{place}" for place in range(len(dims))]
    columns = "".join(f", {name}" for name in names)
    rows = base or source(table, dims)
    facts = f"select {cut(time, grain)} as iv, {cut(time, 'day')} as day{columns}{measures} from {rows} where {time} <= {as_of} and ({where})"
    return Trailing(db, facts, names, gather, grain, days) if days else Role(db, facts, names, gather)
