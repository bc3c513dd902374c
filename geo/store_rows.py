"""From what was read to rows of the store's tables."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from geo.store_schema import (
    actors,
    claim_events,
    claim_places,
    claim_speakers,
    claims,
    dates,
    event_actors,
    event_places,
    events,
    mentions,
    places,
    relations,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sqlalchemy as sa

    from geo.records import Article, Place, Reading, Span, When

GAP = " … "
"""Between the parts of a proposition that the article interrupts."""


def article_row(article: Article, sentences: tuple[Span, ...]) -> dict[str, Any]:
    """Return the row of an article."""
    return {
        "article_id": article.article_id,
        "text": article.text,
        "doc": article.doc,
        "published": article.published,
        "title": article.title,
        "outlet": article.outlet,
        "url": article.url,
        "language": article.language,
        "sentences": _spans(sentences),
    }


def place_rows(found: Iterable[Place]) -> list[dict[str, Any]]:
    """Return the rows of places, one for each `place_id`."""
    return [{c.name: getattr(p, c.name) for c in places.c} for p in {p.place_id: p for p in found}.values()]


def search_text(*parts: str | Iterable[str] | None) -> str:
    """Return what a search looks through: every part that there is, casefolded."""
    words = [p if isinstance(p, str) else " ".join(p) for p in parts if p]
    return " ".join(words).casefold()


def sentences_around(text: str, sentences: tuple[Span, ...], span: Span) -> str:
    """Return the sentences that a span touches, or its own words where no sentence is known."""
    touched = [s for s in sentences if s[0] < span[1] and s[1] > span[0]]
    return text[touched[0][0] : touched[-1][1]] if touched else text[span[0] : span[1]]


def proposition(text: str, content: Iterable[Span]) -> str:
    """Return the words of what is claimed."""
    return GAP.join(text[s:e] for s, e in content)


def _spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [list(s) for s in spans]


def _when(when: When) -> dict[str, Any]:
    return {
        "date_start": when.date_start,
        "date_end": when.date_end,
        "date_precision": when.precision,
        "date_basis": when.basis,
    }


def reading_rows(reading: Reading) -> dict[sa.Table, list[dict[str, Any]]]:
    """Return all rows of a reading but those of its article and its places, in an order that foreign keys allow."""
    text = reading.article.text
    names = {key: place.name for key, place in reading.places.items()}
    event_ids = [reading.row_id("event", e.trigger) for e in reading.events]
    claim_ids = [reading.row_id("claim", c.cue) for c in reading.claims]
    key = {"article_id": reading.article.article_id}

    def main_place(place_ids: tuple[str, ...]) -> str | None:
        return names.get(place_ids[0]) if place_ids else None

    return {
        mentions: [
            key
            | {
                "mention_id": reading.row_id("mention", (m.start, m.end)),
                "start": m.start,
                "end": m.end,
                "place_id": m.place.place_id if m.place else None,
                "metonym": m.metonym,
                "confidence": m.confidence,
                "candidates": [
                    {"place_id": c.place.place_id, "name": c.place.name, "score": round(c.score, 4), "reason": c.reason}
                    for c in m.candidates
                ],
            }
            for m in reading.mentions
        ],
        dates: [
            key
            | {
                "start": d.start,
                "end": d.end,
                "type": d.type,
                "value": d.value,
                "date_start": d.date_start,
                "date_end": d.date_end,
                "precision": d.precision,
            }
            for d in reading.dates
        ],
        actors: [
            key
            | {
                "name": a.name,
                "kind": a.kind,
                "side": a.side,
                "anonymous": a.anonymous,
                "aliases": list(a.aliases),
                "roles": list(a.roles),
                "mentions": _spans(a.mentions),
            }
            for a in reading.actors
        ],
        events: [
            key
            | _when(e.when)
            | {
                "event_id": event_id,
                "start": e.trigger[0],
                "end": e.trigger[1],
                "type": e.type,
                "acled_type": e.acled_type,
                "geo_precision": e.geo_precision,
                "status": e.status,
                "count": e.count,
                "means": list(e.means),
                "spans": _spans(e.spans),
                "tolls": [asdict(t) for t in e.tolls],
                "search": search_text(
                    sentences_around(text, reading.sentences, e.trigger),
                    text[e.trigger[0] : e.trigger[1]],
                    main_place(e.place_ids),
                    e.sources,
                    e.targets,
                ),
            }
            for event_id, e in zip(event_ids, reading.events, strict=True)
        ],
        event_actors: [
            {"event_id": event_id, "role": role, "ordinal": i, "name": name}
            for event_id, e in zip(event_ids, reading.events, strict=True)
            for role, who in (("source", e.sources), ("target", e.targets))
            for i, name in enumerate(who)
        ],
        event_places: [
            {"event_id": event_id, "ordinal": i, "place_id": place_id}
            for event_id, e in zip(event_ids, reading.events, strict=True)
            for i, place_id in enumerate(e.place_ids)
        ],
        claims: [
            key
            | _when(c.when)
            | {
                "claim_id": claim_id,
                "start": c.cue[0],
                "end": c.cue[1],
                "content": _spans(c.content),
                "stance": c.stance,
                "quote_kind": c.quote,
                "addressee": c.addressee,
                "within_claim": None if c.within is None else claim_ids[c.within],
                "geo_precision": c.geo_precision,
                "search": search_text(
                    sentences_around(text, reading.sentences, c.cue),
                    proposition(text, c.content),
                    main_place(c.place_ids),
                    c.speakers,
                    c.addressee,
                ),
            }
            for claim_id, c in zip(claim_ids, reading.claims, strict=True)
        ],
        claim_speakers: [
            {
                "claim_id": claim_id,
                "ordinal": i,
                "name": name,
                "start": c.speaker_spans[i][0] if i < len(c.speaker_spans) else None,
                "end": c.speaker_spans[i][1] if i < len(c.speaker_spans) else None,
            }
            for claim_id, c in zip(claim_ids, reading.claims, strict=True)
            for i, name in enumerate(c.speakers)
        ],
        claim_places: [
            {"claim_id": claim_id, "ordinal": i, "place_id": place_id}
            for claim_id, c in zip(claim_ids, reading.claims, strict=True)
            for i, place_id in enumerate(c.place_ids)
        ],
        claim_events: [
            {"claim_id": claim_id, "event_id": event_ids[e]}
            for claim_id, c in zip(claim_ids, reading.claims, strict=True)
            for e in c.events
        ],
        relations: [
            {"claim_id": claim_id, "type": r.type, "other_claim_id": claim_ids[r.claim], "degree": r.degree}
            for claim_id, c in zip(claim_ids, reading.claims, strict=True)
            for r in c.relations
        ],
    }
