"""A reading as the JSON object that `python -m geo extract` writes, one line an article."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import datetime as dt

    from geo.records import Actor, Claim, DateMention, Event, Place, PlaceMention, Reading, When

NO_PLACE: dict[str, Any] = {"place": None, "place_id": None, "lat": None, "lon": None}


def to_json(reading: Reading, *, with_text: bool = False) -> dict[str, Any]:
    """Return a reading in the form of the command-line contract.

    Parameters
    ----------
    reading
        What was read from one article.
    with_text
        Add the text, for input whose text was extracted from another format: the offsets refer to it.
    """
    article = reading.article
    row: dict[str, Any] = {
        "doc": article.doc,
        "article_id": article.article_id,
        "published": _day(article.published),
        "language": article.language,
    }
    if with_text:
        row["text"] = article.text
    row["mentions"] = [_mention(m) for m in reading.mentions]
    row["dates"] = [_date(d) for d in reading.dates]
    row["actors"] = [_actor(a) for a in reading.actors]
    row["events"] = [_event(reading, e, i in reading.disputed_events) for i, e in enumerate(reading.events)]
    row["claims"] = [_claim(reading, c, i in reading.disputed_claims) for i, c in enumerate(reading.claims)]
    return row


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _mention(mention: PlaceMention) -> dict[str, Any]:
    place = mention.place
    row: dict[str, Any] = {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "place_id": place.place_id if place else None,
        "name": place.name if place else None,
        "kind": place.kind if place else None,
        "country": place.country if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "precision_km": place.precision_km if place else None,
        "metonym": mention.metonym,
        "confidence": round(mention.confidence, 3),
    }
    if place is not None and place.kind == "group":
        row |= {"count": place.count, "within": place.within}
    return row


def _date(date: DateMention) -> dict[str, Any]:
    return {
        "start": date.start,
        "end": date.end,
        "text": date.text,
        "type": date.type,
        "value": date.value,
        "date_start": _day(date.date_start),
        "date_end": _day(date.date_end),
        "precision": date.precision,
    }


def _actor(actor: Actor) -> dict[str, Any]:
    return {"name": actor.name, "kind": actor.kind, "side": actor.side, "mentions": [list(m) for m in actor.mentions]}


def _when(when: When) -> dict[str, Any]:
    return {
        "date_start": _day(when.date_start),
        "date_end": _day(when.date_end),
        "date_precision": when.precision,
        "date_basis": when.basis,
    }


def _where(places: dict[str, Place], place_ids: tuple[str, ...]) -> dict[str, Any]:
    place = places.get(place_ids[0]) if place_ids else None
    if place is None:
        return NO_PLACE
    return {"place": place.name, "place_id": place.place_id, "lat": place.lat, "lon": place.lon}


def _event(reading: Reading, event: Event, disputed: bool) -> dict[str, Any]:  # noqa: FBT001  (private)
    return {
        "id": reading.row_id("event", event.trigger),
        "trigger": list(event.trigger),
        "type": event.type,
        "acled_type": event.acled_type,
        "sources": list(event.sources),
        "targets": list(event.targets),
        **_where(reading.places, event.place_ids),
        "place_ids": list(event.place_ids),
        "geo_precision": event.geo_precision,
        **_when(event.when),
        "status": event.status,
        "count": event.count,
        "means": list(event.means),
        "spans": [list(s) for s in event.spans],
        "tolls": [asdict(t) for t in event.tolls],
        "disputed": disputed,
    }


def _claim(reading: Reading, claim: Claim, disputed: bool) -> dict[str, Any]:  # noqa: FBT001  (private)
    return {
        "id": reading.row_id("claim", claim.cue),
        "speakers": list(claim.speakers),
        "speaker_spans": [list(s) for s in claim.speaker_spans],
        "addressee": claim.addressee,
        "cue": list(claim.cue),
        "content": [list(s) for s in claim.content],
        "stance": claim.stance,
        "quote": claim.quote,
        **_where(reading.places, claim.place_ids),
        **_when(claim.when),
        "events": list(claim.events),
        "disputed": disputed,
        "relations": [{"type": r.type, "claim": r.claim, "degree": r.degree} for r in claim.relations],
        "within": claim.within,
    }
