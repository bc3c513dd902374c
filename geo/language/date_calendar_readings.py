"""Readings of calendar dates: days, ranges, months, seasons, quarters, decades, centuries."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.language import calendar_days as cal
from geo.language.calendar_days import Period
from geo.language.date_grammar import context
from geo.language.date_reference import (
    MONTHS,
    WEEKDAYS,
    aim_of,
    count_of,
    narrow_by_words,
    unit_of,
    value_of,
    weekday_date,
    written_year,
    year_of,
)

if TYPE_CHECKING:
    from geo.language.date_grammar import Expression, Word
    from geo.language.date_reference import Reference


def read_calendar(e: Expression, reference: Reference) -> Period | None:
    """Read a date of the calendar: "March 15, 2024", "early November", "2024"."""
    whole = e.first("Z", "S")
    if whole is not None:
        return _numeric(whole)
    month, number, year = e.first(*MONTHS), e.first("D", "O", "ORDINAL", "SECOND"), written_year(e)
    if month is None:
        return narrow_by_words(e, cal.year(year), reference) if year is not None else None
    if e.has("UNIT"):
        if unit_of(e) != "Y" or reference.published is None:
            return Period("DATE", None)
        year = reference.published.year + value_of(e.first("LAST", "THIS", "NEXT"))
    if year is None:
        year = year_of(int(month.value), value_of(number), reference)
    if year is None:
        return Period("DATE", f"XXXX-{value_of(month):02d}" + (f"-{value_of(number):02d}" if number else ""))
    if number is None:
        return narrow_by_words(e, cal.month(year, int(month.value)), reference)
    return cal.day(dt.date(year, int(month.value), int(number.value)))


def read_spelled_year(e: Expression, reference: Reference) -> Period | None:
    """Read a year in words: "the year two thousand"."""
    del reference
    number = int(count_of(e.all("NUMBER", "AND")) or 0)
    return cal.year(number) if unit_of(e) == "Y" and 1900 <= number < 2100 else None  # noqa: PLR2004


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


def read_day_range(e: Expression, reference: Reference) -> Period | None:
    """Read days of one month: "1-3 May", "between 1 and 3 May"."""
    month, days = e.first(*MONTHS), e.all("D", "O")
    year = written_year(e) or year_of(value_of(month), value_of(days[0]), reference)
    if year is None or month is None:
        return Period("DATE", None)
    first, last = (dt.date(year, int(month.value), int(d.value)) for d in days[:2])
    return _range(first, last, cal.day(first))


def read_month_range(e: Expression, reference: Reference) -> Period | None:
    """Read months of one year: "March to May 2022"."""
    del reference
    first, last = e.all(*MONTHS)[:2]
    year = written_year(e) or 0
    start, end = cal.month(year - (first.value > last.value), int(first.value)), cal.month(year, int(last.value))  # type: ignore[operator]
    return Period("DATE", f"{start.value}/{end.value}", start.start, end.end, "month")


def read_year_range(e: Expression, reference: Reference) -> Period | None:
    """Read years: "2014-2015", "2023/24"."""
    del reference
    years = e.all("Y", "D", "I")
    start = int(years[0].value)
    end = int(years[1].value)
    if years[1].kind != "Y":
        end += start // 100 * 100
    if not start < end < start + 100 or len(years[1].text) == 3:  # noqa: PLR2004
        return None
    return Period("DATE", f"{start:04d}/{end:04d}", cal.year(start).start, cal.year(end).end, "year")


def read_month_of_day(e: Expression, reference: Reference) -> Period | None:
    """Read a day without its month: "the 13th", the latest one not after the day of publication."""
    number, base = value_of(e.first("O")), reference.story
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


def read_weekday(e: Expression, reference: Reference) -> Period | None:
    """Read a weekday: "Friday", "last Friday", "the following Monday"."""
    date = weekday_date(value_of(e.first(*WEEKDAYS)), reference, aim_of(e))
    if date is None:
        return Period("DATE", None)
    return cal.day(date)


def read_aimed_month(e: Expression, reference: Reference) -> Period | None:
    """Read a month with a pointer: "last March"."""
    month = value_of(e.first(*MONTHS))
    year = year_of(month, 0, reference, aim_of(e) if not e.has("THE") else None)
    return narrow_by_words(e, cal.month(year, month), reference) if year is not None else Period("DATE", f"XXXX-{month:02d}")


def read_season(e: Expression, reference: Reference) -> Period | None:
    """Read a season: "last summer", "the winter of 2020"."""
    code, aim, year = str((e.first("SEASON", "FALL") or e.words[0]).value), aim_of(e), written_year(e)
    if year is not None:
        return narrow_by_words(e, cal.season(year, code), reference)
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
    return narrow_by_words(e, chosen, reference)


def read_bare_season(e: Expression, reference: Reference) -> Period | None:
    """Read a season without an article, after a preposition only: "in summer"."""
    return read_season(e, reference) if e.before in context("season_before") else None


def read_ordinal_unit(e: Expression, reference: Reference) -> Period | None:
    """Read a quarter or a century: "the third quarter of 1984", "the 20th century"."""
    unit = e.all("UNIT")[-1] if e.words[-1].kind == "UNIT" and not e.has("OF") else e.first("UNIT")
    number = value_of(e.first("O", "ORDINAL", "SECOND"))
    of_year = [w for w in e.all("UNIT") if w.value == "Y"]
    kinds = {str(w.value) for w in e.all("UNIT")}
    if "C" in kinds and number and not e.has("Y", "OF"):
        return narrow_by_words(e, cal.century(number), reference)
    if "Q" not in kinds or not 1 <= number <= 4 or unit is None:  # noqa: PLR2004
        return None
    year, published = written_year(e), reference.published
    if year is None and published is not None:
        if of_year:
            year = published.year + value_of(e.first("LAST", "NEXT"))
        else:
            year = published.year - (cal.quarter(published.year, number).start or published).__gt__(published)
            if reference.future and e.before in context("quarter_before") and (cal.quarter(year, number).end or published) < published:
                year += 1
    return narrow_by_words(e, cal.quarter(year, number), reference) if year is not None else Period("DATE", f"XXXX-Q{number}")


def read_half_year(e: Expression, reference: Reference) -> Period | None:
    """Read a half of a year: "the first half of 2024"."""
    number = 2 if e.words[0].kind == "LAST" or e.has("SECOND") or (e.words[0].kind == "THE" and e.words[1].kind == "LAST") else 1
    year = written_year(e)
    if year is None and e.has("UNIT"):
        if unit_of(e) != "Y":
            return None
        if reference.published is None:
            return Period("DATE", None)
        year = reference.published.year + value_of(
            e.all("LAST", "NEXT")[-1] if e.has("NEXT") or len(e.all("LAST")) > (e.words[0].kind == "LAST") else None
        )
    return cal.half(year, number) if year is not None else None


def read_decade(e: Expression, reference: Reference) -> Period | None:
    """Read a decade: "the late 1970s"."""
    word = e.first("X", "NINETIES")
    if word is None:
        return None
    if word.kind == "NINETIES":
        return narrow_by_words(e, cal.decade(int(word.value)), reference)
    digits = "".join(c for c in word.text if c.isdigit())
    first_three = int(digits[:3]) if len(digits) == 4 else 190 + int(digits[0]) if digits[0] not in "012" else 200 + int(digits[0])  # noqa: PLR2004
    return narrow_by_words(e, cal.decade(first_three), reference)
