"""The map: a constant base, and the marks of one view pushed into it as data.

streamlit-folium remounts its frame when the map's own script changes. So that script never changes: the base map is drawn by
`assets/map_base.js` from `geo/data/basemap`, and the marks travel in `feature_group_to_add`, as base64 of JSON, in which no text can end
a string or a tag, and which no template, element or variable replacement can touch.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import shapely
import streamlit as st
from folium.template import Template
from streamlit.components.v1 import declare_component
from streamlit_folium import st_folium

import geo
from dashboard import legend, state, tiles
from dashboard.large import LargeEvidence
from dashboard.window import Window, told_of
from dashboard.window import payload as window_payload
from dashboard.wording import catalogue, counted, look_of, looks, precision_name, say, type_name
from geo.place_shapes import approximate_km

if TYPE_CHECKING:
    import geopandas as gpd

    from dashboard.evidence import Evidence, SmallEvidence
    from dashboard.state import View
    from geo.frames import Frames

# Declared for their folders only: Streamlit serves each at ../<name>/ of the map's frame.
LEAFLET = declare_component("leaflet", path=str(files("js_lib_leaflet") / "static" / "js_lib_leaflet"))
ASSETS = declare_component("assets", path=str(Path(__file__).parent / "assets"))
BASEMAP = declare_component("basemap", path=str(Path(geo.__file__).parent / "data" / "basemap"))

SCRIPTS = ("map_signs.js", "map_base.js", "map_cells.js", "map_marks.js", "map_pointing.js", "map_controls.js", "map.js")
"""The scripts of the map in the order in which they are loaded; each adds to what those before it made."""

KEY = "map"
WINDOW, FOCUS, CLICKED, DRAWN, ABOUT = "map-window", "map-focus", "map-clicked", "map-drawn", "map-about"
"""What the session remembers: the window on the screen, what the map was moved to, whether a place was just clicked, what was drawn,
the places that the mouse asks about."""
HEIGHT = 520
"""Pixels; the style sheet stretches the frame to the window where there is room."""
STEPS = 1000
"""Steps per degree of pushed outlines: about 100 m, as in the base map."""
OUTLINE_TOLERANCE = {"country": 0.03, "admin1": 0.004}
"""Degrees by which outlines are simplified: a pixel at the zoom at which the whole fits the map."""
QUOTES = 2
"""Quotes shown when the mouse rests on a mark."""
FOCUS_ZOOM = 8
POINT_MARGIN = 0.35
"""Degrees around a settlement that the map moves to."""


class OfflineMap(folium.Map):
    """A folium map that loads Leaflet and our own script from this server, and nothing from anywhere else."""

    default_js = [("leaflet", f"../{LEAFLET.name}/leaflet.js"), *((name, f"../{ASSETS.name}/{name}") for name in SCRIPTS)]  # noqa: RUF012  folium's own form
    default_css = [("leaflet", f"../{LEAFLET.name}/leaflet.css"), ("contested", f"../{ASSETS.name}/map.css")]  # noqa: RUF012


class Marks(folium.FeatureGroup):
    """The marks as a feature group whose script hands the data to the map's own layer."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = L.featureGroup();
            map_div.contested.show("{{ this.payload }}");
        {% endmacro %}
        """
    )

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(name="marks")
        self.payload = base64.b64encode(json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")).decode("ascii")


def outline(shape: Any, kind: str) -> list[list[list[int]]]:
    """Return a polygon's rings as whole numbers, each pair relative to the one before."""
    simple = shapely.simplify(shape, OUTLINE_TOLERANCE.get(kind, 0.001))
    polygons = [p for p in shapely.get_parts(simple) if p.geom_type == "Polygon" and not p.is_empty]
    largest = max((p.area for p in polygons), default=0)
    return [[delta(ring) for ring in (p.exterior, *p.interiors)] for p in polygons if p.area > largest / 2000]


def delta(ring: Any) -> list[int]:
    """Return a ring's points in steps, each relative to the one before."""
    flat: list[int] = []
    last_x = last_y = 0
    for x, y in ring.coords:
        px, py = round(x * STEPS), round(y * STEPS)
        if flat and px == last_x and py == last_y:
            continue
        flat += [px - last_x, py - last_y]
        last_x, last_y = px, py
    return flat


@st.cache_data(show_spinner=False, max_entries=2)
def _shapes(key: str, _places: gpd.GeoDataFrame) -> dict[str, dict[str, Any]]:  # noqa: ARG001  the key stands for the frame
    """Return for each placed place where to draw it: its label point, bounds, its outline or the radius within which its point lies."""
    found = {}
    placed = _places[_places.geometry.notna()]
    for row, radius in zip(placed.itertuples(), approximate_km(placed).tolist(), strict=True):
        shape = row.geometry
        west, south, east, north = shape.bounds
        if shape.geom_type == "Point":
            found[row.place_id] = {
                "where": "point", "lat": shape.y, "lon": shape.x, "radius_km": None if math.isnan(radius) else round(radius, 1),
                "bounds": [[south - POINT_MARGIN, west - POINT_MARGIN], [north + POINT_MARGIN, east + POINT_MARGIN]],
            }  # fmt: skip
            continue
        biggest = max(shapely.get_parts(shape), key=lambda p: p.area)
        if row.kind == "country":  # far islands would zoom the map out to the whole globe
            west, south, east, north = biggest.bounds
        # A group's label stands beside its whole area, so its anchor is the middle of that.
        spot = shapely.Point((west + east) / 2, (south + north) / 2) if row.kind == "group" else biggest.representative_point()
        where = row.kind if row.kind in ("country", "group") else "area"
        found[row.place_id] = {
            "where": where, "lat": spot.y, "lon": spot.x, "rings": outline(shape, row.kind), "bounds": [[south, west], [north, east]],
        }  # fmt: skip
    return found


def marks(evidence: SmallEvidence, view: View) -> list[dict[str, Any]]:
    """Return one mark for each place with an event or a claim under the view.

    Parameters
    ----------
    evidence
        The frames under the view.
    view
        The view; its selected row's place and its filter's place are marked as chosen.
    """
    everything = evidence.everything
    shapes = _shapes(evidence.key, everything.places)
    events, claims = evidence.around.events, evidence.around.claims
    by_place: dict[str, dict[str, Any]] = {}
    for place_ids, event_type, quote, disputed in zip(
        events["place_ids"], events["type"], events["quote"], events["disputed"], strict=True
    ):
        for place_id in place_ids:
            at = by_place.setdefault(place_id, _nothing())
            at["events"] += 1
            at["types"][event_type] = at["types"].get(event_type, 0) + 1
            at["disputed"] |= bool(disputed)
            if quote not in at["quotes"]:
                at["quotes"].append(quote)
    for place_ids, quote, disputed in zip(claims["place_ids"], claims["quote"], claims["disputed"], strict=True):
        for place_id in place_ids:
            at = by_place.setdefault(place_id, _nothing())
            at["claims"] += 1
            at["disputed_claims"] += int(disputed)
            at["disputed"] |= bool(disputed)
            if quote not in at["quotes"]:
                at["quotes"].append(quote)
    places = everything.places.set_index("place_id")
    selected = _places_of_row(everything, view.selected)
    order = list(looks())
    found = []
    for place_id, at in by_place.items():
        if place_id not in shapes or (places.at[place_id, "metonym_only"] and not view.metonyms):
            continue
        place = places.loc[place_id]
        main = max(at["types"], key=lambda t: (at["types"][t], -order.index(t) if t in order else -len(order)), default=None)
        look = look_of(main)
        reported = bool(place["note_source"]) and place["kind"] == "group"
        found.append(
            shapes[place_id]
            | {
                "id": place_id,
                "label": say("map.group_label", name=place["name"]) if place["kind"] == "group" else place["name"],
                "sub": say("map.elsewhere") if reported else None,
                "note": f"{say('map.elsewhere')}: {place['note']} {place['note_source']}" if reported else None,
                "precision": precision_name(place["kind"], shapes[place_id].get("radius_km")),
                "events": at["events"],
                "claims": at["claims"],
                "disputed": at["disputed"],
                "says_counts": _counts_in_words(at),
                "says": f"{place['name']}: {_counts_in_words(at)}",
                "quotes": at["quotes"][:QUOTES],
                "colour": look["colour"],
                "dark": look["dark"],
                "shape": look["shape"],
                "disputed_colour": looks()["disputed"]["colour"],
                "disputed_dark": looks()["disputed"]["dark"],
                "chosen": place_id == view.filter.place or place_id in selected,
                "faint": bool(view.filter.place) and place_id != view.filter.place and place_id not in selected,
            }
        )
    return found


def _nothing() -> dict[str, Any]:
    return {"events": 0, "claims": 0, "disputed": False, "disputed_claims": 0, "types": {}, "quotes": []}


def _counts_in_words(at: dict[str, Any]) -> str:
    types = [f"{type_name(t)} {n}" for t, n in sorted(at["types"].items(), key=lambda item: -item[1])]
    parts = types + ([counted(at["claims"], "claim")] if at["claims"] else [])
    if at["disputed_claims"]:
        parts.append(say("map.says_disputed", n=at["disputed_claims"]))
    return " · ".join(parts)


def _places_of_row(everything: Frames, row_id: str | None) -> tuple[str, ...]:
    """Return the main place of an event or claim, as a tuple of none or one."""
    for frame, column in ((everything.events, "event_id"), (everything.claims, "claim_id")):
        rows = frame.loc[frame[column] == row_id, "place_id"]
        if len(rows):
            return (rows.iloc[0],) if rows.iloc[0] else ()
    return ()


def _legend(evidence: SmallEvidence, view: View, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    chosen = view.filter
    untyped = evidence.everything.under(replace(chosen, types=(), place=None)) if chosen.types else evidence.around
    return legend.rows(
        untyped.events["type"].unique(),
        view,
        disputed=any(m["disputed"] for m in found),
        regions=any(m["where"] in ("area", "country") for m in found),
        groups=any(m["where"] == "group" for m in found),
        approximate=any(m.get("radius_km") for m in found),
        claims_only=any(not m["events"] for m in found),
    )


def payload(evidence: SmallEvidence, view: View) -> dict[str, Any]:
    """Return all that the map's script needs to draw the view; `key` names this state."""
    everything = evidence.everything
    found = marks(evidence, view)
    shapes = _shapes(evidence.key, everything.places)
    target = next((p for p in (*_places_of_row(everything, view.selected), view.filter.place) if p in shapes), None)
    data: dict[str, Any] = {
        "marks": found,
        "legend": _legend(evidence, view, found),
        "words": {name: catalogue()["map"][name] for name in ("all", "all_title", "legend", "legend_hint")},
        "home": _home(found),
        "focus": None,
    }
    if target is not None:
        data["focus"] = {"key": f"{view.selected} {view.filter.place}", "bounds": shapes[target]["bounds"], "zoom": FOCUS_ZOOM}
    data["key"] = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:12]
    return data


def _home(found: list[dict[str, Any]]) -> list[list[float]] | None:
    """Return the box around all marks; countries count only when there is nothing finer."""
    boxes = [m["bounds"] for m in found if m["where"] != "country"] or [m["bounds"] for m in found]
    if not boxes:
        return None
    return [[min(b[0][0] for b in boxes), min(b[0][1] for b in boxes)], [max(b[1][0] for b in boxes), max(b[1][1] for b in boxes)]]


def _told() -> None:
    """Take over what the map's script tells: its window, the dot under the mouse, the switch of the legend or the place that was clicked.

    A click narrows to the place; on the place that is chosen already it takes the filter away.
    """
    told = st.session_state.get(KEY) or {}
    if told.get("window"):
        st.session_state[WINDOW] = Window.told(told["window"])
        return
    if told.get("about"):
        st.session_state[ABOUT] = told["about"]
        return
    if told.get("legend"):
        view, _ = state.current()
        state.show(legend.switched(view, told["legend"]))
        st.session_state[CLICKED] = True
        return
    place_id = (told.get("last_object_clicked") or {}).get("place_id")
    if not place_id:
        return
    view, _ = state.current()
    state.show(view.filtered(place=None if view.filter.place == place_id else place_id))
    st.session_state[CLICKED] = True


def draw(evidence: Evidence, view: View) -> str:
    """Draw the map of the view; return the key that the map's page carries as `data-settled` once it shows it."""
    if isinstance(evidence, LargeEvidence):
        return str(_draw_large(evidence, view))
    st.session_state.pop(CLICKED, None)
    return _push(payload(evidence, view))  # type: ignore[arg-type]  # there are two kinds


@st.fragment
def _draw_large(evidence: LargeEvidence, view: View) -> str:
    """Draw the window of a large store. When the window moves, this runs again and nothing else of the page does."""
    if st.session_state.pop(CLICKED, False) and st.session_state.get(DRAWN) == view:
        st.rerun()
    before = st.session_state.get(FOCUS)
    data = window_payload(evidence, view, st.session_state.get(WINDOW), before)
    st.session_state[FOCUS] = data["focus"]["key"] if data["focus"] else None
    st.session_state[DRAWN] = view
    if (about := st.session_state.pop(ABOUT, None)) is not None:
        data["told"] = told_of(evidence, about)
    return _push(data)


def _push(data: dict[str, Any]) -> str:
    base = OfflineMap(
        location=[28, 25],
        tiles=None,
        zoom_start=2,
        minZoom=2,
        maxZoom=12,
        zoomSnap=0.25,
        worldCopyJump=True,
        baseMap=f"../{BASEMAP.name}/basemap.json",
        baseCredit=say("map.credit"),
    )
    st_folium(
        base,
        key=KEY,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=["last_object_clicked"],
        feature_group_to_add=Marks(data | {"tiles": tiles.choices()}),
        on_change=_told,
    )
    return str(data["key"])
