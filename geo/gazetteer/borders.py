"""The stretch of a border that an article speaks of: "near the border with Chad", told in a story from Adre."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import shapely
from shapely.ops import nearest_points

from geo.gazetteer.distances import distance_km
from geo.language.place_borders import border_rules
from geo.records import Place, PlaceMention

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer.index import Gazetteer
    from geo.records import PlaceSpan

_TOUCHING = 0.03
"""Degrees within which two outlines are one border: they are simplified to 0.02."""
CLOSE_BY = 4
"""Mentions before a border of which the narrowest is taken."""
_NARROW = frozenset({"settlement", "facility", "admin2", "admin1"})


def border_mention(span: PlaceSpan, mentions: Sequence[PlaceMention], gazetteer: Gazetteer) -> PlaceMention | None:
    """Return the mention of a border as an area.

    Parameters
    ----------
    span
        Of `find_borders`, with the sides that the text names.
    mentions
        The article's resolved mentions, in order of start: they tell the sides that are not named and the stretch that is meant.
    gazetteer
        Outlines and names.

    Returns
    -------
    PlaceMention or None
        `None` where the two sides cannot be told or share no border.
    """
    placed = [m for m in mentions if m.place is not None and m.place.kind != "group"]
    by_distance = sorted(
        placed, key=lambda m: min(abs(m.start - span.end), abs(span.start - m.end)) + (10_000 if m.start > span.end else 0)
    )
    for one, other in _pairs(span, by_distance, gazetteer):
        line = _line(one, other, gazetteer)
        if line is not None:
            place = _stretch(line, one, other, by_distance)
            confidence = min((m.confidence for m in by_distance[:1]), default=0.5) * (0.9 if span.between else 0.7)
            return PlaceMention(span.start, span.end, span.text, place, metonym=False, confidence=round(confidence, 3))
    return None


def _pairs(span: PlaceSpan, nearest: Sequence[PlaceMention], gazetteer: Gazetteer) -> Iterator[tuple[Place, Place]]:
    """Yield the pairs of sides that may be meant, the likeliest first."""
    named = [p for name in span.between or () if (p := _side(name, nearest, gazetteer)) is not None]
    if len(named) == 2:  # noqa: PLR2004
        yield named[0], named[1]
        return
    states = [e.place for m in nearest if m.place and m.place.country and (e := gazetteer.country(m.place.country))]
    if named:
        units = [e.place for m in nearest if m.place and m.place.admin1 and (e := gazetteer.get(m.place.admin1))]
        for here in units if named[0].kind == "admin1" else states:
            if here.place_id != named[0].place_id:
                yield named[0], here
        return
    if states and not span.between:
        for code, _ in Counter(p.place_id for p in states).most_common():
            entry = gazetteer.get(code)
            if entry is not None and code != states[0].place_id:
                yield states[0], entry.place


def _side(name: str, nearest: Sequence[PlaceMention], gazetteer: Gazetteer) -> Place | None:
    """Return the country or unit that a name beside a border means."""
    own = next((m.place for m in nearest if m.place and m.text == name and m.place.kind in {"country", "admin1"}), None)
    if own is not None:
        return own
    return next((e.place for e in gazetteer.find(name) if e.place.kind in {"country", "admin1"}), None)


def _line(one: Place, other: Place, gazetteer: Gazetteer) -> shapely.Geometry | None:
    a, b = gazetteer.shape(one.place_id), gazetteer.shape(other.place_id)
    if a is None or b is None or a.distance(b) > _TOUCHING:
        return None
    x = a.boundary.intersection(b.boundary)
    if not x.length:
        x = a.boundary.intersection(b.buffer(_TOUCHING))
    return x if x.length else None


def _stretch(line: shapely.Geometry, one: Place, other: Place, nearest: Sequence[PlaceMention]) -> Place:
    """Return the part of a border that is meant: beside the nearest town of either side, or else all of it."""
    rules = border_rules()
    sides = {one.place_id, other.place_id}
    name = f"Border of {one.name} and {other.name}"
    key = "-".join(sorted(i.split(":", 1)[1] for i in sides))
    # A town close by says more than the region named between.
    close = sorted(nearest[:CLOSE_BY], key=lambda m: m.place is not None and m.place.kind == "admin1")
    for m in [*close, *nearest[CLOSE_BY:]]:
        place = m.place
        if m.metonym or place is None or place.kind not in _NARROW or place.lat is None or place.lon is None:
            continue
        if not sides & {f"iso:{place.country}", place.admin1, place.place_id}:
            continue
        point = nearest_points(line, shapely.Point(place.lon, place.lat))[0]
        off = float(distance_km(place.lat, place.lon, point.y, point.x))
        if off < rules["reach_km"]:
            width = float(rules["width_km"]) if place.kind != "admin1" else max(float(rules["width_km"]), 0.7 * (place.precision_km or 0))
            return Place(
                f"own:border:{key}:{place.place_id}", name, "area", None, None, round(point.y, 4), round(point.x, 4), round(width, 1)
            )
    middle = line.interpolate(0.5, normalized=True) if line.geom_type == "LineString" else nearest_points(line, line.centroid)[0]
    west, south, east, north = line.bounds
    half = float(distance_km(south, west, north, east)) / 2
    return Place(f"own:border:{key}", name, "area", None, None, round(middle.y, 4), round(middle.x, 4), round(half, 1))
