"""Places that are told from others: what lies beside a town, what is only counted, what the text gives coordinates of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.distances import bearing_degrees, destination, distance_km
from geo.gazetteer.stated import fits
from geo.language.place_groups import SEVERAL
from geo.language.place_offsets import read_offset_rules
from geo.records import Place, PlaceMention

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.gazetteer.stated import Stated
    from geo.records import PlaceSpan

LEAST_FIT = 0.15
"""A place that fits a stated distance less than this is another one."""


def written_point(span: PlaceSpan) -> Place | None:
    """Return the place of coordinates that the text itself writes."""
    if span.point is None:
        return None
    lat, lon = span.point
    return Place(f"own:coord:{lat:.6g},{lon:.6g}", span.text, "facility", lat=lat, lon=lon, precision_km=0.1)


def misfits(place: Place, origin: Place, stated: Stated) -> bool:
    """Return whether a place cannot be the one that the text states a distance of."""
    if place.lat is None or place.lon is None or origin.lat is None or origin.lon is None:
        return False
    if origin.kind not in {"settlement", "facility"} or place.kind not in {"settlement", "facility"}:
        return False  # "50 km from Syria" is told from its border
    distance = distance_km([origin.lat], [origin.lon], [place.lat], [place.lon])
    heading = bearing_degrees([origin.lat], [origin.lon], [place.lat], [place.lon])
    return float(np.asarray(fits(stated.km, stated.bearing, distance, heading))[0]) < LEAST_FIT


def beside(place: Place, km: float | None, bearing: float | None, words: str | None) -> Place:
    """Return the area that "10 km north of Sumy" means: a circle at that distance, as wide as the words are vague.

    Parameters
    ----------
    place
        What it is told from.
    km, bearing
        Distance (km) and degrees clockwise from north. Without a bearing the circle is around the place; "south of Pokrovsk" without a
        distance is an area beside a town, and for anything wider than a town the place itself.
    words
        The words that say so, for the area's name.
    """
    if place.lat is None or place.lon is None:
        return place
    radius = None
    if km is None:
        if place.kind != "settlement":
            return place
        km, radius = (float(read_offset_rules()["bare"][k]) for k in ("km", "radius"))
    lat, lon = place.lat, place.lon
    if bearing is not None:
        lat, lon = destination(lat, lon, km, bearing)
        radius = radius or 0.4 * km
    name = f"{words} {place.name}" if words else f"{km:g} km from {place.name}"
    heading = "any" if bearing is None else f"{bearing:.0f}"
    return Place(
        f"own:near:{place.place_id}:{km:g}:{heading}",
        name,
        "area",
        place.country,
        place.admin1,
        round(lat, 5),
        round(lon, 5),
        round(max(radius or km, place.precision_km or 1.0), 1),
    )


def group(span: PlaceSpan, named: Mapping[str, PlaceMention], article_id: str) -> PlaceMention:
    """Return the mention of places that are counted and not named: never a point, only the area they lie in.

    The group is the article's own: another article's "eight villages" may be eight others. Near a town it lies in the town's unit; in
    several regions, in the country that holds them all, if one does.
    """
    holders = [named[name] for name in (span.parent or "").split(SEVERAL) if name in named]
    places = [m.place for m in holders if m.place is not None]
    countries, units = {p.country for p in places}, {_unit(p) for p in places}
    within = (
        next(iter(units)) if len(units) == 1 else f"iso:{next(iter(countries))}" if len(countries) == 1 and None not in countries else None
    )
    noun = span.text.split()[-1].lower()
    place = Place(
        f"group:{article_id}:{span.count}:{noun}:{within or 'unknown'}",
        span.text,
        "group",
        next(iter(countries)) if len(countries) == 1 else None,
        places[0].admin1 if len(places) == 1 else None,
        count=span.count,
        within=within,
    )
    confidence = min((m.confidence for m in holders), default=0.5)
    return PlaceMention(span.start, span.end, span.text, place, metonym=False, confidence=confidence)


def _unit(place: Place) -> str:
    """Return the id of the area that holds a group told from a place: the place itself, or a town's first-level unit."""
    return place.admin1 if place.kind in {"settlement", "facility"} and place.admin1 else place.place_id
