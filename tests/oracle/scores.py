"""Scores of surveys and reviews, by the definitions of the KPIs about satisfaction."""

TIME = "responded_at"


def scored(params, low, high):
    """SQL columns and conditions: where a score stands on its scale, from 0 to 1. The exports name the scale of each row."""
    low, high = params.get("scale_min", low), params.get("scale_max", high)
    least, most = f"coalesce(scale_min, {low})", f"coalesce(scale_max, {high})"
    place = f"(score - {least}) / ({most} - {least})"
    return place, f"score >= {least} and score <= {most} and {least} < {most}", f"{low} + {place} * ({high} - {low})"
