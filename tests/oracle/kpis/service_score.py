"""Other KPIs on one scale, weighed: from the definitions of its components."""

import importlib

VALUE = "weighed"

WEIGHED = {
    "quality_refund_rate": (0.05, 0.0, 3),
    "sla_attainment": (0.5, 0.98, 2),
    "csat": (0.2, 0.95, 3),
    "delivery_ontime_rate": (0.5, 0.98, 2),
}
COMPONENTS = [f"{name}_1 = {worst} .. {best} * {weight}" for name, (worst, best, weight) in WEIGHED.items()]

STEPS = [
    dict(grain="week", params={"components": COMPONENTS}),
    dict(grain="month", params={"components": COMPONENTS[1:3]}),
]


def roles(db, dims, grain, as_of, params):
    parts, every, lags = [], [], []
    for text in params["components"]:
        name = text.split("_1 =")[0]
        module = importlib.import_module(f"kpis.{name}")
        own, finish, lag = module.roles(db, dims, grain, as_of, module.STEPS[0].get("params", {}))
        parts.append((name, len(own), finish))
        every += own
        lags.append(lag)

    def score(cells):
        row, points, weights, at = {}, [], [], 0
        for name, count, finish in parts:
            worst, best, weight = WEIGHED[name]
            value = finish(cells[at : at + count])["value"]
            at += count
            weights.append(weight)
            points.append(None if value is None else 100 * min(1.0, max(0.0, (value - worst) / (best - worst))))
            row |= {f"{name}_1": points[-1]} if value is not None else {}
        total = sum(weights)
        row |= {"denominator": float(total), "n": len(weights)}
        if None in points:
            return row | {"value": None, "reason": "component-missing"}
        above = sum(own * weight for own, weight in zip(points, weights))
        return row | {"value": above / total, "numerator": above}

    return every, score, max(lags)
