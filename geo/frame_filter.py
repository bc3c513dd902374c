"""Which rows of the frames a Filter keeps: the plain reading of the Filter, to which the quicker ones are held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import shapely

from geo.place_names import actors_named, places_named

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geo.filter import Filter
    from geo.frames import Frames


def any_of(column: pd.Series, wanted: set[str]) -> pd.Series:
    """Tell which rows name any of the wanted in a column of tuples."""
    return column.map(lambda values: not wanted.isdisjoint(values)).astype(bool)


def matches(frames: Frames, rows: gpd.GeoDataFrame, chosen: Filter, layer: str) -> tuple[pd.Series, pd.Series]:
    """Return which rows the filter keeps, and which it would keep if they had a date."""
    keep = pd.Series(data=True, index=rows.index)
    who = ("sources", "targets") if layer == "event" else ("speakers",)
    if chosen.actors:
        wanted = actors_named(frames.actor_names, chosen.actors)
        matched = pd.Series(data=False, index=rows.index)
        for column in who:
            matched |= any_of(rows[column], wanted)
        if layer == "claim":
            matched |= rows["addressee"].isin(wanted)
        keep &= matched
    if chosen.types and layer == "event":
        keep &= rows["type"].isin(chosen.types)
    if chosen.stances and layer == "claim":
        keep &= rows["stance"].isin(chosen.stances)
    if chosen.place is not None:
        wanted_places = places_named(frames.place_names, chosen.place)
        keep &= any_of(rows["place_ids"], wanted_places)
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
