"""Quotations in a parsed text: spans within quotation marks, also those that run on over paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.language.parse import ParsedText
    from geo.records import Span

OPENING = "“„«"
CLOSING = "”»"
MARKS = OPENING + CLOSING + '"'
_SINGLE = re.compile(r"(?:(?<=^)|(?<=[\s(\[—–-]))['‘](?=[^\W\d_]|[\[“\"])", re.MULTILINE)
FEW_WORDS = 4
"""Words of a quotation in single marks that may end in a plural's s ("the 'rebels' said")."""
LONGEST = 6000
"""Characters after which an unclosed quotation is given up (a stray mark)."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words within quotation marks."""

    start: int
    """Index in the article of the first character within the marks."""
    end: int
    parts: tuple[Span, ...]
    """The quoted words by paragraph, marks left out."""

    @property
    def outer(self) -> Span:
        """The span with its marks."""
        return self.start - 1, self.end + 1


def find_quotations(parsed: ParsedText) -> list[Quotation]:
    """Return the quotations in double marks (also two single ones, as some agencies type them) and in single ones, in order.

    A paragraph that begins with an opening mark while a quotation is open goes on with it, as English typography has it. A
    straight mark opens where no quotation is open. An unclosed quotation ends with its paragraph.
    """
    text, found = parsed.text.replace("''", '""').replace("``", '""'), []
    parts: list[Span] = []
    opened: int | None = None
    for number, paragraph in enumerate(parsed.paragraphs):
        start, end = paragraph.offset, paragraph.end
        position = start
        if opened is not None and text[start] in OPENING + '"':
            position = opened = start + 1
        elif opened is not None:
            found.append(Quotation(parts[0][0], parts[-1][1], tuple(parts)))
            opened, parts = None, []
        skip = -1
        for index in range(position, end):
            mark = text[index]
            if mark not in MARKS or index == skip:
                continue
            double = mark == '"' and index + 1 < end and text[index + 1] == '"'
            if double:
                skip = index + 1
                if opened is None:
                    opened = index + 2
                    continue
            if opened is None and (mark in OPENING or mark == '"'):
                opened = index + 1
            elif opened is not None and (mark in CLOSING or mark == '"'):
                parts.append((opened, index))
                found.append(Quotation(parts[0][0], index, tuple(p for p in parts if p[0] < p[1])))
                opened, parts = None, []
        if opened is not None:
            parts.append((opened, end))
            following = parsed.paragraphs[number + 1].offset if number + 1 < len(parsed.paragraphs) else None
            goes_on = following is not None and text[following] in OPENING + '"' and end - parts[0][0] < LONGEST
            if not goes_on:
                found.append(Quotation(parts[0][0], end, tuple(p for p in parts if p[0] < p[1])))
                opened, parts = None, []
    quotations = [q for q in found if q.parts]
    return sorted([*quotations, *_in_single_marks(parsed, quotations)], key=lambda q: q.start)


def _in_single_marks(parsed: ParsedText, double: list[Quotation]) -> Iterator[Quotation]:
    """Yield the quotations in single marks, as British papers type them, that stand outside those in double marks."""
    ends = [q.end for q in double]
    for paragraph in parsed.paragraphs:
        index = paragraph.offset
        while (opening := _SINGLE.search(parsed.text, index, paragraph.end)) is not None:
            start = index = opening.end()
            at = bisect_left(ends, start)
            if at < len(double) and double[at].start - 1 <= start:
                index = double[at].end
                continue
            limit = min(paragraph.end, double[at].start - 1 if at < len(double) else paragraph.end)
            end = _single_end(parsed.text, start, limit)
            if end is not None:
                yield Quotation(start, end, ((start, end),))
                index = end + 1


def _single_end(text: str, start: int, limit: int) -> int | None:
    """Return where a quotation in single marks ends; an apostrophe after a plural ("the rebels' camp") closes none but a short one."""
    following = _SINGLE.search(text, start, limit)
    limit = following.start() if following is not None else limit
    plural = None
    for index in range(start + 1, min(limit, start + LONGEST)):
        if text[index] not in "'’" or text[index + 1 : index + 2].isalnum() or text[index - 1].isspace():
            continue
        if text[index - 1] != "s" or text[index + 1 : index + 2].strip() != "":
            return index
        plural = plural or index
    return plural if plural is not None and len(text[start:plural].split()) <= FEW_WORDS else None
