"""What relative expressions are counted from, and what readings of dates have in common."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.language import calendar_days as cal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.language.calendar_days import Period
    from geo.language.date_grammar import Expression, Word

UNITS = ("UNIT", "UNITS", "SECOND")
NUMBERS = ("D", "I", "F", "Y", "NUMBER", "NINETEEN")
MONTHS = ("MONTH", "MABBR")
WEEKDAYS = ("WEEKDAY", "WDABBR")
PARTS = ("EDGE", "EARLIER", "LATER")
NEAR_MONTHS = 2
"""A day of the year without a past tense is taken ahead when it is at most so many months away."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What relative expressions are counted from."""

    published: dt.date | None
    focus: dt.date | None = None
    """First day of the last date read in the paragraph, however exact."""
    focus_day: dt.date | None = None
    """The last date read in the paragraph that is exact to the day."""
    year: int | None = None
    """Year written in the same or the preceding sentence."""
    future: bool = False
    """Whether the tense points ahead."""
    past: bool = False
    """Whether the tense points back; with neither, a day just ahead may be meant ("the record date is Nov. 9")."""
    quarter: dt.date | None = None
    """First day of the last quarter of a year that the article spoke of: "a year earlier" compares with its like."""

    @property
    def story(self) -> dt.date | None:
        """The day that narration goes on from."""
        return self.focus_day or self.published

    def base(self, unit: str) -> dt.date | None:
        """Return what "the following X" counts from: a day for days and hours, any date for longer units."""
        return self.story if unit[0] in "DT" else self.focus or self.published


def value_of(word: Word | None) -> int:
    """Return the whole number that a word stands for, 0 for none."""
    return int(word.value) if word is not None else 0


def count_of(words: Sequence[Word]) -> float | None:
    """Return the number that the words give ("two thousand", "2 1/2", "a couple of"); `None` for a vague one."""
    total = current = 0.0
    seen = False
    for i, w in enumerate(words):
        if w.kind == "SLASH":
            whole, upper, lower = current - float(words[i - 1].value), float(words[i - 1].value), float(words[i + 1].value)
            return total + whole + (upper / lower if lower else 0)
        if (seen and w.kind in ("TO", "OR")) or (w.kind == "HYPHEN" and i + 1 < len(words) and words[i - 1].kind in ("D", "I")):
            break
        if w.kind == "QUANT":
            return None
        if w.kind == "COUPLE":
            return 2
        if w.kind == "HALF":
            return 0.5
        if w.kind in NUMBERS:
            number = float(w.value)
            seen = True
            if number == 1000 and w.kind == "NUMBER":  # noqa: PLR2004
                total, current = total + max(current, 1) * 1000, 0
            elif number in (100, 12) and w.kind == "NUMBER" and (current or number == 100):  # noqa: PLR2004
                current = max(current, 1) * number
            else:
                current += number
    return total + current if seen else 1.0


def duration_value(count: float | None, unit: str) -> str:
    """Return the ISO 8601 duration ("P30D", "PT2H", "PXM" for a vague number)."""
    time, letter = ("T", unit[1]) if len(unit) == 2 else ("", unit)  # noqa: PLR2004  (TH, TM, TS)
    if count is None:
        return f"P{time}X{letter}"
    if letter in ("E", "C", "F") and not time:
        count, letter = count * {"E": 10, "C": 100, "F": 2}[letter], "W" if letter == "F" else "Y"
    whole, rest = int(count), count - int(count)
    smaller = {"Y": (12, "M"), "H": (60, "M"), "M": (60, "S")}.get(letter) if letter != "M" or time else None
    if rest and smaller:
        head = f"{whole}{letter}" if whole else ""
        return f"P{time}{head}{round(rest * smaller[0])}{smaller[1]}"
    return f"P{time}{count:g}{letter}"


def unit_of(e: Expression) -> str:
    """Return the unit of time among the words ("W"); seconds where only "second" is there."""
    word = e.first("UNIT", "UNITS", "WEEKEND", "WEEKENDS")
    return str(word.value) if word else "TS"


def narrow_by_words(e: Expression, period: Period, reference: Reference) -> Period:
    """Narrow a period by the words around it ("early", "the end of", "earlier in")."""
    word = e.first(*PARTS)
    if word is None:
        return period
    part = word.kind if word.kind != "EDGE" else str(word.value)
    return cal.narrowed(period, part, reference.published if e.has("THIS") else reference.story)


def aim_of(e: Expression) -> str | None:
    """Return LAST, NEXT, THIS, THAT, PREVIOUS, FOLLOWING, LATEST or CURRENT, the strongest of the words there."""
    for kind in ("PREVIOUS", "FOLLOWING", "LAST", "NEXT", "LATEST", "THAT", "CURRENT", "THIS"):
        if e.has(kind):
            return kind
    return None


def weekday_date(number: int, reference: Reference, aim: str | None = None) -> dt.date | None:
    """Return the date of a weekday (1 Monday .. 7 Sunday): latest not after the published date, unless words or tense say otherwise."""
    base = reference.story if aim in ("PREVIOUS", "FOLLOWING", "THAT") else reference.published
    if base is None:
        return None
    back = (base.isoweekday() - number) % 7
    match aim:
        case "LAST" | "PREVIOUS":
            return base - dt.timedelta(days=back or 7)
        case "NEXT" | "FOLLOWING":
            return base + dt.timedelta(days=(number - base.isoweekday()) % 7 or 7)
        case "THIS":
            ahead = base + dt.timedelta(days=(number - base.isoweekday()) % 7)
            return ahead if reference.future or back > base.weekday() else base - dt.timedelta(days=back)
    if reference.future and aim is None:
        return base + dt.timedelta(days=(number - base.isoweekday()) % 7)
    return base - dt.timedelta(days=back)


def year_of(month: int, day: int, reference: Reference, aim: str | None = None) -> int | None:
    """Return the year of a month or day written without one."""
    if reference.year is not None and aim is None:
        return reference.year
    published = reference.published
    if published is None:
        return None
    if aim == "THIS":
        return published.year
    if aim in ("LAST", "PREVIOUS") and day == 0:
        return published.year - (month >= published.month)
    if aim == "NEXT" or reference.future:
        return published.year + ((month, day or 31) < (published.month, published.day))
    not_yet = (month, day) > (published.month, published.day) if day else month > published.month
    if not_yet and day and not reference.past and (month - published.month) <= NEAR_MONTHS:
        return published.year
    if not not_yet and day and not reference.past and (month + 12 - published.month) <= NEAR_MONTHS:
        return published.year + 1
    return published.year - not_yet


def written_year(e: Expression, words: Sequence[Word] | None = None) -> int | None:
    """Return the year that the words give in digits or spelled out."""
    words = words or e.words
    full = next((w for w in words if w.kind == "Y"), None)
    if full is not None:
        return int(full.value)
    at = next((i for i, w in enumerate(words) if w.kind == "NINETEEN"), None)
    if at is not None and any(w.kind == "NUMBER" for w in words[at:]):
        return 1900 + int(count_of([w for w in words[at + 1 :] if w.kind in ("NUMBER", "HYPHEN")]) or 0)
    return None


def month_day(words: Sequence[Word], reference: Reference) -> dt.date | None:
    """Return the date of "March 5" or "5 March 2024" among the words."""
    month = next((w for w in words if w.kind in MONTHS), None)
    number = next((w for w in words if w.kind in ("D", "O", "ORDINAL", "SECOND")), None)
    if month is None or number is None:
        return None
    year = next((int(w.value) for w in words if w.kind == "Y"), None)
    year = year if year is not None else year_of(int(month.value), int(number.value), reference)
    return dt.date(year, int(month.value), int(number.value)) if year is not None else None


def date_among(e: Expression, reference: Reference) -> dt.date | None:
    """Return the date that a time of day is written with, if any."""
    month = next((i for i, w in enumerate(e.words) if w.kind in MONTHS), None)
    if month is not None:
        near = [w for i, w in enumerate(e.words) if abs(i - month) <= 2 or w.kind == "Y"]  # noqa: PLR2004
        return month_day(near, reference)
    weekday, today = e.first(*WEEKDAYS), e.first("TODAY", "TONIGHT")
    if weekday is not None:
        return weekday_date(int(weekday.value), reference, aim_of(e))
    if today is not None:
        return cal.shift(reference.published, int(today.value), "D") if reference.published else None
    return None


def is_dated(e: Expression) -> bool:
    """Say whether the words of a time of day name its day too."""
    return e.has(*MONTHS, *WEEKDAYS, "TODAY", "TONIGHT")


def counted(e: Expression) -> tuple[float | None, str]:
    """Return the number and the unit of "two and a half years"."""
    at = next((i for i, w in enumerate(e.words) if w.kind in UNITS), len(e.words))
    words = [w for w in e.words[:at] if w.kind not in ("MORE", "APPROX")]
    count = count_of(words)
    bare = not any(w.kind in (*NUMBERS, "A", "COUPLE", "ANOTHER", "HALF") for w in words)
    if count is not None and any(w.kind == "HALF" for w in e.words[at:]):
        count += 0.5
    return (None if bare else count), unit_of(e)
