"""Second-level units (counties, districts, raions): names from GeoNames, points from the places that lie in them.

No package carries their coordinates. The postal file names the admin2 of each place, so a unit's point is the middle of its
places; where it has none, the town that bears the unit's name stands in, with a wide precision.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.build.rows import KM_PER_DEGREE, Row, is_latin, useful_aliases
from geo.gazetteer.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.gazetteer.build.sources import PostalPlace, Subdivision

SEAT_PRECISION_KM = 30.0
"""Radius of a district that only the town of its name is known of: that of a raion of 2,800 km2."""
LEAST_PLACES = 2
"""Postal places needed for a district's middle."""
MOST_SPREAD_KM = 150.0
"""A district whose places scatter farther than this is a fault of the file."""
_NOT_POSTAL = frozenset({"UA", "RU"})
"""Countries whose postal points are too unreliable, or whose districts were redrawn since."""
_TYPES = re.compile(
    r"\b(county|parish|district|raion|rayon|borough|census area|municipality|province|department|departement|arrondissement|"
    r"prefecture|regency|kabupaten|kota|cercle|sub-?county|governorate|municipio|okrug|oblast|city|zone|woreda|local government area)\b",
    re.IGNORECASE,
)


def _stem(name: str) -> str:
    return name_key(_TYPES.sub(" ", name))


def build_districts(
    divisions: Sequence[Subdivision],
    postal: Iterable[PostalPlace],
    by_code: Mapping[str, str],
    towns: Iterable[Row],
    taken: set[tuple[str, str]],
) -> list[Row]:
    """Return a row for each second-level unit that a point can be found for.

    Parameters
    ----------
    taken
        (`admin1`, name key) of the finer units that have rows, with polygons, already.
    """
    points = _postal_middles(postal, by_code)
    by_name: dict[tuple[str, str], Row] = {}
    for t in sorted(towns, key=lambda t: t.population):
        if t.admin1:
            by_name[t.admin1, name_key(t.name)] = t
    rows = []
    for d in divisions:
        if d.level != 2 or not d.geonames_code or d.geonames_code.count(".") < 2 or not d.geonames_id or not is_latin(d.name):  # noqa: PLR2004
            continue
        admin1 = by_code.get(d.geonames_code.rpartition(".")[0])
        stems = [s for s in dict.fromkeys([_stem(d.name), *(_stem(a) for a in d.aliases if is_latin(a))]) if s]
        if admin1 is None or not stems or any((admin1, s) in taken for s in stems):
            continue
        middle = next((points[admin1, s] for s in stems if (admin1, s) in points), None)
        if middle is None:
            town = next((by_name[admin1, s] for s in stems if (admin1, s) in by_name), None)
            if town is None:
                continue
            middle = (town.lat, town.lon, SEAT_PRECISION_KM)
        name = d.name.replace("’", "'")
        aliases = useful_aliases(a for a in d.aliases if is_latin(a))
        # The bare name is the town's; a district is meant where its type is said.
        aliases = {a for a in aliases if _TYPES.search(a)}
        if not _TYPES.search(name):
            aliases |= {f"{name} {t}" for t in ("District", *([d.type] if d.type and len(d.type.split()) == 1 else []))}
            name = f"{name} District"
        rows.append(
            Row(f"gn:{d.geonames_id}", name, "admin2", d.country, admin1, middle[0], middle[1], 0, middle[2], aliases=aliases - {name})
        )
    return rows


def _postal_middles(postal: Iterable[PostalPlace], by_code: Mapping[str, str]) -> dict[tuple[str, str], tuple[float, float, float]]:
    places: dict[tuple[str, str], set[tuple[float, float]]] = defaultdict(set)
    for p in postal:
        admin1 = by_code.get(f"{p.country}.{p.admin1_code}")
        if p.admin2_name and admin1 and p.country not in _NOT_POSTAL:
            places[admin1, _stem(p.admin2_name)].add((p.lat, p.lon))
    middles = {}
    for key, found in places.items():
        points = np.array(sorted(found))
        if len(points) < LEAST_PLACES:
            continue
        lat, lon = np.median(points, axis=0)
        away = np.hypot((points[:, 0] - lat) * KM_PER_DEGREE, (points[:, 1] - lon) * KM_PER_DEGREE * np.cos(np.radians(lat)))
        spread = float(np.percentile(away, 90))
        if spread < MOST_SPREAD_KM:
            middles[key] = (float(lat), float(lon), round(max(5.0, spread), 1))
    return middles
