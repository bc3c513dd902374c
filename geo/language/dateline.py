"""The dateline with which a news story opens: "MOSCOW (Reuters) -", "GOMA, Congo (AP) —", "Moscow: ..."."""

from __future__ import annotations

import re

_NAMES = r"(?P<names>[A-Z][\w.'’-]+(?:[ -][A-Z][\w.'’-]+){0,3}(?:, ?[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}){0,3})"
_CAPITALS = r"(?P<names>[A-Z][A-Z'’.-]{2,}(?: [A-Z][A-Z'’.-]+){0,2}(?:, ?[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,2})?)"
_PATTERNS = (
    re.compile(_NAMES + r",? \((?:[A-Z][\w&./ -]{1,30})\)(?=\s*(?:-|–|—|:))"),
    re.compile(_CAPITALS + r",? \([A-Z][\w&./ -]{1,30}\)"),
    re.compile(_NAMES + r"(?:, (?:[A-Z][a-z]{2,8}\.? )?\d{1,2}(?: [A-Z][a-z]+)?)? ?(?:--|(?:-|–|—)(?= ))"),
    re.compile(_NAMES + r": (?=[A-Z])"),
    re.compile(r"(?P<names>[A-Z][A-Z'’.-]{3,}(?: [A-Z][A-Z'’.-]+){0,2})(?=[,.]? (?:[A-Z][a-z]|\d))"),
)
_LONGEST = 60


def dateline_end(text: str) -> int:
    """Return the index just past the place names of the dateline that a text opens with; 0 where there is none."""
    for pattern in _PATTERNS:
        match = pattern.match(text)
        if match is not None and match.end("names") <= _LONGEST:
            return match.end("names")
    return 0
