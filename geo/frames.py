"""GeoDataFrames of what a store holds: places, events and claims, under one Filter.

All geometry is EPSG:4326. What is known only to a region carries the region's polygon, never a point in its middle;
a group carries the area it lies within, or the circles that a sourced correction states; what could not be placed
carries no geometry and is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.frame_columns import CLAIM_COLUMNS, CRS, EVENT_COLUMNS, PLACE_COLUMNS, validate
from geo.gazetteer.index import load_gazetteer
from geo.gazetteer.shapes import circle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.filter import Filter
    from geo.store import Store

Names = tuple[str, ...]

BORDER_TOLERANCE = 0.03  # degrees, some 3 km: Natural Earth's borders leave villages as far as that on the wrong side


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
        event_keep, event_undated = _matches(self, self.events, chosen, "event")
        claim_keep, claim_undated = _matches(self, self.claims, chosen, "claim")
        events, claims = self.events[event_keep], self.claims[claim_keep]
        if chosen.types:
            claims = claims[_any_of(claims["events"], set(events["event_id"]))]
        if chosen.stances:
            events = events[_any_of(events["claims"], set(claims["claim_id"]))]
        if chosen.disputed:
            claims = claims[claims["disputed"] | claims["disputes"].map(bool).astype(bool)]
            events = events[events["disputed"] | _any_of(events["claims"], set(claims["claim_id"]))]
        used = {p for ids in (*events["place_ids"], *claims["place_ids"]) for p in ids}
        heard = {n for names in (*events["sources"], *events["targets"], *claims["speakers"]) for n in names}
        articles = set(events["article_id"]) | set(claims["article_id"])
        undated = chosen.dated
        return Frames(
            places=_counted(self.places[self.places["place_id"].isin(used)], events, claims),
            events=events,
            claims=claims,
            mentions=self.mentions[self.mentions["article_id"].isin(articles) & self.mentions["place_id"].isin(used)],
            actors=self.actors[self.actors["article_id"].isin(articles) & self.actors["name"].isin(heard)],
            articles=self.articles[self.articles["article_id"].isin(articles)],
            dates=self.dates[self.dates["article_id"].isin(articles)],
            undated_events=int(event_undated.sum()) if undated else 0,
            undated_claims=int(claim_undated.sum()) if undated else 0,
            place_names=self.place_names,
            actor_names=self.actor_names,
        )


def load_frames(store: Store, chosen: Filter | None = None) -> Frames:
    """Return the frames of all that a store holds, under a filter.

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
    tables = {name: store.table(name) for name in _TABLES}
    articles = tables["articles"]
    corrections = tables["corrections"]
    corrections = corrections[corrections["undone_at"].isna()]
    places = _places(tables["places"], corrections)
    geometry = dict(zip(places["place_id"], places.geometry, strict=True))
    names = dict(zip(places["place_id"], places["name"], strict=True))
    claims = _claims(tables, articles, geometry, names)
    events = _events(tables, articles, geometry, names, claims)
    mentions = _mentions(tables["mentions"], articles, places)
    places["mentions"] = places["place_id"].map(mentions["place_id"].value_counts()).fillna(0).astype("int64")
    places["articles"] = places["place_id"].map(mentions.groupby("place_id")["article_id"].nunique()).fillna(0).astype("int64")
    plain = set(mentions.loc[~mentions["metonym"], "place_id"])
    places["metonym_only"] = ~places["place_id"].isin(plain) & (places["mentions"] > 0)
    actors = tables["actors"]
    for column in ("aliases", "roles", "mentions"):
        actors[column] = _objects(map(_tuples, actors[column]), actors)
    frames = Frames(
        places=validate(_counted(places, events, claims), PLACE_COLUMNS),
        events=validate(events, EVENT_COLUMNS),
        claims=validate(claims, CLAIM_COLUMNS),
        mentions=mentions,
        actors=actors,
        articles=articles,
        dates=tables["dates"],
        place_names=_names_of_places(places),
        actor_names=_names_of_actors(actors),
    )
    return frames.under(chosen) if chosen is not None else frames


_TABLES = (
    "articles", "places", "mentions", "dates", "actors", "events", "event_actors", "event_places", "claims", "claim_speakers",
    "claim_places", "claim_events", "relations", "corrections",
)  # fmt: skip


def _tuples(value: Any) -> Any:
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value


def _objects(values: Iterable[Any], frame: pd.DataFrame | pd.Series) -> pd.Series:
    """Return the values as a column of `frame`, `None` staying `None`."""
    return pd.Series(list(values), index=frame.index, dtype=object)


def _grouped(table: pd.DataFrame, key: str, value: str, keys: pd.Series) -> pd.Series:
    """Return for each of `keys` the tuple of its values in `table`, in the table's order."""
    found: dict[str, list[str]] = {}
    for k, v in zip(table[key], table[value], strict=True):
        found.setdefault(k, []).append(v)
    return _objects((tuple(found.get(k, ())) for k in keys), keys)


def _days(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column).astype("datetime64[s]")


def _words(table: pd.DataFrame, articles: pd.DataFrame) -> list[str]:
    """Return for each row the words of its span."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    return [texts[a][s:e] for a, s, e in zip(table["article_id"], table["start"], table["end"], strict=True)]


def _quotes(table: pd.DataFrame, articles: pd.DataFrame) -> list[str]:
    """Return for each row the sentences of its article that its span touches."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    bounds = {a: np.array(s or [[0, 0]]) for a, s in zip(articles["article_id"], articles["sentences"], strict=True)}
    quotes = []
    for article_id, start, end in zip(table["article_id"], table["start"], table["end"], strict=True):
        sentences = bounds[article_id]
        touched = sentences[(sentences[:, 0] < end) & (sentences[:, 1] > start)]
        s, e = (touched[0, 0], touched[-1, 1]) if len(touched) else (start, end)
        quotes.append(texts[article_id][s:e])
    return quotes


def _placed(table: pd.DataFrame, links: pd.DataFrame, key: str, geometry: dict[str, Any], names: dict[str, str]) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(table, geometry=[None] * len(table), crs=CRS)
    frame["place_ids"] = _grouped(links, key, "place_id", table[key])
    frame["place_id"] = _objects((ids[0] if ids else None for ids in frame["place_ids"]), frame)
    frame["place_name"] = _objects(map(names.get, frame["place_id"]), frame)
    frame.geometry = gpd.GeoSeries([geometry.get(p) for p in frame["place_id"]], index=frame.index, crs=CRS)
    for column in ("date_start", "date_end"):
        frame[column] = _days(frame[column])
    return frame


def _events(
    tables: dict[str, pd.DataFrame], articles: pd.DataFrame, geometry: dict[str, Any], names: dict[str, str], claims: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    frame = _placed(tables["events"], tables["event_places"], "event_id", geometry, names)
    frame["trigger"] = _words(frame, articles)
    frame["quote"] = _quotes(frame, articles)
    actors = tables["event_actors"]
    for column, role in (("sources", "source"), ("targets", "target")):
        frame[column] = _grouped(actors[actors["role"] == role], "event_id", "name", frame["event_id"])
    for column in ("means", "spans"):
        frame[column] = _objects(map(_tuples, frame[column]), frame)
    frame["claims"] = _grouped(tables["claim_events"], "event_id", "claim_id", frame["event_id"])
    frame["disputed"] = _any_of(frame["claims"], set(claims.loc[claims["disputed"], "claim_id"]))
    return frame


def _claims(tables: dict[str, pd.DataFrame], articles: pd.DataFrame, geometry: dict[str, Any], names: dict[str, str]) -> gpd.GeoDataFrame:
    frame = _placed(tables["claims"], tables["claim_places"], "claim_id", geometry, names)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    frame["content_spans"] = _objects(map(_tuples, frame["content"]), frame)
    frame["cue"] = _words(frame, articles)
    frame["proposition"] = [
        " … ".join(texts[a][s:e] for s, e in spans) for a, spans in zip(frame["article_id"], frame["content_spans"], strict=True)
    ]
    frame["quote"] = _quotes(frame, articles)
    speakers = tables["claim_speakers"]
    frame["speakers"] = _grouped(speakers, "claim_id", "name", frame["claim_id"])
    frame["events"] = _grouped(tables["claim_events"], "claim_id", "event_id", frame["claim_id"])
    relations = tables["relations"]
    for column, kind in (("disputes", "disputes"), ("supports", "supports"), ("repeats", "repeats")):
        frame[column] = _grouped(relations[relations["type"] == kind], "claim_id", "other_claim_id", frame["claim_id"])
    disputes = relations[relations["type"] == "disputes"]
    frame["disputed_by"] = _grouped(disputes, "other_claim_id", "claim_id", frame["claim_id"])
    in_part = disputes[disputes["degree"] == "part"]
    frame["disputes_in_part"] = _grouped(in_part, "claim_id", "other_claim_id", frame["claim_id"])
    frame["disputed"] = frame["disputed_by"].map(bool).astype(bool)
    return frame


def _places(table: pd.DataFrame, corrections: pd.DataFrame) -> gpd.GeoDataFrame:
    gazetteer = load_gazetteer()
    frame = gpd.GeoDataFrame(table, geometry=[None] * len(table), crs=CRS)
    names = dict(zip(frame["place_id"], frame["name"], strict=True))
    geometry = []
    for row in frame.itertuples():
        shape_of = row.within if row.kind == "group" else row.place_id
        shape = gazetteer.shape(shape_of) if shape_of and row.kind in ("country", "admin1", "admin2", "area", "group") else None
        if shape is None and pd.notna(row.lat):
            vague = row.kind in ("area", "admin2") and pd.notna(row.precision_km)
            shape = circle(row.lat, row.lon, row.precision_km) if vague else shapely.Point(row.lon, row.lat)
        geometry.append(shape)
    frame.geometry = gpd.GeoSeries(geometry, index=frame.index, crs=CRS)
    frame["within_name"] = _objects(map(names.get, frame["within"]), frame)
    for column in ("note", "note_source"):
        frame[column] = _objects([None] * len(frame), frame)
    for correction in corrections[corrections["field"] == "areas"].itertuples():
        for index in frame.index[frame["place_id"] == correction.target]:
            circles = [circle(a["lat"], a["lon"], a["radius_km"]) for a in correction.value]
            if circles:
                narrowed = _inside(shapely.union_all(circles), frame.geometry[index])
                frame.loc[[index], "geometry"] = gpd.GeoSeries([narrowed], index=[index], crs=CRS)
            frame.loc[index, ["note", "note_source"]] = [correction.note, "; ".join(correction.sources)]
    return frame


def _inside(circles: shapely.Geometry, area: shapely.Geometry | None) -> shapely.Geometry:
    """Return what of the circles lies in the area around them, which the article states and a correction only narrows."""
    if area is None or area.geom_type == "Point":
        return circles
    narrowed = circles.intersection(area.buffer(BORDER_TOLERANCE))
    return circles if narrowed.is_empty else narrowed


def _mentions(table: pd.DataFrame, articles: pd.DataFrame, places: gpd.GeoDataFrame) -> pd.DataFrame:
    table["text"] = _words(table, articles)
    table["candidates"] = _objects(map(_tuples, table["candidates"]), table)
    columns = ["place_id", "name", "kind", "country", "lat", "lon", "precision_km"]
    return table.merge(pd.DataFrame(places[columns]), on="place_id", how="left").sort_values(["article_id", "start"], ignore_index=True)


def _counted(places: gpd.GeoDataFrame, events: gpd.GeoDataFrame, claims: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places with the number of events and claims at each, and how many of these are disputed."""
    counted = places.copy()
    for column, rows in (("events", events), ("claims", claims), ("disputed", claims[claims["disputed"]])):
        at = rows["place_ids"].explode().value_counts()
        counted[column] = counted["place_id"].map(at).fillna(0).astype("int64")
    return counted


def _names_of_places(places: gpd.GeoDataFrame) -> dict[str, Names]:
    gazetteer = load_gazetteer()
    found: dict[str, Names] = {}
    for row in places.itertuples():
        around = [row.within, row.admin1, f"iso:{row.country}" if row.country else None]
        if row.within and (area := gazetteer.get(row.within)) is not None:
            around += [area.place.admin1, f"iso:{area.place.country}"]
        names = [row.name]
        names += [entry.place.name for a in around if a and (entry := gazetteer.get(a)) is not None]
        found[row.place_id] = tuple(dict.fromkeys(n.casefold() for n in names))
    return found


def _names_of_actors(actors: pd.DataFrame) -> dict[str, Names]:
    found: dict[str, dict[str, None]] = {}
    for name, aliases in zip(actors["name"], actors["aliases"], strict=True):
        for alias in (name, *aliases):
            found.setdefault(alias.casefold(), {})[name] = None
    return {alias: tuple(names) for alias, names in found.items()}


def _any_of(column: pd.Series, wanted: set[str]) -> pd.Series:
    return column.map(lambda values: not wanted.isdisjoint(values)).astype(bool)


def _matches(frames: Frames, rows: gpd.GeoDataFrame, chosen: Filter, layer: str) -> tuple[pd.Series, pd.Series]:
    """Return which rows the filter keeps, and which it would keep if they had a date."""
    keep = pd.Series(data=True, index=rows.index)
    who = ("sources", "targets") if layer == "event" else ("speakers",)
    if chosen.actors:
        wanted = {n for a in chosen.actors for n in (a, *frames.actor_names.get(a.casefold(), ()))}
        matched = pd.Series(data=False, index=rows.index)
        for column in who:
            matched |= _any_of(rows[column], wanted)
        if layer == "claim":
            matched |= rows["addressee"].isin(wanted)
        keep &= matched
    if chosen.types and layer == "event":
        keep &= rows["type"].isin(chosen.types)
    if chosen.stances and layer == "claim":
        keep &= rows["stance"].isin(chosen.stances)
    if chosen.place is not None:
        wanted_places = _places_named(frames, chosen.place)
        keep &= _any_of(rows["place_ids"], wanted_places)
    if chosen.article is not None:
        keep &= rows["article_id"] == chosen.article
    if chosen.bbox is not None:
        keep &= _in_box(rows.geometry, chosen.bbox)
    if chosen.text:
        columns = ("quote", "place_name", *who, *(("proposition", "addressee") if layer == "claim" else ("trigger",)))
        keep &= _holds_words(rows, columns, chosen.text)
    undated = rows["date_start"].isna() & rows["date_end"].isna()
    if not chosen.dated:
        return keep, undated & False
    dated = ~undated
    if chosen.since is not None:
        dated &= rows["date_end"].isna() | (rows["date_end"] >= pd.Timestamp(chosen.since))
    if chosen.until is not None:
        dated &= rows["date_start"].isna() | (rows["date_start"] <= pd.Timestamp(chosen.until))
    return keep & dated, keep & undated


def _places_named(frames: Frames, place: str) -> set[str]:
    if place in frames.place_names:
        return {place}
    wanted = {place.casefold()} | {e.place.name.casefold() for e in load_gazetteer().find(place)[:1]}
    return {place_id for place_id, names in frames.place_names.items() if not wanted.isdisjoint(names)}


def _in_box(geometry: gpd.GeoSeries, bbox: tuple[float, float, float, float]) -> pd.Series:
    west, south, east, north = bbox
    boxes = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    inside = pd.Series(data=False, index=geometry.index)
    for w, e in boxes:
        inside |= geometry.intersects(shapely.box(w, south, e, north))
    return inside


def _holds_words(rows: gpd.GeoDataFrame, columns: Iterable[str], text: str) -> pd.Series:
    """Tell which rows hold every word of `text` somewhere in the columns, whatever the case."""
    hay = pd.Series("", index=rows.index)
    for column in columns:
        values = rows[column].map(lambda v: " ".join(v) if isinstance(v, tuple) else v if isinstance(v, str) else "")
        hay = hay + " " + values.astype(str).str.casefold()
    holds = pd.Series(data=True, index=rows.index)
    for word in text.casefold().split():
        holds &= hay.str.contains(word, regex=False)
    return holds
