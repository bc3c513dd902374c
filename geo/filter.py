"""The one Filter that every view, panel and export obeys, and its form in a URL."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, get_args

from geo.errors import InputError
from geo.records import EventType, Stance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EVENT_TYPES: tuple[str, ...] = get_args(EventType)
STANCES: tuple[str, ...] = get_args(Stance)


@dataclass(frozen=True)
class Filter:
    """What is to be seen. Repeated values of one field mean OR, different fields AND.

    Dates select rows whose interval overlaps the closed interval `[since, until]`; undated rows are then left out.
    An actor matches as source, target, speaker or addressee. A place given by name takes in what lies inside it,
    a place given by `place_id` only itself. `disputed` keeps disputed claims, the claims that dispute them, and their events.
    """

    actors: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    types: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    disputed: bool = False
    place: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    """West, south, east, north in WGS 84 degrees; west > east crosses the antimeridian."""
    article: str | None = None
    text: str | None = None

    def __post_init__(self) -> None:
        """Refuse values that no row could ever match.

        Raises
        ------
        InputError
            If a type or stance is not a known one, the dates are the wrong way round, or the box is none.
        """
        for given, known, what in ((self.types, EVENT_TYPES, "event type"), (self.stances, STANCES, "stance")):
            unknown = next((v for v in given if v not in known), None)
            if unknown is not None:
                msg = f"{unknown!r} is not a known {what}; use one of {', '.join(known)}."
                raise InputError(msg)
        if self.since and self.until and self.since > self.until:
            msg = f"The first day {self.since} is after the last day {self.until}; give them the other way round."
            raise InputError(msg)
        if self.bbox is not None:
            west, south, east, north = self.bbox
            if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004  degrees
                msg = f"{','.join(f'{v:g}' for v in self.bbox)!r} is not a box; give west,south,east,north in degrees."
                raise InputError(msg)

    @property
    def is_empty(self) -> bool:
        """Whether the filter lets everything through."""
        return self == Filter()

    @property
    def dated(self) -> bool:
        """Whether the filter asks for dates, so that undated rows are left out."""
        return self.since is not None or self.until is not None

    def to_query(self) -> dict[str, list[str]]:
        """Return the filter as URL query parameters; an empty filter gives an empty dict."""
        query: dict[str, list[str]] = {
            "actor": list(self.actors),
            "since": [self.since.isoformat()] if self.since else [],
            "until": [self.until.isoformat()] if self.until else [],
            "type": list(self.types),
            "stance": list(self.stances),
            "disputed": ["1"] if self.disputed else [],
            "place": [self.place] if self.place else [],
            "bbox": [",".join(f"{v:.10g}" for v in self.bbox)] if self.bbox else [],
            "article": [self.article] if self.article else [],
            "text": [self.text] if self.text else [],
        }
        return {key: values for key, values in query.items() if values}

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> Filter:
        """Return the filter that URL query parameters or command-line options state; unknown keys are left alone.

        Raises
        ------
        InputError
            If a date, box, type or stance cannot be used.
        """

        def last(key: str) -> str | None:
            values = [v for v in query.get(key, ()) if v]
            return values[-1] if values else None

        since, until, bbox = last("since"), last("until"), last("bbox")
        return cls(
            actors=_unique(query.get("actor", ())),
            since=parse_date(since) if since else None,
            until=parse_date(until) if until else None,
            types=_unique(query.get("type", ())),
            stances=_unique(query.get("stance", ())),
            disputed=last("disputed") not in (None, "0"),
            place=last("place"),
            bbox=parse_bbox(bbox) if bbox else None,
            article=last("article"),
            text=last("text"),
        )


FILTER_FIELDS: tuple[str, ...] = tuple(f.name for f in fields(Filter))


def _unique(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in values if v))


def parse_date(text: str) -> dt.date:
    """Return the day that an ISO 8601 date `YYYY-MM-DD` states.

    Raises
    ------
    InputError
        If the text is not such a date.
    """
    try:
        return dt.datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError:
        msg = f"{text!r} is not a date; write it as YYYY-MM-DD, for example 2025-03-15."
        raise InputError(msg) from None


def parse_bbox(text: str) -> tuple[float, float, float, float]:
    """Return the box that `west,south,east,north` states, in WGS 84 degrees.

    Raises
    ------
    InputError
        If the text is not four numbers.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        msg = f"{text!r} is not a box; give west,south,east,north in degrees."
        raise InputError(msg) from None
    return west, south, east, north
