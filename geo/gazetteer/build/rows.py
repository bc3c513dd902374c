"""The row of the gazetteer under construction, and what every source module shares."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.records import PlaceKind

KM_PER_DEGREE = 111.195
"""Length of a degree of latitude on the mean sphere (6,371.0088 km)."""


@dataclass
class Row:
    """One place on its way into the gazetteer."""

    place_id: str
    name: str
    kind: PlaceKind
    country: str | None
    admin1: str | None
    lat: float
    lon: float
    population: int = 0
    precision_km: float = 0.0
    """0 where it follows from the population (settlements)."""
    capital: bool = False
    """Capital of a country."""
    seat: bool = False
    """Seat of a first-level unit."""
    seat_of: str | None = None
    """Facilities: the country whose government the name stands for."""
    prominence: int = 0
    """Areas: how well known they are among namesakes, as a number of people; it orders `find` and is not stored."""
    aliases: set[str] = field(default_factory=set)


_LATIN = re.compile(r"[\u0000-\u024f\u0259\u1e00-\u1eff\u02b0-\u02ff’‘ʻʼ′″“”\u0300-\u036f–—‐]+")
_CYRILLIC = re.compile(r"[\u0400-\u052f\s\d’'ʼ\-–—.,()\u0300-\u036f]+")
_CODE = re.compile(r"[A-Z]{3}|[A-Z0-9]{4,6}|.")


def is_latin(name: str) -> bool:
    """Tell whether every letter is Latin."""
    return _LATIN.fullmatch(name) is not None


def is_cyrillic(name: str) -> bool:
    """Tell whether every letter is Cyrillic."""
    return _CYRILLIC.fullmatch(name) is not None


def useful_aliases(names: Iterable[str], *, codes: bool = False) -> set[str]:
    """Keep the aliases that a text in Latin or Cyrillic script can bear.

    GeoNames lists airport codes ("IEV") and, all in lower case, machine transliterations of other scripts ("kyyf").
    """
    kept = set()
    for name in names:
        text = " ".join(name.split())
        if not text or len(text) > 60 or text.startswith(("http", "www")) or (not codes and _CODE.fullmatch(text)):  # noqa: PLR2004
            continue
        if (is_latin(text) and text != text.lower()) or is_cyrillic(text):
            kept.add(text)
    return kept


def distance_km(geometry: shapely.Geometry, lat: float, lon: float) -> float:
    """Return the distance in km from a point to an EPSG:4326 geometry, 0 inside it (local equirectangular, good below 500 km)."""
    shrink = max(0.05, float(np.cos(np.radians(lat))))
    point = shapely.Point(lon, lat)
    if shapely.contains(geometry, point):
        return 0.0
    scaled = shapely.transform(geometry, lambda xy: (xy - (lon, lat)) * (shrink * KM_PER_DEGREE, KM_PER_DEGREE))
    return float(shapely.distance(scaled, shapely.Point(0, 0)))


def radius_km(geometry: shapely.Geometry, lat: float) -> float:
    """Return the radius in km of the circle that has the area of an EPSG:4326 geometry."""
    area = shapely.area(geometry) * KM_PER_DEGREE**2 * max(0.05, float(np.cos(np.radians(lat))))
    return round(float(np.sqrt(area / np.pi)), 1)
