"""What the grouping of claims needs to know of each claim in a store, with the corrections that stand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from geo.claim_words import Words, keys_of, words_of
from geo.corrected_reach import corrected_rows
from geo.frames import rows_of
from geo.store_bulk import among
from geo.store_rows import proposition
from geo.store_schema import actors, articles, claim_events, claim_places, claim_speakers, claims, event_places, events, places, relations

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from geo.store import Store

FINE = frozenset({"settlement", "facility", "admin2"})
"""Kinds of places that are near enough for "the same place"."""
Days = tuple["dt.date | None", "dt.date | None"]


@dataclass(frozen=True, slots=True)
class EventFacts:
    """An event that a claim is about."""

    event_id: str
    type: str
    fine: frozenset[str]
    """Its places that are no wider than a district."""
    days: Days


@dataclass(frozen=True)
class ClaimFacts:
    """One claim."""

    claim_id: str
    article_id: str
    start: int
    stance: str
    text: str
    """The words of what is claimed."""
    speakers: tuple[str, ...] = ()
    sides: frozenset[str] = frozenset()
    """Countries of the speakers."""
    addressee: str | None = None
    fine: frozenset[str] = frozenset()
    """`place_id`s of its places, and of its events, that are no wider than a district."""
    coarse: frozenset[str] = frozenset()
    """The units and countries that its places are, or lie in."""
    where: frozenset[str] = frozenset()
    """Keys (`geo.claim_words`) of the words in the names of its places."""
    days: Days = (None, None)
    said: dt.date | None = None
    """When its article was published, where that is known."""
    events: tuple[EventFacts, ...] = ()
    disputes: tuple[str, ...] = ()
    """`claim_id`s of its article that it disputes."""
    in_part: tuple[str, ...] = ()
    """Those of them that it disputes in part only."""
    same: tuple[str, ...] = ()
    """`claim_id`s of its article that it supports or repeats."""

    @cached_property
    def words(self) -> Words:
        """What its proposition is about."""
        return words_of(self.text)


@dataclass(frozen=True)
class Names:
    """The places of a store by their ids."""

    label: Mapping[str, str]
    kind: Mapping[str, str]
    around: Mapping[str, frozenset[str]]
    """For each place the units and countries that it is, or lies in."""

    def fine(self, ids: Iterable[str]) -> frozenset[str]:
        """Return those of the places that are no wider than a district."""
        return frozenset(i for i in ids if self.kind.get(i) in FINE)

    def words(self, ids: Iterable[str]) -> frozenset[str]:
        """Return the keys of the words in the names of the places."""
        return frozenset(k for i in ids for w in self.label.get(i, "").split() for k in keys_of(w))

    def coarse(self, ids: Iterable[str]) -> frozenset[str]:
        """Return what the places are, or lie in."""
        return frozenset(a for i in ids for a in self.around.get(i, ()))


def place_names(connection: sa.Connection) -> Names:
    """Return the names and kinds of a store's places, and what they lie in."""
    label, kind, around = {}, {}, {}
    for row in connection.execute(sa.select(places)):
        label[row.place_id], kind[row.place_id] = row.name, row.kind
        wide = {row.admin1, row.within, f"iso:{row.country}" if row.country else None, None if row.kind in FINE else row.place_id}
        around[row.place_id] = frozenset(w for w in wide if w)
    return Names(label, kind, around)


def claim_facts(store: Store) -> tuple[list[ClaimFacts], Names]:
    """Return every claim of a store, and the names of its places.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    with store.reading() as connection:
        names = place_names(connection)
        corrected, _ = corrected_rows(connection)
        found = _read(connection, names, corrected)
        if corrected:
            found += corrected_facts(connection, names, sorted(corrected))
    return found, names


def _links(connection: sa.Connection, key: sa.Column[Any], value: sa.Column[Any], *order: sa.Column[Any]) -> dict[str, list[str]]:
    made: defaultdict[str, list[str]] = defaultdict(list)
    for k, v in connection.execute(sa.select(key, value).order_by(key, *order)):
        made[k].append(v)
    return made


def _read(connection: sa.Connection, names: Names, without: set[str]) -> list[ClaimFacts]:
    texts = {}
    said = {}
    for row in connection.execute(sa.select(articles.c.article_id, articles.c.text, articles.c.published)):
        texts[row.article_id], said[row.article_id] = row.text, row.published
    sides = {(a, n): s for a, n, s in connection.execute(sa.select(actors.c.article_id, actors.c.name, actors.c.side)) if s}
    speakers = _links(connection, claim_speakers.c.claim_id, claim_speakers.c.name, claim_speakers.c.ordinal)
    own_places = _links(connection, claim_places.c.claim_id, claim_places.c.place_id, claim_places.c.ordinal)
    about = _links(connection, claim_events.c.claim_id, claim_events.c.event_id)
    where = _links(connection, event_places.c.event_id, event_places.c.place_id, event_places.c.ordinal)
    told = sa.select(events.c.event_id, events.c.type, events.c.date_start, events.c.date_end)
    told = told.where(events.c.event_id.in_(sa.select(claim_events.c.event_id)))
    of_event = {
        row.event_id: EventFacts(row.event_id, row.type, names.fine(where.get(row.event_id, ())), (row.date_start, row.date_end))
        for row in connection.execute(told)
    }
    related: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in connection.execute(sa.select(relations).order_by(relations.c.claim_id, relations.c.other_claim_id)):
        kind = "disputes" if row.type == "disputes" else "same"
        related[row.claim_id, kind].append(row.other_claim_id)
        if row.degree == "part":
            related[row.claim_id, "in_part"].append(row.other_claim_id)
    columns = (claims.c[c] for c in ("claim_id", "article_id", "start", "content", "stance", "addressee", "date_start", "date_end"))
    found = []
    for row in connection.execute(sa.select(*columns)):
        if row.article_id in without:
            continue
        mine = tuple(of_event[e] for e in about.get(row.claim_id, ()) if e in of_event)
        ids = own_places.get(row.claim_id, [])
        everywhere = [*ids, *(p for e in mine for p in where.get(e.event_id, ()))]
        who = tuple(speakers.get(row.claim_id, ()))
        found.append(
            ClaimFacts(
                row.claim_id,
                row.article_id,
                row.start,
                row.stance,
                proposition(texts[row.article_id], ((s, e) for s, e in row.content)),
                who,
                frozenset(s for n in who if (s := sides.get((row.article_id, n)))),
                row.addressee,
                names.fine(ids) | frozenset(p for e in mine for p in e.fine),
                names.coarse(everywhere),
                names.words(everywhere),
                (row.date_start, row.date_end),
                said[row.article_id],
                mine,
                *(tuple(related.get((row.claim_id, kind), ())) for kind in ("disputes", "in_part", "same")),
            )
        )
    return found


def corrected_facts(connection: sa.Connection, names: Names, corrected: list[str]) -> list[ClaimFacts]:
    """Return the claims of some articles as the frames have them, with the corrections that stand."""
    ids = [
        list(connection.scalars(sa.select(table.c[key]).where(among(connection, table.c.article_id, corrected))))
        for table, key in ((events, "event_id"), (claims, "claim_id"))
    ]
    frames = rows_of(connection, *ids)
    of_event = {
        e.event_id: (EventFacts(e.event_id, e.type, names.fine(e.place_ids), _days(e.date_start, e.date_end)), e.place_ids)
        for e in frames.events.itertuples()
    }
    said = dict(zip(frames.articles["article_id"], frames.articles["published"], strict=True))
    sides = {(a, n): s for a, n, s in zip(*(frames.actors[c] for c in ("article_id", "name", "side")), strict=True) if isinstance(s, str)}
    found = []
    for row in frames.claims.itertuples():
        mine = [of_event[e] for e in row.events if e in of_event]
        everywhere = [*row.place_ids, *(p for _, wide in mine for p in wide)]
        day = said.get(row.article_id)
        found.append(
            ClaimFacts(
                row.claim_id,
                row.article_id,
                int(row.start),
                row.stance,
                row.proposition,
                row.speakers,
                frozenset(s for n in row.speakers if (s := sides.get((row.article_id, n)))),
                row.addressee,
                names.fine(row.place_ids) | frozenset(p for e, _ in mine for p in e.fine),
                names.coarse(everywhere),
                names.words(everywhere),
                _days(row.date_start, row.date_end),
                None if day is None or pd.isna(day) else day,
                tuple(e for e, _ in mine),
                row.disputes,
                row.disputes_in_part,
                (*row.supports, *row.repeats),
            )
        )
    return found


def _days(start: Any, end: Any) -> Days:
    return tuple(None if pd.isna(d) else d.date() for d in (start, end))  # type: ignore[return-value]
