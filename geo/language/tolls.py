"""Numbers of killed, wounded, displaced and captured: whose event they belong to, and who gives them."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import replace
from operator import itemgetter
from typing import TYPE_CHECKING

from geo.language.figures import figures_of
from geo.language.propositions import load_derivations
from geo.records import Toll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.language.figures import Figure
    from geo.language.parse import ParsedText
    from geo.records import Claim, Event, Span

NESTED = 8
"""Contents before a number among which the one that holds it is looked for."""


def with_tolls(events: Sequence[Event], claims: Sequence[Claim], parsed: ParsedText) -> list[Event]:
    """Return the events with every number of victims that their sentences give.

    A number belongs to the event of its sentence that has it as its count, else to the nearest that can have such victims. Who
    denies it does not give it.
    """
    given: dict[int, list[Toll]] = {}
    tellings = sorted((span, i) for i, e in enumerate(events) for span in (e.trigger, *e.spans))
    contents = sorted((start, end, i) for i, c in enumerate(claims) for start, end in c.content)
    for paragraph, sentence in parsed.sentences():
        start, end = paragraph.span(sentence)
        near = tellings[bisect_left(tellings, ((start, 0), 0)) : bisect_left(tellings, ((end, 0), 0))]
        for figure in figures_of(list(sentence)) if near else ():
            span = figure.span[0] + paragraph.offset, figure.span[1] + paragraph.offset
            types = load_derivations().tolls[figure.measure].types
            bearing = [(events[i].count != figure.number, abs(told[0] - span[0]), i) for told, i in near if events[i].type in types]
            claim = _claim_around(span, contents, claims)
            if bearing and (claim is None or claim.stance != "deny"):
                given.setdefault(min(bearing)[2], []).append(_toll(figure, span, claim.speakers if claim else ()))
    return [replace(e, tolls=tuple(given.get(i, ()))) for i, e in enumerate(events)]


def _claim_around(span: Span, contents: Sequence[tuple[int, int, int]], claims: Sequence[Claim]) -> Claim | None:
    """Return the claim whose content holds a span most closely."""
    before = bisect_right(contents, span[0], key=itemgetter(0))
    holding = [(end - start, i) for start, end, i in contents[max(0, before - NESTED) : before] if span[1] <= end]
    return claims[min(holding)[1]] if holding else None


def _toll(figure: Figure, span: Span, speakers: tuple[str, ...]) -> Toll:
    name = load_derivations().tolls[figure.measure].name
    return Toll(name, figure.number if figure.low else None, None if math.isinf(figure.high) else figure.number, span, speakers)
