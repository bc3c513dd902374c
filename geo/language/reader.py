"""One article in, one reading out: the language part and the gazetteer put together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.gazetteer.index import load_gazetteer
from geo.gazetteer.resolve import resolve_places
from geo.language.actors import find_actors
from geo.language.anchoring import anchor_claims, anchor_events
from geo.language.claims import find_claims
from geo.language.dates import find_dates
from geo.language.events import find_events
from geo.language.parse import parse
from geo.language.places import find_places, with_text_spans
from geo.language.relations import relate_claims
from geo.language.tolls import with_tolls
from geo.records import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from py3langid.langid import LanguageIdentifier

    from geo.records import Article, Claim, Event, PlaceMention, Span

NESTED = 8
"""Contents around a cue among which the one that holds it is looked for."""
ENOUGH_TO_TELL = 40  # characters; shorter texts are taken as English, since the recogniser guesses at them


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  (needed only when reading)

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of the text's language; texts too short to tell are taken as English."""
    sample = text.strip()[:4000]
    if len(sample) < ENOUGH_TO_TELL:
        return "en"
    return str(_identifier().classify(sample)[0])


def read_article(article: Article, spans: Sequence[Span] | None = None) -> Reading:
    """Read an article: its places, dates, actors, events, claims, and which claim disputes which.

    Parameters
    ----------
    article
        The text, with its day of publication where known: relative dates stay unresolved without it.
    spans
        Place mentions given from outside: then exactly these are resolved, and places are not looked for.

    Returns
    -------
    Reading
        Records whose spans are indices into `article.text`.
    """
    article = replace(article, language=article.language or language_of(article.text))
    gazetteer = load_gazetteer()
    parsed = parse(article.text)
    place_spans = find_places(parsed, gazetteer)
    if spans is not None:
        place_spans = with_text_spans(article.text, spans, place_spans)
    mentions = resolve_places(place_spans, article.text, gazetteer)
    dates = find_dates(parsed, article.published)
    actors = find_actors(parsed, article.published, mentions)
    events = _one_a_trigger(find_events(parsed, actors, dates, mentions))
    events = anchor_events(events, parsed, dates, mentions, article.published)
    claims = _one_a_cue(find_claims(parsed, actors))
    claims = relate_claims(parsed, claims, actors)
    claims = anchor_claims(claims, parsed, dates, mentions, article.published)
    tellings = _tellings(events)
    around = _outer(claims)
    claims = [replace(c, events=_events_of(c, tellings), within=outer) for c, outer in zip(claims, around, strict=True)]
    events = with_tolls(events, claims, parsed)
    return Reading(
        article,
        mentions=tuple(mentions),
        dates=tuple(dates),
        actors=actors.actors,
        events=tuple(events),
        claims=tuple(claims),
        sentences=tuple(paragraph.span(sentence) for paragraph, sentence in parsed.sentences()),
        areas=tuple(entry.place for w in sorted(_around(mentions)) if (entry := gazetteer.get(w)) is not None),
    )


def _one_a_trigger(events: Sequence[Event]) -> list[Event]:
    """Return the events without a second one on the same trigger: the trigger is the row's id."""
    return list({e.trigger: e for e in reversed(events)}.values())[::-1]


def _one_a_cue(claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims with those on the same cue made one: the cue is the row's id."""
    made: dict[Span, Claim] = {}
    for claim in claims:
        first = made.setdefault(claim.cue, claim)
        if first is not claim:
            made[claim.cue] = replace(first, content=tuple(sorted({*first.content, *claim.content})))
    return list(made.values())


def _outer(claims: Sequence[Claim]) -> list[int | None]:
    """Return for each claim the index of the innermost other one whose content holds its cue: who says that who says."""
    contents = sorted((start, end, i) for i, c in enumerate(claims) for start, end in c.content)
    found: list[int | None] = [None] * len(claims)
    stack: list[tuple[int, int, int]] = []
    at = 0
    for number in sorted(range(len(claims)), key=lambda i: claims[i].cue):
        cue = claims[number].cue
        while at < len(contents) and contents[at][0] <= cue[0]:
            stack.append(contents[at])
            at += 1
        while stack and stack[-1][1] <= cue[0]:
            stack.pop()
        found[number] = next((i for _, end, i in reversed(stack[-NESTED:]) if i != number and end >= cue[1]), None)
    return found


def _tellings(events: Sequence[Event]) -> list[tuple[Span, int]]:
    """Return every passage that tells of an event, with the event's number, in order."""
    return sorted((span, i) for i, e in enumerate(events) for span in (e.trigger, *e.spans))


def _events_of(claim: Claim, tellings: Sequence[tuple[Span, int]]) -> tuple[int, ...]:
    """Return the events that a claim is about: those told in its content, or by its very cue ("accused", "demanded")."""
    found: set[int] = set()
    for start, end in (claim.cue, *claim.content):
        first = max(bisect_right(tellings, start, key=lambda t: t[0][0]) - 1, 0)
        last = bisect_left(tellings, end, key=lambda t: t[0][0])
        found |= {event for span, event in tellings[first:last] if start < span[1]}
    return tuple(sorted(found))


def _around(mentions: Sequence[PlaceMention]) -> set[str]:
    """Return the ids of the areas that hold the groups mentioned."""
    return {m.place.within for m in mentions if m.place is not None and m.place.within is not None}
