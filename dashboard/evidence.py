"""What the page draws from: frames of all of a small store, or of a large one its snapshot and the few rows that are shown."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa
import streamlit as st

from dashboard.cards import in_order, listed_places, page_of, places_in_order
from dashboard.timeline import bars, dated_rows
from geo.errors import GeoError
from geo.frames import Frames, load_frames
from geo.store import Store, default_store, open_store
from geo.store_schema import claims, events

if TYPE_CHECKING:
    import geopandas as gpd

    from dashboard.state import View

FEW_ROWS = 800
"""Events and claims up to which a store is small: all of it is loaded as frames."""
SOME_NAMES = 300
"""Names that a list of choices offers at most; a search finds the others."""


@dataclass(frozen=True)
class Counts:
    """How many rows of each kind there are."""

    articles: int
    events: int
    claims: int
    places: int
    disputed: int
    """Disputed claims."""

    def of(self, name: str) -> int:
        """Return the count of `events`, `claims` or `places`."""
        return int(getattr(self, name))


@dataclass(frozen=True)
class Panels:
    """The rows on the pages that the panel shows, in order, and where each page stands among all."""

    events: gpd.GeoDataFrame
    event_page: dict[str, Any]
    claims: gpd.GeoDataFrame
    claim_page: dict[str, Any]
    places: gpd.GeoDataFrame
    place_page: dict[str, Any]
    nearby: Frames
    """At least the rows shown, the selected one, and the claims that answer them, with their articles."""


@dataclass(frozen=True)
class Reading:
    """What the article reader needs."""

    frames: Frames
    """At least the rows of the article that is shown."""
    choices: list[tuple[str, str]]
    """Id and label of the articles to choose from."""
    article_id: str | None
    """The article to show where no row is selected."""


class Evidence(Protocol):
    """The store under one view, as the page asks it."""

    @property
    def view(self) -> View:
        """The view."""

    @property
    def key(self) -> str:
        """A text that changes when the store does."""

    @property
    def total(self) -> Counts:
        """All that the store holds."""

    @property
    def left(self) -> Counts:
        """What the view leaves of it."""

    @property
    def unplaced(self) -> tuple[int, int]:
        """Events and claims that the map leaves out for want of a place."""

    @property
    def metonyms(self) -> int:
        """Places that are named only for their government or office."""

    @property
    def left_out(self) -> int:
        """Rows that the filter leaves out for want of a date."""

    def panels(self, view: View) -> Panels:
        """Return the rows on the pages that the panel shows."""

    def reading(self, view: View) -> Reading | None:
        """Return what the article reader needs; nothing where it is to wait until its tab is in front."""

    def leaves(self, row_id: str) -> bool:
        """Whether the view leaves an event or claim."""

    def timeline(self) -> dict[str, Any]:
        """Return what `timeline.bars` does, under all filters but the dates."""

    def actors(self, search: str) -> list[str]:
        """Return the actors that a search finds, those with most events and claims first, `SOME_NAMES` at most."""

    def places(self, search: str) -> dict[str, str]:
        """Return id and name of the places that a search finds, those with most first, `SOME_NAMES` at most."""

    @property
    def names(self) -> tuple[int, int]:
        """How many actors and places there are to choose from."""

    def types(self) -> list[str]:
        """Return the types of all events, the most frequent first."""

    def place_name(self, place_id: str) -> str:
        """Return the name of a place, or the id itself where the store has no such place."""

    def exported(self, name: str) -> int:
        """Return how many rows the export of a layer has."""

    def left_places(self) -> Frames:
        """Return frames with the places that the filters leave, as an export of these needs them."""


@dataclass(frozen=True)
class SmallEvidence:
    """The frames under one view."""

    everything: Frames
    """All that the store holds."""
    around: Frames
    """Under all filters but the place: what the map shows, so that another place can be clicked."""
    undated: Frames
    """Under all filters but the dates: what the timeline shows, so that other days can be chosen."""
    shown: Frames
    """Under all filters: what the panels and the export show."""
    view: View
    key: str = ""

    @cached_property
    def total(self) -> Counts:
        """All that the store holds."""
        return _counts(self.everything, metonyms=self.view.metonyms)

    @cached_property
    def left(self) -> Counts:
        """What the view leaves of it."""
        return _counts(self.shown, metonyms=self.view.metonyms)

    @property
    def unplaced(self) -> tuple[int, int]:
        """Events and claims that the map leaves out for want of a place."""
        return self.around.unplaced_events, self.around.unplaced_claims

    @property
    def metonyms(self) -> int:
        """Places that are named only for their government or office."""
        return int(self.everything.places["metonym_only"].sum())

    @property
    def left_out(self) -> int:
        """Rows that the filter leaves out for want of a date."""
        return self.shown.undated_events + self.shown.undated_claims

    def panels(self, view: View) -> Panels:
        """Return the rows on the pages that the panel shows."""
        # The tabs that are not in front are drawn from the same data when they are chosen: only the front one turns pages.
        pages = {name: view.page if view.tab == name else 1 for name in ("events", "claims", "places")}
        return Panels(
            *page_of(in_order(self.shown.events), pages["events"]),
            *page_of(in_order(self.shown.claims), pages["claims"]),
            *page_of(places_in_order(listed_places(self.shown, metonyms=view.metonyms)), pages["places"]),
            nearby=self.everything,
        )

    def reading(self, view: View) -> Reading:
        """Return what the article reader needs."""
        from dashboard.article import heading  # noqa: PLC0415  (it needs this module)

        choices = [(row.article_id, heading(row)["choice"]) for row in self.everything.articles.itertuples()]
        known = [a for a, _ in choices]
        wanted = view.reading or view.filter.article
        left = [a for a in self.shown.articles["article_id"] if a in set(known)]
        return Reading(self.everything, choices, wanted if wanted in known else next((str(a) for a in left or known), None))

    def leaves(self, row_id: str) -> bool:
        """Whether the view leaves an event or claim."""
        return bool((self.shown.events["event_id"] == row_id).any() or (self.shown.claims["claim_id"] == row_id).any())

    def timeline(self) -> dict[str, Any]:
        """Return the bars of the timeline, under all filters but the dates."""
        return bars(dated_rows(self.undated))

    def actors(self, search: str) -> list[str]:
        """Return the actors that a search finds, those with most events and claims first."""
        rows = self.everything.events, self.everything.claims
        ordered = _by_weight(self.everything.actors["name"], rows[0]["sources"], rows[0]["targets"], rows[1]["speakers"])
        return [a for a in ordered if search.casefold() in a.casefold()][:SOME_NAMES]

    def places(self, search: str) -> dict[str, str]:
        """Return id and name of the places that a search finds, those with most first."""
        ordered = self.everything.places.sort_values(["events", "claims", "mentions"], ascending=False)
        named = zip(ordered["place_id"], ordered["name"], strict=True)
        return dict([(i, n) for i, n in named if search.casefold() in n.casefold()][:SOME_NAMES])

    @property
    def names(self) -> tuple[int, int]:
        """How many actors and places there are to choose from."""
        return self.everything.actors["name"].nunique(), len(self.everything.places)

    def types(self) -> list[str]:
        """Return the types of all events, the most frequent first."""
        return _by_weight(self.everything.events["type"].unique(), self.everything.events["type"])

    def place_name(self, place_id: str) -> str:
        """Return the name of a place, or the id itself where the store has no such place."""
        found = self.everything.places.loc[self.everything.places["place_id"] == place_id, "name"]
        return str(found.iloc[0]) if len(found) else place_id

    def exported(self, name: str) -> int:
        """Return how many rows the export of a layer has."""
        return len(getattr(self.shown, name))

    def left_places(self) -> Frames:
        """Return frames with the places that the filters leave."""
        return self.shown


def _counts(frames: Frames, *, metonyms: bool) -> Counts:
    return Counts(
        articles=len(frames.articles),
        events=len(frames.events),
        claims=len(frames.claims),
        places=len(listed_places(frames, metonyms=metonyms)),
        disputed=int(frames.claims["disputed"].sum()),
    )


def _by_weight(names: Any, *columns: Any) -> list[str]:
    """Return the names, those that most rows bear first."""
    weight: dict[str, int] = dict.fromkeys(names, 0)
    for column in columns:
        for cell in column:
            for name in cell if isinstance(cell, tuple) else (cell,):
                if name in weight:
                    weight[name] += 1
    return sorted(weight, key=lambda n: (-weight[n], n.casefold()))


@st.cache_resource(show_spinner=False)
def opened(name: str) -> Store:
    """Return a store, opened once for all sessions and pages.

    Raises
    ------
    StoreError
        If it cannot be opened.
    """
    return open_store(name)


def shown_store() -> Store:
    """Return the store that the page shows.

    Raises
    ------
    StoreError
        If it cannot be opened.
    """
    return opened(default_store())


@st.cache_resource(show_spinner=False, max_entries=2)
def _load(name: str, version: int) -> Frames:  # noqa: ARG001  the version is part of the cache's key
    return load_frames(opened(name))


@st.cache_resource(show_spinner=False, max_entries=4)
def _is_large(name: str, version: int) -> bool:  # noqa: ARG001
    return has_many_rows(opened(name))


def has_many_rows(store: Store) -> bool:
    """Whether a store is shown by its snapshot."""
    with store.reading() as connection:
        rows = sum(connection.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in (events, claims))
    return rows > FEW_ROWS


def prepare() -> None:
    """Load the snapshot of a large store, so that the first person waits no longer than the others."""
    from geo.snapshot import snapshot_of  # noqa: PLC0415

    with contextlib.suppress(GeoError):  # the page says it to whoever opens it
        store = open_store(default_store())
        if has_many_rows(store):
            snapshot_of(store)


def of(view: View) -> Evidence:
    """Return the store under the view.

    Raises
    ------
    StoreError
        If the store cannot be opened or read.
    """
    name = default_store()
    store = opened(name)
    version = store.version
    if _is_large(name, version):
        from dashboard.large import LargeEvidence  # noqa: PLC0415  (it needs this module)
        from geo.snapshot import snapshot_of  # noqa: PLC0415

        return LargeEvidence(store, snapshot_of(store), view)
    return under(_load(name, version), view, f"{name}@{version}")


def under(everything: Frames, view: View, key: str = "") -> SmallEvidence:
    """Return the frames that the view leaves."""
    chosen = view.filter
    shown = everything.under(chosen)
    around = everything.under(replace(chosen, place=None)) if chosen.place else shown
    undated = everything.under(replace(chosen, since=None, until=None)) if chosen.dated else shown
    if view.unplaced:
        shown, around, undated = (_unplaced(f) for f in (shown, around, undated))
    return SmallEvidence(everything, around, undated, shown, view, key)


def _unplaced(frames: Frames) -> Frames:
    return replace(frames, events=frames.events[frames.events.geometry.isna()], claims=frames.claims[frames.claims.geometry.isna()])
