"""The shape of a place on the map: its outline where it is a region, its point where it is a spot, none where it has no place.

A point that is known only to lie near by has a circle around it, of the radius that is stated for it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.gazetteer.shapes import circle

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.gazetteer.index import Gazetteer

SPOT_KM = 5.0
"""Radius up to which a point is a spot: the least that the code books of event tables mean by an exact place."""
PIN = "own:pin-"
"""How the ids of places begin that a person set on the map: of these any radius above `PIN_KM` is drawn."""
PIN_KM = 1.0
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


def approximate_km(places: gpd.GeoDataFrame) -> np.ndarray:
    """Return the radius (km) within which each approximate point lies; NaN for what is no point, or a point that is exact.

    A town's radius in the gazetteer is its own size, and its point is exact unless a person moved it.

    Parameters
    ----------
    places
        The columns `place_id kind precision_km note geometry` of `geo.frame_building.places_frame`.
    """
    ids, radius = places["place_id"].astype(str), places["precision_km"].astype(float).to_numpy()
    own_size = ids.str.startswith("gn:") & (places["kind"] == "settlement") & places["note"].isna()
    least = np.where(ids.str.startswith(PIN), PIN_KM, SPOT_KM)
    points = (places.geometry.geom_type == "Point").to_numpy()
    found: np.ndarray = np.where(points & ~own_size.to_numpy() & (radius > least), radius, np.nan)
    return found


def _unknown(value: float | None) -> bool:
    return value is None or math.isnan(value)
