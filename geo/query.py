"""The Filter as SQL: which rows of a store it keeps, asked of the database itself, for exports and other single questions.

It keeps the same rows as `Frames.under`, to which tests hold it. Rows of articles with corrected rows are left to the
frames, which have the corrections; all others are asked for in SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import sqlalchemy as sa

from geo.corrected_reach import all_actors, corrected_rows
from geo.corrections import standing
from geo.frame_building import places_frame
from geo.frames import rows_of
from geo.place_names import actors_named, names_of_actors, names_of_places, places_named
from geo.snapshot import in_box
from geo.store import read_rows, read_rows_of
from geo.store_bulk import among
from geo.store_schema import (
    claim_events,
    claim_places,
    claim_speakers,
    claims,
    corrections,
    event_actors,
    event_places,
    events,
    places,
    relations,
)

if TYPE_CHECKING:
    from geo.filter import Filter
    from geo.store import Store


@dataclass(frozen=True)
class Selection:
    """The ids of the rows that a filter keeps, in the order of the frames, and how many it left out for want of a date."""

    events: list[str]
    claims: list[str]
    undated_events: int = 0
    undated_claims: int = 0


def select_ids(store: Store, chosen: Filter, *, unplaced: bool = False) -> Selection:
    """Return the ids of the rows that a filter keeps.

    Parameters
    ----------
    store
        An open store.
    chosen
        The filter.
    unplaced
        Keep of them only what is not on the map: rows without a place, or whose main place has no geometry.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    with store.reading() as connection:
        asked = _Question(connection, chosen, unplaced=unplaced)
        found: dict[str, list[tuple[Any, ...]]] = {}
        undated: dict[str, int] = {}
        for layer in ("event", "claim"):
            found[layer] = [tuple(row) for row in connection.execute(asked.kept(layer))]
            undated[layer] = int(connection.scalar(asked.undated(layer)) or 0) if chosen.dated else 0
        if asked.articles or asked.imported:
            _add_corrected(connection, asked, chosen, found, undated)
    return Selection([row[0] for row in found["event"]], [row[0] for row in found["claim"]], undated["event"], undated["claim"])


def _add_corrected(
    connection: sa.Connection, asked: _Question, chosen: Filter, found: dict[str, list[tuple[Any, ...]]], undated: dict[str, int]
) -> None:
    ids = {}
    for layer, table in (("event", events), ("claim", claims)):
        mine = among(connection, table.c.article_id, sorted(asked.articles))
        if layer == "event":
            mine |= among(connection, events.c.event_id, sorted(asked.imported))
        ids[layer] = list(connection.scalars(sa.select(table.c[f"{layer}_id"]).where(mine)))
    frames = rows_of(connection, ids["event"], ids["claim"])
    # Names and areas are those of the whole store: what an alias means does not depend on the rows at hand.
    left = replace(frames, place_names=asked.place_names, actor_names=asked.actor_names).under(chosen)
    undated["event"] += left.undated_events
    undated["claim"] += left.undated_claims
    for layer, rows in (("event", left.events), ("claim", left.claims)):
        frame = rows[rows.geometry.isna()] if asked.unplaced else rows
        article = frame["article_id"].tolist()
        start = [None if a is None else int(s) for a, s in zip(article, frame["start"], strict=True)]
        found[layer] += zip(frame[f"{layer}_id"], article, start, strict=True)
        found[layer].sort(key=lambda row: (row[1] is None, row[1] or "", row[2] or 0, row[0]))


class _Question:
    """One filter's conditions on the tables of one store."""

    def __init__(self, connection: sa.Connection, chosen: Filter, *, unplaced: bool = False) -> None:
        self.connection, self.chosen, self.unplaced = connection, chosen, unplaced
        self.articles, self.imported = corrected_rows(connection)
        self.place_names: dict[str, tuple[str, ...]] = {}
        self.actor_names: dict[str, tuple[str, ...]] = {}
        self.within: list[str] = []
        self.named: list[str] = []
        self.wanted: list[str] = []
        if chosen.place is not None or chosen.bbox is not None:
            self._look_up_places()
        self.nowhere = self._without_geometry() if unplaced else []
        if chosen.actors:
            self.actor_names = names_of_actors(all_actors(connection))
            self.wanted = sorted(actors_named(self.actor_names, chosen.actors))

    def _look_up_places(self) -> None:
        corrected = standing(read_rows(self.connection, corrections))
        table = read_rows(self.connection, places)
        self.place_names = names_of_places(table)
        if self.chosen.place is not None:
            self.named = sorted(places_named(self.place_names, self.chosen.place))
        if self.chosen.bbox is None:
            return
        if self.connection.dialect.name == "postgresql":
            self.within = self._within_postgis(set(corrected) & set(table["place_id"]))
            table = table[table["place_id"].isin(list(corrected))].reset_index(drop=True)
        frame = places_frame(table, corrected)
        inside = in_box(np.array(frame.geometry.tolist() or [None], dtype=object)[: len(frame)], self.chosen.bbox)
        self.within += frame["place_id"][inside].tolist()

    def _without_geometry(self) -> list[str]:
        """Return the places that are named and lie nowhere on the map; only those without a point can be such."""
        asked = sa.select(places.c.place_id).where(places.c.lat.is_(None) | places.c.lon.is_(None))
        pointless = self.connection.scalars(asked).all()
        if not pointless:
            return []
        frame = places_frame(read_rows_of(self.connection, places.c.place_id, pointless), standing(read_rows(self.connection, corrections)))
        return [str(p) for p in frame.loc[frame.geometry.isna(), "place_id"]]

    def _within_postgis(self, corrected: set[str]) -> list[str]:
        from geo.store_postgis import place_shapes  # noqa: PLC0415  (GeoAlchemy2: only with PostGIS)

        west, south, east, north = self.chosen.bbox or (0.0, 0.0, 0.0, 0.0)
        spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
        touch = (sa.func.ST_Intersects(place_shapes.c.geometry, sa.func.ST_MakeEnvelope(w, south, e, north, 4326)) for w, e in spans)
        return [p for p in self.connection.scalars(sa.select(place_shapes.c.place_id).where(sa.or_(*touch))) if p not in corrected]

    def kept(self, layer: str) -> sa.Select[Any]:
        """Return the question for the rows kept: id, article and start, in the order of the frames."""
        table = events if layer == "event" else claims
        key = table.c[f"{layer}_id"]
        matched = self._kept_events() if layer == "event" else self._kept_claims()
        return (
            sa.select(key, table.c.article_id, table.c.start)
            .where(matched)
            .order_by(table.c.article_id.asc().nulls_last(), table.c.start, key)
        )

    def undated(self, layer: str) -> sa.Select[Any]:
        """Return the question for the number of rows that would be kept if they had a date."""
        table = events if layer == "event" else claims
        none = table.c.date_start.is_(None) & table.c.date_end.is_(None)
        return sa.select(sa.func.count()).select_from(table).where(self._own(layer), none)

    def _kept_events(self) -> sa.ColumnElement[bool]:
        matched = self._own("event") & self._dated(events)
        told = sa.select(claim_events.c.event_id).join(claims, claims.c.claim_id == claim_events.c.claim_id)
        if self.chosen.stances:
            matched &= events.c.event_id.in_(told.where(self._kept_claims(disputed=False)))
        if self.chosen.disputed:
            disputed = sa.select(claim_events.c.event_id).join(relations, relations.c.other_claim_id == claim_events.c.claim_id)
            disputed = disputed.where(relations.c.type == "disputes")
            matched &= events.c.event_id.in_(disputed) | events.c.event_id.in_(told.where(self._kept_claims()))
        return matched

    def _kept_claims(self, *, disputed: bool = True) -> sa.ColumnElement[bool]:
        matched = self._own("claim") & self._dated(claims)
        if self.chosen.types:
            told = sa.select(claim_events.c.claim_id).join(events, events.c.event_id == claim_events.c.event_id)
            matched &= claims.c.claim_id.in_(told.where(self._own("event") & self._dated(events)))
        if self.chosen.disputed and disputed:
            dispute = relations.c.type == "disputes"
            matched &= claims.c.claim_id.in_(sa.select(relations.c.claim_id).where(dispute)) | claims.c.claim_id.in_(
                sa.select(relations.c.other_claim_id).where(dispute)
            )
        return matched

    def _dated(self, table: sa.Table) -> sa.ColumnElement[bool]:
        conditions: list[sa.ColumnElement[bool]] = [sa.true()]
        first, last = table.c.date_start, table.c.date_end
        if self.chosen.dated:
            conditions.append(first.is_not(None) | last.is_not(None))
        if self.chosen.since is not None:
            conditions.append(last.is_(None) | (last >= self.chosen.since))
        if self.chosen.until is not None:
            conditions.append(first.is_(None) | (first <= self.chosen.until))
        return sa.and_(*conditions)

    def _own(self, layer: str) -> sa.ColumnElement[bool]:
        """Return what the filter asks of a row itself, its dates apart."""
        chosen = self.chosen
        table, links, people = (events, event_places, event_actors) if layer == "event" else (claims, claim_places, claim_speakers)
        key = table.c[f"{layer}_id"]
        owner = links.c[f"{layer}_id"]
        conditions: list[sa.ColumnElement[bool]] = [sa.true()]
        if self.articles:
            conditions.append(table.c.article_id.is_(None) | ~among(self.connection, table.c.article_id, sorted(self.articles)))
        if self.imported and layer == "event":
            conditions.append(~among(self.connection, key, sorted(self.imported)))
        if chosen.actors:
            wanted = self._any(people.c.name, self.wanted)
            acts = key.in_(sa.select(people.c[f"{layer}_id"]).where(wanted))
            conditions.append(acts | self._any(claims.c.addressee, self.wanted) if layer == "claim" else acts)
        if chosen.types and layer == "event":
            conditions.append(events.c.type.in_(chosen.types))
        if chosen.stances and layer == "claim":
            conditions.append(claims.c.stance.in_(chosen.stances))
        if chosen.place is not None:
            conditions.append(key.in_(sa.select(owner).where(self._any(links.c.place_id, self.named))))
        if chosen.article is not None:
            conditions.append(table.c.article_id == chosen.article)
        if self.unplaced:
            placed = ~self._any(links.c.place_id, self.nowhere)
            conditions.append(key.not_in(sa.select(owner).where(links.c.ordinal == 0, placed)))
        if chosen.bbox is not None:
            conditions.append(key.in_(sa.select(owner).where(links.c.ordinal == 0, self._any(links.c.place_id, self.within))))
        for word in (chosen.text or "").casefold().split():
            place = (
                sa.func.instr(table.c.search, word) if self.connection.dialect.name == "sqlite" else sa.func.strpos(table.c.search, word)
            )
            conditions.append(place > 0)
        return sa.and_(*conditions)

    def _any(self, column: sa.ColumnElement[Any], values: list[str]) -> sa.ColumnElement[bool]:
        return among(self.connection, column, values) if values else sa.false()
