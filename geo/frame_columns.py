"""The columns of the GeoDataFrames, what each holds, and the check that a frame keeps to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pandera.pandas as pa

from geo.errors import DataError
from geo.filter import EVENT_TYPES, STANCES
from geo.records import DateBasis, DatePrecision, EventStatus, GeoPrecision, PlaceKind, QuoteKind

if TYPE_CHECKING:
    import geopandas as gpd

CRS = "EPSG:4326"


def _text(description: str, *, known: Any = None, null: bool = False, unique: bool = False) -> pa.Column:
    checks = pa.Check.isin(list(known)) if known is not None else None
    return pa.Column(object, checks, nullable=null, unique=unique, coerce=True, description=description)


def _tuple(description: str) -> pa.Column:
    check = pa.Check(lambda values: values.map(lambda v: isinstance(v, tuple)).all(), error="holds tuples")
    return pa.Column(object, check, coerce=True, description=description)


def _whole(description: str, *, null: bool = False) -> pa.Column:
    return pa.Column("Int64" if null else "int64", pa.Check.ge(0), nullable=null, coerce=True, description=description)


def _flag(description: str) -> pa.Column:
    return pa.Column(bool, coerce=True, description=description)


def _day(description: str) -> pa.Column:
    return pa.Column("datetime64[s]", nullable=True, coerce=True, description=description)


_WHEN = {
    "date_start": _day("first day on which it happened; none: unknown or open"),
    "date_end": _day("last day on which it happened"),
    "date_precision": _text("how exact the dates are", known=get_args(DatePrecision)),
    "date_basis": _text(
        "what gave the dates: its clause, sentence, paragraph, or the story's own day; none: imported", known=get_args(DateBasis), null=True
    ),
}
_WHERE = {
    "place_id": _text("the main place", null=True),
    "place_name": _text("the main place's name", null=True),
    "place_ids": _tuple("every place, the main one first"),
    "geo_precision": _text("how exact the main place is", known=get_args(GeoPrecision), null=True),
}
_SOURCE = {
    "article_id": _text("the article read"),
    "start": _whole("first character of the span in the article"),
    "end": _whole("just past the last character of the span"),
}
_EITHER_SOURCE = {
    "article_id": _text("the article read; none: imported", null=True),
    "start": _whole("first character of the span in the article; none: imported", null=True),
    "end": _whole("just past the last character of the span; none: imported", null=True),
    "source": _text("the data set it was imported from; none: read from an article", null=True),
    "source_id": _text("its id in that data set", null=True),
}
_CORRECTED = {
    "corrected": _tuple("what of it a person corrected"),
    "note": _text("why, as the corrections say", null=True),
    "note_source": _text("who says so", null=True),
}

PLACE_COLUMNS: dict[str, pa.Column] = {
    "place_id": _text("identifier of the referent", unique=True),
    "name": _text("the country's own official romanisation"),
    "kind": _text("what it is", known=get_args(PlaceKind)),
    "country": _text("ISO 3166-1 alpha-2", null=True),
    "admin1": _text("place_id of the first-level unit around it", null=True),
    "lat": pa.Column(float, pa.Check.in_range(-90, 90), nullable=True, coerce=True, description="WGS 84 degrees"),
    "lon": pa.Column(float, pa.Check.in_range(-180, 180), nullable=True, coerce=True, description="WGS 84 degrees"),
    "precision_km": pa.Column(float, pa.Check.ge(0), nullable=True, coerce=True, description="radius in kilometres"),
    "count": _whole("groups: how many places the article counts", null=True),
    "within": _text("groups: place_id of the area around them", null=True),
    "within_name": _text("groups: name of the area around them", null=True),
    "mentions": _whole("how often the articles name it"),
    "articles": _whole("in how many articles"),
    "metonym_only": _flag("named only for the government or office that it stands for"),
    "note": _text("facts that a sourced correction adds", null=True),
    "note_source": _text("who gives these facts", null=True),
    "events": _whole("events there"),
    "claims": _whole("claims about it"),
    "disputed": _whole("disputed claims about it"),
}

EVENT_COLUMNS: dict[str, pa.Column] = {
    "event_id": _text("`article_id:event:start-end`, or `data set:event:source_id`", unique=True),
    **_EITHER_SOURCE,
    "trigger": _text("the words that tell of it; imported: the data set's own name of its type"),
    "quote": _text("the sentence around the trigger; imported: the row's notes"),
    "type": _text("PLOVER root, or DISPLACE", known=EVENT_TYPES),
    "acled_type": _text("ACLED event type, where one applies", null=True),
    "sources": _tuple("names of the actors who act"),
    "targets": _tuple("names of the actors acted on"),
    **_WHERE,
    **_WHEN,
    "status": _text("happened, ordered, planned ...", known=get_args(EventStatus)),
    "count": _whole("people or places counted", null=True),
    "means": _tuple("weapons and means named"),
    "spans": _tuple("other passages that tell of it"),
    "tolls": _tuple("numbers of victims given for it: objects with kind, least, most, words and speakers"),
    "claims": _tuple("claim_ids of the claims about it"),
    "disputed": _flag("whether a claim about it is disputed"),
    "fatalities": _whole("imported: deaths, by the data set's best estimate", null=True),
    "codes": pa.Column(object, nullable=True, coerce=True, description="imported: the data set's own codes and sources, as it has them"),
    **_CORRECTED,
}

CLAIM_COLUMNS: dict[str, pa.Column] = {
    "claim_id": _text("`article_id:claim:start-end`", unique=True),
    **_SOURCE,
    "cue": _text("the words that attribute it"),
    "content_spans": _tuple("spans of what is claimed"),
    "proposition": _text("the words of what is claimed"),
    "quote": _text("the sentence around the cue"),
    "speakers": _tuple("names of the actors who say it"),
    "within_claim": _text("claim_id of the claim whose content holds it", null=True),
    "reported_by": _tuple("names of those who report that the speakers say it, the nearest first"),
    "addressee": _text("to whom", null=True),
    "stance": _text("what the speaker does", known=STANCES),
    "quote_kind": _text("direct, indirect or mixed", known=get_args(QuoteKind)),
    **_WHERE,
    **_WHEN,
    "events": _tuple("event_ids of the events it is about"),
    "disputed": _flag("whether another claim disputes it"),
    "disputed_by": _tuple("claim_ids of the claims that dispute it"),
    "disputes": _tuple("claim_ids of the claims it disputes"),
    "disputes_in_part": _tuple("those of them that it disputes in part only"),
    "supports": _tuple("claim_ids of the claims it supports"),
    "repeats": _tuple("claim_ids of the claims it repeats"),
    **_CORRECTED,
}


def validate(frame: gpd.GeoDataFrame, columns: dict[str, pa.Column]) -> gpd.GeoDataFrame:
    """Check a frame against its contract and return it with the contract's types and order.

    Parameters
    ----------
    frame
        A GeoDataFrame in EPSG:4326.
    columns
        One of `PLACE_COLUMNS`, `EVENT_COLUMNS`, `CLAIM_COLUMNS`; a geometry column comes on top, null where nothing could be placed.

    Raises
    ------
    DataError
        If a column is missing, holds a value that is not allowed, or the geometry is not in EPSG:4326.
    """
    if frame.crs is None or frame.crs.to_epsg() != 4326:  # noqa: PLR2004  WGS 84
        msg = f"The frame's coordinates are in {frame.crs}, not in {CRS}."
        raise DataError(msg)
    geometry = frame.geometry
    empty = geometry.notna() & geometry.is_empty
    if empty.any() or not geometry[geometry.notna()].is_valid.all():
        msg = "The frame holds an empty or invalid geometry; what has no place must have none."
        raise DataError(msg)
    try:
        plain = pa.DataFrameSchema(columns, strict="filter").validate(frame.drop(columns=geometry.name))
    except pa.errors.SchemaError as error:
        msg = f"The frame breaks its contract: {error}"
        raise DataError(msg) from error
    return type(frame)(plain[list(columns)], geometry=geometry, crs=frame.crs)
