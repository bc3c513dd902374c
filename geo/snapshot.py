"""The store in memory, column by column: which rows a filter keeps, in milliseconds for a million of them.

One snapshot of a store is shared by all sessions of a process and kept in step with the store's version. It answers what
the page asks of the whole (totals, timeline, map cells, which rows are on the page); the rows of a page then come from the
store itself. It keeps the same rows as `Frames.under`, to which tests hold it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geo.filter import EVENT_TYPES, STANCES, Filter
from geo.frames import Frames, load_rows
from geo.place_names import actors_named, places_named
from geo.snapshot_columns import NO_DAY, Links, Rows
from geo.snapshot_loading import Grounds, Vocabulary, about, load_grounds, search_column
from geo.snapshot_rows import Layers, corrected_layers, in_order, read_layers
from geo.snapshot_views import Histogram, MapView, PlaceCounts, Totals, count_places, histogram_of, map_view
from geo.store import versions_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.store import Store

Told = TypeVar("Told")

KEPT = 64
"""Filters whose answers are remembered."""
KEPT_PLACES = 16
KEPT_ANSWERS = 256
"""Totals and histograms that are remembered: they are small, and every page asks for those of the whole again."""
EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True)
class Kept:
    """What a filter leaves: for each event and claim whether it is kept, and how many were left out for want of a date."""

    events: np.ndarray
    claims: np.ndarray
    undated_events: int
    undated_claims: int


class Snapshot:
    """The rows of a store at one version. Immutable to those who ask; safe to share among threads."""

    def __init__(self, store: Store, before: Snapshot | None = None) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._answers: OrderedDict[Filter, Kept] = OrderedDict()
        self._places: OrderedDict[Filter, PlaceCounts] = OrderedDict()
        self._told: OrderedDict[tuple[object, ...], object] = OrderedDict()
        self._texts: dict[str, pa.Array] = {}
        self._latest: dict[str, np.ndarray] = {}
        self.vocabulary: Vocabulary = before.vocabulary if before is not None else Vocabulary()
        with store.reading() as connection:
            self.versions = versions_of(connection)
            # After an import all is read anew: there may be a million new rows.
            old = before if before is not None and before.versions.imports == self.versions.imports else None
            kept = (old._read, old.versions.rows) if old is not None else (None, 0)  # noqa: SLF001  (one class)
            self._read: Layers = read_layers(connection, self.vocabulary, *kept)
            events, claims = corrected_layers(connection, *self._read, self.vocabulary)
            self.grounds: Grounds = load_grounds(connection, self.vocabulary, old.grounds if old is not None else None)
            self.events, self.claims = in_order(events, self.vocabulary), in_order(claims, self.vocabulary)
            self._about = about(connection, self.events.ids, self.claims.ids)

    @property
    def version(self) -> int:
        """The store's version that this is a snapshot of."""
        return self.versions.version

    def keep(self, chosen: Filter) -> Kept:
        """Return what the filter leaves; answers are remembered, since every panel asks for the same."""
        with self._lock:
            found = self._answers.get(chosen)
            if found is not None:
                self._answers.move_to_end(chosen)
                return found
        found = self._evaluate(chosen)
        with self._lock:
            self._answers[chosen] = found
            if len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        return found

    def _evaluate(self, chosen: Filter) -> Kept:
        events, undated_events = self._matches(self.events, chosen, "event")
        claims, undated_claims = self._matches(self.claims, chosen, "claim")
        if chosen.types:
            claims = claims & self._about.rows_with(events, len(self.claims))
        if chosen.stances:
            events = events & self._reached(claims)
        if chosen.disputed:
            claims = claims & (self.claims.disputed | self.claims.disputes)
            events = events & (self.events.disputed | self._reached(claims))
        return Kept(events, claims, undated_events, undated_claims)

    def _reached(self, claims: np.ndarray) -> np.ndarray:
        """Return for each event whether a claim about it is kept."""
        found = np.zeros(len(self.events), dtype=bool)
        found[self._about.value[claims[self._about.row]]] = True
        return found

    def _matches(self, rows: Rows, chosen: Filter, layer: str) -> tuple[np.ndarray, int]:
        n = len(rows)
        keep = np.ones(n, dtype=bool)
        if chosen.actors:
            codes = self.vocabulary.actors.known(actors_named(self.grounds.actor_names, chosen.actors))
            wanted = np.zeros(len(self.vocabulary.actors) + 1, dtype=bool)
            wanted[codes] = True
            keep &= rows.actors.rows_with(wanted, n) | wanted[rows.addressee]
        given, known = (chosen.types, EVENT_TYPES) if layer == "event" else (chosen.stances, STANCES)
        if given:
            of_type = np.zeros(len(known), dtype=bool)
            of_type[[known.index(v) for v in given]] = True
            keep &= of_type[rows.type]
        if chosen.place is not None:
            codes = self.vocabulary.places.known(places_named(self.grounds.place_names, chosen.place))
            there = np.zeros(len(self.vocabulary.places) + 1, dtype=bool)
            there[codes] = True
            keep &= rows.places.rows_with(there, n)
        if chosen.article is not None:
            codes = self.vocabulary.articles.known([chosen.article])
            keep &= rows.article == codes[0] if codes else False
        if chosen.bbox is not None:
            inside = np.append(in_box(self.grounds.shapes, chosen.bbox), False)
            keep &= inside[rows.place]
        if chosen.text:
            keep &= self._holds_words(rows, layer, chosen.text)
        if not chosen.dated:
            return keep, 0
        undated = rows.undated
        dated = ~undated
        if chosen.since is not None:
            dated &= (rows.last == NO_DAY) | (rows.last >= _day(chosen.since))
        if chosen.until is not None:
            dated &= (rows.first == NO_DAY) | (rows.first <= _day(chosen.until))
        return keep & dated, int((keep & undated).sum())

    def _holds_words(self, rows: Rows, layer: str, text: str) -> np.ndarray:
        with self._lock:
            if layer not in self._texts:
                with self._store.reading() as connection:
                    kept = search_column(connection, layer, rows.ids)
                self._texts[layer] = pc.coalesce(rows.text.cast(pa.large_string()), kept, pa.scalar("", pa.large_string()))
            hay = self._texts[layer]
        holds = np.ones(len(rows), dtype=bool)
        for word in text.casefold().split():
            holds &= pc.match_substring(hay, word).to_numpy(zero_copy_only=False)
        return holds

    def ids(self, chosen: Filter, layer: str = "events") -> list[str]:
        """Return the ids of the rows kept, in the order of the frames.

        Parameters
        ----------
        chosen
            The filter.
        layer
            `events` or `claims`.
        """
        kept = self.keep(chosen)
        rows, mask = (self.events, kept.events) if layer == "events" else (self.claims, kept.claims)
        found: list[str] = rows.ids.filter(pa.array(mask)).to_pylist()
        return found

    def page(self, chosen: Filter, layer: str = "events", offset: int = 0, limit: int = 50, *, unplaced: bool = False) -> Frames:
        """Return the frames of some of the rows kept, from the store.

        Parameters
        ----------
        chosen
            The filter.
        layer
            `events` or `claims`; the other layer's frame is empty.
        offset, limit
            Which of the rows kept, counted from 0 in the order of the frames.
        unplaced
            Only those that are not on the map.
        """
        ids = self.page_ids(chosen, layer, offset, limit, unplaced=unplaced)
        return load_rows(self._store, *((ids, ()) if layer == "events" else ((), ids)))

    def page_ids(
        self, chosen: Filter, layer: str = "events", offset: int = 0, limit: int = 50, *, unplaced: bool = False, latest: bool = False
    ) -> list[str]:
        """Return the ids of some of the rows kept.

        Parameters
        ----------
        chosen, layer, offset, limit, unplaced
            As in `page`.
        latest
            In the order disputed first, then latest first and undated last, instead of the order of the frames.
        """
        kept = self.keep(chosen)
        rows, mask = (self.events, kept.events) if layer == "events" else (self.claims, kept.claims)
        if unplaced:
            mask = mask & ~self._placed(rows)
        if latest:
            order = self._latest_first(layer)
            numbers = order[np.flatnonzero(mask[order])[offset : offset + limit]]
        else:
            numbers = np.flatnonzero(mask)[offset : offset + limit]
        found: list[str] = rows.ids.take(pa.array(numbers)).to_pylist()
        return found

    def place_of(self, row_id: str) -> int | None:
        """Return the number of the main place of an event or claim; nothing where there is no such row, or no place."""
        found = self._find(row_id)
        if found is None:
            return None
        place = int(found[0].place[found[1]])
        return place if place >= 0 else None

    def keeps(self, chosen: Filter, row_id: str, *, unplaced: bool = False) -> bool:
        """Whether a filter keeps an event or claim; with `unplaced`, and it is not on the map."""
        found = self._find(row_id)
        if found is None:
            return False
        rows, at = found
        kept = self.keep(chosen)
        mask = kept.events if rows is self.events else kept.claims
        return bool(mask[at]) and not (unplaced and self.grounds.placed[rows.place[at]])

    def _find(self, row_id: str) -> tuple[Rows, int] | None:
        for rows in (self.events, self.claims):
            at = pc.index(rows.ids, row_id).as_py()
            if at >= 0:
                return rows, at
        return None

    def _latest_first(self, layer: str) -> np.ndarray:
        if layer not in self._latest:
            rows = self.events if layer == "events" else self.claims
            day = np.where(rows.last == NO_DAY, rows.first, rows.last).astype(np.int64)
            self._latest[layer] = np.argsort(-(day + (rows.disputed.astype(np.int64) << 40)), kind="stable")
        return self._latest[layer]

    def _placed(self, rows: Rows) -> np.ndarray:
        placed: np.ndarray = self.grounds.placed[rows.place]
        return placed

    def _remembered(self, key: tuple[object, ...], make: Callable[[], Told]) -> Told:
        with self._lock:
            if key in self._told:
                self._told.move_to_end(key)
                return cast("Told", self._told[key])
        found = make()
        with self._lock:
            self._told[key] = found
            if len(self._told) > KEPT_ANSWERS:
                self._told.popitem(last=False)
        return found

    def totals(self, chosen: Filter) -> Totals:
        """Return how many rows the filter leaves, of each kind; answers are remembered."""
        return self._remembered(("totals", chosen), lambda: self._totals(chosen))

    def _totals(self, chosen: Filter) -> Totals:
        kept = self.keep(chosen)
        events, claims = self.events, self.claims
        articles = np.union1d(events.article[kept.events], claims.article[kept.claims])
        return Totals(
            events=int(kept.events.sum()),
            claims=int(kept.claims.sum()),
            articles=int((articles >= 0).sum()),
            disputed_events=int(events.disputed[kept.events].sum()),
            disputed_claims=int(claims.disputed[kept.claims].sum()),
            unplaced_events=int((kept.events & ~self._placed(events)).sum()),
            unplaced_claims=int((kept.claims & ~self._placed(claims)).sum()),
            unplaced_disputed_claims=int((kept.claims & claims.disputed & ~self._placed(claims)).sum()),
            undated_events=kept.undated_events,
            undated_claims=kept.undated_claims,
            by_type=dict(zip(EVENT_TYPES, np.bincount(events.type[kept.events], minlength=len(EVENT_TYPES)).tolist(), strict=True)),
            by_stance=dict(zip(STANCES, np.bincount(claims.type[kept.claims], minlength=len(STANCES)).tolist(), strict=True)),
        )

    def histogram(self, chosen: Filter, unit: str | None = None, *, unplaced: bool = False) -> Histogram:
        """Return how many events and claims touch each day, week, month or year.

        Parameters
        ----------
        chosen
            The filter.
        unit
            `day week month year`; `None` for the finest that gives no more than `snapshot_views.MOST_BARS` bars.
        unplaced
            Only of rows that are not on the map.
        """

        def make() -> Histogram:
            kept = self.keep(chosen)
            layers = [(self.events, kept.events), (self.claims, kept.claims)]
            if unplaced:
                layers = [(rows, mask & ~self._placed(rows)) for rows, mask in layers]
            return histogram_of(layers, unit)

        return self._remembered(("histogram", chosen, unit, unplaced), make)

    def places(self, chosen: Filter) -> PlaceCounts:
        """Return how many of the rows kept each place has; answers are remembered."""
        with self._lock:
            found = self._places.get(chosen)
        if found is None:
            kept = self.keep(chosen)
            found = count_places(((self.events, kept.events), (self.claims, kept.claims)), len(self.grounds.shapes))
            with self._lock:
                self._places[chosen] = found
                if len(self._places) > KEPT_PLACES:
                    self._places.popitem(last=False)
        return found

    def cells(
        self, chosen: Filter, zoom: float, bbox: tuple[float, float, float, float], *, marks: int = 2_000, metonyms: bool = True
    ) -> MapView:
        """Return what a map window shows of the rows kept: single places where they are few, else hexagons with counts.

        Parameters
        ----------
        chosen
            The filter.
        zoom
            Zoom of the web map.
        bbox
            West, south, east, north of the window in WGS 84 degrees; west > east crosses the antimeridian.
        marks
            How many places are shown one by one at most.
        metonyms
            Show also places that are named only for their government or office.
        """
        shown = np.ones(len(self.grounds.shapes), dtype=bool) if metonyms else ~self.grounds.metonym_only
        return map_view(self.places(chosen), self.grounds, shown, zoom=zoom, bbox=bbox, marks=marks)

    def actor_weights(self, chosen: Filter | None = None) -> dict[str, int]:
        """Return in how many rows each actor acts, is acted on or speaks, most often first."""
        kept = self.keep(chosen or Filter())
        count = np.zeros(len(self.vocabulary.actors), dtype=np.int64)
        for rows, mask in ((self.events, kept.events), (self.claims, kept.claims)):
            links: Links = rows.actors
            count += np.bincount(links.value[mask[links.row]], minlength=len(count))
        order = np.argsort(-count, kind="stable")
        return {self.vocabulary.actors.all[i]: int(count[i]) for i in order.tolist() if count[i]}


def in_box(shapes: np.ndarray, bbox: tuple[float, float, float, float]) -> np.ndarray:
    """Return for each shape whether it touches the box."""
    west, south, east, north = bbox
    boxes = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    inside = np.zeros(len(shapes), dtype=bool)
    for w, e in boxes:
        inside |= shapely.intersects(shapes, shapely.box(w, south, e, north))
    return inside


def _day(day: object) -> int:
    return int((np.datetime64(str(day), "D") - EPOCH).astype(int))


_snapshots: dict[str, Snapshot] = {}
_making = threading.Lock()


def snapshot_of(store: Store) -> Snapshot:
    """Return the snapshot of a store as it is now, brought up to date where the store has changed since.

    Articles read and corrections made meanwhile are added to what is in memory; after an import all is loaded anew.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    version = store.version
    found = _snapshots.get(store.name)
    if found is not None and found.version == version:
        return found
    with _making:
        found = _snapshots.get(store.name)
        if found is None or found.version != version:
            # A version below that of the snapshot is that of another store which took the name.
            before = found if found is not None and found.version < version else None
            found = _snapshots[store.name] = Snapshot(store, before)
        return found
