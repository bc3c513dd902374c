"""Areas, facilities and small settlements from the curated CSV files, checked against the polygons and towns of the build."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.build.rows import KM_PER_DEGREE, Row, distance_km
from geo.gazetteer.build.sources import split_aliases
from geo.gazetteer.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import shapely

NEAR_KM = 60.0
"""The town that a curated facility is said to be near must lie within this distance."""
OFFSHORE_KM = 40.0
"""Ports, bridges and islets may lie this far outside their country's simplified polygon."""

_PROMINENCE = {
    "continent": 900_000_000, "ocean": 800_000_000, "world region": 700_000_000, "sea": 600_000_000, "conflict region": 500_000_000,
    "strait": 400_000_000, "natural region": 300_000_000, "separatist region": 300_000_000, "autonomous region": 200_000_000,
    "river": 200_000, "lake": 200_000, "historical region": 200_000, "mountains": 100_000, "island": 100_000,
}  # fmt: skip
"""How prominent an area is among its namesakes, as if it were that many people: news that says "Amazon" means the region."""
_LEAST_PROMINENCE = 50_000


def read_areas(rows: Iterable[Mapping[str, str]]) -> tuple[list[Row], dict[str, list[str]]]:
    """Return areas as rows, and the ids of the units or countries whose union is the outline of some."""
    areas, members = [], {}
    for r in rows:
        place_id = f"own:{r['slug']}"
        row = Row(place_id, r["name"], "area", r["country"] or None, None, float(r["lat"]), float(r["lon"]))
        row.precision_km = float(r["radius_km"])
        row.prominence = _PROMINENCE.get(r["category"], _LEAST_PROMINENCE)
        row.aliases = set(split_aliases(r["aliases"])) - {r["name"]}
        areas.append(row)
        if r["members"]:
            members[place_id] = split_aliases(r["members"])
    return areas, members


def read_facilities(rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """Return facilities as rows."""
    found = []
    for r in rows:
        row = Row(f"own:{r['slug']}", r["name"], "facility", r["country"] or None, None, float(r["lat"]), float(r["lon"]))
        row.prominence = _LEAST_PROMINENCE
        row.precision_km, row.seat_of = float(r["precision_km"]), r["seat_of"] or None
        row.aliases = set(split_aliases(r["aliases"])) - {r["name"]}
        found.append(row)
    return found


def read_settlements(rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """Return settlements that the other sources lack or misplace as rows."""
    found = []
    for r in rows:
        row = Row(
            f"own:{r['slug']}",
            r["name"],
            "settlement",
            r["country"],
            f"ne:{r['admin1']}" if r["admin1"] else None,
            float(r["lat"]),
            float(r["lon"]),
        )
        row.population = int(r["population"])
        row.precision_km = float(r["precision_km"])
        row.aliases = set(split_aliases(r["aliases"])) - {r["name"]}
        found.append(row)
    return found


def set_admin1(rows: Iterable[Row], units: Sequence[Row], shapes: Mapping[str, shapely.Geometry]) -> None:
    """Give each facility the first-level unit that holds it, where its country is known."""
    by_country: dict[str, list[str]] = defaultdict(list)
    for u in units:
        if u.kind == "admin1" and u.place_id in shapes:
            by_country[u.country or ""].append(u.place_id)
    for row in rows:
        if row.admin1 is None and row.country and row.kind == "facility":
            near = [(distance_km(shapes[i], row.lat, row.lon), i) for i in by_country[row.country] if _in_reach(shapes[i], row)]
            if near and min(near)[0] < OFFSHORE_KM:
                row.admin1 = min(near)[1]


def _in_reach(shape: shapely.Geometry, row: Row) -> bool:
    west, south, east, north = shape.bounds
    return bool(west - 1 < row.lon < east + 1 and south - 1 < row.lat < north + 1)


def check_curated(
    rows: Iterable[Row],
    near: Mapping[str, str],
    countries: Mapping[str, shapely.Geometry],
    units: Mapping[str, shapely.Geometry],
    towns: Iterable[Row],
) -> list[str]:
    """Return a line for each curated point that its own unit, country or neighbouring town contradicts."""
    named: dict[str, list[Row]] = defaultdict(list)
    for t in towns:
        for alias in {t.name, *t.aliases}:
            named[name_key(alias)].append(t)
    faults = []
    for row in rows:
        shape = units.get(row.admin1 or "") or countries.get(f"iso:{row.country}")
        if shape is not None and (off := distance_km(shape, row.lat, row.lon)) > max(OFFSHORE_KM, row.precision_km):
            faults.append(f"{row.place_id} {row.name}: {off:.0f} km outside {row.admin1 or row.country}")
        town = near.get(row.place_id)
        if town:
            nearest = min((_km(t, row) for t in named[name_key(town)]), default=None)
            if nearest is None or nearest > NEAR_KM:
                faults.append(f"{row.place_id} {row.name}: {'no town' if nearest is None else f'{nearest:.0f} km from'} {town}")
    return faults


def _km(town: Row, row: Row) -> float:
    dy = (town.lat - row.lat) * KM_PER_DEGREE
    dx = (town.lon - row.lon) * KM_PER_DEGREE * float(np.cos(np.radians(row.lat)))
    return float(np.hypot(dx, dy))
