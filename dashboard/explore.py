"""The Explore page: header, filters, map and timeline at the left, panel at the right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import evidence as source
from dashboard import filters, header, panel, state, tiles, timeline
from dashboard import map as evidence_map
from dashboard.wording import counted, say
from geo.errors import GeoError

if TYPE_CHECKING:
    from dashboard.evidence import Evidence
    from dashboard.state import View


def in_front(evidence: Evidence, view: View) -> View:
    """Return the view with the events in front where the store has no claims, unless somebody chose a tab."""
    total = evidence.total
    return view if view.asked or total.claims or not total.events else replace(view, tab="events")


def _toggle_unplaced() -> None:
    view, _ = state.current()
    state.show(replace(view, unplaced=not view.unplaced, page=1, tab=view.tab if view.tab in ("events", "claims") else "events"))


def _toggle_metonyms() -> None:
    view, _ = state.current()
    state.show(replace(view, metonyms=st.session_state["metonyms"]))


def _draw_notes(evidence: Evidence, view: View) -> None:
    """Say what the map leaves out, and offer to show it."""
    events, claims = evidence.unplaced
    metonyms = evidence.metonyms
    with st.container(horizontal=True, key="notes", vertical_alignment="center", gap="small"):
        if events or claims or view.unplaced:
            rows = ", ".join(counted(n, thing) for n, thing in ((events, "event"), (claims, "claim")) if n)
            st.text(say("map.unplaced", rows=rows or counted(0, "event")), width="content")
            st.button(
                say("map.unplaced_hide" if view.unplaced else "map.unplaced_show"),
                type="tertiary",
                key="unplaced",
                on_click=_toggle_unplaced,
            )
        if metonyms:
            st.session_state["metonyms"] = view.metonyms
            st.checkbox(say("map.metonyms", n=metonyms), key="metonyms", on_change=_toggle_metonyms, help=say("map.metonyms_hint"))


def draw() -> None:
    """Draw the page that the URL asks for."""
    view, problem = state.current()
    try:
        evidence = source.of(view)
        tiles.servers()
    except GeoError as error:
        st.error(str(error).replace("`", "'"))
        return
    view = in_front(evidence, view)
    header.draw("explore", evidence)
    filters.draw(evidence, view, problem)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        with st.container(key="mapframe"):
            shown_on_map = evidence_map.draw(evidence, view)
        timeline.draw(evidence, view)
        _draw_notes(evidence, view)
    with right:
        panel.draw(evidence, view, shown_on_map)
