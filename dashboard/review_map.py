"""The map of the Review page: the places considered, what was drawn, and a pin or an area set by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from streamlit.components.v1 import declare_component

from dashboard.map import ASSETS, BASEMAP, LEAFLET, outline
from dashboard.wording import catalogue, say

if TYPE_CHECKING:
    from collections.abc import Callable

    import shapely

MAP = declare_component("review_map", path=str(Path(__file__).parent / "assets" / "review_map"))
KEY = "review-map"
HEIGHT = 240
MARGIN = 0.6
"""Degrees shown around what there is."""


def bounds_of(shapes: list[shapely.Geometry], spots: list[dict[str, Any]]) -> list[list[float]] | None:
    """Return south-west and north-east of what is drawn, with a margin; countries far from each other are all in it."""
    boxes = [s.bounds for s in shapes if s is not None and not s.is_empty]
    boxes += [(s["lon"], s["lat"], s["lon"], s["lat"]) for s in spots]
    if not boxes:
        return None
    west, south = min(b[0] for b in boxes) - MARGIN, min(b[1] for b in boxes) - MARGIN
    east, north = max(b[2] for b in boxes) + MARGIN, max(b[3] for b in boxes) + MARGIN
    return [[max(-85.0, south), west], [min(85.0, north), east]]


def draw_map(
    target: str,
    shapes: list[tuple[shapely.Geometry, str]],
    spots: list[dict[str, Any]],
    drawn: list[dict[str, Any]],
    on_change: Callable[[], None],
) -> None:
    """Draw the map of a question.

    Parameters
    ----------
    target
        Stands for the question: the map moves to what is drawn when it changes.
    shapes
        Outlines of areas (EPSG:4326), each with the kind of its place.
    spots
        Places as points: `id name lat lon now chosen`.
    drawn
        What was set by hand: `lat lon km`, or `ring` of [longitude, latitude].
    on_change
        Called after something was set: the session's `KEY` then has `do` (`pin area pick`) with `lat lon`, `ring` or `id`.
    """
    words = catalogue()["review"]
    MAP(
        leaflet=f"../{LEAFLET.name}/",
        assets=f"../{ASSETS.name}/",
        base=f"../{BASEMAP.name}/basemap.json",
        credit=say("map.credit"),
        shapes=[{"rings": outline(shape, kind)} for shape, kind in shapes],
        spots=spots,
        drawn=drawn,
        bounds=bounds_of([shape for shape, _ in shapes], spots),
        fit_key=target,
        words={name: words[f"map_{name}"] for name in ("pin", "area", "finish")},
        key=KEY,
        height=HEIGHT,
        on_change=on_change,
    )
