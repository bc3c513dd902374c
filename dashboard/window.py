"""The map of a large store: what its window shows, place by place where these are few, else in cells with counts.

The map's script asks again when the window leaves what was sent, or comes to another zoom. What is sent reaches half a window beyond
each edge, so that small moves ask for nothing.
"""

from __future__ import annotations

import base64
import hashlib
import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
import streamlit as st

from dashboard import legend
from dashboard.quotes import first_quotes
from dashboard.wording import catalogue, counted, look_of, looks, precision_name, say, type_name
from geo.filter import EVENT_TYPES
from geo.snapshot_views import TILE, world

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.large import LargeEvidence
    from dashboard.state import View
    from geo.snapshot import Snapshot
    from geo.snapshot_loading import Grounds
    from geo.snapshot_views import MapView, PlaceCounts

MOST_MARKS = 2_000
"""Places that are drawn one by one at most."""
FEW_MARKS = 150
"""Places that are drawn with shape, number and name; more are dots."""
MOST_ASKED = 40
"""Dots of which the words are told at once at most."""
MOST_AREAS = 60
"""Regions that are drawn at once at most; zooming in shows the others."""
SMALLEST_AREA = 24
"""Pixels; a smaller region waits for a closer zoom."""
SIZE = (860, 560)
"""Of the map, in pixels, before it has said its own."""
MARGINS = (110, 90)
"""Pixels that the map's script leaves free around what it moves to: across and down."""
SNAP = 0.25
"""Steps of the map's zoom."""
HOME_ZOOM, FOCUS_ZOOM = 7, 8
POINT_MARGIN = 0.35
"""Degrees around a settlement that the map moves to."""
BEYOND = 0.5
STEPS = 1000
"""Steps per degree of pushed outlines, as for small stores."""
WHOLE = (-180.0, -85.06, 180.0, 85.06)

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Window:
    """What is on the screen: west, south, east, north in degrees, west of -180 or east of 180 beyond the antimeridian."""

    zoom: float
    bbox: Box
    width: int
    height: int

    @classmethod
    def told(cls, given: Mapping[str, Any]) -> Window | None:
        """Return the window that the map's script tells of; nothing where it makes no sense."""
        try:
            zoom, west, south, east, north, width, height = (float(given[k]) for k in ("z", "w", "s", "e", "n", "x", "y"))
        except (KeyError, TypeError, ValueError):
            return None
        good = 0 <= zoom <= 24 and -720 <= west < east <= 720 and -90 <= south < north <= 90 and 0 < width < 1e5 and 0 < height < 1e5  # noqa: PLR2004
        return cls(zoom, (west, south, east, north), int(width), int(height)) if good else None

    @classmethod
    def fitting(cls, bounds: list[list[float]], most: float, size: tuple[int, int]) -> Window:
        """Return the window that the map moves to when it is to show these bounds, as Leaflet chooses it."""
        (south, west), (north, east) = bounds
        x, y = world(np.array([west, east]), np.array([north, south]))
        free = [max(1.0, side - margin) for side, margin in zip(size, MARGINS, strict=True)]
        spans = [max(1e-9, float(v[1] - v[0])) * TILE for v in (x, y)]
        zoom = min(most, *(math.log2(f / s) for f, s in zip(free, spans, strict=True)))
        zoom = max(2.0, math.floor(zoom / SNAP + 1e-6) * SNAP)
        half_x, half_y = (side / 2 / (TILE * 2**zoom) for side in size)
        middle_x, middle_y = float(x.mean()), float(y.mean())
        top, bottom = (_latitude(min(1.0, max(0.0, v))) for v in (middle_y - half_y, middle_y + half_y))
        return cls(zoom, ((middle_x - half_x) * 360 - 180, bottom, (middle_x + half_x) * 360 - 180, top), *size)

    def wider(self, share: float) -> Box:
        """Return the box that reaches beyond each edge by a share of the window."""
        west, south, east, north = self.bbox
        over, up = (east - west) * share, (north - south) * share
        return west - over, max(WHOLE[1], south - up), east + over, min(WHOLE[3], north + up)

    def shows(self, bounds: list[list[float]], most: float) -> bool:
        """Whether the map stays where it is when it is to show these bounds: it shows them well already."""
        (south, west), (north, east) = bounds
        inner = self.wider(-0.12)
        inside = inner[0] <= west and inner[1] <= south and inner[2] >= east and inner[3] >= north
        wide = (east - west) / (self.bbox[2] - self.bbox[0])
        return inside and (wide > 1 / 3 or self.zoom >= most)


def _latitude(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def wrapped(box: Box) -> Box:
    """Return the box with longitudes from -180 to 180; west > east crosses the antimeridian."""
    west, south, east, north = box
    if east - west >= 360:  # noqa: PLR2004  all around
        return WHOLE[0], south, WHOLE[2], north
    return (west + 180) % 360 - 180, south, (east + 180) % 360 - 180, north


def bounds_of(snapshot: Snapshot, code: int) -> list[list[float]] | None:
    """Return south-west and north-east of what the map moves to for a place; nothing where it is not placed."""
    shape = snapshot.grounds.shapes[code]
    if shape is None:
        return None
    if shape.geom_type == "Point":
        return [[shape.y - POINT_MARGIN, shape.x - POINT_MARGIN], [shape.y + POINT_MARGIN, shape.x + POINT_MARGIN]]
    named = snapshot.vocabulary.places.all[code]
    if snapshot.grounds.kinds.get(named) == "country":  # far islands would zoom the map out to the whole globe
        shape = max(shapely.get_parts(shape), key=lambda p: p.area)
    west, south, east, north = shape.bounds
    return [[south, west], [north, east]]


def home_of(snapshot: Snapshot, shown: np.ndarray) -> list[list[float]] | None:
    """Return the box around all places shown; countries count only when there is nothing finer."""
    grounds = snapshot.grounds
    codes = np.flatnonzero(shown & ~np.isnan(grounds.spots.bounds[:, 0]))
    if not len(codes):
        return None
    named = snapshot.vocabulary.places.all
    wide = codes[grounds.spots.wide[codes]]
    countries = [c for c in wide.tolist() if grounds.kinds.get(named[c]) == "country"]
    fine = np.setdiff1d(codes, countries)
    boxes = grounds.spots.bounds[fine if len(fine) else codes]
    margin = 0.0 if not len(fine) or grounds.spots.wide[fine].all() else POINT_MARGIN
    west, south, east, north = boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()
    return [[float(south - margin), float(west - margin)], [float(north + margin), float(east + margin)]]


def payload(evidence: LargeEvidence, view: View, window: Window | None, before: str | None) -> dict[str, Any]:
    """Return all that the map's script needs to draw the view.

    Parameters
    ----------
    evidence
        A large store under the view.
    view
        The view.
    window
        What the map showed last; nothing on the first drawing.
    before
        Key of what the map was last moved to: it moves only to what is new.
    """
    snapshot = evidence.snapshot
    counts = snapshot.places(evidence.around)
    grounds = snapshot.grounds
    shown = counts.used if view.metonyms else counts.used & ~grounds.metonym_only
    shown = shown & (not view.unplaced)
    home = home_of(snapshot, shown)
    chosen = _chosen(evidence, view)
    target = next((b for c in chosen if (b := bounds_of(snapshot, c)) is not None), None)
    focus = {"key": f"{view.selected} {view.filter.place}", "bounds": target, "zoom": FOCUS_ZOOM} if target else None
    size = (window.width, window.height) if window else SIZE
    if focus is not None and focus["key"] != before and not (window and window.shows(target or [], FOCUS_ZOOM)):
        window = Window.fitting(target or [], FOCUS_ZOOM, size)
    elif window is None and home is not None:
        window = Window.fitting(home, HOME_ZOOM, size)
    data: dict[str, Any] = {
        "key": _key(evidence, view),
        "marks": [],
        "legend": [],
        "words": {
            name: catalogue()["map"][name]
            for name in ("all", "all_title", "legend", "legend_hint", "cells", "mostly", "cell_disputed", "more")
        },
        "counted": {thing: catalogue()["counted"][thing] for thing in ("event", "claim")},
        "looks": [look_of(t) | {"label": type_name(t)} for t in EVENT_TYPES] + [looks()["claims"] | {"label": say("map.claims_only")}],
        "disputed": looks()["disputed"],
        "home": home,
        "focus": focus,
        "cells": None,
        "faint": bool(view.filter.place),
        "window": None,
        "more": 0,
    }
    if window is None or view.unplaced or not shown.any():
        if view.filter.types:  # so that another type can be switched on
            data["legend"] = _legend(evidence, view, counts, shown, data)
        return data
    found, box, levels = _seen(evidence, window, int(shown.sum()), metonyms=view.metonyms)
    areas, data["more"] = _areas(snapshot, found, counts, window)
    few = len(found.place) <= FEW_MARKS
    codes = [*areas, *(found.place.tolist() if few else ()), *chosen]
    faint = bool(view.filter.place)
    quotes = first_quotes(evidence, codes)
    data["marks"] = [
        mark | {"quotes": [quotes[c]] if c in quotes else []}
        for c in dict.fromkeys(codes)
        if (mark := _mark(evidence, counts, c, window.zoom, chosen=c in chosen, faint=faint)) is not None
    ]
    if found.kind == "cells" or not few:
        data["cells"] = {"size": found.size, "data": base64.b64encode(found.columns().tobytes()).decode("ascii")}
    if not few:
        named = snapshot.vocabulary.places.all
        ids = [named[c] for c in found.place.tolist()]
        radii = np.nan_to_num(grounds.radii[found.place]).round(1).tolist()
        data["cells"] |= {"size": None, "ids": ids, "names": [grounds.labels.get(i, i) for i in ids], "radii": radii}
    data["window"] = None if box is None else {"box": box, "least": levels[0], "most": levels[1]}
    data["legend"] = _legend(evidence, view, counts, shown, data)
    return data


def _seen(evidence: LargeEvidence, window: Window, places: int, *, metonyms: bool) -> tuple[MapView, Box | None, tuple[float, float]]:
    """Return what the window shows, for which box and zooms it stays true; for all of them where there are few places in all."""
    ask = evidence.snapshot.cells
    level = round(window.zoom)
    if places <= MOST_MARKS:
        return ask(evidence.around, level, WHOLE, marks=MOST_MARKS, metonyms=metonyms), None, (0, 24)
    for share in (BEYOND, 0.0):
        box = window.wider(share)
        found = ask(evidence.around, level, wrapped(box), marks=MOST_MARKS, metonyms=metonyms)
        if found.kind == "marks":
            return found, box, (0, 24)
    box = window.wider(BEYOND)
    found = ask(evidence.around, level, wrapped(box), marks=0, metonyms=metonyms)
    return found, box, (level - 0.5, level + 0.5)


def _key(evidence: LargeEvidence, view: View) -> str:
    what = (evidence.key, asdict(view.filter), view.selected, view.metonyms, view.unplaced)
    return hashlib.sha256(repr(what).encode()).hexdigest()[:12]


def _chosen(evidence: LargeEvidence, view: View) -> list[int]:
    """Return the numbers of the selected row's main place and of the place that the filter names, as far as there are."""
    snapshot = evidence.snapshot
    selected = snapshot.place_of(view.selected) if view.selected else None
    named = snapshot.vocabulary.places.known([view.filter.place]) if view.filter.place else []
    return list(dict.fromkeys([*([] if selected is None else [selected]), *named]))


def _areas(snapshot: Snapshot, found: MapView, counts: PlaceCounts, window: Window) -> tuple[list[int], int]:
    """Return the regions to draw, those with most to tell, and how many wait for a closer zoom."""
    codes = found.areas
    rows = counts.events[codes] + counts.claims[codes]
    bounds = snapshot.grounds.spots.bounds[codes]
    pixels = (bounds[:, 2] - bounds[:, 0]) / 360 * TILE * 2**window.zoom
    drawn = codes[np.argsort(-rows, kind="stable")]
    large = set(codes[pixels >= SMALLEST_AREA].tolist()) if found.kind == "cells" else set(codes.tolist())
    some = [c for c in drawn.tolist() if c in large][:MOST_AREAS]
    return some, len(codes) - len(some)


def _mark(evidence: LargeEvidence, counts: PlaceCounts, code: int, zoom: float, *, chosen: bool, faint: bool) -> dict[str, Any] | None:
    snapshot = evidence.snapshot
    place_id = snapshot.vocabulary.places.all[code]
    shape = _shape(evidence.key, place_id, round(zoom), snapshot.grounds, code)
    if shape is None:
        return None
    name, kind = snapshot.grounds.labels.get(place_id, place_id), snapshot.grounds.kinds.get(place_id)
    events, claims = int(counts.events[code]), int(counts.claims[code])
    disputed = int(counts.disputed_claims[code])
    words = _in_words(counts.types[code], claims, disputed)
    reported = None
    if kind == "group":
        row = evidence.place_rows(np.array([code]), counts).iloc[0]
        reported = f"{say('map.elsewhere')}: {row['note']} {row['note_source']}" if row["note_source"] else None
    return shape | {
        "id": place_id,
        "label": say("map.group_label", name=name) if kind == "group" else name,
        "sub": say("map.elsewhere") if reported else None,
        "note": reported,
        "precision": precision_name(kind, shape.get("radius_km")),
        "events": events,
        "claims": claims,
        "disputed": bool(disputed or counts.disputed_events[code]),
        "says_counts": words,
        "says": f"{name}: {words}",
        "look": int(counts.types[code].argmax()) if events else -1,
        "chosen": chosen,
        "faint": faint and not chosen,
    }


def _in_words(types: np.ndarray, claims: int, disputed: int) -> str:
    order = np.argsort(-types, kind="stable")
    parts = [f"{type_name(EVENT_TYPES[i])} {types[i]:,}" for i in order.tolist() if types[i]]
    if claims:
        parts.append(counted(claims, "claim"))
    if disputed:
        parts.append(say("map.says_disputed", n=f"{disputed:,}"))
    return " · ".join(parts)


@st.cache_resource(show_spinner=False, max_entries=20_000)
def _outline(key: str, place_id: str, level: int, _shape: Any) -> tuple[float, float, list[list[list[int]]]]:  # noqa: ARG001
    """Return an area's label point, and its rings as coarse as the zoom allows."""
    from dashboard.map import delta  # noqa: PLC0415  (it needs this module)

    simple = shapely.simplify(_shape, max(0.001, 250 / (TILE * 2**level)))
    polygons = [p for p in shapely.get_parts(simple) if p.geom_type == "Polygon" and not p.is_empty]
    largest = max((p.area for p in polygons), default=0)
    spot = max(shapely.get_parts(_shape), key=lambda p: p.area).representative_point()
    return spot.y, spot.x, [[delta(ring) for ring in (p.exterior, *p.interiors)] for p in polygons if p.area > largest / 500]


def _shape(key: str, place_id: str, level: int, grounds: Grounds, code: int) -> dict[str, Any] | None:
    shape = grounds.shapes[code]
    if shape is None:
        return None
    if not grounds.spots.wide[code]:
        return {"where": "point", "lat": round(shape.y, 5), "lon": round(shape.x, 5), "radius_km": _radius(grounds, code)}
    kind = grounds.kinds.get(place_id)
    west, south, east, north = shape.bounds
    lat, lon, rings = _outline(key, place_id, level, shape)
    if kind == "group":  # its label stands beside its whole area, so its anchor is the middle of that
        lat, lon = (south + north) / 2, (west + east) / 2
    where = kind if kind in ("country", "group") else "area"
    return {"where": where, "lat": lat, "lon": lon, "rings": rings, "bounds": [[south, west], [north, east]]}


def _radius(grounds: Grounds, code: int) -> float | None:
    radius = float(grounds.radii[code])
    return None if math.isnan(radius) else round(radius, 1)


def told_of(evidence: LargeEvidence, asked: Any) -> list[dict[str, Any]]:
    """Return what the map tells of dots that are pointed at: how exactly each is known, and its first words under the view.

    Parameters
    ----------
    evidence
        A large store under the view.
    asked
        Ids of places, as the map's script gives them; what is none is left out.
    """
    grounds, known = evidence.snapshot.grounds, evidence.snapshot.vocabulary.places.known
    ids = [i for i in asked if isinstance(i, str)][:MOST_ASKED] if isinstance(asked, list) else []
    codes = {i: c for i in ids for c in known([i])}
    quotes = first_quotes(evidence, list(codes.values()))
    return [
        {
            "id": place_id,
            "precision": precision_name(grounds.kinds.get(place_id), _radius(grounds, code)),
            "quotes": [quotes[code]] if code in quotes else [],
        }
        for place_id, code in codes.items()
    ]


def _legend(evidence: LargeEvidence, view: View, counts: PlaceCounts, shown: np.ndarray, drawn: dict[str, Any]) -> list[dict[str, Any]]:
    marks, radii = drawn["marks"], (drawn["cells"] or {}).get("radii", ())
    untyped = counts
    if view.filter.types:  # places of other types are not shown now
        untyped = evidence.snapshot.places(replace(evidence.around, types=()))
        there = np.ones(len(shown), dtype=bool) if view.metonyms else ~evidence.snapshot.grounds.metonym_only
    else:
        there = shown
    wide = evidence.snapshot.grounds.spots.wide
    return legend.rows(
        [EVENT_TYPES[i] for i in np.flatnonzero(untyped.types[there].sum(axis=0)).tolist()],
        view,
        disputed=bool((counts.disputed_events + counts.disputed_claims)[shown].any()),
        regions=bool(wide[shown].any()) and any(m["where"] in ("area", "country") for m in marks),
        groups=any(m["where"] == "group" for m in marks),
        approximate=any(radii) or any(m.get("radius_km") for m in marks),
        claims_only=bool((shown & (counts.events == 0)).any()),
    )
