"""The About page: how it reads, how well, from which sources, what it does not do; and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import documents, header, state
from dashboard import evidence as source
from dashboard.component import component
from dashboard.evidence import shown_store
from dashboard.wording import catalogue, say
from geo.errors import GeoError
from geo.export import facts_of
from geo.filter import Filter
from geo.version import program

if TYPE_CHECKING:
    from dashboard.state import View


def measured() -> dict[str, Any]:
    """Return the README's own account of how good the reading is: its figures and what it says of them."""
    text = documents.section(documents.read(documents.README), "How good it is")
    return {"paragraphs": documents.paragraphs(text), "tables": documents.tables(text)}


def sources(imported: list[str]) -> dict[str, Any]:
    """Return where the data comes from: the tables of the project's SOURCES files, and the data sets imported into the store."""
    own = documents.section(documents.read(documents.SOURCES), "Sources")
    base = documents.tables(documents.read(documents.BASEMAP))[:1]
    return {"tables": [*documents.tables(own)[:1], *base], "paragraphs": documents.paragraphs(own), "items": imported}


def data(view: View, imported: list[str]) -> dict[str, Any]:
    """Return the sections of the page, each with `title`, and any of `paragraphs`, `items`, `tables`, `keys`.

    Parameters
    ----------
    view
        The view, which the link to the tour carries along.
    imported
        The data sets in the store with their licences.
    """
    words = catalogue()["about"]
    limits = documents.items(documents.section(documents.read(documents.SOURCES), "Known limits"))
    quoted = words["quoted"]  # the project's documents are in English, and are cited as they are
    parts = [
        {"id": "what", "title": words["what"], "paragraphs": words["what_text"]},
        {"id": "method", "title": words["method"], "items": words["method_text"]},
        {"id": "reading", "title": words["reading"], "items": words["reading_text"]},
        {"id": "accuracy", "title": words["accuracy"], "note": quoted} | measured(),
        {"id": "limits", "title": words["limits"], "note": quoted, "items": [*words["limits_text"], *limits]},
        {"id": "sources", "title": words["sources"], "note": quoted} | sources(imported),
        {"id": "keys", "title": words["keys"], "keys": words["keys_text"]},
        {"id": "version", "title": words["version"], "paragraphs": [say("about.version_text", program=program()), words["licence"]]},
    ]
    link = "./?" + urlencode(view.elsewhere() | {"tour": ["1"]}, doseq=True)
    return {"parts": parts, "contents": words["contents"], "tour": {"label": words["tour"], "href": link}}


def draw() -> None:
    """Draw the page."""
    view, _ = state.current()
    try:
        evidence = source.of(view)
        imported = facts_of(shown_store(), Filter())["sources"]
    except GeoError as error:
        st.error(str(error).replace("`", "'"))
        return
    header.draw("about", evidence)
    component("about")(key="about", data=data(view, imported))
