"""Places that a person sets on the map: a pin with a stated radius, or an area that was drawn."""

from __future__ import annotations

import hashlib
from itertools import islice
from math import acos, cos, radians, sin
from typing import TYPE_CHECKING

import shapely

from geo.corrections import Correction, check_correction
from geo.gazetteer.index import load_gazetteer
from geo.gazetteer.shapes import EARTH_RADIUS_KM
from geo.place_shapes import SPOT_KM
from geo.records import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.records import PlaceKind

TOLERANCE = 0.05
"""Degrees, 3 km or more up to the 57th parallel: how far Natural Earth's borders are off."""
COUNTRIES = 300
"""The gazetteer's first places, among which all countries are."""


def pinned(name: str, lat: float, lon: float, radius_km: float) -> Place:
    """Return the place of a pin.

    Parameters
    ----------
    name
        What the article calls it.
    lat, lon
        WGS 84 degrees.
    radius_km
        Within how many kilometres of the pin it lies.

    Raises
    ------
    InputError
        If the pin lies nowhere, or at (0, 0).
    """
    place_id = _own_id("pin", name, f"{lat:.5f} {lon:.5f} {radius_km:g}")
    check_correction(place_id, "point", {"lat": lat, "lon": lon, "precision_km": radius_km})
    country, unit = around(lat, lon)
    # Beyond a spot the place is the circle, and never a pin in its middle.
    kind: PlaceKind = "settlement" if radius_km <= SPOT_KM else "area"
    return Place(place_id, name, kind, country, unit, round(lat, 5), round(lon, 5), radius_km)


def drawn(name: str, ring: Sequence[Sequence[float]]) -> tuple[Place, list[list[list[float]]]]:
    """Return the place of an area that was drawn, and its outline for a correction.

    Parameters
    ----------
    name
        What the article calls it.
    ring
        Corners as [longitude, latitude] in WGS 84 degrees, three or more; the last need not repeat the first.

    Raises
    ------
    InputError
        If the corners make no area, or its sides cross each other.
    """
    outline = [[[round(float(lon), 5), round(float(lat), 5)] for lon, lat in ring]]
    place_id = _own_id("area", name, str(outline))
    check_correction(place_id, "outline", outline)
    shape = shapely.Polygon(outline[0])
    middle = shape.representative_point()
    country, unit = around(middle.y, middle.x)
    reach = max(_km(middle.y, middle.x, lat, lon) for lon, lat in outline[0])
    return Place(place_id, name, "area", country, unit, round(middle.y, 5), round(middle.x, 5), round(reach, 1)), outline


def outlined(place: Place, outline: list[list[list[float]]], note: str, made_by: str | None, sources: tuple[str, ...] = ()) -> Correction:
    """Return the correction that gives a drawn place its outline."""
    return Correction(place.place_id, "outline", outline, note, sources, made_by)


def around(lat: float, lon: float) -> tuple[str | None, str | None]:
    """Return the country (ISO 3166-1 alpha-2) and the id of the first-level unit around a point.

    The border's line is known to some 3 km: so near to it, neither side is said to be the one.
    """
    gazetteer = load_gazetteer()
    point = shapely.Point(lon, lat)
    countries = [e.place.country for e in islice(gazetteer, COUNTRIES) if e.place.kind == "country" and e.place.country]
    near = [code for code in countries if _near(gazetteer.shape(f"iso:{code}"), point)]
    if len(near) != 1:
        return None, None
    units = [u for u in gazetteer.units(near[0]) if _near(gazetteer.shape(u), point)]
    return near[0], units[0] if len(units) == 1 else None


def _near(shape: shapely.Geometry | None, point: shapely.Geometry) -> bool:
    if shape is None:
        return False
    west, south, east, north = shape.bounds
    in_reach = west - TOLERANCE <= point.x <= east + TOLERANCE and south - TOLERANCE <= point.y <= north + TOLERANCE
    return in_reach and bool(shape.dwithin(point, TOLERANCE))


def _own_id(what: str, name: str, facts: str) -> str:
    return f"own:{what}-{hashlib.blake2b(f'{name} {facts}'.encode(), digest_size=6).hexdigest()}"


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    a, b, step = radians(lat), radians(other_lat), radians(other_lon - lon)
    return EARTH_RADIUS_KM * acos(max(-1.0, min(1.0, sin(a) * sin(b) + cos(a) * cos(b) * cos(step))))
