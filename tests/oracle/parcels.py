"""Parcels to buyers, each by its latest row."""

from cube import source


def forward(dims):
    return source("shipments", dims) + " s"


def latest(time, as_of):
    later = f"l.{time} <= {as_of} and (l.{time} > s.{time} or l.{time} = s.{time} and l.rn > s.rn)"
    repeats = f"exists (from shipments l where l.tracking_no = s.tracking_no and {later})"
    return f"direction is distinct from 'return' and not {repeats}"
