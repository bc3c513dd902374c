"""The baseline of the map's benchmarks: the usual Streamlit page with a plain folium map, a GeoJSON layer built anew for each filter.

Leaflet comes from this machine here too, so that the network takes no part. Run by `bench_map` with `streamlit run`; its arguments are
the store's path and nothing else.
"""

from __future__ import annotations

import sys
from importlib.resources import files

import folium
import streamlit as st
from streamlit.components.v1 import declare_component
from streamlit_folium import st_folium

from geo.frames import load_frames
from geo.store import open_store

LEAFLET = declare_component("leaflet", path=str(files("js_lib_leaflet") / "static" / "js_lib_leaflet"))


class LocalMap(folium.Map):
    """A folium map without scripts from elsewhere."""

    default_js = [("leaflet", f"../{LEAFLET.name}/leaflet.js")]  # noqa: RUF012  folium's own form
    default_css = [("leaflet", f"../{LEAFLET.name}/leaflet.css")]  # noqa: RUF012


class Settled(folium.MacroElement):
    """Tells in the map's page which year it shows, as our own map does."""

    _template = folium.template.Template(
        """
        {% macro script(this, kwargs) %}
            requestAnimationFrame(() => requestAnimationFrame(() => { document.documentElement.dataset.year = "{{ this.year }}"; }));
        {% endmacro %}
        """
    )

    def __init__(self, year: int) -> None:
        super().__init__()
        self.year = year


@st.cache_resource
def load(path: str) -> object:
    return load_frames(open_store(path)).events


events = load(sys.argv[1])
year = st.session_state.setdefault("year", 2009)
st.button("Next year", on_click=lambda: st.session_state.update(year=year + 1))
shown = events[events["date_start"].dt.year == year]  # type: ignore[index]  # a GeoDataFrame
shown = shown[shown.geometry.notna()]
base = LocalMap(location=[28, 25], tiles=None, zoom_start=2, prefer_canvas=True)
columns = shown[["event_id", "type", "place_name", "geometry"]]
folium.GeoJson(columns, marker=folium.CircleMarker(radius=4, fill=True)).add_to(base)
Settled(year).add_to(base)
st_folium(base, key="plain", height=520, use_container_width=True, returned_objects=["last_object_clicked"])
st.dataframe(shown[["type", "place_name", "date_start"]].head(50))
