"""Where and when each event and claim lies: its own clause, else its sentence, else its paragraph, else the story's day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.language.date_anchors import DateAnchors
from geo.language.place_anchors import PlaceAnchors
from geo.records import GEO_PRECISION

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo.language.parse import ParsedText
    from geo.records import Claim, DateMention, Event, GeoPrecision, Place, PlaceMention


def anchor_events(
    events: Sequence[Event],
    parsed: ParsedText,
    dates: Sequence[DateMention],
    mentions: Sequence[PlaceMention],
    published: dt.date | None,
) -> list[Event]:
    """Give each event its days and its places.

    Parameters
    ----------
    events : sequence of Event
        As found, with their triggers and other passages.
    parsed : ParsedText
        The article.
    dates, mentions : sequences
        The article's dates and resolved places; a metonym is never where an event happened.
    published : datetime.date or None
        Day of publication.

    Returns
    -------
    list of Event
        With `when`, `place_ids` (main place first; none where the article supports none) and `geo_precision`.
    """
    places, days = PlaceAnchors(parsed, mentions), DateAnchors(parsed, dates, published)
    anchored = []
    for event in events:
        found = places.of_event(event)
        anchored.append(replace(event, when=days.of_event(event), place_ids=_ids(found), geo_precision=_precision(found)))
    return anchored


def anchor_claims(
    claims: Sequence[Claim],
    parsed: ParsedText,
    dates: Sequence[DateMention],
    mentions: Sequence[PlaceMention],
    published: dt.date | None,
) -> list[Claim]:
    """Give each claim the day on which it was made and the place it is about.

    Parameters
    ----------
    claims : sequence of Claim
        With their relations, if known: "these claims" is about the place of the claim that it disputes.
    parsed, dates, mentions, published
        As for `anchor_events`.

    Returns
    -------
    list of Claim
        With `when`, `place_ids` and `geo_precision`.
    """
    places, days = PlaceAnchors(parsed, mentions), DateAnchors(parsed, dates, published)
    found = [places.of_claim(claim) for claim in claims]
    for index, claim in enumerate(claims):
        if not found[index] and claim.stance == "deny":
            found[index] = disputed_places(claim, found)
    return [replace(c, when=days.of_claim(c), place_ids=_ids(f), geo_precision=_precision(f)) for c, f in zip(claims, found, strict=True)]


def disputed_places(claim: Claim, places: Sequence[Sequence[Place]]) -> list[Place]:
    """Return the places of the claim that this one disputes or supports."""
    for relation in claim.relations:
        if relation.claim < len(places) and places[relation.claim]:
            return list(places[relation.claim])
    return []


def _ids(places: Sequence[Place]) -> tuple[str, ...]:
    """Return ids, main place first; a group is led by the area that it lies in."""
    ids: list[str] = []
    for place in places:
        if place.kind == "group" and place.within is not None:
            ids.append(place.within)
        ids.append(place.place_id)
    return tuple(dict.fromkeys(ids))


def _precision(places: Sequence[Place]) -> GeoPrecision | None:
    return GEO_PRECISION[places[0].kind] if places else None
