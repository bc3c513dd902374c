"""The map of the Review page: the places considered, what was drawn, and a pin or an area set by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
from streamlit.components.v1 import declare_component

from dashboard.map import ASSETS, BASEMAP, LEAFLET, SCRIPTS, outline
from dashboard.wording import catalogue, say

if TYPE_CHECKING:
    from collections.abc import Callable

MAP = declare_component("review_map", path=str(Path(__file__).parent / "assets" / "review_map"))
KEY = "review-map"
HEIGHT = 240
MARGIN = 0.6
"""Degrees shown around what there is."""


def bounds_of(places: list[dict[str, Any]]) -> list[list[float]] | None:
    """Return south-west and north-east of places, with a margin; a country counts only where there is nothing finer."""
    finer = [p for p in places if p["kind"] != "country"] or places
    boxes = [p["shape"].bounds if p["shape"] is not None else (p["lon"], p["lat"], p["lon"], p["lat"]) for p in finer]
    if not boxes:
        return None
    west, south = min(b[0] for b in boxes) - MARGIN, min(b[1] for b in boxes) - MARGIN
    east, north = max(b[2] for b in boxes) + MARGIN, max(b[3] for b in boxes) + MARGIN
    return [[max(-85.0, south), west], [min(85.0, north), east]]


def _placed(place: dict[str, Any]) -> dict[str, Any]:
    """Return a place as the map's script takes it: an area as its outline with a label in it, and never as a pin."""
    made = {name: place[name] for name in ("id", "name", "now", "chosen")}
    if place["shape"] is None:
        return made | {"lat": place["lat"], "lon": place["lon"]}
    spot = max(shapely.get_parts(place["shape"]), key=lambda p: p.area).representative_point()
    return made | {"lat": spot.y, "lon": spot.x, "rings": outline(place["shape"], place["kind"])}


def draw_map(target: str, places: list[dict[str, Any]], drawn: list[dict[str, Any]], on_change: Callable[[], None]) -> None:
    """Draw the map of a question.

    Parameters
    ----------
    target
        Stands for the question: the map moves to what is drawn when it changes.
    places
        `id name kind lat lon shape now chosen`, the shape (EPSG:4326) being that of an area.
    drawn
        What was set by hand: `lat lon km`, or `ring` of [longitude, latitude].
    on_change
        Called after something was set: the session's `KEY` then has `do` (`pin area pick`) with `lat lon`, `ring` or `id`.
    """
    words = catalogue()["review"]
    MAP(
        leaflet=f"../{LEAFLET.name}/",
        assets=f"../{ASSETS.name}/",
        scripts=SCRIPTS,
        base=f"../{BASEMAP.name}/basemap.json",
        credit=say("map.credit"),
        places=[_placed(p) for p in places],
        drawn=drawn,
        bounds=bounds_of(places),
        fit_key=target,
        words={name: words[f"map_{name}"] for name in ("pin", "area", "finish")},
        key=KEY,
        height=HEIGHT,
        on_change=on_change,
    )
