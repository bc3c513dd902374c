"""The pages, and the links between them that carry the filters along."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import access, state
from dashboard.wording import say

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

PAGES = ("explore", "claims", "add", "review", "about")
"""Each is a module of this package with a function `draw()`; the first opens at the bare address."""


NEEDS: dict[str, access.Role] = {"add": "editor", "review": "editor"}
"""The role that a page needs; `viewer` where none is given."""


def _needs(name: str) -> access.Role:
    return NEEDS.get(name, "viewer")


def _draw(name: str) -> None:
    access.gate(_needs(name))
    # Imported when it is opened: a page's libraries make no other page wait.
    import_module(f"dashboard.{name}").draw()


def page(name: str) -> StreamlitPage:
    """Return the page `name`, one of `PAGES`."""
    title = say("name") if name == PAGES[0] else f"{say(f'pages.{name}')} · {say('name')}"
    return st.Page(partial(_draw, name), title=title, url_path=name, default=name == PAGES[0])


def run() -> None:
    """Draw the page that the address asks for."""
    st.navigation([page(name) for name in PAGES], position="hidden").run()


def draw_links(here: str) -> None:
    """Draw the links to all pages; `here` is the one on the screen."""
    view, _ = state.current()
    with st.container(horizontal=True, key="pages", gap="small", width="content"):
        for name in filter(lambda n: access.may(_needs(n)), PAGES):
            with st.container(key=f"page-{name}{'-here' if name == here else ''}", width="content"):
                st.page_link(page(name), label=say(f"pages.{name}"), query_params=view.elsewhere())
        if who := access.require("viewer").name:
            st.button(say("access.sign_out"), key="sign-out", type="tertiary", on_click=st.logout, help=who.replace("`", "'"))
