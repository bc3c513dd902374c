"""The header of every page: the name, what the store holds, links to the pages, the export."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import export_dialog, navigation, state, tour
from dashboard.component import ASSETS, component
from dashboard.wording import LANGUAGE, counted, language, languages, say

if TYPE_CHECKING:
    from dashboard.evidence import Evidence


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


def other_languages() -> list[dict[str, str]]:
    """Return the languages to change to, each by its own name."""
    return [{"code": code, "name": name} for code, name in languages().items() if code != language()]


def _language_chosen() -> None:
    code = st.session_state["title"]["language"]
    view, _ = state.current()
    if code in languages():
        state.show(replace(view, lang=None if code == LANGUAGE else code))


def draw(here: str, evidence: Evidence | None = None) -> None:
    """Draw the header of the page `here`, with counts and export where there is evidence."""
    st.html(ASSETS / "page.css")
    with st.container(horizontal=True, key="header", vertical_alignment="center", gap="small"):
        counts = counts_in_words(evidence) if evidence is not None else ""
        data = {"name": say("name"), "counts": counts, "copy": say("header.copy"), "copied": say("header.copied")}
        component("header")(key="title", data=data | {"languages": other_languages()}, on_language_change=_language_chosen)
        navigation.draw_links(here)
        if evidence is not None and st.button(say("header.export"), type="primary", key="export"):
            export_dialog.show(evidence)
    if here == "explore":
        tour.draw()
