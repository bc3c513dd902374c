"""The page's own components: a script and a style of `assets` each, after what all of them share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

ASSETS = Path(__file__).parent / "assets"


@st.cache_resource(show_spinner=False)
def component(name: str, *before: str) -> Any:
    """Return the component of `assets/NAME.js` and `NAME.css`.

    Parameters
    ----------
    name
        Stem of both files.
    before
        Stems of scripts that are put before its own, into one module.
    """
    script = "".join((ASSETS / f"{stem}.js").read_text(encoding="utf-8") for stem in ("dom", *before, name))
    style = "".join((ASSETS / f"{stem}.css").read_text(encoding="utf-8") for stem in ("dom", name))
    return st.components.v2.component(f"contested_{name}", css=style, js=script)
