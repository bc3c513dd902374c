"""GeoDataFrames of what a store holds: places, events and claims, under one Filter.

All geometry is EPSG:4326. What is known only to a region carries the region's polygon, never a point in its middle;
a group carries the area it lies within, or the circles that a sourced correction states; what could not be placed
carries no geometry and is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo.corrected_tables import related_claims
from geo.corrections import standing
from geo.frame_building import TABLES, build
from geo.frame_columns import CLAIM_COLUMNS, EVENT_COLUMNS, PLACE_COLUMNS, validate
from geo.frame_filter import any_of, matches
from geo.place_names import Names, names_of_actors, names_of_places
from geo.store import read_rows, read_rows_of
from geo.store_bulk import among
from geo.store_schema import metadata

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pandas as pd

    from geo.filter import Filter
    from geo.store import Store


@dataclass(frozen=True)
class Frames:
    """What a store holds, or what a filter leaves of it.

    Attributes
    ----------
    places, events, claims
        GeoDataFrames in EPSG:4326 with the columns of `geo.frame_columns`.
    mentions, actors, articles, dates
        Plain DataFrames: place mentions, actors, articles, and the dates that the articles name.
    undated_events, undated_claims
        How many rows the filter left out because they have no date.
    """

    places: gpd.GeoDataFrame
    events: gpd.GeoDataFrame
    claims: gpd.GeoDataFrame
    mentions: pd.DataFrame
    actors: pd.DataFrame
    articles: pd.DataFrame
    dates: pd.DataFrame
    undated_events: int = 0
    undated_claims: int = 0
    place_names: dict[str, Names] = field(default_factory=dict)
    """For each `place_id` the names, casefolded, under which a filter finds it: its own and those of the areas around it."""
    actor_names: dict[str, Names] = field(default_factory=dict)
    """For each actor's name and alias, casefolded, the names of the actors meant."""

    @property
    def unplaced_events(self) -> int:
        """Events that are not on the map."""
        return int(self.events.geometry.isna().sum())

    @property
    def unplaced_claims(self) -> int:
        """Claims that are not on the map."""
        return int(self.claims.geometry.isna().sum())

    def under(self, chosen: Filter) -> Frames:
        """Return the frames that the filter leaves; places are those of the rows left, with counts to match."""
        if chosen.is_empty:
            return self
        event_keep, event_undated = matches(self, self.events, chosen, "event")
        claim_keep, claim_undated = matches(self, self.claims, chosen, "claim")
        events, claims = self.events[event_keep], self.claims[claim_keep]
        if chosen.types:
            claims = claims[any_of(claims["events"], set(events["event_id"]))]
        if chosen.stances:
            events = events[any_of(events["claims"], set(claims["claim_id"]))]
        if chosen.disputed:
            claims = claims[claims["disputed"] | claims["disputes"].map(bool).astype(bool)]
            events = events[events["disputed"] | any_of(events["claims"], set(claims["claim_id"]))]
        used = {p for ids in (*events["place_ids"], *claims["place_ids"]) for p in ids}
        heard = {n for names in (*events["sources"], *events["targets"], *claims["speakers"]) for n in names}
        articles = (set(events["article_id"]) | set(claims["article_id"])) - {None}
        sources = set(events["source"]) - {None}
        undated = chosen.dated
        return Frames(
            places=_counted(self.places[self.places["place_id"].isin(used)], events, claims),
            events=events,
            claims=claims,
            mentions=self.mentions[self.mentions["article_id"].isin(articles) & self.mentions["place_id"].isin(used)],
            actors=self.actors[
                (self.actors["article_id"].isin(articles) | self.actors["source"].isin(sources)) & self.actors["name"].isin(heard)
            ],
            articles=self.articles[self.articles["article_id"].isin(articles)],
            dates=self.dates[self.dates["article_id"].isin(articles)],
            undated_events=int(event_undated.sum()) if undated else 0,
            undated_claims=int(claim_undated.sum()) if undated else 0,
            place_names=self.place_names,
            actor_names=self.actor_names,
        )


def load_frames(store: Store, chosen: Filter | None = None) -> Frames:
    """Return the frames of all that a store holds, under a filter.

    Every row becomes Python objects: for a large store ask `geo.snapshot` which rows are wanted, and `load_rows` for these.

    Parameters
    ----------
    store
        An open store.
    chosen
        The filter; `None` for everything.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    frames = _frames(store.tables(TABLES))
    return frames.under(chosen) if chosen is not None else frames


def load_rows(store: Store, event_ids: Sequence[str] = (), claim_ids: Sequence[str] = (), *, checked: bool = True) -> Frames:
    """Return the frames of these events and claims only, in the order of the ids, with their places, articles and actors.

    The counts of the places are those of the rows asked for. An id that the store does not have is left out. A page that is
    shown need not be `checked` against the columns' contract, which takes as long as reading it.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    with store.reading() as connection:
        return rows_of(connection, event_ids, claim_ids, checked=checked)


def load_articles(store: Store, article_ids: Sequence[str]) -> Frames:
    """Return the frames of some articles alone: all that was read from them, with the corrections that stand.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    with store.reading() as connection:
        ids: list[list[str]] = []
        for name in ("event", "claim"):
            table = metadata.tables[f"{name}s"]
            asked = sa.select(table.c[f"{name}_id"]).where(among(connection, table.c.article_id, list(article_ids)))
            ids.append(list(connection.scalars(asked.order_by(table.c.article_id, table.c.start))))
        return rows_of(connection, ids[0], ids[1], article_ids)


def rows_of(
    connection: sa.Connection, event_ids: Sequence[str], claim_ids: Sequence[str], article_ids: Sequence[str] = (), *, checked: bool = True
) -> Frames:
    """Return the same as `load_rows`, as a connection sees the store; of the articles given even where they have no such row."""
    t = metadata.tables

    def rows(table: str, column: str, ids: Sequence[str]) -> pd.DataFrame:
        return read_rows_of(connection, t[table].c[column], list(dict.fromkeys(ids)))

    tables = {"corrections": read_rows(connection, t["corrections"])}
    tables["linked_claims"] = rows("claims", "claim_id", sorted(related_claims(standing(tables["corrections"]))))
    tables["events"], tables["claims"] = rows("events", "event_id", event_ids), rows("claims", "claim_id", claim_ids)
    about, told = rows("claim_events", "event_id", event_ids), rows("claim_events", "claim_id", claim_ids)
    tables["claim_events"] = _together(about, told)
    claims = [*claim_ids, *about["claim_id"]]
    tables["outer_claims"] = _outer_claims(tables["claims"], lambda ids: rows("claims", "claim_id", ids))
    tables["relations"] = _together(rows("relations", "claim_id", claims), rows("relations", "other_claim_id", claims))
    tables["event_actors"], tables["claim_speakers"] = (
        rows("event_actors", "event_id", event_ids),
        rows("claim_speakers", "claim_id", [*claim_ids, *tables["outer_claims"]["claim_id"]]),
    )
    tables["event_places"], tables["claim_places"] = (
        rows("event_places", "event_id", event_ids),
        rows("claim_places", "claim_id", claim_ids),
    )
    articles = [a for a in (*article_ids, *tables["events"]["article_id"], *tables["claims"]["article_id"]) if a is not None]
    for name in ("articles", "mentions", "dates", "actors"):
        tables[name] = rows(name, "article_id", articles)
    places = [*tables["event_places"]["place_id"], *tables["claim_places"]["place_id"], *tables["mentions"]["place_id"].dropna()]
    places += [p for row in tables["corrections"].itertuples() if row.field == "place_ids" for p in row.value]
    places += [row.value for row in tables["corrections"].itertuples() if row.field == "place_id" and row.value]
    tables["places"] = rows("places", "place_id", places)
    tables["places"] = _together(tables["places"], rows("places", "place_id", list(tables["places"]["within"].dropna())))
    names = [*tables["event_actors"]["name"]]
    tables["source_actors"] = rows("source_actors", "name", names)
    for table, key, ids in (("events", "event_id", event_ids), ("claims", "claim_id", claim_ids)):
        rank = {k: i for i, k in enumerate(ids)}
        tables[table] = tables[table].sort_values(key, key=lambda column, rank=rank: column.map(rank), ignore_index=True)
    return _frames(tables, checked=checked)


def _outer_claims(claims: pd.DataFrame, rows: Callable[[list[str]], pd.DataFrame]) -> pd.DataFrame:
    """Return the claims whose content holds one of `claims`, and those that hold these, as `rows` reads them by their ids."""
    columns = ["claim_id", "article_id", "within_claim"]
    level, found = claims, claims[columns].iloc[:0]
    while ids := sorted(set(level["within_claim"].dropna()) - set(found["claim_id"])):
        level = rows(ids)
        if not len(level):
            break
        found = _together(found, level[columns])
    return found


def _together(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    both = [f for f in (one, other) if len(f)]
    return pd.concat(both, ignore_index=True).drop_duplicates(ignore_index=True) if both else one


def _frames(tables: dict[str, pd.DataFrame], *, checked: bool = True) -> Frames:
    built = build(tables)
    places = _counted(built.places, built.events, built.claims)
    return Frames(
        places=validate(places, PLACE_COLUMNS) if checked else places,
        events=validate(built.events, EVENT_COLUMNS) if checked else built.events,
        claims=validate(built.claims, CLAIM_COLUMNS) if checked else built.claims,
        mentions=built.mentions,
        actors=built.actors,
        articles=built.articles,
        dates=tables["dates"],
        place_names=names_of_places(built.places),
        actor_names=names_of_actors(zip(built.actors["name"], built.actors["aliases"], strict=True)),
    )


def _counted(places: gpd.GeoDataFrame, events: gpd.GeoDataFrame, claims: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places with the number of events and claims at each, and how many of these are disputed."""
    counted = places.copy()
    for column, rows in (("events", events), ("claims", claims), ("disputed", claims[claims["disputed"]])):
        at = rows["place_ids"].explode().value_counts()
        counted[column] = counted["place_id"].map(at).fillna(0).astype("int64")
    return counted
