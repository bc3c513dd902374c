"""What was read from an article before it is kept: counts, places, events and claims as short lines, and what is doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.add_job import Draft, today
from dashboard.cards import as_sentence
from dashboard.wording import catalogue, counted, day_name, listed, look_of, say, stance_name, type_name, when_name
from geo.article_facts import implausible
from geo.gazetteer.index import load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.records import Claim, Event, Place, Reading, When
    from geo.similar import Alike

LONGEST_LINE = 180
"""Characters of a claim that are shown before it is cut."""
MOST_LINES = 100
"""Lines of one kind that are shown; of more, how many."""
FEW_WORDS = 30


@dataclass(frozen=True)
class _Named:
    """A place, and how the article names it."""

    name: str
    place: Place | None
    times: int
    confidence: float
    metonym: bool


def draft_data(draft: Draft) -> dict[str, Any]:
    """Return all that the page shows of a draft, as plain text and numbers."""
    reading = draft.reading
    article = reading.article
    places = _places(reading)
    disputed = len(reading.disputed_claims)
    counts = [counted(len(places), "place"), counted(len(reading.events), "event"), counted(len(reading.claims), "claim")]
    if disputed:
        counts.append(say("header.disputed", n=disputed))
    return {
        "id": draft.key,
        "stands": draft.stands,
        "name": article.title or _beginning(article.text),
        "doc": article.doc,
        "title": article.title or "",
        "outlet": article.outlet or "",
        "url": article.url or "",
        "published": article.published.isoformat() if article.published else "",
        "counts": " · ".join(
            [*([say("article.published", date=day_name(article.published, weekday=True))] if article.published else []), *counts]
        ),
        "notes": notes(draft),
        "parts": [
            _part("places", [_place_line(p) for p in places]),
            _part("events", [_event_line(e, reading) for e in reading.events]),
            _part("claims", [_claim_line(i, c, reading) for i, c in enumerate(reading.claims)]),
        ],
    }


def _part(name: str, lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    more = len(lines) - MOST_LINES
    return {
        "id": name,
        "label": say(f"tabs.{name}"),
        "count": f"{len(lines):,}",
        "lines": list(lines[:MOST_LINES]),
        "more": say("add.more", n=f"{more:,}") if more > 0 else "",
        "none": say(f"add.no_{name}"),
    }


def _beginning(text: str) -> str:
    words = " ".join(text[:200].split())
    return words if len(words) <= LONGEST_LINE // 2 else words[: LONGEST_LINE // 2].rsplit(" ", 1)[0] + "…"


def _places(reading: Reading) -> list[_Named]:
    """Return the places of the article, those named most first; what could not be found under its own words."""
    found: dict[str, list[Any]] = {}
    for mention in reading.mentions:
        found.setdefault(mention.place.place_id if mention.place else f"? {mention.text.casefold()}", []).append(mention)
    named = [
        _Named(
            ms[0].place.name if ms[0].place else ms[0].text,
            ms[0].place,
            len(ms),
            max(m.confidence for m in ms),
            all(m.metonym for m in ms),
        )
        for ms in found.values()
    ]
    return sorted(named, key=lambda n: (n.place is None, n.metonym, -n.times))


def _place_line(named: _Named) -> dict[str, Any]:
    place = named.place
    facts = []
    if place is None:
        facts.append(say("article.mention_unknown"))
    else:
        facts.append(catalogue()["kinds"].get(place.kind, place.kind))
        entry = load_gazetteer().get(f"iso:{place.country}") if place.country and place.kind != "country" else None
        if entry is not None:
            facts.append(entry.place.name)
        elif place.country and place.kind != "country":
            facts.append(place.country)
    if named.metonym:
        facts.append(say("places.metonym"))
    facts.append(counted(named.times, "mention"))
    confidence = say("add.confidence", n=f"{named.confidence:.2f}") if place is not None else ""
    return {"main": named.name, "facts": " · ".join(facts), "end": confidence, "doubt": place is None}


def _event_line(event: Event, reading: Reading) -> dict[str, Any]:
    who = listed(event.sources)
    whom = listed(event.targets)
    facts = [catalogue()["status"].get(event.status, event.status), _when(event.when), _where(event.place_ids, reading)]
    words = reading.article.text[event.trigger[0] : event.trigger[1]]
    actors = " → ".join(p for p in (who, whom) if p) if whom and who else who or (f"→ {whom}" if whom else f"“{words}”")
    return {"look": look_of(event.type), "label": type_name(event.type), "main": actors, "facts": " · ".join(f for f in facts if f)}


def _claim_line(number: int, claim: Claim, reading: Reading) -> dict[str, Any]:
    text = reading.article.text
    words = as_sentence(" … ".join(text[s:e] for s, e in claim.content)) or text[claim.cue[0] : claim.cue[1]]
    if len(words) > LONGEST_LINE:
        words = words[:LONGEST_LINE].rsplit(" ", 1)[0] + "…"
    facts = [_when(claim.when), _where(claim.place_ids, reading)]
    return {
        "label": stance_name(claim.stance),
        "who": listed(claim.speakers, say("panel.nobody")),
        "main": words,
        "facts": " · ".join(f for f in facts if f),
        "disputed": number in reading.disputed_claims,
    }


def _when(when: When) -> str:
    return when_name(when.date_start, when.date_end, when.precision)


def _where(place_ids: Sequence[str], reading: Reading) -> str:
    place = next((reading.places[p] for p in place_ids if p in reading.places), None)
    return place.name if place is not None else say("panel.no_place")


def notes(draft: Draft) -> list[dict[str, Any]]:
    """Return what a person should hear before keeping an article: `text`, and the `article` to open where one is meant."""
    reading, article = draft.reading, draft.reading.article
    made: list[dict[str, Any]] = []

    def note(key: str, *, about: str | None = None, quiet: bool = False, **values: Any) -> None:
        made.append({"text": say(f"add.{key}", **values), "article": about, "quiet": quiet})

    if draft.stands == "known":
        note("known")
    for alike in draft.alike[:3]:
        note("alike_whole" if _is_whole(alike) else "alike", about=alike.article_id, share=round(100 * alike.shared), title=_named(alike))
    if article.language not in (None, "en"):
        names = catalogue()["languages"]
        note("language", language=names.get(article.language, article.language))
    if draft.stands != "read":
        return made
    if article.published is None:
        unresolved = sum(d.type == "DATE" and d.date_start is None for d in reading.dates)
        note("undated_some" if unresolved else "undated", n=unresolved)
    elif implausible(article.published, today()):
        note("future" if article.published > today() else "ancient", day=day_name(article.published))
    elif draft.date_found:
        note("date_found", words=draft.date_found, quiet=True)
    if not any(m.place is not None for m in reading.mentions):
        note("unplaced_all")
    if not reading.events and not reading.claims:
        note("nothing")
    elif len(article.text.split()) < FEW_WORDS:
        note("short", quiet=True)
    return made


def _is_whole(alike: Alike) -> bool:
    return min(alike.shared, alike.covered) > 0.95  # noqa: PLR2004  the same text but for a word or a line


def _named(alike: Alike) -> str:
    return " · ".join(p for p in (alike.title or f"“{alike.beginning}…”", alike.outlet) if p)
