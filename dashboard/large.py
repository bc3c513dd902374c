"""A large store under one view: counted in its snapshot, with frames only of the rows that are on the screen."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa
import streamlit as st

from dashboard.cards import PAGE_ROWS, page_facts
from dashboard.evidence import SOME_NAMES, Counts, Panels, Reading
from dashboard.timeline import bars_of
from geo.corrected_tables import related_claims
from geo.corrections import standing
from geo.filter import EVENT_TYPES, Filter
from geo.frame_building import places_frame
from geo.frames import Frames, load_rows
from geo.store import read_rows, read_rows_of
from geo.store_schema import articles, corrections, places, relations

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from dashboard.state import View
    from geo.snapshot import Snapshot
    from geo.snapshot_views import PlaceCounts
    from geo.store import Store

SOME_ARTICLES = 200
"""Articles that the reader offers at most; filters find the others."""
START = 80
"""Characters of an article that stand for a title that it lacks."""


@dataclass(frozen=True)
class LargeEvidence:
    """The snapshot under one view."""

    store: Store
    snapshot: Snapshot
    view: View

    @property
    def key(self) -> str:
        """A text that changes when the store does."""
        return f"{self.store.name}@{self.snapshot.version}"

    @property
    def around(self) -> Filter:
        """All filters but the place: what the map shows."""
        return replace(self.view.filter, place=None)

    @cached_property
    def total(self) -> Counts:
        """All that the store holds."""
        return _totals(self.key, self.store, self.snapshot, self.view.metonyms)

    @cached_property
    def left(self) -> Counts:
        """What the view leaves of it."""
        if not self.view.is_narrowed:
            return self.total
        found = self.snapshot.totals(self.view.filter)
        return Counts(
            articles=found.articles,
            events=found.unplaced_events if self.view.unplaced else found.events,
            claims=found.unplaced_claims if self.view.unplaced else found.claims,
            places=len(listed(self.snapshot, self.view.filter, metonyms=self.view.metonyms)),
            disputed=found.unplaced_disputed_claims if self.view.unplaced else found.disputed_claims,
        )

    @property
    def unplaced(self) -> tuple[int, int]:
        """Events and claims that the map leaves out for want of a place."""
        found = self.snapshot.totals(self.around)
        return found.unplaced_events, found.unplaced_claims

    @property
    def metonyms(self) -> int:
        """Places that are named only for their government or office."""
        return int(self.snapshot.grounds.metonym_only.sum())

    @property
    def left_out(self) -> int:
        """Rows that the filter leaves out for want of a date."""
        kept = self.snapshot.keep(self.view.filter)
        return kept.undated_events + kept.undated_claims

    def panels(self, view: View) -> Panels:
        """Return the rows on the pages that the panel shows."""
        pages = {}
        ids: dict[str, list[str]] = {}
        for name in ("events", "claims", "places"):
            pages[name] = page_facts(self.left.of(name), view.page if view.tab == name else 1)
        for name in ("events", "claims"):
            first = (pages[name]["page"] - 1) * PAGE_ROWS
            ids[name] = self.snapshot.page_ids(view.filter, name, first, PAGE_ROWS, unplaced=view.unplaced, latest=True)
        nearby = self._nearby(ids["events"], ids["claims"])
        codes = listed(self.snapshot, view.filter, metonyms=view.metonyms)
        first = (pages["places"]["page"] - 1) * PAGE_ROWS
        return Panels(
            _in_order(nearby.events, "event_id", ids["events"]),
            pages["events"],
            _in_order(nearby.claims, "claim_id", ids["claims"]),
            pages["claims"],
            self.place_rows(codes[first : first + PAGE_ROWS], self.snapshot.places(view.filter)),
            pages["places"],
            nearby,
        )

    def _nearby(self, event_ids: list[str], claim_ids: list[str]) -> Frames:
        """Return the frames of the rows, of the selected one, and of the claims that answer these or are answered by them."""
        selected = self.view.selected
        alone = selected is not None and selected not in event_ids and selected not in claim_ids
        more = (selected,) if alone and selected else ()
        return _rows(self.key, self.store, (*event_ids, *more), (*claim_ids, *more))

    def row(self, row_id: str | None) -> Frames | None:
        """Return the frames of one event or claim."""
        return _rows(self.key, self.store, (row_id,), (row_id,)) if row_id else None

    def place_rows(self, codes: np.ndarray, counts: PlaceCounts) -> gpd.GeoDataFrame:
        """Return places by their numbers, in this order, with the columns of `Frames.places` that the page shows."""
        named = self.snapshot.vocabulary.places.all
        frame = _places(self.key, self.store, tuple(named[c] for c in codes.tolist()))
        grounds = self.snapshot.grounds
        return frame.assign(
            mentions=grounds.mentions[codes],
            metonym_only=grounds.metonym_only[codes],
            events=counts.events[codes],
            claims=counts.claims[codes],
            disputed=counts.disputed_claims[codes],
        )

    def reading(self, view: View) -> Reading | None:
        """Return what the article reader needs: nothing before its tab is in front."""
        if view.tab != "article":
            return None
        row = self.row(view.selected)
        of_row = [a for frame in (row.events, row.claims) for a in frame["article_id"] if a is not None] if row else []
        with self.store.reading() as connection:
            columns = (articles.c.article_id, articles.c.title, sa.func.substr(articles.c.text, 1, START).label("start"))
            asked = sa.select(*columns).order_by(articles.c.article_id)
            left = _left_articles(self.snapshot, view.filter) if view.is_narrowed else []
            some = asked.where(articles.c.article_id.in_(left)) if left else asked
            rows = list(connection.execute(some.limit(SOME_ARTICLES)))
            wanted = of_row[0] if of_row else view.reading or view.filter.article
            if wanted and wanted not in [r.article_id for r in rows]:
                rows = [*connection.execute(asked.where(articles.c.article_id == wanted)), *rows]
        choices = [(r.article_id, (r.title or "").strip() or f"{' '.join(r.start.split())}…") for r in rows]
        known = [a for a, _ in choices]
        article_id = wanted if wanted in known else next(iter(known), None)
        if article_id is None:
            return Reading(_rows(self.key, self.store, (), ()), choices, None)
        mine = Filter(article=article_id)
        frames = _rows(self.key, self.store, tuple(self.snapshot.ids(mine)), tuple(self.snapshot.ids(mine, "claims")))
        return Reading(frames, choices, article_id)

    def leaves(self, row_id: str) -> bool:
        """Whether the view leaves an event or claim."""
        return self.snapshot.keeps(self.view.filter, row_id, unplaced=self.view.unplaced)

    def timeline(self) -> dict[str, Any]:
        """Return the bars of the timeline, under all filters but the dates."""
        chosen = replace(self.view.filter, since=None, until=None)
        return bars_of(self.snapshot.histogram(chosen, unplaced=self.view.unplaced))

    def actors(self, search: str) -> list[str]:
        """Return the actors that a search finds, those with most events and claims first."""
        ordered = _actors(self.key, self.snapshot)
        if not search:
            return ordered[:SOME_NAMES]
        words = search.casefold()
        meant = {n for alias, names in self.snapshot.grounds.actor_names.items() if words in alias for n in names}
        return [a for a in ordered if a in meant or words in a.casefold()][:SOME_NAMES]

    def places(self, search: str) -> dict[str, str]:
        """Return id and name of the places that a search finds, those with most first."""
        words = search.casefold()
        named = _place_names(self.key, self.snapshot)
        return dict(itertools.islice(((i, n) for i, n in named if words in n.casefold()), SOME_NAMES))

    @property
    def names(self) -> tuple[int, int]:
        """How many actors and places there are to choose from."""
        return len(_actors(self.key, self.snapshot)), len(self.snapshot.grounds.labels)

    def types(self) -> list[str]:
        """Return the types of all events, the most frequent first."""
        counts = self.snapshot.totals(Filter()).by_type
        return sorted((t for t in EVENT_TYPES if counts[t]), key=lambda t: -counts[t])

    def place_name(self, place_id: str) -> str:
        """Return the name of a place, or the id itself where the store has no such place."""
        return self.snapshot.grounds.labels.get(place_id, place_id)

    def exported(self, name: str) -> int:
        """Return how many rows the export of a layer has."""
        return len(listed(self.snapshot, self.view.filter, metonyms=True)) if name == "places" else self.left.of(name)

    def left_places(self) -> Frames:
        """Return frames with the places that the filters leave, and no other rows."""
        chosen = self.view.filter
        codes = listed(self.snapshot, chosen, metonyms=True)
        return replace(_rows(self.key, self.store, (), ()), places=self.place_rows(codes, self.snapshot.places(chosen)))


def listed(snapshot: Snapshot, chosen: Filter, *, metonyms: bool) -> np.ndarray:
    """Return the numbers of the places to list, those with most events, claims and mentions first.

    Not listed are places known only as the area around a group, nor, unless asked for, mere metonyms.
    """
    counts, grounds = snapshot.places(chosen), snapshot.grounds
    told = counts.used | (grounds.mentions > 0) if chosen.is_empty else counts.used
    codes = np.flatnonzero(told if metonyms else told & ~grounds.metonym_only)
    order = np.lexsort((grounds.rank[codes], -grounds.mentions[codes], -counts.claims[codes], -counts.events[codes]))
    found: np.ndarray = codes[order]
    return found


def _in_order(frame: gpd.GeoDataFrame, key: str, ids: Sequence[str]) -> gpd.GeoDataFrame:
    return frame[frame[key].isin(ids)]


def _left_articles(snapshot: Snapshot, chosen: Filter) -> list[str]:
    kept = snapshot.keep(chosen)
    codes = np.union1d(snapshot.events.article[kept.events], snapshot.claims.article[kept.claims])
    named = snapshot.vocabulary.articles.all
    return sorted(named[c] for c in codes.tolist() if c >= 0)[:SOME_ARTICLES]


@st.cache_resource(show_spinner=False, max_entries=4)
def _totals(key: str, _store: Store, _snapshot: Snapshot, metonyms: bool) -> Counts:  # noqa: ARG001, FBT001
    found = _snapshot.totals(Filter())
    with _store.reading() as connection:
        read = connection.scalar(sa.select(sa.func.count()).select_from(articles)) or 0
    return Counts(read, found.events, found.claims, len(listed(_snapshot, Filter(), metonyms=metonyms)), found.disputed_claims)


@st.cache_resource(show_spinner=False, max_entries=2)
def _actors(key: str, _snapshot: Snapshot) -> list[str]:  # noqa: ARG001
    weights = _snapshot.actor_weights()
    return sorted(weights, key=lambda n: (-weights[n], n.casefold()))


@st.cache_resource(show_spinner=False, max_entries=2)
def _place_names(key: str, _snapshot: Snapshot) -> list[tuple[str, str]]:  # noqa: ARG001
    named, labels = _snapshot.vocabulary.places.all, _snapshot.grounds.labels
    return [(named[c], labels.get(named[c], named[c])) for c in listed(_snapshot, Filter(), metonyms=True).tolist()]


@st.cache_resource(show_spinner=False, max_entries=128)
def _rows(key: str, _store: Store, event_ids: tuple[str, ...], claim_ids: tuple[str, ...]) -> Frames:  # noqa: ARG001
    if claim_ids:
        with _store.reading() as connection:
            about = read_rows_of(connection, relations.c.claim_id, claim_ids)
            answering = read_rows_of(connection, relations.c.other_claim_id, claim_ids)
            corrected = related_claims(standing(read_rows(connection, corrections)))
        more = sorted(corrected) if corrected.intersection(claim_ids) else []
        claim_ids = tuple(dict.fromkeys((*claim_ids, *about["other_claim_id"], *answering["claim_id"], *more)))
    return load_rows(_store, event_ids, claim_ids, checked=False)


@st.cache_resource(show_spinner=False, max_entries=128)
def _places(key: str, _store: Store, place_ids: tuple[str, ...]) -> gpd.GeoDataFrame:  # noqa: ARG001
    with _store.reading() as connection:
        rows = read_rows_of(connection, places.c.place_id, place_ids)
        around = read_rows_of(connection, places.c.place_id, [w for w in rows["within"].dropna() if w not in set(place_ids)])
        corrected = standing(read_rows(connection, corrections))
    import pandas as pd  # noqa: PLC0415

    both = pd.concat([rows, around], ignore_index=True) if len(around) else rows
    frame = places_frame(both, {t: f for t, f in corrected.items() if t in set(both["place_id"])})
    rank = {p: i for i, p in enumerate(place_ids)}
    mine = frame[frame["place_id"].isin(place_ids)]
    return mine.sort_values("place_id", key=lambda column: column.map(rank), ignore_index=True)
