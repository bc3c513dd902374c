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
AFTER_NAMES = re.compile(r"(?:, [\w. ]{3,20})?\s*(?:\([^)]{1,40}\)\s*(?:-{1,2}|–|—|:)?|-{1,2}|–|—|:)\s")
"""What follows the place names of a dateline: a date, an agency, a dash or colon."""
_WITH_AGENCY = re.compile(r"[A-Z][A-Z'’.-]{2,}[^\n:;!?\"“(]{0,60}?\([A-Z][\w. /]{1,30}\)\s*[-–—]{1,2}\s")


def dateline_end(text: str) -> int:
    """Return the index just past the place names of the dateline that a text opens with; 0 where there is none."""
    for pattern in _PATTERNS:
        match = pattern.match(text)
        if match is not None and match.end("names") <= _LONGEST:
            return match.end("names")
    return 0


def story_start(text: str) -> int:
    """Return the index just past a dateline in capitals or with an agency, where the first sentence begins; 0 where there is none."""
    names = dateline_end(text)
    rest = AFTER_NAMES.match(text, names) if names else None
    if rest is not None and (text.split(maxsplit=1)[0].rstrip(",:").isupper() or "(" in rest[0]):
        return rest.end()
    agency = _WITH_AGENCY.match(text)
    return agency.end() if agency is not None else 0
