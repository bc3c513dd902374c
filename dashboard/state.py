"""The view: filters and selection, kept in the URL and nowhere else, so that a copied link reopens it.

Widgets are filled from the URL before they are drawn; their callbacks write the URL. Nothing is bound both ways.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import playback
from dashboard.wording import languages
from geo.errors import InputError
from geo.filter import Filter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TABS = ("events", "claims", "article", "places")
VOICES = ("own", "others")
TURNING = "view-turning"
"""What the session remembers: the parameters that the browser's URL may still have, and those that it was last told to take."""
OUTSTANDING = 8
"""How many answers a browser may be behind."""


@dataclass(frozen=True)
class View:
    """What is on the screen: which rows, which tab, which row is selected."""

    filter: Filter = field(default_factory=Filter)
    tab: str = "claims"
    selected: str | None = None
    """The row id of an event or claim."""
    reading: str | None = None
    """The article in the reader, where no row is selected."""
    unplaced: bool = False
    """Only what is not on the map."""
    metonyms: bool = False
    """Show places that are named only for their government."""
    page: int = 1
    voice: str | None = None
    """On the Claims page, of the chosen actors: `own`, only what they say; `others`, only what others say to and of them."""
    lang: str | None = None
    """The language of the page's texts, where it is not the usual one."""
    asked: bool = field(default=False, compare=False)
    """Whether somebody chose the tab: it is then in the URL, whichever it is."""

    def to_query(self) -> dict[str, list[str]]:
        """Return the view as URL query parameters, leaving out what is as by default."""
        query = self.filter.to_query()
        own = {
            "tab": self.tab if self.asked or self.tab != View.tab else None,
            "select": self.selected,
            "read": self.reading,
            "unplaced": "1" if self.unplaced else None,
            "metonyms": "1" if self.metonyms else None,
            "page": str(self.page) if self.page > 1 else None,
            "voice": self.voice,
            "lang": self.lang,
        }
        return query | {key: [value] for key, value in own.items() if value}

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> tuple[View, str | None]:
        """Return the view that URL query parameters state, and what of them could not be used."""
        last = {key: values[-1] for key, values in query.items() if values}
        page = last.get("page", "1")
        chosen, problem = _usable(query)
        return cls(
            filter=chosen,
            tab=last["tab"] if last.get("tab") in TABS else cls.tab,
            selected=last.get("select") or None,
            reading=last.get("read") or None,
            unplaced=last.get("unplaced") == "1",
            metonyms=last.get("metonyms") == "1",
            voice=last["voice"] if last.get("voice") in VOICES else None,
            lang=last["lang"] if last.get("lang") in languages() else None,
            asked=last.get("tab") in TABS,
            page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,  # noqa: PLR2004  no page has a longer number
        ), problem

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.unplaced or not self.filter.is_empty

    def filtered(self, **changes: Any) -> View:
        """Return the view with other filters, back on the first page."""
        return replace(self, filter=replace(self.filter, **changes), page=1)

    def cleared(self) -> View:
        """Return the view with no filter and no selection, on the same tab."""
        return View(tab=self.tab, metonyms=self.metonyms, lang=self.lang)

    def spoken(self) -> dict[str, Any]:
        """Return the language as URL query parameters: what goes along where the filters do not."""
        return View(lang=self.lang).to_query()

    def elsewhere(self) -> dict[str, list[str]]:
        """Return what of the view goes along to another page: the filters and the language."""
        return View(filter=self.filter, lang=self.lang).to_query()


def _usable(query: Mapping[str, Sequence[str]]) -> tuple[Filter, str | None]:
    """Return the filter of those parameters that can be used, and what was wrong with the first that cannot."""
    good: dict[str, Sequence[str]] = {}
    problem = None
    for key, values in query.items():
        try:
            Filter.from_query(good | {key: values})
        except InputError as error:
            problem = problem or str(error)
        else:
            good[key] = values
    return Filter.from_query(good), problem


def current() -> tuple[View, str | None]:
    """Return the view that the page's URL states, on the days that are being played, and what of it could not be used."""
    _catch_up()
    view, problem = View.from_query(_url())
    return playback.played(view), problem


def show(view: View) -> None:
    """Put the view into the page's URL; the page that follows is drawn from it."""
    playback.stop()
    here, there = _url(), view.to_query()
    before, last = st.session_state.get(TURNING, ([], None))
    st.session_state[TURNING] = ([*(before if last == here else []), here][-OUTSTANDING:], there)
    st.query_params.from_dict(there)


def _url() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _catch_up() -> None:
    """Take the URL for the one that the browser is about to have, where somebody acts before the answer to the act before has come.

    What the browser asks brings the URL that it has; without this, the second of two quick acts would undo the first.
    """
    before, last = st.session_state.get(TURNING, ([], None))
    here = _url()
    if last is None or here == last:
        return
    context = get_script_run_ctx(suppress_warning=True)
    if here in before and context is not None and not context.has_script_started:  # a callback: nobody came here by a link or by Back
        st.query_params.from_dict(last)
    else:
        del st.session_state[TURNING]
