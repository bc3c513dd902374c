"""Villages of Ukraine and Russia from GeoNames' postal code file, romanised.

Known faults of that file, handled here: estimated points (accuracy below 4) that are shared by a whole postal district;
points outside their oblast or far from their raion; the admin codes of Kyiv and Kyiv Oblast swapped.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.build.romanise import romanise_russian, romanise_ukrainian, russian_aliases
from geo.gazetteer.build.rows import KM_PER_DEGREE, Row, distance_km, is_cyrillic
from geo.gazetteer.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import shapely

    from geo.gazetteer.build.sources import PostalPlace

OUTSIDE_KM = 5.0
"""Postal points farther than this outside their own oblast are dropped (Gornal is given 100 km off)."""
SAME_TOWN_KM = 6.0
"""A postal place this near to a town of its name is that town."""
SHARED_POINT = 3
"""As many different names on one point mean that the point is the district's and not the village's."""
OWN_POINT = 4
"""Accuracy from which a line's point is the place's own."""
STRAY_KM = 60.0
"""A point this far from the middle of its raion (some 50 km wide) is another place's of the same name."""
CITY = 10_000
"""A postal place that bears the name of a town of this many people in its own oblast is that town, however far off its point."""
ESTIMATED_KM = 15.0
EXACT_KM = 2.0
_SWAPPED = {"UA.12": "UA.13", "UA.13": "UA.12"}


def _place_id(place: PostalPlace) -> str:
    digest = hashlib.sha256(f"{place.name}|{place.admin1_code}|{place.admin2_name}".encode()).hexdigest()[:8]
    return f"post:{place.country}:{place.code}:{digest}"


def _names(place: PostalPlace) -> tuple[str, set[str]]:
    name = re.sub(r"\s*\(.*?\)|\s*\d+$", "", place.name).strip()
    if place.country == "UA":
        return romanise_ukrainian(name), {name}
    return romanise_russian(name), {name} | russian_aliases(name)


def build_villages(
    postal: Iterable[PostalPlace], by_code: Mapping[str, str], shapes: Mapping[str, shapely.Geometry], towns: Iterable[Row]
) -> tuple[list[Row], Counter[str]]:
    """Return a row for each village that no town row stands for already, and how many were left out and why."""
    places = [p for p in postal if p.country in ("UA", "RU") and is_cyrillic(p.name)]
    sharing: dict[tuple[float, float], set[str]] = defaultdict(set)
    for p in places:
        sharing[p.lat, p.lon].add(p.name)
    known: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for t in towns:
        if t.country in ("UA", "RU"):
            for alias in {t.name, *t.aliases}:
                known[t.country, name_key(alias)].append(t)
    middles = _raion_middles(places)
    rows: dict[str, Row] = {}
    counts: Counter[str] = Counter()
    for p in places:
        code = f"{p.country}.{p.admin1_code}"
        admin1 = by_code.get(_SWAPPED.get(code, code))
        shape = shapes.get(admin1 or "")
        if admin1 is None or shape is None:
            counts["no unit"] += 1
            continue
        if distance_km(shape, p.lat, p.lon) > OUTSIDE_KM:
            counts["outside its oblast"] += 1
            continue
        if len(sharing[p.lat, p.lon]) >= (SHARED_POINT if p.accuracy >= OWN_POINT else 2):
            counts["point of a district"] += 1
            continue
        if _strays(p, middles):
            counts["far from its raion"] += 1
            continue
        name, aliases = _names(p)
        if any(
            _near(t, p) or (t.admin1 == admin1 and t.population >= CITY)
            for t in known[p.country, name_key(name)] + known[p.country, name_key(p.name)]
        ):
            counts["a town already"] += 1
            continue
        row = Row(
            _place_id(p), name, "settlement", p.country, admin1, p.lat, p.lon, 0, EXACT_KM if p.accuracy >= OWN_POINT else ESTIMATED_KM
        )
        row.aliases = aliases - {name}
        rows[row.place_id] = row
    counts["kept"] = len(rows)
    return list(rows.values()), counts


def _raion_middles(places: Iterable[PostalPlace]) -> dict[tuple[str, str, str], tuple[float, float, float]]:
    """Return the median point of each raion and the median distance from it in km."""
    points: dict[tuple[str, str, str], set[tuple[float, float]]] = defaultdict(set)
    for p in places:
        if p.admin2_name and p.accuracy >= OWN_POINT:
            points[p.country, p.admin1_code, p.admin2_name].add((p.lat, p.lon))
    middles = {}
    for key, found in points.items():
        if len(found) >= 5:  # noqa: PLR2004
            array = np.array(sorted(found))
            lat, lon = np.median(array, axis=0)
            away = np.hypot((array[:, 0] - lat) * KM_PER_DEGREE, (array[:, 1] - lon) * KM_PER_DEGREE * np.cos(np.radians(lat)))
            middles[key] = (float(lat), float(lon), float(np.median(away)))
    return middles


def _strays(place: PostalPlace, middles: Mapping[tuple[str, str, str], tuple[float, float, float]]) -> bool:
    middle = middles.get((place.country, place.admin1_code, place.admin2_name))
    if middle is None:
        return False
    dy = (place.lat - middle[0]) * KM_PER_DEGREE
    dx = (place.lon - middle[1]) * KM_PER_DEGREE * float(np.cos(np.radians(place.lat)))
    return float(np.hypot(dx, dy)) > max(STRAY_KM, 4 * middle[2])


def _near(town: Row, place: PostalPlace) -> bool:
    dy = (town.lat - place.lat) * KM_PER_DEGREE
    dx = (town.lon - place.lon) * KM_PER_DEGREE * float(np.cos(np.radians(place.lat)))
    return dx * dx + dy * dy < SAME_TOWN_KM**2
