"""GeoDataFrames from the store's tables, with the corrections that stand laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.corrected_tables import corrected_tables
from geo.corrections import standing
from geo.frame_columns import CRS
from geo.gazetteer.index import load_gazetteer
from geo.gazetteer.shapes import circle
from geo.place_shapes import shape_of
from geo.store_rows import proposition

if TYPE_CHECKING:
    from collections.abc import Iterable

Tables = dict[str, pd.DataFrame]

BORDER_TOLERANCE = 0.03  # degrees, some 3 km: Natural Earth's borders leave villages as far as that on the wrong side

TABLES = (
    "articles", "places", "mentions", "dates", "actors", "source_actors", "events", "event_actors", "event_places", "claims",
    "claim_speakers", "claim_places", "claim_events", "relations", "corrections",
)  # fmt: skip


@dataclass(frozen=True)
class Built:
    """What the tables hold, as frames."""

    places: gpd.GeoDataFrame
    events: gpd.GeoDataFrame
    claims: gpd.GeoDataFrame
    mentions: pd.DataFrame
    actors: pd.DataFrame
    articles: pd.DataFrame


def build(tables: Tables) -> Built:
    """Return the frames of rows of the store's tables; links may name rows that are not among them.

    Parameters
    ----------
    tables
        The frames of `TABLES`, each with its table's columns; `outer_claims` beside them has claims that hold one of `claims`.
    """
    articles = tables["articles"]
    corrected = standing(tables["corrections"])
    places = places_frame(tables["places"], corrected)
    tables = corrected_tables({"outer_claims": tables["claims"].iloc[:0]} | tables, corrected)
    geometry = dict(zip(places["place_id"], places.geometry, strict=True))
    names = dict(zip(places["place_id"], places["name"], strict=True))
    claims = _claims(tables, articles, geometry, names)
    disputes = tables["relations"]["other_claim_id"][tables["relations"]["type"] == "disputes"]
    events = _events(tables, articles, geometry, names, set(disputes))
    for frame, key in ((events, "event_id"), (claims, "claim_id")):
        _tell_corrections(frame, key, corrected)
    mentions = _mentions(tables["mentions"], articles, places)
    _tell_corrections(mentions, "mention_id", corrected)
    places = _named(places, mentions, events, claims)
    places["mentions"] = places["place_id"].map(mentions["place_id"].value_counts()).fillna(0).astype("int64")
    places["articles"] = places["place_id"].map(mentions.groupby("place_id")["article_id"].nunique()).fillna(0).astype("int64")
    plain = set(mentions.loc[~mentions["metonym"], "place_id"])
    places["metonym_only"] = ~places["place_id"].isin(plain) & (places["mentions"] > 0)
    return Built(places, events, claims, mentions, _actors(tables), articles)


def places_frame(table: pd.DataFrame, corrected: dict[str, dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return places with their shapes, where a person put them or as the gazetteer has them."""
    gazetteer = load_gazetteer()
    frame = gpd.GeoDataFrame(table, geometry=[None] * len(table), crs=CRS)
    names = dict(zip(frame["place_id"], frame["name"], strict=True))
    shapes: list[shapely.Geometry | None] = [shape_of(gazetteer, row._asdict()) for row in frame.itertuples(index=False)]
    notes: list[Any] = [None] * len(frame)
    note_sources: list[Any] = [None] * len(frame)
    positions = {key: i for i, key in enumerate(frame["place_id"])} if corrected else {}
    kinds = frame["kind"].tolist()
    for target, fields in corrected.items():
        i = positions.get(target)
        if i is None:
            continue
        own = shapes[i]
        for field in sorted(fields.values(), key=lambda f: f.correction_id):
            if field.field == "accepted":
                continue
            if field.field == "point":
                shapes[i] = shapely.Point(field.value["lon"], field.value["lat"])
                stated = [c for c in ("lat", "lon", "precision_km") if c in field.value]
                frame.loc[frame.index[i], stated] = [field.value[c] for c in stated]
            else:
                drawn = _drawn(field.field, field.value)
                shapes[i] = own if drawn is None else _inside(drawn, own) if kinds[i] == "group" else drawn
            notes[i], note_sources[i] = field.note, "; ".join(field.sources)
    frame.geometry = gpd.GeoSeries(shapes, index=frame.index, crs=CRS)
    frame["within_name"] = _objects(map(names.get, frame["within"]), frame)
    frame["note"], frame["note_source"] = _objects(notes, frame), _objects(note_sources, frame)
    return frame


def _named(places: gpd.GeoDataFrame, mentions: pd.DataFrame, events: gpd.GeoDataFrame, claims: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places that something still names: a correction may leave a place with nothing."""
    named = {*mentions["place_id"], *(p for frame in (events, claims) for ids in frame["place_ids"] for p in ids)}
    around = set(places.loc[places["place_id"].isin(named), "within"])
    return places[places["place_id"].isin(named | around)].reset_index(drop=True)


def _drawn(field: str, value: Any) -> shapely.Geometry | None:
    """Return what a person drew: circles of stated radius, or the rings of an outline; `None` for no circle at all."""
    if field == "outline":
        return shapely.orient_polygons(shapely.Polygon(value[0], value[1:]))
    return shapely.union_all([circle(a["lat"], a["lon"], a.get("radius_km", 1.0)) for a in value]) if value else None


def _inside(circles: shapely.Geometry, area: shapely.Geometry | None) -> shapely.Geometry:
    """Return what of the circles lies in the area around them, which the article states and a correction only narrows."""
    if area is None or area.geom_type == "Point":
        return circles
    narrowed = circles.intersection(area.buffer(BORDER_TOLERANCE))
    return circles if narrowed.is_empty else narrowed


def _tell_corrections(frame: gpd.GeoDataFrame, key: str, corrected: dict[str, dict[str, Any]]) -> None:
    found = [corrected.get(k, {}) for k in frame[key]] if corrected else [{}] * len(frame)
    frame["corrected"] = _objects((tuple(f) for f in found), frame)
    frame["note"] = _objects(("; ".join(dict.fromkeys(r.note for r in f.values())) or None for f in found), frame)
    frame["note_source"] = _objects(("; ".join(dict.fromkeys(s for r in f.values() for s in r.sources)) or None for f in found), frame)


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
    made: dict[tuple[str, ...], tuple[str, ...]] = {}  # rows share their tuples: most say the same few names
    none: tuple[str, ...] = ()
    tuples = (made.setdefault(t, t) for t in (tuple(found[k]) if k in found else none for k in keys))
    return _objects(tuples, keys)


def _days(column: pd.Series) -> pd.Series:
    return pd.to_datetime(column).astype("datetime64[s]")


def _words(table: pd.DataFrame, articles: pd.DataFrame, otherwise: pd.Series | None = None) -> list[str]:
    """Return for each row the words of its span; for an imported row, those of `otherwise`."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    rest = otherwise if otherwise is not None else table["article_id"]
    return [
        texts[a][s:e] if a is not None else (o or "")
        for a, s, e, o in zip(table["article_id"], table["start"], table["end"], rest, strict=True)
    ]


def _quotes(table: pd.DataFrame, articles: pd.DataFrame) -> list[str]:
    """Return for each row the sentences of its article that its span touches; for an imported row, its notes."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    bounds = {a: np.array(s or [[0, 0]]) for a, s in zip(articles["article_id"], articles["sentences"], strict=True)}
    notes = table["quote"] if "quote" in table.columns else table["article_id"]
    quotes = []
    for article_id, start, end, note in zip(table["article_id"], table["start"], table["end"], notes, strict=True):
        if article_id is None:
            quotes.append(note or "")
            continue
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
    tables: Tables, articles: pd.DataFrame, geometry: dict[str, Any], names: dict[str, str], disputed_claims: set[str]
) -> gpd.GeoDataFrame:
    frame = _placed(tables["events"], tables["event_places"], "event_id", geometry, names)
    kinds = _objects((c.get("type") if isinstance(c, dict) else None for c in frame["codes"]), frame)
    frame["trigger"] = _words(frame, articles, kinds)
    frame["quote"] = _quotes(frame, articles)
    actors = tables["event_actors"]
    for column, role in (("sources", "source"), ("targets", "target")):
        frame[column] = _grouped(actors[actors["role"] == role], "event_id", "name", frame["event_id"])
    for column in ("means", "spans"):
        frame[column] = _objects(map(_tuples, frame[column]), frame)
    frame["tolls"] = _tolls(frame, articles)
    frame["claims"] = _grouped(tables["claim_events"], "event_id", "claim_id", frame["event_id"])
    frame["disputed"] = frame["claims"].map(lambda ids: not disputed_claims.isdisjoint(ids)).astype(bool)
    return frame


def _tolls(events: pd.DataFrame, articles: pd.DataFrame) -> pd.Series:
    """Return each event's numbers of victims, with their words in place of the span; one that a person gives has its numbers for words."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    none: tuple[dict[str, Any], ...] = ()

    def words(article: str | None, toll: dict[str, Any]) -> str:
        if "span" in toll:
            return str(texts[article][slice(*toll["span"])])
        least, most = toll["least"], toll["most"]
        if toll.get("words"):
            return str(toll["words"])
        return f"≤{most:,}" if least is None else f"≥{least:,}" if most is None else "–".join(dict.fromkeys((f"{least:,}", f"{most:,}")))

    told = (
        tuple({k: v for k, v in t.items() if k != "span"} | {"words": words(article, t)} for t in tolls) if tolls else none
        for article, tolls in zip(events["article_id"], events["tolls"], strict=True)
    )
    return _objects(told, events)


def _claims(tables: Tables, articles: pd.DataFrame, geometry: dict[str, Any], names: dict[str, str]) -> gpd.GeoDataFrame:
    frame = _placed(tables["claims"], tables["claim_places"], "claim_id", geometry, names)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    frame["content_spans"] = _objects(map(_tuples, frame["content"]), frame)
    frame["cue"] = _words(frame, articles)
    frame["proposition"] = [proposition(texts[a], spans) for a, spans in zip(frame["article_id"], frame["content_spans"], strict=True)]
    frame["quote"] = _quotes(frame, articles)
    frame["speakers"] = _grouped(tables["claim_speakers"], "claim_id", "name", frame["claim_id"])
    frame["reported_by"] = _reporters(frame, tables)
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


def _reporters(claims: pd.DataFrame, tables: Tables) -> pd.Series:
    """Return for each claim the speakers of the claims that hold it, from the nearest outwards."""
    within = {k: w for table in (claims, tables["outer_claims"]) for k, w in zip(table["claim_id"], table["within_claim"], strict=True)}
    spoken = tables["claim_speakers"].groupby("claim_id")["name"].agg(tuple) if any(within.values()) else {}

    def reporters(claim_id: str) -> tuple[str, ...]:
        passed: dict[str, None] = {}
        while (holder := within.get(claim_id)) is not None and holder in within and holder not in passed:
            passed[claim_id := holder] = None
        return tuple(dict.fromkeys(name for holder in passed for name in spoken.get(holder, ())))

    return _objects(map(reporters, claims["claim_id"]), claims)


def _mentions(table: pd.DataFrame, articles: pd.DataFrame, places: gpd.GeoDataFrame) -> pd.DataFrame:
    table["text"] = _words(table, articles)
    table["candidates"] = _objects(map(_tuples, table["candidates"]), table)
    columns = ["place_id", "name", "kind", "country", "lat", "lon", "precision_km"]
    return table.merge(pd.DataFrame(places[columns]), on="place_id", how="left").sort_values(["article_id", "start"], ignore_index=True)


def _actors(tables: Tables) -> pd.DataFrame:
    """Return the actors of articles and of data sets; those of a data set have its name in `source` and no article."""
    read, imported = tables["actors"], tables["source_actors"]
    for column in ("aliases", "roles", "mentions"):
        read[column] = _objects(map(_tuples, read[column]), read)
    read["source"] = _objects([None] * len(read), read)
    if not len(imported):
        return read
    imported["aliases"] = _objects(map(_tuples, imported["aliases"]), imported)
    for column in ("roles", "mentions"):
        imported[column] = _objects([()] * len(imported), imported)
    imported["article_id"] = _objects([None] * len(imported), imported)
    imported["anonymous"] = False
    if not len(read):
        return imported[list(read.columns)]
    return pd.concat([read, imported[list(read.columns)]], ignore_index=True)
