"""Loading a snapshot's columns: from the store's tables, and for corrected rows from the frames that have the corrections."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
import sqlalchemy as sa

from geo.corrected_reach import all_actors, moved_mentions
from geo.corrections import standing
from geo.filter import EVENT_TYPES, STANCES
from geo.frame_building import places_frame
from geo.place_names import names_of_actors, names_of_places
from geo.place_shapes import approximate_km
from geo.records import DatePrecision
from geo.snapshot_columns import Links, Names, Rows, days, ints
from geo.snapshot_views import world
from geo.store import read_rows, read_rows_of
from geo.store_bulk import among
from geo.store_rows import search_text
from geo.store_schema import articles as articles_table
from geo.store_schema import (
    claim_events,
    claim_places,
    claim_speakers,
    claims,
    corrections,
    event_actors,
    event_places,
    events,
    mentions,
    places,
    relations,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import geopandas as gpd

    from geo.frames import Frames

PORTION = 100_000
PRECISIONS: tuple[str, ...] = DatePrecision.__args__  # type: ignore[attr-defined]  # a Literal's values
SPANS = {"event": EVENT_TYPES, "claim": STANCES}


@dataclass
class Vocabulary:
    """The names that rows share, with their numbers; it only grows."""

    articles: Names = field(default_factory=Names)
    places: Names = field(default_factory=Names)
    actors: Names = field(default_factory=Names)


def raw_rows(connection: sa.Connection, chosen: sa.Select[Any]) -> Iterator[Sequence[Any]]:
    """Yield the rows of a question in portions, as the database's driver gives them: no type is converted."""
    compiled = chosen.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    given = compiled.construct_params()
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(compiled), [given[k] for k in compiled.positiontup] if compiled.positional and compiled.positiontup else given)
        while rows := cursor.fetchmany(PORTION):
            yield rows
    finally:
        cursor.close()


def load_events(connection: sa.Connection, vocabulary: Vocabulary, articles: Iterable[str] | None = None) -> Rows:
    """Return the events of some articles, or all there are, imported ones too."""
    columns = [events.c[c] for c in ("event_id", "article_id", "start", "type", "date_start", "date_end", "date_precision")]
    asked = sa.select(*columns).order_by(events.c.event_id)
    disputing = sa.select(claim_events.c.event_id).join(relations, relations.c.other_claim_id == claim_events.c.claim_id)
    disputing = disputing.where(relations.c.type == "disputes")
    if articles is not None:
        mine = among(connection, events.c.article_id, list(articles))
        asked = asked.where(mine)
    parts = list(zip(*(row for part in raw_rows(connection, asked) for row in part), strict=True)) or [()] * len(columns)
    disputed = {row[0] for part in raw_rows(connection, disputing) for row in part}
    ids = pa.array(parts[0], pa.string())
    place_links, main = _links(connection, event_places, event_places.c.place_id, ids, vocabulary.places, limited=articles is not None)
    actor_links, _ = _links(connection, event_actors, event_actors.c.name, ids, vocabulary.actors, limited=articles is not None)
    return Rows(
        ids=ids,
        article=vocabulary.articles.encode(parts[1]),
        start=ints(parts[2]),
        rank=np.arange(len(ids), dtype=np.int32),
        type=_coded(parts[3], EVENT_TYPES),
        first=days(parts[4]),
        last=days(parts[5]),
        precision=_coded(parts[6], PRECISIONS),
        place=main,
        addressee=np.full(len(ids), -1, np.int32),
        disputed=_among(ids, disputed),
        disputes=np.zeros(len(ids), bool),
        text=pa.nulls(len(ids), pa.string()),
        places=place_links,
        actors=actor_links,
    )


def load_claims(connection: sa.Connection, vocabulary: Vocabulary, articles: Iterable[str] | None = None) -> Rows:
    """Return the claims of some articles, or all there are."""
    names = ("claim_id", "article_id", "start", "stance", "date_start", "date_end", "date_precision", "addressee")
    asked = sa.select(*(claims.c[c] for c in names)).order_by(claims.c.claim_id)
    if articles is not None:
        asked = asked.where(among(connection, claims.c.article_id, list(articles)))
    parts = list(zip(*(row for part in raw_rows(connection, asked) for row in part), strict=True)) or [()] * len(names)
    told = sa.select(relations.c.claim_id, relations.c.other_claim_id).where(relations.c.type == "disputes")
    disputes = [row for part in raw_rows(connection, told) for row in part]
    ids = pa.array(parts[0], pa.string())
    place_links, main = _links(connection, claim_places, claim_places.c.place_id, ids, vocabulary.places, limited=articles is not None)
    speakers, _ = _links(connection, claim_speakers, claim_speakers.c.name, ids, vocabulary.actors, limited=articles is not None)
    return Rows(
        ids=ids,
        article=vocabulary.articles.encode(parts[1]),
        start=ints(parts[2]),
        rank=np.arange(len(ids), dtype=np.int32),
        type=_coded(parts[3], STANCES),
        first=days(parts[4]),
        last=days(parts[5]),
        precision=_coded(parts[6], PRECISIONS),
        place=main,
        addressee=vocabulary.actors.encode(parts[7]),
        disputed=_among(ids, {other for _, other in disputes}),
        disputes=_among(ids, {one for one, _ in disputes}),
        text=pa.nulls(len(ids), pa.string()),
        places=place_links,
        actors=speakers,
    )


def changed_articles(connection: sa.Connection, since: int) -> list[str]:
    """Return the articles read after the store's rows had this version."""
    return list(connection.scalars(sa.select(articles_table.c.article_id).where(articles_table.c.revision > since)))


def rows_of_frames(frames: Frames, layer: str, vocabulary: Vocabulary) -> Rows:
    """Return the rows of frames, with the corrections that these have."""
    frame = frames.events if layer == "event" else frames.claims
    ids = pa.array(frame[f"{layer}_id"].tolist(), pa.string())
    who = ("sources", "targets") if layer == "event" else ("speakers",)
    own = ("trigger",) if layer == "event" else ("proposition", "addressee")
    text = [search_text(*row) for row in zip(*(frame[c] for c in ("quote", *own, "place_name", *who)), strict=True)]
    actor_lists = [sum(names, ()) for names in zip(*(frame[c] for c in who), strict=True)]
    addressees = frame["addressee"].tolist() if layer == "claim" else [None] * len(frame)
    return Rows(
        ids=ids,
        article=vocabulary.articles.encode(frame["article_id"].tolist()),
        start=ints([None if pd.isna(s) else int(s) for s in frame["start"]]),
        rank=np.arange(len(ids), dtype=np.int32),
        type=_coded(frame["type" if layer == "event" else "stance"].tolist(), SPANS[layer]),
        first=days([None if pd.isna(d) else d.date() for d in frame["date_start"]]),
        last=days([None if pd.isna(d) else d.date() for d in frame["date_end"]]),
        precision=_coded(frame["date_precision"].tolist(), PRECISIONS),
        place=vocabulary.places.encode(frame["place_id"].tolist()),
        addressee=vocabulary.actors.encode(addressees),
        disputed=frame["disputed"].to_numpy(bool),
        disputes=frame["disputes"].map(bool).to_numpy(bool) if layer == "claim" else np.zeros(len(ids), bool),
        text=pa.array(text, pa.string()),
        places=_listed(frame["place_ids"].tolist(), vocabulary.places),
        actors=_listed(actor_lists, vocabulary.actors),
    )


def about(connection: sa.Connection, event_ids: pa.Array, claim_ids: pa.Array) -> Links:
    """Return which claims (rows) are about which events (values)."""
    pairs = [row for part in raw_rows(connection, sa.select(claim_events.c.claim_id, claim_events.c.event_id)) for row in part]
    claim = pc.index_in(pa.array([c for c, _ in pairs], pa.string()), claim_ids).fill_null(-1).to_numpy(zero_copy_only=False)
    event = pc.index_in(pa.array([e for _, e in pairs], pa.string()), event_ids).fill_null(-1).to_numpy(zero_copy_only=False)
    there = (claim >= 0) & (event >= 0)
    return Links(claim[there].astype(np.int32), event[there].astype(np.int32))


def search_column(connection: sa.Connection, layer: str, ids: pa.Array) -> pa.Array:
    """Return what a search looks through for the rows of these ids, from the store."""
    table = events if layer == "event" else claims
    keys, texts = [], []
    for part in raw_rows(connection, sa.select(table.c[f"{layer}_id"], table.c.search)):
        keys.append(pa.array([k for k, _ in part], pa.string()))
        texts.append(pa.array([t for _, t in part], pa.large_string()))
    if not keys:
        return pa.nulls(len(ids), pa.large_string())
    return pa.concat_arrays(texts).take(pc.index_in(ids, pa.concat_arrays(keys)))


@dataclass(frozen=True)
class Spots:
    """Where places are, by their numbers; NaN for what is no point, or not placed."""

    lon: np.ndarray
    lat: np.ndarray
    x: np.ndarray
    """World coordinates of the web map."""
    y: np.ndarray
    bounds: np.ndarray
    """West, south, east, north."""
    wide: np.ndarray
    """Which are areas."""


@dataclass
class Grounds:
    """The places of a snapshot by their numbers, and the names of places and actors."""

    ids: list[str]
    shapes: np.ndarray
    """Geometry of each place; None where it has none."""
    place_names: dict[str, tuple[str, ...]]
    labels: dict[str, str]
    kinds: dict[str, str]
    actor_names: dict[str, tuple[str, ...]]
    own_shapes: dict[str, Any]
    """Of each place, as it is without corrections."""
    own_radii: dict[str, float]
    """Of each approximate point, as it is without corrections."""
    mentions: np.ndarray
    """How often the articles name each place."""
    metonym_only: np.ndarray
    """Which places are named only for their government or office."""
    radii: np.ndarray
    """Radius (km) within which each approximate point lies; NaN for all others."""

    @cached_property
    def rank(self) -> np.ndarray:
        """Where each place stands in the order of the ids."""
        found = np.empty(len(self.shapes), np.int64)
        found[np.argsort(np.array(self.ids, dtype=object), kind="stable")] = np.arange(len(self.shapes))
        return found

    @cached_property
    def placed(self) -> np.ndarray:
        """Which places are on the map; the last is no place."""
        found: np.ndarray = np.append(shapely.get_type_id(self.shapes) >= 0, False)
        return found

    @cached_property
    def spots(self) -> Spots:
        """Where the places are."""
        kind = shapely.get_type_id(self.shapes)
        lon, lat = shapely.get_x(self.shapes), shapely.get_y(self.shapes)
        x, y = world(lon, lat)
        return Spots(lon, lat, x, y, shapely.bounds(self.shapes).reshape(-1, 4), kind > 0)


def load_grounds(connection: sa.Connection, vocabulary: Vocabulary, before: Grounds | None) -> Grounds:
    """Return the places with their shapes, corrections laid over them; of places known before only what may have changed."""
    corrected = standing(read_rows(connection, corrections))
    own, labels, kinds, place_names, own_radii = (
        (dict(before.own_shapes), dict(before.labels), dict(before.kinds), dict(before.place_names), dict(before.own_radii))
        if before
        else ({}, {}, {}, {}, {})
    )
    new = [p for p in connection.scalars(sa.select(places.c.place_id)) if p not in own]
    if new:
        frame = places_frame(read_rows_of(connection, places.c.place_id, new), {})
        own |= dict(zip(frame["place_id"], frame.geometry, strict=True))
        labels |= dict(zip(frame["place_id"], frame["name"], strict=True))
        kinds |= dict(zip(frame["place_id"], frame["kind"], strict=True))
        own_radii |= _radii(frame)
        place_names |= names_of_places(frame)
        for place_id in new:
            vocabulary.places.code(place_id)  # also those that no row is at, but an article names
    shapes, radii = own, own_radii
    moved = [p for p in corrected if p in own]
    if moved:
        frame = places_frame(read_rows_of(connection, places.c.place_id, moved), corrected)
        shapes = own | dict(zip(frame["place_id"], frame.geometry, strict=True))
        radii = {p: r for p, r in own_radii.items() if p not in set(moved)} | _radii(frame)
    made = np.empty(len(vocabulary.places), dtype=object)
    made[:] = [shapes.get(p) for p in vocabulary.places.all[: len(made)]]
    around = np.array([radii.get(p, np.nan) for p in vocabulary.places.all[: len(made)]], dtype=float)
    actor_names = names_of_actors(all_actors(connection))
    named = np.zeros(len(made), np.int64)
    plain = np.zeros(len(made), np.int64)
    counted = sa.select(mentions.c.place_id, sa.func.count(), sa.func.sum(sa.case((mentions.c.metonym, 0), else_=1)))
    for place_id, n, literal in connection.execute(counted.where(mentions.c.place_id.is_not(None)).group_by(mentions.c.place_id)):
        code = vocabulary.places.code(place_id)
        named[code], plain[code] = n, literal
    for before_it, metonym, now in moved_mentions(connection):
        for place_id, step, literal in ((before_it, -1, not metonym), (now, 1, True)):
            if place_id is not None:
                code = vocabulary.places.code(place_id)
                named[code], plain[code] = named[code] + step, plain[code] + step * literal
    metonyms = (named > 0) & (plain == 0)
    return Grounds(
        vocabulary.places.all[: len(made)], made, place_names, labels, kinds, actor_names, own, own_radii, named, metonyms, around
    )


def _radii(frame: gpd.GeoDataFrame) -> dict[str, float]:
    return {p: r for p, r in zip(frame["place_id"], approximate_km(frame).tolist(), strict=True) if r == r}  # noqa: PLR0124  NaN


def _coded(values: Iterable[str], known: tuple[str, ...]) -> np.ndarray:
    codes = {v: i for i, v in enumerate(known)}
    return np.array([codes[v] for v in values], dtype=np.int8)


def _among(ids: pa.Array, wanted: set[str]) -> np.ndarray:
    found: np.ndarray = pc.is_in(ids, pa.array(sorted(wanted), pa.string())).to_numpy(zero_copy_only=False)
    return found


def _listed(lists: list[tuple[str, ...]], names: Names) -> Links:
    pairs = [(i, name) for i, row in enumerate(lists) for name in dict.fromkeys(row)]
    return Links(np.array([i for i, _ in pairs], np.int32), names.encode([n for _, n in pairs]))


def _links(
    connection: sa.Connection, table: sa.Table, value: sa.Column[Any], ids: pa.Array, names: Names, *, limited: bool
) -> tuple[Links, np.ndarray]:
    """Return the links of the rows of these ids, and for each row its first value."""
    key = table.c[next(c for c in ("event_id", "claim_id") if c in table.c)]
    asked = sa.select(key, value).order_by(*table.primary_key.columns)
    if limited:
        asked = asked.where(among(connection, key, ids.to_pylist()))
    keys: list[pa.Array] = []
    codes: list[np.ndarray] = []
    for part in raw_rows(connection, asked):
        owners, given = zip(*part, strict=True)
        keys.append(pa.array(owners, pa.string()))
        codes.append(names.encode(given))
    main = np.full(len(ids), -1, np.int32)
    if not keys:
        return Links.none(), main
    row = pc.index_in(pa.concat_arrays(keys), ids).fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    there = row >= 0
    row, code = row[there], np.concatenate(codes)[there]
    main[row[::-1]] = code[::-1]  # of several writes the last stands: the first of the row's values
    order = np.argsort(row, kind="stable")
    return Links(row[order], code[order]), main
