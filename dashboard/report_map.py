"""The map of a report: a still picture in SVG, drawn from the base map's own lines and the shapes of the places."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

import geo
from dashboard.wording import look_of, say
from geo.place_shapes import approximate_km

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.frames import Frames

WIDTH, HEIGHT = 1000, 560
MARGIN = 0.14
"""Part of the picture left free around the marks at each side."""
SMALLEST = 1.2
"""Degrees that the picture shows at least, from north to south."""
SEA, LAND, LAKE, ADMIN, BORDER = "#EDEBE4", "#FBFAF8", "#EDEBE4", "#DDD9D0", "#98948A"
INK, QUIET, DISPUTED = "#1F2328", "#5B6068", "#B45309"
LETTER = 9.2
"""Pixels that a letter of a label takes."""
EQUATOR_KM = 40_075.0
ADMIN_DEGREES = 14
"""Degrees of latitude beyond which first-level lines are left out."""


@dataclass(frozen=True)
class Window:
    """What the picture shows, in units of the web map's world (0..1 each way)."""

    west: float
    north: float
    scale: float
    """Pixels a unit."""

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Return longitudes and latitudes, an array of shape (n, 2), as pixels."""
        x = (points[:, 0] + 180) / 360
        latitude = np.radians(np.clip(points[:, 1], -85, 85))
        y = 0.5 - np.log(np.tan(np.pi / 4 + latitude / 2)) / (2 * np.pi)
        return np.column_stack(((x - self.west) * self.scale, (y - self.north) * self.scale))

    def length(self, km: float, latitude: float) -> float:
        """Return how many pixels a distance takes at a latitude: the web map stretches away from the equator."""
        return km / EQUATOR_KM / math.cos(math.radians(latitude)) * self.scale


@cache
def _lines() -> dict[str, list[np.ndarray]]:
    """Return the base map's lines by layer, as arrays of longitude and latitude."""
    data = json.loads((Path(geo.__file__).parent / "data" / "basemap" / "basemap.json").read_text(encoding="utf-8"))
    return {
        name: [np.cumsum(np.array(line, dtype=float).reshape(-1, 2), axis=0) / data["scale"] for line in data[name]]
        for name in ("land", "lakes", "borders", "undetermined", "admin1")
    }


@cache
def _countries() -> list[tuple[str, float, float, float]]:
    """Return the base map's country labels: name, longitude, latitude, and the zoom of a web map from which it is shown."""
    data = json.loads((Path(geo.__file__).parent / "data" / "basemap" / "basemap.json").read_text(encoding="utf-8"))
    return [(name, lon, lat, since) for name, lon, lat, since in sorted(data["labels"], key=lambda label: label[3])]


def _mercator(latitude: float) -> float:
    return 0.5 - math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2)) / (2 * math.pi)


def window_around(shapes: Iterable[Any]) -> Window:
    """Return the window that shows all shapes with a margin."""
    bounds = np.array([s.bounds for s in shapes])
    west, south, east, north = bounds[:, 0].min(), bounds[:, 1].min(), bounds[:, 2].max(), bounds[:, 3].max()
    middle = (south + north) / 2
    half = max(north - south, SMALLEST) / 2
    top, bottom = _mercator(min(middle + half, 84)), _mercator(max(middle - half, -84))
    across = max((east - west) / 360, (bottom - top) * 0.2)
    scale = min(WIDTH / across, HEIGHT / (bottom - top)) / (1 + 2 * MARGIN)
    return Window((west + east) / 720 + 0.5 - WIDTH / scale / 2, (top + bottom) / 2 - HEIGHT / scale / 2, scale)


def _path(points: np.ndarray, *, close: bool) -> str:
    rounded = np.round(points, 1)
    keep = np.append(True, (np.diff(rounded, axis=0) != 0).any(axis=1))
    text = "L".join(f"{x:g},{y:g}" for x, y in rounded[keep])
    return f"M{text}Z" if close else f"M{text}"


def _in_window(lines: list[np.ndarray], window: Window, *, close: bool) -> str:
    """Return the part of the lines that the window shows, as path data."""
    frame = (-20.0, -20.0, WIDTH + 20.0, HEIGHT + 20.0)
    parts = []
    for line in lines:
        points = window.pixels(line)
        low, high = points.min(axis=0), points.max(axis=0)
        if high[0] < 0 or high[1] < 0 or low[0] > WIDTH or low[1] > HEIGHT or len(points) < 2:  # noqa: PLR2004
            continue
        shape = shapely.Polygon(points) if close and len(points) > 3 else shapely.LineString(points)  # noqa: PLR2004
        parts.append(shapely.clip_by_rect(shapely.make_valid(shape), *frame))
    return _data(shapely.get_parts(np.array(parts, dtype=object)) if parts else (), tolerance=0.4)


def _data(shapes: Iterable[Any], tolerance: float) -> str:
    found = []
    for shape in shapes:
        simple = shapely.simplify(shape, tolerance)
        if simple.geom_type == "Polygon" and not simple.is_empty:
            found += [_path(np.array(ring.coords), close=True) for ring in (simple.exterior, *simple.interiors)]
        elif simple.geom_type == "LineString" and not simple.is_empty:
            found.append(_path(np.array(simple.coords), close=False))
        elif simple.geom_type.startswith(("Multi", "Geometry")):
            found.append(_data(shapely.get_parts(simple), tolerance))
    return "".join(found)


def _base(window: Window) -> Iterator[str]:
    lines = _lines()
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{SEA}"/>'
    yield f'<path d="{_in_window(lines["land"], window, close=True)}" fill="{LAND}" stroke="{BORDER}" stroke-width=".5"/>'
    yield f'<path d="{_in_window(lines["lakes"], window, close=True)}" fill="{LAKE}"/>'
    degrees = HEIGHT / window.scale * 360
    if degrees < ADMIN_DEGREES * 2:
        yield f'<path d="{_in_window(lines["admin1"], window, close=False)}" fill="none" stroke="{ADMIN}" stroke-width="1"/>'
    yield f'<path d="{_in_window(lines["borders"], window, close=False)}" fill="none" stroke="{BORDER}" stroke-width="1.2"/>'
    dashed = _in_window(lines["undetermined"], window, close=False)
    yield f'<path d="{dashed}" fill="none" stroke="{BORDER}" stroke-width="1.2" stroke-dasharray="4 3"/>'


CORNERS = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "triangle": ((0, -1.2), (1.15, 1), (-1.15, 1)),
    "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
}


def _symbol(shape: str, x: float, y: float, size: float, colour: str) -> str:
    style = f'fill="{colour}" stroke="#fff" stroke-width="1.4"'
    if shape not in CORNERS:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" {style}/>'
    corners = " ".join(f"{x + dx * size:.1f},{y + dy * size:.1f}" for dx, dy in CORNERS[shape])
    return f'<polygon points="{corners}" {style}/>'


def _half(x: float, y: float) -> str:
    ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#fff" stroke="{DISPUTED}" stroke-width="1.4"/>'
    return f'{ring}<path d="M{x:.1f},{y - 5:.1f} a5,5 0 0 1 0,10 Z" fill="{DISPUTED}"/>'


def _main_types(frames: Frames) -> dict[str, str]:
    """Return for each place the type that most of its events have."""
    counts: dict[str, Counter[str]] = {}
    for place_ids, event_type in zip(frames.events["place_ids"], frames.events["type"], strict=True):
        for place_id in place_ids:
            counts.setdefault(place_id, Counter())[event_type] += 1
    return {place_id: types.most_common(1)[0][0] for place_id, types in counts.items()}


def _circle(x: float, y: float, r: float, colour: str) -> str:
    """Return the circle within which an approximate point lies."""
    look = f'fill="{colour}" fill-opacity=".05" stroke="{colour}" stroke-opacity=".6" stroke-dasharray="2 4"'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {look}/>'


def _free(box: tuple[float, float, float, float], taken: list[tuple[float, float, float, float]]) -> bool:
    return not any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken)


def draw(frames: Frames, *, metonyms: bool) -> str:
    """Return the map of the rows of `frames` as SVG, or an empty text where none of them has a place.

    Parameters
    ----------
    frames
        Events and claims with their places.
    metonyms
        Draw also places that are named only for their government.
    """
    places = frames.places[frames.places.geometry.notna() & ((frames.places["events"] > 0) | (frames.places["claims"] > 0))]
    if not metonyms:
        places = places[~places["metonym_only"]]
    if places.empty:
        return ""
    near = places[places["kind"] != "country"]
    window = window_around(near.geometry if len(near) else places.geometry)
    types = _main_types(frames)
    disputed_events = set(frames.events.loc[frames.events["disputed"]].explode("place_ids")["place_ids"].dropna())
    areas, spots, labels = [], [], []
    taken: list[tuple[float, float, float, float]] = []
    weight, around = places["events"] + places["claims"], approximate_km(places)
    for row in places.assign(weight=weight, around=around).sort_values("weight", ascending=False, kind="stable").itertuples():
        colour = look_of(types.get(row.place_id))["colour"]
        point = (
            row.geometry
            if row.geometry.geom_type == "Point"
            else max(shapely.get_parts(row.geometry), key=lambda p: p.area).representative_point()
        )
        x, y = window.pixels(np.array([[point.x, point.y]]))[0]
        if row.geometry.geom_type != "Point":
            fill = 'fill="url(#hatch)"' if row.kind == "group" else f'fill="{colour}" fill-opacity=".13"'
            rings = [
                window.pixels(np.array(ring.coords))
                for part in shapely.get_parts(row.geometry)
                for ring in (part.exterior, *part.interiors)
            ]
            outline = _data(
                [shapely.clip_by_rect(shapely.make_valid(shapely.Polygon(r)), -20, -20, WIDTH + 20, HEIGHT + 20) for r in rings], 0.4
            )
            areas.append(f'<path d="{outline}" fill-rule="evenodd" {fill} stroke="{colour}" stroke-width="1" stroke-dasharray="3 2"/>')
        if not math.isnan(row.around):
            areas.append(_circle(x, y, window.length(row.around, point.y), colour))
        if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
            continue
        size = min(5 + 2 * math.log2(1 + row.events), 14)
        if row.geometry.geom_type == "Point":
            spots.append(_symbol(look_of(types.get(row.place_id))["shape"], x, y, size, colour))
        if row.disputed or row.place_id in disputed_events:
            spots.append(_half(x + size, y - size))
        name = say("map.group_label", name=row.name) if row.kind == "group" else row.name
        wide = LETTER * (len(name) + 1 + len(str(row.events + row.claims)))
        starts = ((x + size + 4, y), (x - size - 4 - wide, y), (x - wide / 2, y - size - 12), (x - wide / 2, y + size + 14))
        for left, middle in starts:
            box = (left, middle - 12, left + wide, middle + 9)
            if box[0] >= 0 and box[2] <= WIDTH and _free(box, taken):
                taken.append(box)
                number = f'<tspan class="n">{row.events + row.claims}</tspan>'
                labels.append(f'<text x="{left:.1f}" y="{middle + 5:.1f}">{escape(name)} {number}</text>')
                break
    zoom = math.log2(window.scale / 256)
    for name, lon, lat, since in _countries():
        if since > zoom + 1:
            break
        x, y = window.pixels(np.array([[lon, lat]]))[0]
        half = LETTER * 1.2 * len(name) / 2
        box = (x - half, y - 10, x + half, y + 6)
        if box[0] > 0 and box[1] > 0 and box[2] < WIDTH and box[3] < HEIGHT and _free(box, taken):
            taken.append(box)
            labels.insert(0, f'<text x="{x:.1f}" y="{y:.1f}" class="country">{escape(name)}</text>')
    hatch = (
        '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<line x1="0" y1="0" x2="0" y2="7" stroke="{QUIET}" stroke-width="1.6" opacity=".55"/></pattern></defs>'
    )
    body = "".join((hatch, *_base(window), *areas, *spots, *labels))
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(say("report.map"))}" class="map">{body}</svg>'
