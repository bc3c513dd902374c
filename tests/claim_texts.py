"""Claims made by hand, of articles that nobody wrote, for the tests of their grouping."""

from __future__ import annotations

import datetime as dt
from typing import Any

from geo.claim_facts import ClaimFacts, EventFacts

GOMA, BUKAVU, KHARTOUM = "gn:216281", "gn:217831", "gn:379252"
NORTH_KIVU, SOUTH_KIVU = "ne:CD-NK", "ne:CD-SK"
MONDAY = dt.date(2025, 1, 27)


def claim(article: str, text: str, speaker: str = "a witness", **given: Any) -> ClaimFacts:
    """A claim of Goma on Monday, unless something else is given; `start` tells the claims of one article apart."""
    day = given.pop("day", MONDAY)
    start = given.pop("start", 0)
    facts = {
        "stance": "assert",
        "fine": frozenset({GOMA}),
        "coarse": frozenset({NORTH_KIVU, "iso:CD"}),
        "days": (day, day),
        "said": MONDAY,
    } | given
    return ClaimFacts(f"{article}:claim:{start}-{start + 4}", article, start, text=text, speakers=(speaker,), **facts)


def attack(article: str, place: str = GOMA, day: dt.date = MONDAY, start: int = 0) -> EventFacts:
    return EventFacts(f"{article}:event:{start}-{start + 4}", "ASSAULT", frozenset({place}), (day, day))


NOWHERE: dict[str, Any] = {"fine": frozenset(), "coarse": frozenset()}
UNDATED: dict[str, Any] = {"days": (None, None)}
