"""What a page shows of the whole: totals, the timeline's bars, and the map's cells or marks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.filter import EVENT_TYPES
from geo.snapshot_columns import NO_DAY, Rows

if TYPE_CHECKING:
    from geo.snapshot_loading import Grounds

UNITS = {"day": 1, "week": 7, "month": 28, "year": 365}
"""Shortest length of each unit of the timeline, in days."""
MOST_BARS = 62
"""Two months of days; beyond it the next coarser unit is taken."""
FINE_DAYS = 7
CELL_PIXELS = 14
"""From a hexagon's middle to its corners."""
TILE = 256
POLAR = 85.0511287798066
"""Latitude where the web map ends."""


@dataclass(frozen=True)
class Totals:
    """How many rows a filter leaves."""

    events: int
    claims: int
    articles: int
    disputed_events: int
    disputed_claims: int
    unplaced_events: int
    unplaced_claims: int
    undated_events: int
    undated_claims: int
    by_type: dict[str, int]
    by_stance: dict[str, int]


@dataclass(frozen=True)
class Histogram:
    """The bars of a timeline. A row whose days touch several bars counts in each.

    Attributes
    ----------
    unit
        `day week month year`.
    starts
        First day of each bar (datetime64[D]).
    counts, disputed
        Rows in each bar, and those of them that are disputed.
    vague
        Rows left out because they are known to a longer span only than two bars, or are open to a side.
    undated
        Rows without any day.
    """

    unit: str
    starts: np.ndarray
    counts: np.ndarray
    disputed: np.ndarray
    vague: int
    undated: int


@dataclass(frozen=True)
class MapView:
    """What a map window shows of the events.

    Attributes
    ----------
    kind
        `marks` (one entry a row) or `cells` (one entry a hexagon).
    x, y
        World coordinates of the web map, 0 to 1 from its north-western corner (float32).
    count
        Events in each entry.
    type
        The most frequent event type, as an index into `geo.filter.EVENT_TYPES`.
    disputed
        Share of disputed events, 0 to 1.
    ids
        Event ids of marks; empty for cells.
    size
        From a hexagon's middle to its corners, in world coordinates.
    areas
        Events known to a region only, never drawn as a point: `place_id`, name, count, type, disputed share.
    total
        Events in the window, areas apart.
    """

    kind: str
    x: np.ndarray
    y: np.ndarray
    count: np.ndarray
    type: np.ndarray
    disputed: np.ndarray
    ids: list[str]
    size: float
    areas: list[tuple[str, str, int, str, float]]
    total: int

    def triplets(self) -> np.ndarray:
        """Return x, y, count, type, disputed of each entry as one float32 array, as the map's canvas layer reads them."""
        return np.column_stack([self.x, self.y, self.count, self.type, self.disputed]).astype(np.float32)


def histogram_of(layers: list[tuple[Rows, np.ndarray]], unit: str | None) -> Histogram:
    """Return the timeline of the rows kept of some layers."""
    first = np.concatenate([rows.first[keep] for rows, keep in layers])
    last = np.concatenate([rows.last[keep] for rows, keep in layers])
    disputed = np.concatenate([rows.disputed[keep] for rows, keep in layers])
    closed = (first != NO_DAY) & (last != NO_DAY)
    undated = int(((first == NO_DAY) & (last == NO_DAY)).sum())
    first, last, disputed, open_ended = first[closed], last[closed], disputed[closed], int((~closed).sum()) - undated
    if not len(first):
        none = np.zeros(0, np.int64)
        return Histogram(unit or "day", none.astype("datetime64[D]"), none, none, open_ended, undated)
    length = last - first
    if unit is None:
        fine = length < FINE_DAYS
        span = int(last[fine].max() - first[fine].min() + 1) if fine.any() else int(last.max() - first.min() + 1)
        unit = next((u for u, days in UNITS.items() if span / days <= MOST_BARS), "year")
    drawn = length < max(FINE_DAYS, UNITS[unit] * 2)
    first, last, disputed = first[drawn], last[drawn], disputed[drawn]
    vague = open_ended + int((~drawn).sum())
    if not len(first):
        none = np.zeros(0, np.int64)
        return Histogram(unit, none.astype("datetime64[D]"), none, none, vague, undated)
    begin, end = _unit_numbers(first, unit), _unit_numbers(last, unit)
    low = int(begin.min())
    bars = int(end.max()) - low + 1

    def touching(mask: np.ndarray | None = None) -> np.ndarray:
        b, e = (begin, end) if mask is None else (begin[mask], end[mask])
        steps = np.bincount(b - low, minlength=bars + 1) - np.bincount(e - low + 1, minlength=bars + 1)
        counted: np.ndarray = np.cumsum(steps)[:bars]
        return counted

    return Histogram(unit, _unit_starts(low, bars, unit), touching(), touching(disputed), vague, undated)


def _unit_numbers(days: np.ndarray, unit: str) -> np.ndarray:
    if unit == "day":
        return days.astype(np.int64)
    if unit == "week":
        found: np.ndarray = (days.astype(np.int64) + 3) // 7  # 1 January 1970 was a Thursday; weeks start on Monday
        return found
    kind = "M" if unit == "month" else "Y"
    return days.astype("datetime64[D]").astype(f"datetime64[{kind}]").astype(np.int64)


def _unit_starts(low: int, bars: int, unit: str) -> np.ndarray:
    numbers = np.arange(low, low + bars)
    if unit == "day":
        return numbers.astype("datetime64[D]")
    if unit == "week":
        return (numbers * 7 - 3).astype("datetime64[D]")
    return numbers.astype(f"datetime64[{'M' if unit == 'month' else 'Y'}]").astype("datetime64[D]")


def world(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return web-Mercator coordinates from 0 to 1, x to the east and y to the south."""
    x = (lon + 180) / 360
    sine = np.sin(np.radians(np.clip(lat, -POLAR, POLAR)))
    return x, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def map_view(
    events: Rows,
    keep: np.ndarray,
    grounds: Grounds,
    place_ids: list[str],
    *,
    zoom: float,
    bbox: tuple[float, float, float, float],
    marks: int,
) -> MapView:
    """Return the window's cells or marks; the events are first counted by place, of which there are far fewer."""
    shapes = grounds.shapes
    spot = shapely.get_type_id(shapes) == 0
    lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
    west, south, east, north = bbox
    across = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
    shown = spot & across & (lat >= south) & (lat <= north)
    kinds = len(EVENT_TYPES)
    rows = keep & (events.place >= 0)
    place, kind = events.place[rows], events.type[rows]
    by_place = np.bincount(place.astype(np.int64) * kinds + kind, minlength=len(shapes) * kinds).reshape(-1, kinds)
    disputed = np.bincount(place[events.disputed[rows]], minlength=len(shapes))
    areas = _areas(by_place, disputed, shapes, grounds, place_ids)
    total = int(by_place[shown].sum())
    x, y = world(lon, lat)
    size = CELL_PIXELS / (TILE * 2**zoom)
    if total <= marks:
        mine = np.flatnonzero(keep & np.append(shown, False)[events.place])
        at = events.place[mine]
        return MapView(
            "marks", x[at].astype(np.float32), y[at].astype(np.float32), np.ones(len(mine), np.int64), events.type[mine],
            events.disputed[mine].astype(np.float32), events.ids.take(mine).to_pylist(), size, areas, total,
        )  # fmt: skip
    places = np.flatnonzero(shown & (by_place.sum(axis=1) > 0))
    column, row = _hexagon(x[places], y[places], size)
    _, first, cell = np.unique(np.column_stack([column, row]), axis=0, return_index=True, return_inverse=True)
    cell = cell.ravel()
    counts = np.zeros((len(first), kinds), np.int64)
    np.add.at(counts, cell, by_place[places])
    total_of = counts.sum(axis=1)
    share = np.bincount(cell, weights=disputed[places], minlength=len(first)) / total_of
    centre_x, centre_y = _centre(column[first], row[first], size)
    return MapView(
        "cells", centre_x.astype(np.float32), centre_y.astype(np.float32), total_of, counts.argmax(axis=1), share.astype(np.float32),
        [], size, areas, total,
    )  # fmt: skip


def _areas(
    by_place: np.ndarray, disputed: np.ndarray, shapes: np.ndarray, grounds: Grounds, place_ids: list[str]
) -> list[tuple[str, str, int, str, float]]:
    wide = np.flatnonzero((shapely.get_type_id(shapes) > 0) & (by_place.sum(axis=1) > 0))
    found = []
    for i in wide.tolist():
        count = int(by_place[i].sum())
        key = place_ids[i]
        found.append((key, grounds.labels.get(key, key), count, EVENT_TYPES[int(by_place[i].argmax())], float(disputed[i] / count)))
    return found


def _hexagon(x: np.ndarray, y: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Return column and row of the pointy-topped hexagon that each point lies in.

    Axial coordinates rounded in cube space, after Red Blob Games, "Hexagonal Grids".
    """
    q = (math.sqrt(3) / 3 * x - y / 3) / size
    r = (2 / 3 * y) / size
    s = -q - r
    rq, rr, rs = np.rint(q), np.rint(r), np.rint(s)
    dq, dr, ds = abs(rq - q), abs(rr - r), abs(rs - s)
    fix_q = (dq > dr) & (dq > ds)
    fix_r = ~fix_q & (dr > ds)
    return np.where(fix_q, -rr - rs, rq).astype(np.int64), np.where(fix_r, -rq - rs, rr).astype(np.int64)


def _centre(column: np.ndarray, row: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    return size * math.sqrt(3) * (column + row / 2), size * 1.5 * row
