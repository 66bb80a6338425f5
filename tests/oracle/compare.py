"""Compares figures: exactly, but for what floating point and sketches may differ by."""

import importlib

# Relative: means, and what is divided by several operations; quantiles are DDSketch's, within 1 %; bounds are absolute.
QUANTILE = 0.01 + 1e-9
RELATIVE = {"mean": 1e-12, "score": 1e-12, "error": 1e-9, "p50": QUANTILE, "p90": QUANTILE}
ABSOLUTE = {"low": 1e-9, "high": 1e-9}


def tolerance(plugin, params, field, row=None):
    """A definition says by VALUE what its value is if it is not exact: `mean`, `durations`, or a relative bound of its own,
    which does not hold for rows that are without error. What depends on the parameters is a function of them."""
    module = importlib.import_module("kpis." + plugin.removeprefix("kpi-").replace("-", "_"))
    kind = getattr(module, "VALUE", None)
    kind = kind(params) if callable(kind) else kind
    if kind == "durations":
        statistic = params.get("statistic", getattr(module, "STATISTIC", "p50"))
        if field == "value":
            field = statistic
        elif field == "error" and statistic != "mean":
            field = "p50"
    elif kind == "mean" and field in ("value", "numerator"):
        field = "mean"
    elif kind == "weighed" and field not in ("denominator", "n"):
        return 1e-9, 0.0
    elif isinstance(kind, float) and (row or {}).get("error") != 0 and field in ("value", "numerator", "denominator", "n", "error"):
        return kind, 0.0
    return RELATIVE.get(field, 0.0), ABSOLUTE.get(field, 0.0)


def differs(step, field, ours, theirs, row=None):
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)) and not isinstance(ours, bool):
        relative, absolute = tolerance(step["use"], step.get("params", {}), field, row)
        return abs(ours - theirs) > max(relative * abs(ours), absolute)
    return ours != theirs


class Ledger:
    """What was compared, and what did not agree."""

    def __init__(self):
        self.lines, self.wrong = [], []

    def note(self, what, compared, wrong, known=0):
        self.lines.append((what, compared, known, len(wrong)))
        self.wrong += [f"{what}: {text}" for text in wrong]

    def kpi(self, what, step, ours, theirs):
        wrong, compared = [], 0
        if ours["by"] != theirs["by"]:
            wrong.append(f"dimensions {theirs['by']}, not {ours['by']}")
        if theirs["grain"] != step["grain"]:
            wrong.append(f"grain {theirs['grain']}, not {step['grain']}")
        for level in ("rows", "series", "groups", "total"):
            found = theirs[level] if level != "total" else [theirs["total"]]
            compared += len(ours[level])
            if len(found) != len(ours[level]):
                wrong.append(f"{level}: {len(found)}, not {len(ours[level])}")
            for mine, other in zip(ours[level], found):
                fields = sorted(set(mine) | set(other))
                bad = [name for name in fields if (name in mine) != (name in other) or differs(step, name, mine.get(name), other.get(name), mine)]
                if bad:
                    place = f"{mine.get('at', '')} {mine.get('keys', '')}"
                    wrong.append(f"{level} {place}: " + ", ".join(f"{name} {other.get(name)!r}, not {mine.get(name)!r}" for name in bad))
        self.note(what, compared, wrong)

    def finish(self):
        width = max(len(line[0]) for line in self.lines)
        print(f"{'what':<{width}} {'compared':>10} {'known':>7} {'mismatches':>10}")
        for what, compared, known, wrong in self.lines:
            print(f"{what:<{width}} {compared:>10} {known:>7} {wrong:>10}")
        for text in self.wrong[:60]:
            print("MISMATCH", text)
        if len(self.wrong) > 60:
            print(f"… and {len(self.wrong) - 60} more")
        if any(compared == 0 for _, compared, *_ in self.lines):
            print("MISMATCH something compared nothing")
            return 1
        return 1 if self.wrong else 0
