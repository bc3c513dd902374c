"""Makes UCDP GED tables of any size from the real one: the same columns, actors and notes, other ids, days and places."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd

REAL = Path(os.environ.get("CONTESTED_UCDP", "ucdp-ged.csv"))
"""A table of UCDP GED (ucdp.uu.se, CC BY 4.0); it is read where it lies and never part of the project."""
SHIFTS = 60
"""Copies of the table lie side by side, so that a million events have some 50,000 places, as the world's tables have."""


def write_events(count: int, target: Path, *, seed: int = 7) -> Path:
    """Write a table of `count` events and return its path.

    Raises
    ------
    FileNotFoundError
        If there is no real table; name one in CONTESTED_UCDP.
    """
    real = pd.read_csv(REAL, encoding="cp1252", dtype=str, keep_default_na=False)
    random = np.random.default_rng(seed)
    latitude, longitude = real["latitude"].astype(float), real["longitude"].astype(float)
    days = pd.to_datetime(real["date_start"], format="mixed")
    length = pd.to_datetime(real["date_end"], format="mixed") - days
    for copy in range(-(-count // len(real))):
        made = real.head(count - copy * len(real)).copy()
        n = len(made)
        made["id"] = [str(10_000_000 + copy * len(real) + i) for i in range(n)]
        made["latitude"] = (latitude.head(n) - 60 + 10 * (copy % SHIFTS % 6)).round(5).astype(str)
        made["longitude"] = (longitude.head(n) - 180 + 30 * (copy % SHIFTS // 6)).round(5).astype(str)
        start = days.head(n) + pd.to_timedelta(random.integers(-2000, 500, n), unit="D")
        made["date_start"] = start.dt.strftime("%m/%d/%Y 00:00")
        made["date_end"] = (start + length.head(n)).dt.strftime("%m/%d/%Y 00:00")
        made.to_csv(target, mode="w" if copy == 0 else "a", header=copy == 0, index=False, encoding="cp1252", errors="replace")
    return target
