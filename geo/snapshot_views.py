"""What a page shows of the whole: totals, the timeline's bars, and the map's cells or marks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.filter import EVENT_TYPES
from geo.snapshot_columns import NO_DAY, Rows

if TYPE_CHECKING:
    from geo.snapshot_loading import Grounds

UNITS = {"day": 1, "week": 7, "month": 28, "year": 365}
"""Shortest length of each unit of the timeline, in days."""
MOST_BARS = 62
"""Two months of days; beyond it the next coarser unit is taken."""
FINE_DAYS = 7
"""Longest interval, in days, that is drawn on a timeline of days: a week."""
LONGEST_DAYS = 366
LONG = 2**31
MOST_NOTES = 3
CELL_PIXELS = 14
"""From a hexagon's middle to its corners."""
TILE = 256
POLAR = 85.0511287798066
"""Latitude where the web map ends."""
HEXAGONS = 2**31
"""More than there are in a row of the map at any zoom."""


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
    unplaced_disputed_claims: int
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
    notes
        The most frequent spans of these: first and last day (`NO_DAY` where open), precision as an index into
        `snapshot_loading.PRECISIONS`, and how many rows.
    undated
        Rows without any day.
    """

    unit: str
    starts: np.ndarray
    counts: np.ndarray
    disputed: np.ndarray
    vague: int
    notes: list[tuple[int, int, int, int]]
    undated: int


@dataclass(frozen=True)
class PlaceCounts:
    """How many of the rows kept each place has. A row with several places counts in each.

    Attributes
    ----------
    types
        Events of each type (places by `geo.filter.EVENT_TYPES`).
    events, claims
        Events and claims.
    disputed_events, disputed_claims
        Those of them that are disputed.
    """

    types: np.ndarray
    events: np.ndarray
    claims: np.ndarray
    disputed_events: np.ndarray
    disputed_claims: np.ndarray

    @property
    def used(self) -> np.ndarray:
        """Which places have any row."""
        found: np.ndarray = (self.events > 0) | (self.claims > 0)
        return found


@dataclass(frozen=True)
class MapView:
    """What a map window shows of the places that have events or claims.

    Attributes
    ----------
    kind
        `marks` (one entry a place) or `cells` (one entry a hexagon).
    place
        Numbers of the places of marks; empty for cells.
    x, y
        World coordinates of the web map, 0 to 1 from its north-western corner.
    events, claims
        How many each entry has.
    type
        The most frequent type of its events, as an index into `geo.filter.EVENT_TYPES`; -1 without events.
    top
        Events of that type.
    disputed
        Share of disputed events and claims, 0 to 1.
    size
        From a hexagon's middle to its corners, in world coordinates.
    areas
        Numbers of the places in the window that are known to a region only, never drawn as a point.
    """

    kind: str
    place: np.ndarray
    x: np.ndarray
    y: np.ndarray
    events: np.ndarray
    claims: np.ndarray
    type: np.ndarray
    top: np.ndarray
    disputed: np.ndarray
    size: float
    areas: np.ndarray

    def columns(self) -> np.ndarray:
        """Return x, y, events, claims, type, top, disputed of each entry as float32 rows, as the map's canvas layer reads them."""
        return np.column_stack([self.x, self.y, self.events, self.claims, self.type, self.top, self.disputed]).astype(np.float32)


def histogram_of(layers: list[tuple[Rows, np.ndarray]], unit: str | None) -> Histogram:
    """Return the timeline of the rows kept of some layers."""
    first = np.concatenate([rows.first[keep] for rows, keep in layers])
    last = np.concatenate([rows.last[keep] for rows, keep in layers])
    precision = np.concatenate([rows.precision[keep] for rows, keep in layers])
    disputed = np.concatenate([rows.disputed[keep] for rows, keep in layers])
    dated = (first != NO_DAY) | (last != NO_DAY)
    undated = len(dated) - int(dated.sum())
    length = np.where((first != NO_DAY) & (last != NO_DAY), last.astype(np.int64) - first, LONG)
    fine = length < FINE_DAYS
    least = "day"
    if not fine.any():
        fine = length < LONGEST_DAYS
        least = "month" if fine.any() else "day"
    drawn = fine
    # A coarser unit draws longer intervals too, and these may reach over more days than it has bars for.
    while drawn.any():
        coarser = unit or max(least, _unit_for(first[drawn], last[drawn]), key=list(UNITS).index)
        reached = length < max(FINE_DAYS, UNITS[coarser] * 2)
        reached = reached if reached.any() else fine
        if coarser == least and np.array_equal(reached, drawn):
            break
        least, drawn = coarser, reached
    unit = unit or least
    vague = dated & ~drawn
    notes = _most_frequent(first[vague], last[vague], precision[vague])
    if not drawn.any():
        none = np.zeros(0, np.int64)
        return Histogram(unit, none.astype("datetime64[D]"), none, none, int(vague.sum()), notes, undated)
    begin, end = _unit_numbers(first[drawn], unit), _unit_numbers(last[drawn], unit)
    low = int(begin.min())
    bars = int(end.max()) - low + 1

    def touching(mask: np.ndarray | None = None) -> np.ndarray:
        b, e = (begin, end) if mask is None else (begin[mask], end[mask])
        steps = np.bincount(b - low, minlength=bars + 1) - np.bincount(e - low + 1, minlength=bars + 1)
        counted: np.ndarray = np.cumsum(steps)[:bars]
        return counted

    return Histogram(unit, _unit_starts(low, bars, unit), touching(), touching(disputed[drawn]), int(vague.sum()), notes, undated)


def _unit_for(first: np.ndarray, last: np.ndarray) -> str:
    days = int(last.max()) - int(first.min()) + 1
    return next((u for u, length in UNITS.items() if days / length <= MOST_BARS), "year")


def _most_frequent(first: np.ndarray, last: np.ndarray, precision: np.ndarray) -> list[tuple[int, int, int, int]]:
    if not len(first):
        return []
    spans = np.column_stack([first, last, precision.astype(np.int32)])
    packed = np.ascontiguousarray(spans).view([("", np.int32)] * 3).ravel()
    found, at, counts = np.unique(packed, return_index=True, return_counts=True)
    del found
    order = np.lexsort((at, -counts))[:MOST_NOTES]
    return [(*(int(v) for v in spans[at[i]]), int(counts[i])) for i in order]  # type: ignore[misc]  # three values of a row


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


def count_places(layers: tuple[tuple[Rows, np.ndarray], tuple[Rows, np.ndarray]], places: int) -> PlaceCounts:
    """Return the counts of each place, of the events and the claims kept."""
    kinds = len(EVENT_TYPES)
    (events, keep), (claims, keep_claims) = layers

    def at(rows: Rows, mask: np.ndarray) -> np.ndarray:
        found: np.ndarray = rows.places.value[mask[rows.places.row]]
        return found

    there = keep[events.places.row]
    types = np.bincount(
        events.places.value[there].astype(np.int64) * kinds + events.type[events.places.row[there]], minlength=places * kinds
    ).reshape(-1, kinds)
    return PlaceCounts(
        types,
        types.sum(axis=1),
        np.bincount(at(claims, keep_claims), minlength=places),
        np.bincount(at(events, keep & events.disputed), minlength=places),
        np.bincount(at(claims, keep_claims & claims.disputed), minlength=places),
    )


def map_view(
    counts: PlaceCounts, grounds: Grounds, shown: np.ndarray, *, zoom: float, bbox: tuple[float, float, float, float], marks: int
) -> MapView:
    """Return the window's marks or cells.

    Parameters
    ----------
    counts
        The rows kept, by place.
    grounds
        The places.
    shown
        Which of them may be shown.
    zoom, bbox, marks
        As in `Snapshot.cells`.
    """
    spots = grounds.spots
    west, south, east, north = bbox
    across = (spots.lon >= west) & (spots.lon <= east) if west <= east else (spots.lon >= west) | (spots.lon <= east)
    used = counts.used & shown
    inside = np.flatnonzero(used & across & (spots.lat >= south) & (spots.lat <= north))
    low, high = spots.bounds[:, 0], spots.bounds[:, 2]
    touching = (low <= east) & (high >= west) if west <= east else (high >= west) | (low <= east)
    areas = np.flatnonzero(used & spots.wide & touching & (spots.bounds[:, 1] <= north) & (spots.bounds[:, 3] >= south))
    size = CELL_PIXELS / (TILE * 2**zoom)
    types, events, claims = counts.types[inside], counts.events[inside], counts.claims[inside]
    disputed = counts.disputed_events[inside] + counts.disputed_claims[inside]
    x, y, place = spots.x[inside], spots.y[inside], inside
    kind = "marks"
    if len(inside) > marks:
        kind, place = "cells", inside[:0]
        column, row = _hexagon(x, y, size)
        key, cell = np.unique(column * HEXAGONS + row, return_inverse=True)
        column, row = np.divmod(key + HEXAGONS // 2, HEXAGONS)
        x, y = _centre(column, row - HEXAGONS // 2, size)

        def summed(values: np.ndarray) -> np.ndarray:
            found: np.ndarray = np.bincount(cell, weights=values, minlength=len(key)).astype(np.int64)
            return found

        used_types = np.flatnonzero(types.any(axis=0))
        of_cell = np.zeros((len(key), types.shape[1]), np.int64)
        for i in used_types.tolist():
            of_cell[:, i] = summed(types[:, i])
        types, events, claims, disputed = of_cell, summed(events), summed(claims), summed(disputed)
    main = np.where(events > 0, types.argmax(axis=1), -1)
    return MapView(kind, place, x, y, events, claims, main, types.max(axis=1, initial=0), disputed / (events + claims), size, areas)


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
