"""The header of every page: the name, what the store holds, links to the pages, the export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import navigation
from dashboard.wording import counted, say

if TYPE_CHECKING:
    from dashboard.evidence import Evidence

ASSETS = Path(__file__).parent / "assets"
EXPORT_LAYERS = ("events", "claims", "places")


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component("contested_header", css=(ASSETS / "header.css").read_text(), js=(ASSETS / "header.js").read_text())


def counts_in_words(evidence: Evidence) -> str:
    """Return "1 article · 14 events · 19 claims · 1 disputed" for the whole store."""
    total = evidence.total
    return say(
        "header.counts",
        articles=counted(total.articles, "article"),
        events=counted(total.events, "event"),
        claims=counted(total.claims, "claim"),
        disputed=say("header.disputed", n=f"{total.disputed:,}"),
    )


def draw(here: str, evidence: Evidence | None = None) -> None:
    """Draw the header of the page `here`, with counts and export where there is evidence."""
    st.html(ASSETS / "page.css")
    with st.container(horizontal=True, key="header", vertical_alignment="center", gap="small"):
        counts = counts_in_words(evidence) if evidence is not None else ""
        data = {"name": say("name"), "counts": counts, "copy": say("header.copy"), "copied": say("header.copied")}
        _component()(key="title", data=data)
        navigation.draw_links(here)
        if evidence is not None:
            with st.popover(say("header.export"), type="primary", key="pop-export"):
                _draw_export(evidence)


def _draw_export(evidence: Evidence) -> None:
    name = st.radio(say("export.layer"), EXPORT_LAYERS, key="export-layer", format_func=lambda n: say(f"export.{n}"), horizontal=True)
    st.caption(say("export.note", rows=counted(evidence.exported(name), name.removesuffix("s"))))
    st.download_button(
        say("export.download"),
        data=lambda: evidence.export(name),  # made when it is asked for
        file_name=f"contested-ground-{name}.geojson",
        mime="application/geo+json",
        on_click="ignore",
        key="download",
    )
