"""What a temporal expression means: one reading for each name that `rules/dates.toml` uses.

A reading returns `None` when the words turn out to be no temporal expression after all ("the second day"), and a
`Period` without days when they are one that cannot be resolved (no published date).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.language import calendar_days as cal
from geo.language.calendar_days import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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


def resolve(expression: Expression, reference: Reference) -> Period | None:
    """Return what the expression means.

    Parameters
    ----------
    expression : Expression
        A match of the grammar.
    reference : Reference
        Published date, narrative focus and tense.

    Returns
    -------
    Period or None
        `None` when it is no temporal expression in this place.
    """
    try:
        return READINGS[expression.reading](expression, reference)
    except (ValueError, OverflowError):  # 31 February, year 0: words of a date that no calendar has
        return None


def _value(word: Word | None) -> int:
    return int(word.value) if word is not None else 0


def count_of(words: Sequence[Word]) -> float | None:
    """Return the number that the words give ("two thousand", "2 1/2", "a couple of"); `None` for a vague one."""
    total = current = 0.0
    seen = False
    for i, w in enumerate(words):
        if w.kind == "SLASH":
            whole, upper, lower = current - float(words[i - 1].value), float(words[i - 1].value), float(words[i + 1].value)
            return total + whole + (upper / lower if lower else 0)
        if seen and w.kind in ("TO", "OR") or (w.kind == "HYPHEN" and i + 1 < len(words) and words[i - 1].kind in ("D", "I")):
            break
        if w.kind in ("QUANT",):
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


def _unit(e: Expression) -> str:
    word = e.first("UNIT", "UNITS", "WEEKEND", "WEEKENDS")
    return str(word.value) if word else "TS"


def _edge(e: Expression, period: Period, reference: Reference) -> Period:
    """Narrow a period by the words around it ("early", "the end of", "earlier in")."""
    word = e.first(*PARTS)
    if word is None:
        return period
    part = word.kind if word.kind != "EDGE" else str(word.value)
    return cal.narrowed(period, part, reference.published if e.has("THIS") else reference.story)


def _aim(e: Expression) -> str | None:
    """Return LAST, NEXT, THIS, THAT, PREVIOUS, FOLLOWING, LATEST or CURRENT, the strongest of the words there."""
    for kind in ("PREVIOUS", "FOLLOWING", "LAST", "NEXT", "LATEST", "THAT", "CURRENT", "THIS"):
        if e.has(kind):
            return kind
    return None


def latest(candidates: list[dt.date], reference: Reference, *, strictly: bool = False) -> dt.date | None:
    """Return the candidate nearest to the published date, before it unless the tense points ahead."""
    published = reference.published
    if published is None:
        return None
    if reference.future:
        ahead = [c for c in candidates if c >= published]
        return min(ahead, default=None)
    behind = [c for c in candidates if c < published or (c == published and not strictly)]
    return max(behind, default=None)


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


def _year_of(month: int, day: int, reference: Reference, aim: str | None = None) -> int | None:
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


def _written_year(e: Expression, words: Sequence[Word] | None = None) -> int | None:
    words = words or e.words
    full = next((w for w in words if w.kind == "Y"), None)
    if full is not None:
        return int(full.value)
    at = next((i for i, w in enumerate(words) if w.kind == "NINETEEN"), None)
    if at is not None and any(w.kind == "NUMBER" for w in words[at:]):
        return 1900 + int(count_of([w for w in words[at + 1 :] if w.kind in ("NUMBER", "HYPHEN")]) or 0)
    return None


def _month_day(words: Sequence[Word], reference: Reference) -> dt.date | None:
    """Return the date of "March 5" or "5 March 2024" among the words."""
    month = next((w for w in words if w.kind in MONTHS), None)
    number = next((w for w in words if w.kind in ("D", "O", "ORDINAL", "SECOND")), None)
    if month is None or number is None:
        return None
    year = next((int(w.value) for w in words if w.kind == "Y"), None)
    year = year if year is not None else _year_of(int(month.value), int(number.value), reference)
    return dt.date(year, int(month.value), int(number.value)) if year is not None else None


def _date_among(e: Expression, reference: Reference) -> dt.date | None:
    """Return the date that a time of day is written with, if any."""
    month = next((i for i, w in enumerate(e.words) if w.kind in MONTHS), None)
    if month is not None:
        near = [w for i, w in enumerate(e.words) if abs(i - month) <= 2 or w.kind == "Y"]  # noqa: PLR2004
        return _month_day(near, reference)
    weekday, today = e.first(*WEEKDAYS), e.first("TODAY", "TONIGHT")
    if weekday is not None:
        return weekday_date(int(weekday.value), reference, _aim(e))
    if today is not None:
        return cal.shift(reference.published, int(today.value), "D") if reference.published else None
    return None


def _dated(e: Expression) -> bool:
    return e.has(*MONTHS, *WEEKDAYS, "TODAY", "TONIGHT")


# ------------------------------------------------------------------------------------------------- readings: the calendar


def _calendar(e: Expression, reference: Reference) -> Period | None:
    whole = e.first("Z", "S")
    if whole is not None:
        return _numeric(whole)
    month, number, year = e.first(*MONTHS), e.first("D", "O", "ORDINAL", "SECOND"), _written_year(e)
    if month is None:
        return _edge(e, cal.year(year), reference) if year is not None else None
    if e.has("UNIT"):
        if _unit(e) != "Y" or reference.published is None:
            return Period("DATE", None)
        year = reference.published.year + _value(e.first("LAST", "THIS", "NEXT"))
    if year is None:
        year = _year_of(int(month.value), _value(number), reference)
    if year is None:
        return Period("DATE", f"XXXX-{_value(month):02d}" + (f"-{_value(number):02d}" if number else ""))
    if number is None:
        return _edge(e, cal.month(year, int(month.value)), reference)
    return cal.day(dt.date(year, int(month.value), int(number.value)))


def _spelled_year(e: Expression, reference: Reference) -> Period | None:
    del reference
    number = int(count_of(e.all("NUMBER", "AND")) or 0)
    return cal.year(number) if _unit(e) == "Y" and 1900 <= number < 2100 else None  # noqa: PLR2004


def _numeric(word: Word) -> Period | None:
    if word.kind == "Z":
        return cal.day(dt.date.fromisoformat(word.text))
    first, second, year = (int(n) for n in word.text.replace(".", "/").split("/"))
    if first > 12:  # noqa: PLR2004
        first, second = second, first
    elif second <= 12 and first != second and "/" in word.text:  # noqa: PLR2004  (5/3 or 3/5: the article's country would have to tell)
        return replace(cal.year(year), value=f"{year:04d}-XX-XX")
    elif "." in word.text:
        first, second = second, first
    return cal.day(dt.date(year, first, second))


def _range(start: dt.date, end: dt.date, precision: Period) -> Period | None:
    if end < start:
        return None
    return Period("DATE", f"{start.isoformat()}/{end.isoformat()}", start, end, precision.precision)


def _day_range(e: Expression, reference: Reference) -> Period | None:
    month, days = e.first(*MONTHS), e.all("D", "O")
    year = _written_year(e) or _year_of(_value(month), _value(days[0]), reference)
    if year is None or month is None:
        return Period("DATE", None)
    first, last = (dt.date(year, int(month.value), int(d.value)) for d in days[:2])
    return _range(first, last, cal.day(first))


def _month_range(e: Expression, reference: Reference) -> Period | None:
    del reference
    first, last = e.all(*MONTHS)[:2]
    year = _written_year(e) or 0
    start, end = cal.month(year - (first.value > last.value), int(first.value)), cal.month(year, int(last.value))  # type: ignore[operator]
    return Period("DATE", f"{start.value}/{end.value}", start.start, end.end, "month")


def _year_range(e: Expression, reference: Reference) -> Period | None:
    del reference
    years = e.all("Y", "D", "I")
    start = int(years[0].value)
    end = int(years[1].value)
    if years[1].kind != "Y":
        end += start // 100 * 100
    if not start < end < start + 100 or len(years[1].text) == 3:  # noqa: PLR2004
        return None
    return Period("DATE", f"{start:04d}/{end:04d}", cal.year(start).start, cal.year(end).end, "year")


def _month_of_day(e: Expression, reference: Reference) -> Period | None:
    number, base = _value(e.first("O")), reference.story
    if not 1 <= number <= 31:  # noqa: PLR2004
        return None
    if base is None:
        return Period("DATE", None)
    for back in range(12):
        first = cal.shift(base.replace(day=1), -back, "M")
        if first is None:
            continue
        try:
            date = first.replace(day=number)
        except ValueError:
            continue
        if reference.future or reference.published is None or date <= reference.published:
            return cal.day(date)
    return Period("DATE", None)


def _weekday(e: Expression, reference: Reference) -> Period | None:
    date = weekday_date(_value(e.first(*WEEKDAYS)), reference, _aim(e))
    if date is None:
        return Period("DATE", None)
    return cal.day(date)


def _aimed_month(e: Expression, reference: Reference) -> Period | None:
    month = _value(e.first(*MONTHS))
    year = _year_of(month, 0, reference, _aim(e) if not e.has("THE") else None)
    return _edge(e, cal.month(year, month), reference) if year is not None else Period("DATE", f"XXXX-{month:02d}")


def _season(e: Expression, reference: Reference) -> Period | None:
    code, aim, year = str((e.first("SEASON", "FALL") or e.words[0]).value), _aim(e), _written_year(e)
    if year is not None:
        return _edge(e, cal.season(year, code), reference)
    published = reference.published
    if published is None:
        return Period("DATE", f"XXXX-{code}")
    seasons = [cal.season(y, code) for y in range(published.year - 2, published.year + 2)]
    begun = [s for s in seasons if s.start and s.start <= published]
    ended = [s for s in seasons if s.end and s.end < published]
    ahead = [s for s in seasons if s.end and s.end >= published]
    if aim in ("LAST", "PREVIOUS") and not e.has("THIS"):
        chosen = ended[-1]
    elif aim in ("NEXT", "FOLLOWING"):
        chosen = next(s for s in seasons if s.start and s.start > published)
    elif aim == "THIS" and not e.has("LAST"):
        chosen = ahead[0] if reference.future else next((s for s in seasons if s.start and s.start.year == published.year), begun[-1])
    else:
        chosen = ahead[0] if reference.future else begun[-1]
    return _edge(e, chosen, reference)


def _bare_season(e: Expression, reference: Reference) -> Period | None:
    return _season(e, reference) if e.before in ("in", "by", "since", "until", "during", "before", "after", "through") else None


def _ordinal_unit(e: Expression, reference: Reference) -> Period | None:
    unit = e.all("UNIT")[-1] if e.words[-1].kind == "UNIT" and not e.has("OF") else e.first("UNIT")
    number = _value(e.first("O", "ORDINAL", "SECOND"))
    of_year = [w for w in e.all("UNIT") if w.value == "Y"]
    kinds = {str(w.value) for w in e.all("UNIT")}
    if "C" in kinds and number and not e.has("Y", "OF"):
        return _edge(e, cal.century(number), reference)
    if "Q" not in kinds or not 1 <= number <= 4 or unit is None:  # noqa: PLR2004
        return None
    year, published = _written_year(e), reference.published
    if year is None and published is not None:
        if of_year:
            year = published.year + _value(e.first("LAST", "NEXT"))
        else:
            year = published.year - (cal.quarter(published.year, number).start or published).__gt__(published)
            if reference.future and e.before in ("in", "by", "during", "until") and (cal.quarter(year, number).end or published) < published:
                year += 1
    return _edge(e, cal.quarter(year, number), reference) if year is not None else Period("DATE", f"XXXX-Q{number}")


def _half_year(e: Expression, reference: Reference) -> Period | None:
    number = 2 if e.words[0].kind == "LAST" or e.has("SECOND") or (e.words[0].kind == "THE" and e.words[1].kind == "LAST") else 1
    year = _written_year(e)
    if year is None and e.has("UNIT"):
        if _unit(e) != "Y":
            return None
        if reference.published is None:
            return Period("DATE", None)
        year = reference.published.year + _value(e.all("LAST", "NEXT")[-1] if e.has("NEXT") or len(e.all("LAST")) > (e.words[0].kind == "LAST") else None)
    return cal.half(year, number) if year is not None else None


def _decade(e: Expression, reference: Reference) -> Period | None:
    word = e.first("X", "NINETIES")
    if word is None:
        return None
    if word.kind == "NINETIES":
        return _edge(e, cal.decade(int(word.value)), reference)
    digits = "".join(c for c in word.text if c.isdigit())
    first_three = int(digits[:3]) if len(digits) == 4 else 190 + int(digits[0]) if digits[0] not in "012" else 200 + int(digits[0])  # noqa: PLR2004
    return _edge(e, cal.decade(first_three), reference)


# ----------------------------------------------------------------------------------------- readings: relative to something


def _aimed_unit(e: Expression, reference: Reference) -> Period | None:
    unit, aim = _unit(e), _aim(e)
    if unit in ("TS", "TM", "TH"):
        return None
    if unit == "C":
        return None
    if aim in ("THAT", "PREVIOUS", "FOLLOWING") or (aim == "NEXT" and unit == "D"):
        base = reference.base(unit)
    else:
        base = reference.published
    if aim is None and not _plain_unit(e, unit):
        return None
    if aim in ("LAST", "THIS", "CURRENT", "LATEST") and unit == "D":
        return None
    if base is None:
        return Period("DATE", None)
    if unit == "Y" and aim is None and e.after in ("ended", "ending"):
        return Period("DURATION", "P1Y")
    if unit == "Q" and reference.quarter is not None and aim in (None, "LATEST"):
        return cal.unit_period(reference.quarter, "Q")
    step = {"LAST": -1, "PREVIOUS": -1, "NEXT": 1, "FOLLOWING": 1}.get(aim or "", 0)
    if unit == "Q" and aim in (None, "LATEST"):
        step = -1  # reports speak of the quarter that has ended
    if unit == "WE" and aim in (None, "LATEST", "LAST", "THIS", "CURRENT"):
        saturday = (base.isoweekday() - 6) % 7
        ahead = reference.future or (aim == "THIS" and base.isoweekday() in range(2, 6))
        shifted: dt.date | None = base + dt.timedelta(days=(6 - base.isoweekday()) % 7) if ahead else base - dt.timedelta(days=saturday)
        return _edge(e, cal.weekend(shifted or base), reference)
    shifted = cal.shift(base, step, "W" if unit == "WE" else unit)
    period = cal.unit_period(shifted, unit) if shifted else None
    return _edge(e, period, reference) if period else Period("DATE", None)


def _plain_unit(e: Expression, unit: str) -> bool:
    """Say whether "the week" and the like mean the current one."""
    if e.after in ("of", "-", "'s", "when", "before", "after", "that", "to", "old", "long") or not e.words[-1].text.islower():
        return e.words[-1].kind == "EDGE" or e.after == "'s" and unit in ("W", "WE")
    if unit == "D":
        return e.has("EARLIER", "LATER")
    if unit in ("W", "M", "Y", "Q"):
        return e.has(*PARTS) or e.before in ("in", "of", "for", "during", "this", "through", "throughout", "over", "within", "by", "from", "with")
    return unit == "WE"


def _week_of(e: Expression, reference: Reference) -> Period | None:
    if _unit(e) != "W":
        return None
    date, month = _month_day(e.words[e.words.index(e.all("UNIT")[0]) :], reference), e.first(*MONTHS)
    if date is not None:
        return cal.week(date)
    year = _written_year(e) or _year_of(_value(month), 0, reference)
    if year is None:
        return Period("DATE", None)
    whole, which = cal.month(year, _value(month)), e.first("LAST", "ORDINAL", "SECOND", "EDGE")
    if which is None or whole.start is None or whole.end is None:
        return whole
    if which.kind == "LAST":
        return replace(whole, start=whole.end - dt.timedelta(days=6), precision="week")
    if which.kind == "EDGE" or not 1 <= _value(which) <= 4:  # noqa: PLR2004
        return whole
    first = whole.start + dt.timedelta(days=7 * (_value(which) - 1))
    return replace(whole, start=first, end=first + dt.timedelta(days=6), precision="week")


def _earlier_unit(e: Expression, reference: Reference) -> Period | None:
    units = [str(w.value) for w in e.all("UNIT", "PERIOD")]
    published = reference.published
    if published is None:
        return Period("DATE", None)
    if units == ["Y"] and reference.quarter is not None:
        return cal.unit_period(cal.shift(reference.quarter, -1, "Y") or published, "Q")
    base = cal.shift(published, -1, units[0])
    if base is None:
        return None
    if len(units) > 1 and units[1] == "Q":
        number = _value(e.first("O", "ORDINAL", "SECOND"))
        before = cal.shift(base, -1, "Q") or base
        return cal.quarter(base.year, number) if 1 <= number <= 4 else cal.unit_period(before, "Q")  # noqa: PLR2004
    return cal.unit_period(base, units[-1])


def _counted(e: Expression) -> tuple[float | None, str]:
    """Return the number and the unit of "two and a half years"."""
    at = next((i for i, w in enumerate(e.words) if w.kind in UNITS), len(e.words))
    words = [w for w in e.words[:at] if w.kind not in ("MORE", "APPROX")]
    count = count_of(words)
    bare = not any(w.kind in (*NUMBERS, "A", "COUPLE", "ANOTHER", "HALF") for w in words)
    if count is not None and any(w.kind == "HALF" for w in e.words[at:]):
        count += 0.5
    return (None if bare else count), _unit(e)


def _aimed_count(e: Expression, reference: Reference) -> Period | None:
    count, unit = _counted(e)
    ahead = e.has("NEXT", "FOLLOWING")
    base = reference.published if e.has("LAST", "NEXT", "LATEST") else reference.base(unit)
    value = duration_value(count, unit)
    if base is None:
        return Period("DURATION", value)
    far = cal.shift(base, (count or 0) * (1 if ahead else -1), unit) if count is not None else None
    if far is None:
        return Period("DURATION", value, None if not ahead else base, None if ahead else base)
    precision = cal.unit_period(base, unit)
    return Period("DURATION", value, min(base, far), max(base, far), precision.precision if precision else "unknown")


def _duration(e: Expression, reference: Reference) -> Period | None:
    del reference
    count, unit = _counted(e)
    word = e.first(*UNITS)
    if word is None or (word.kind == "SECOND" and not e.has("HYPHEN")):
        return None
    article_only = e.has("A") and not e.has("QUANT", "COUPLE", "HALF", *NUMBERS)
    if unit == "Q" and (article_only or e.after == "of"):
        return None
    if word.kind == "UNIT" and count is not None and count not in (0.5, 1) and not e.has("HYPHEN", "HALF", "D", "I", "NUMBER"):
        return None
    if word.kind == "UNITS" and article_only:
        return None
    if article_only and e.before in SET_BEFORE | SPEED_BEFORE:
        return None if e.before in SPEED_BEFORE else Period("SET", duration_value(1, unit))
    return Period("DURATION", duration_value(count, unit))


SET_BEFORE = frozenset({"times", "once", "twice", "million", "billion", "thousand", "hundred", "%", "percent", "barrels", "people", "tons", "shells"})
SPEED_BEFORE = frozenset({"km", "kilometers", "kilometres", "miles", "kph", "mph"})


def _vague_duration(e: Expression, reference: Reference) -> Period | None:
    del reference
    before = ("for", "in", "of", "over", "after", "within", "during", "through", "took", "take", "lasted", "last", "follows", "following", "until", "by", "with", "and", "or")
    if e.before not in before and e.after not in ("after", "before", "of", "ahead", "since", "prior") and not e.has("AHEAD"):
        return None
    unit = _unit(e)
    return Period("DURATION", duration_value(None, unit)) if unit[0] != "T" or e.after != "of" else None


def _shifted(e: Expression, reference: Reference) -> Period | None:
    count, unit = _counted(e)
    ago, later = e.has("AGO"), e.has("LATER")
    if e.after == "than":
        return Period("DURATION", duration_value(count, unit))
    base = reference.published if ago else reference.base(unit)
    if later and base == reference.published:
        base = None
    if count is None:
        return Period("DATE", "FUTURE_REF" if later else "PAST_REF", base if later else None, None if later else base)
    if base is None:
        return Period("DATE", None)
    if unit == "Y" and count == 1 and e.has("A") and reference.quarter is not None and not later:
        return cal.unit_period(cal.shift(reference.quarter, -1, "Y") or base, "Q")
    shifted = cal.shift(base, count if later else -count, unit)
    if shifted is None:
        return Period("DATE", None)
    return cal.unit_period(shifted, unit) or cal.day(shifted)


def _shifted_later(e: Expression, reference: Reference) -> Period | None:
    count, unit = _counted(e)
    shifted = cal.shift(reference.published, count or 0, unit) if reference.published else None
    if count is None or shifted is None:
        return Period("DATE", "FUTURE_REF", reference.published)
    return cal.unit_period(shifted, unit) or cal.day(shifted)


def _neighbour_day(e: Expression, reference: Reference) -> Period | None:
    if _unit(e) != "D":
        return None
    today, step = e.first("TODAY"), _value(e.first("BEFORE", "AFTER"))
    base = reference.story if today is None else reference.published
    date = cal.shift(base, step + _value(today), "D") if base else None
    return cal.day(date) if date else Period("DATE", None)


def _deictic_day(e: Expression, reference: Reference) -> Period | None:
    if reference.published is None:
        return Period("TIME" if e.has("PART") else "DATE", None)
    date = cal.shift(reference.published, _value(e.first("TODAY")), "D")
    return _at_part(e, date) if e.has("PART") else cal.day(date) if date else None


# --------------------------------------------------------------------------------------------- readings: times of the day


def _at_part(e: Expression, date: dt.date | None) -> Period:
    """Return the part of the day on the date."""
    part = str((e.first("PART", "TONIGHT", "OVERNIGHT") or e.words[0]).value)
    code = "NI" if e.has("TONIGHT") else part
    if date is None:
        return Period("TIME", None)
    suffix = code if code.startswith("T") else f"T{code}"
    return Period("TIME", f"{date.isoformat()}{suffix}", date, date, "day")


def _part_of_day(e: Expression, reference: Reference) -> Period | None:
    if _dated(e):
        return _at_part(e, _date_among(e, reference))
    base = reference.story if e.has("THAT") or (e.has("THE") and e.has("NEXT", "FOLLOWING")) else reference.published
    if base is None:
        return Period("TIME", None)
    step = 1 if e.has("NEXT", "FOLLOWING") else -1 if e.has("LAST") else 0
    return _at_part(e, cal.shift(base, step, "D"))


def _bare_part(e: Expression, reference: Reference) -> Period | None:
    if e.before not in ("at", "in", "by", "during", "until", "before", "after", "since", "from", "around", "near", "shortly") and not e.has("EDGE"):
        return None
    if e.before == "at" and e.words[-1].text.lower() == "night":
        return None  # "at night" is any night
    return _at_part(e, reference.story)


def _overnight(e: Expression, reference: Reference) -> Period | None:
    base = _date_among(e, reference) if _dated(e) else reference.published
    weekday = e.first("WEEKDAY")
    if e.words[0].kind == "WEEKDAY" and weekday is not None:
        base = weekday_date(int(weekday.value), reference)
        if base is None:
            return Period("TIME", None)
        return Period("TIME", f"{base.isoformat()}TNI", base, base + dt.timedelta(days=1), "day")
    if base is None:
        return Period("TIME", None)
    if e.has("FROM"):
        return Period("TIME", f"{base.isoformat()}TNI", base, base + dt.timedelta(days=1), "day")
    eve = base - dt.timedelta(days=1)
    return Period("TIME", f"{eve.isoformat()}TNI", eve, base, "day")


def _clock(e: Expression, reference: Reference) -> Period | None:
    clock = e.first("K")
    if clock is None:
        at = next(i for i, w in enumerate(e.words) if w.kind in ("AMPM", "OCLOCK"))
        hour, minute = int(e.words[at - 1].value), 0
    else:
        hour, minute = (int(n) for n in clock.text.split(":"))
        if not e.has("AMPM", "ZONE", "LOCAL") and e.before not in ("at", "around", "by", "until", "till", "from", "between", "since", "about", "before", "after"):
            return None
    half = e.first("AMPM")
    if hour > 24 or minute > 59 or (half is not None and hour > 12):  # noqa: PLR2004
        return None
    if half is not None:
        hour = hour % 12 + int(half.value)
    date = _date_among(e, reference) if _dated(e) else reference.story
    if date is None:
        return Period("TIME", f"XXXX-XX-XXT{hour:02d}:{minute:02d}")
    return Period("TIME", f"{date.isoformat()}T{hour:02d}:{minute:02d}", date, date, "day")


# ------------------------------------------------------------------------------------------- readings: sets and references


def _set(e: Expression, reference: Reference) -> Period | None:
    del reference
    word = e.first("SETWORD")
    if word is not None:
        return Period("SET", str(word.value))
    weekday = e.first("WEEKDAY", "WEEKDAYS")
    if weekday is not None:
        part = e.first("PARTS")
        return Period("SET", f"XXXX-WXX-{weekday.value}" + (f"T{part.value}" if part else ""))
    month, season, part = e.first(*MONTHS), e.first("SEASON", "FALL"), e.first("PART")
    if month is not None:
        return Period("SET", f"XXXX-{_value(month):02d}")
    if season is not None:
        return Period("SET", f"XXXX-{season.value}")
    if part is not None:
        return Period("SET", f"XXXX-XX-XXT{part.value}")
    if e.has("WEEKEND", "WEEKENDS"):
        return Period("SET", "XXXX-WXX-WE")
    if e.has("SECOND"):
        return None
    count, unit = _counted(e)
    return Period("SET", duration_value(2 if e.has("OTHER") else count or 1, unit))


def _reference(e: Expression, reference: Reference) -> Period | None:
    word = e.words[-1]
    if e.has("THIS"):
        return Period("DATE", "PRESENT_REF") if _unit(e) == "D" else None
    if e.has("FUTURE") and e.after in ("as", "after", "before"):
        return None
    if e.has("FUTUREWORD", "FUTURE"):
        return Period("DATE", "FUTURE_REF")
    if e.has("PASTREF") and len(e.words) == 1:
        return Period("DATE", "PAST_REF", None, reference.published)
    if word.kind == "LAST":
        return Period("DATE", "PAST_REF", None, reference.published) if word.text.lower() == "past" and e.after in (".", ",", "and", "to", "") else None
    if e.has("UNITS"):
        past = e.has("PASTREF")
        return Period("DATE", "PAST_REF" if past else "FUTURE_REF", None, reference.published if past else None)
    return Period("DATE", "PRESENT_REF")


READINGS: dict[str, Callable[[Expression, Reference], Period | None]] = {
    "calendar": _calendar,
    "spelled_year": _spelled_year,
    "day_range": _day_range,
    "month_range": _month_range,
    "year_range": _year_range,
    "month_day": _month_of_day,
    "weekday": _weekday,
    "aimed_month": _aimed_month,
    "season": _season,
    "bare_season": _bare_season,
    "ordinal_unit": _ordinal_unit,
    "half_year": _half_year,
    "decade": _decade,
    "aimed_unit": _aimed_unit,
    "week_of": _week_of,
    "earlier_unit": _earlier_unit,
    "aimed_count": _aimed_count,
    "duration": _duration,
    "vague_duration": _vague_duration,
    "shifted": _shifted,
    "shifted_later": _shifted_later,
    "neighbour_day": _neighbour_day,
    "deictic_day": _deictic_day,
    "part_of_day": _part_of_day,
    "bare_part": _bare_part,
    "overnight": _overnight,
    "clock": _clock,
    "set": _set,
    "reference": _reference,
}
