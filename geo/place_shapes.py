"""The shape of a place on the map: its outline where it is a region, its point where it is a spot, none where it has no place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely

from geo.gazetteer.shapes import circle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.gazetteer.index import Gazetteer

OUTLINED = ("country", "admin1", "admin2", "area", "group")


def shape_of(gazetteer: Gazetteer, place: Mapping[str, Any]) -> shapely.Geometry | None:
    """Return the shape (EPSG:4326) of a row of the store's places.

    A region is its polygon, and one without a known polygon the circle of its stated radius, never a pin in its middle.
    A group is the area it lies within.

    Parameters
    ----------
    gazetteer
        The gazetteer, which has the outlines.
    place
        The columns `place_id kind within lat lon precision_km`; unknown is `None` or NaN.
    """
    kind = place["kind"]
    shape_id = place["within"] if kind == "group" else place["place_id"]
    shape = gazetteer.shape(shape_id) if shape_id and kind in OUTLINED else None
    if shape is not None or _unknown(place["lat"]) or _unknown(place["lon"]):
        return shape
    if kind in ("area", "admin1", "admin2") and not _unknown(place["precision_km"]):
        return circle(place["lat"], place["lon"], place["precision_km"])
    return shapely.Point(place["lon"], place["lat"])


def _unknown(value: float | None) -> bool:
    return value is None or math.isnan(value)
