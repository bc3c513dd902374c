"""Periods of the calendar as closed intervals of days with their TIMEX3 values."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.records import DatePrecision, DateType

SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""First month of the meteorological seasons of the northern hemisphere, as news uses them."""
MONTHS_OF = {"M": 1, "Q": 3, "Y": 12, "E": 120, "C": 1200}
DAYS_OF = {"D": 1, "W": 7, "F": 14}
MAX_SHIFT = 100_000
"""Units that a shift may count at most: beyond, a number is no date."""


@dataclass(frozen=True, slots=True)
class Period:
    """What a temporal expression means: TIMEX3 type and value, the days covered, how exact they are."""

    type: DateType
    value: str | None
    start: dt.date | None = None
    end: dt.date | None = None
    precision: DatePrecision = "unknown"


def day(date: dt.date) -> Period:
    """Return one day."""
    return Period("DATE", date.isoformat(), date, date, "day")


def week(date: dt.date) -> Period:
    """Return the ISO week (Monday to Sunday) that holds the date."""
    iso = date.isocalendar()
    monday = date - dt.timedelta(days=date.weekday())
    return Period("DATE", f"{iso.year:04d}-W{iso.week:02d}", monday, _plus(monday, 6), "week")


def weekend(date: dt.date) -> Period:
    """Return Saturday and Sunday of the date's ISO week."""
    whole = week(date)
    assert whole.start is not None  # noqa: S101  (week always gives one)
    return Period("DATE", f"{whole.value}-WE", _plus(whole.start, 5), whole.end, "day")


def month(year: int, number: int) -> Period:
    """Return a calendar month."""
    first = dt.date(year, number, 1)
    return Period("DATE", f"{year:04d}-{number:02d}", first, first.replace(day=calendar.monthrange(year, number)[1]), "month")


def quarter(year: int, number: int) -> Period:
    """Return a quarter of the calendar year."""
    return Period("DATE", f"{year:04d}-Q{number}", dt.date(year, 3 * number - 2, 1), month(year, 3 * number).end, "season")


def half(year: int, number: int) -> Period:
    """Return a half of the calendar year."""
    return Period("DATE", f"{year:04d}-H{number}", dt.date(year, 6 * number - 5, 1), month(year, 6 * number).end, "season")


def season(year: int, code: str) -> Period:
    """Return a season, named by the year in which it begins."""
    first = dt.date(year, SEASON_START[code], 1)
    last = _plus(shift(first, 3, "M") or first, -1)
    return Period("DATE", f"{year:04d}-{code}", first, last, "season")


def year(number: int) -> Period:
    """Return a calendar year."""
    return Period("DATE", f"{number:04d}", dt.date(number, 1, 1), dt.date(number, 12, 31), "year")


def decade(first_three: int) -> Period:
    """Return the ten years whose numbers begin with three digits ("199" for the 1990s)."""
    return Period("DATE", f"{first_three}", dt.date(first_three * 10, 1, 1), dt.date(first_three * 10 + 9, 12, 31))


def century(number: int) -> Period:
    """Return a century by its ordinal, as TIMEX3 writes it (the 20th is "19")."""
    first = (number - 1) * 100
    return Period("DATE", f"{number - 1:02d}", dt.date(max(first, 1), 1, 1), dt.date(first + 99, 12, 31))


def unit_period(date: dt.date, unit: str) -> Period | None:
    """Return the period of a unit (`D W M Q Y E C WE`) that holds the date."""
    match unit:
        case "D":
            return day(date)
        case "W" | "F":
            return week(date)
        case "WE":
            return weekend(date)
        case "M":
            return month(date.year, date.month)
        case "Q":
            return quarter(date.year, (date.month + 2) // 3)
        case "Y":
            return year(date.year)
        case "E":
            return decade(date.year // 10)
        case "C":
            return century(date.year // 100 + 1)
    return None


def shift(date: dt.date, count: float, unit: str) -> dt.date | None:
    """Return the date moved by a count of units; `None` where the calendar ends."""
    if abs(count) > MAX_SHIFT:
        return None
    try:
        if unit in DAYS_OF:
            return date + dt.timedelta(days=int(count * DAYS_OF[unit]))
        if unit in MONTHS_OF:
            months = date.year * 12 + date.month - 1 + int(count * MONTHS_OF[unit])
            number = months % 12 + 1
            return dt.date(months // 12, number, min(date.day, calendar.monthrange(months // 12, number)[1]))
        hours = count if unit == "TH" else count / 60 if unit == "TM" else 0
        return date + dt.timedelta(days=int(hours / 24))
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        return None


def narrowed(period: Period, part: str, reference: dt.date | None) -> Period:
    """Return the part of a period: `START MID END` a third of it, `EARLIER LATER` what lies before or after the reference."""
    if period.start is None or period.end is None:
        return period
    start, end = period.start, period.end
    if part in ("EARLIER", "LATER"):
        if reference is None or not start <= reference <= end:
            return period
        if part == "EARLIER":
            end = max(start, _plus(reference, -1))
        else:
            start = reference
    elif (end - start).days:
        third = ((end - start).days + 1) // 3
        if part == "START":
            end = _plus(start, max(third - 1, 0))
        elif part == "END":
            start = _plus(end, -max(third - 1, 0))
        else:
            start, end = _plus(start, third), _plus(end, -third)
    return replace(period, start=start, end=end)


def _plus(date: dt.date, days: int) -> dt.date:
    try:
        return date + dt.timedelta(days=days)
    except OverflowError:
        return date
