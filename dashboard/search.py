"""The search field: what is typed suggests places and actors to jump to, and the words themselves as a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import state
from dashboard.component import component
from dashboard.evidence import SmallEvidence
from dashboard.large import LargeEvidence
from dashboard.wording import catalogue, counted, say
from geo.filter import Filter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.evidence import Evidence
    from dashboard.state import View

KEY = "search"
TYPED, CHOSEN = "search-typed", "search-chosen"
"""What the session remembers: what was typed last, whether a suggestion was just chosen."""
SOME = 5
"""Places and actors that are suggested at most, of each."""
MOST_ROWS = 200_000
"""Events and claims beyond which words are not counted while they are typed: that takes half a second at a million."""
LONGEST = 200
"""Characters that are searched for."""
WIDTH = 248
"""Pixels of the field."""


def nearest(names: Iterable[tuple[str, str]], typed: str) -> list[tuple[str, str]]:
    """Return the ids and names to suggest: those with a word that begins as typed first, else in the order given."""
    words = typed.casefold()

    def rank(name: str) -> int:
        folded = name.casefold()
        return 0 if folded.startswith(words) else 1 if f" {words}" in folded else 2

    return sorted(names, key=lambda pair: rank(pair[1]))[:SOME]


def _place_counts(evidence: Evidence, place_ids: list[str]) -> dict[str, tuple[int, int]]:
    if isinstance(evidence, LargeEvidence):
        counts = evidence.snapshot.places(Filter())
        codes = {i: evidence.snapshot.vocabulary.places.known([i]) for i in place_ids}
        return {i: (int(counts.events[c[0]]), int(counts.claims[c[0]])) for i, c in codes.items() if c}
    places = evidence.everything.places  # type: ignore[attr-defined]  # there are two kinds
    some = places[places["place_id"].isin(place_ids)]
    return {i: (int(e), int(c)) for i, e, c in zip(some["place_id"], some["events"], some["claims"], strict=True)}


def _counts(evidence: Evidence, chosen: Filter) -> tuple[int, int] | None:
    """Return how many events and claims a filter alone leaves; nothing where counting them would make the typing wait."""
    if isinstance(evidence, LargeEvidence):
        if chosen.text and evidence.total.events + evidence.total.claims > MOST_ROWS:
            return None
        found = evidence.snapshot.totals(chosen)
        return found.events, found.claims
    if isinstance(evidence, SmallEvidence):
        frames = evidence.everything.under(chosen)
        return len(frames.events), len(frames.claims)
    return None


def _in_words(counts: tuple[int, int] | None) -> str:
    if counts is None:
        return ""
    return say("search.counts", events=counted(counts[0], "event"), claims=counted(counts[1], "claim"))


def suggestions(evidence: Evidence, typed: str) -> list[dict[str, Any]]:
    """Return what is suggested for a text: groups, each with `title` and `options` of `kind value label counts`.

    Parameters
    ----------
    evidence
        The store; the counts are of all that it holds.
    typed
        What was typed; for nothing, nothing is suggested.
    """
    typed = " ".join(typed.split())[:LONGEST]
    if not typed:
        return []
    places = nearest(evidence.places(typed).items(), typed)
    actors = [name for name, _ in nearest([(a, a) for a in evidence.actors(typed)], typed)]
    at = _place_counts(evidence, [i for i, _ in places])
    groups = {
        "places": [{"kind": "place", "value": i, "label": name, "counts": _in_words(at.get(i))} for i, name in places],
        "actors": [{"kind": "actor", "value": a, "label": a, "counts": _in_words(_counts(evidence, Filter(actors=(a,))))} for a in actors],
        "words": [
            {
                "kind": "text",
                "value": typed,
                "label": say("filters.chip_text", text=typed),
                "counts": _in_words(_counts(evidence, Filter(text=typed))),
            }
        ],
    }
    return [{"title": say(f"search.{name}"), "options": options} for name, options in groups.items() if options]


def chosen(view: View, kind: str, value: str) -> View:
    """Return the view after a suggestion was chosen: a place, one actor, or words; no words take that filter away."""
    if kind == "place":
        return view.filtered(place=value)
    if kind == "actor":
        return view.filtered(actors=(value,))
    return view.filtered(text=value.strip()[:LONGEST] or None)


def _typed() -> None:
    st.session_state[TYPED] = str(st.session_state[KEY]["typed"] or "")


def _chosen() -> None:
    told = st.session_state[KEY]["chosen"]
    if told:
        view, _ = state.current()
        state.show(chosen(view, str(told.get("kind")), str(told.get("value") or "")))
        st.session_state.update({TYPED: "", CHOSEN: True})


@st.fragment
def draw(evidence: Evidence, view: View) -> None:
    """Draw the field. While somebody types, this runs again and nothing else of the page does."""
    if st.session_state.pop(CHOSEN, False):
        st.rerun()
    typed = st.session_state.get(TYPED, "")
    words = {"label": say("filters.search"), "found": catalogue()["search"]["found"]}
    data = {"text": view.filter.text or "", "typed": typed, "groups": suggestions(evidence, typed), "words": words}
    component("search")(key=KEY, data=data, on_typed_change=_typed, on_chosen_change=_chosen)
