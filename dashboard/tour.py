"""The tour of the first visit: four steps over the Explore page, each beside what it tells of.

The browser remembers that it was seen, and nothing else is kept. An automated browser sees it only when the address asks for it
with `tour=1`, as the About page's link does: nobody sits before it.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.component import component
from dashboard.wording import catalogue

TARGETS = {"map": ".st-key-mapframe", "filters": ".st-key-filters", "panel": ".st-key-panel", "pages": ".st-key-header"}
"""Each step, and the part of the page that it tells of."""


def data() -> dict[str, Any]:
    """Return the steps with their texts, and the words of the buttons."""
    words = catalogue()["tour"]
    steps = [{"target": selector, "title": words["steps"][name][0], "text": words["steps"][name][1]} for name, selector in TARGETS.items()]
    return {"steps": steps, "words": {name: words[name] for name in ("next", "back", "done", "dismiss", "step")}}


def draw() -> None:
    """Draw the tour, which shows itself on the first visit, or when the address asks for it."""
    with st.container(key="tour"):
        component("tour")(key="tour-steps", data=data() | {"asked": st.query_params.get("tour") == "1"})
