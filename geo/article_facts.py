"""Title and day of publication that a text itself states at its head, where nothing else does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from geo.records import DateMention, Reading

HEAD_LINES = 8
"""Lines at the head of a text among which its title, author and date stand."""
LONGEST_DATE = 90
"""Characters of a line that tells the day of publication: it says little else. A longer one is a title, or begins the story."""
DATELINE = 60
"""Characters from its beginning within which a story's dateline ends."""
LONGEST_TITLE = 200
_DATELINE_END = re.compile(r"\s*(?:\([^()\n]{1,40}\))?\s*(?:-|–|—|:)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def title_of(text: str) -> str | None:
    """Return the first line as a title if it reads like one: short, no sentence, and followed by more."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if len(lines) < 2 or len(lines[0]) > LONGEST_TITLE:  # noqa: PLR2004  a title and a text
        return None
    first = lines[0].lstrip("# ")
    if not first or first.endswith((".", ",", ";", ":")) or _YEAR.fullmatch(first[-4:]):
        return None
    return first if len(first) < len(max(lines[1:], key=len)) else None


def published_of(reading: Reading) -> DateMention | None:
    """Return the date that the head of the text tells by itself, or its dateline, with day, month and year.

    A line that tells of an event is no such line, whatever its date: "2024-05-04 Rebels shelled Goma".
    """
    start, text = 0, reading.article.text
    told = [span[0] for span in (*(e.trigger for e in reading.events), *(c.cue for c in reading.claims))]
    for line in text.splitlines(keepends=True)[: HEAD_LINES * 2]:
        end = start + len(line)
        words = line.strip()
        dates = [d for d in reading.dates if start <= d.start < end and _is_day(d) and _YEAR.search(d.text)]
        if words and len(words) <= LONGEST_DATE and len(words) < len(text.strip()):
            if dates and not any(start <= t < end for t in told):
                return dates[0]
        elif len(words) > LONGEST_DATE:
            dateline = next((d for d in dates if d.end - start <= DATELINE and _DATELINE_END.match(text, d.end)), None)
            if dateline is not None or len(words) > LONGEST_TITLE:
                return dateline
        start = end
    return None


def _is_day(date: DateMention) -> bool:
    return date.date_start is not None and date.date_start == date.date_end


def implausible(day: dt.date, today: dt.date) -> bool:
    """Tell whether a day of publication lies in the future, or before there were newspapers on the web or in archives."""
    return day > today or day.year < 1900  # noqa: PLR2004
