"""Readings of dates relative to something: last week, two days earlier, the past two months; and of durations."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.language import calendar_days as cal
from geo.language.calendar_days import Period
from geo.language.date_grammar import context
from geo.language.date_reference import (
    MONTHS,
    NUMBERS,
    PARTS,
    UNITS,
    aim_of,
    counted,
    duration_value,
    month_day,
    narrow_by_words,
    unit_of,
    value_of,
    written_year,
    year_of,
)

if TYPE_CHECKING:
    from geo.language.date_grammar import Expression
    from geo.language.date_reference import Reference


def read_aimed_unit(e: Expression, reference: Reference) -> Period | None:
    """Read a unit with a pointer: "last week", "earlier this month", "the week"."""
    unit, aim = unit_of(e), aim_of(e)
    if unit in ("TS", "TM", "TH"):
        return None
    if unit == "C":
        return None
    told = aim in ("THAT", "PREVIOUS", "FOLLOWING") or (aim == "NEXT" and unit == "D")
    base = reference.base(unit) if told else reference.published
    if aim is None and not _plain_unit(e, unit):
        return None
    if aim == "LAST" and unit == "D" and base is not None and any(w.text.lower() in context("elapsed") for w in e.words):
        return Period("DURATION", "P1D", cal.shift(base, -1, "D"), base, "day")  # "over the past day"
    if aim in ("LAST", "THIS", "CURRENT", "LATEST") and unit == "D":
        return None
    if base is None:
        return Period("DATE", None)
    if unit == "Y" and aim is None and e.after in context("fiscal_after"):
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
        return narrow_by_words(e, cal.weekend(shifted or base), reference)
    shifted = cal.shift(base, step, "W" if unit == "WE" else unit)
    period = cal.unit_period(shifted, unit) if shifted else None
    return narrow_by_words(e, period, reference) if period else Period("DATE", None)


def _plain_unit(e: Expression, unit: str) -> bool:
    """Say whether "the week" and the like mean the current one."""
    if e.after in context("unit_not_before") or not e.words[-1].text.islower():
        return e.words[-1].kind == "EDGE" or (e.after == "'s" and unit in ("W", "WE"))
    if unit == "D":
        return e.has("EARLIER", "LATER")
    if unit in ("W", "M", "Y", "Q"):
        return e.has(*PARTS) or e.before in context("unit_before")
    return unit == "WE"


def read_week_of(e: Expression, reference: Reference) -> Period | None:
    """Read a week of a month: "the last week of March", "the week of March 3"."""
    if unit_of(e) != "W":
        return None
    date, month = month_day(e.words[e.words.index(e.all("UNIT")[0]) :], reference), e.first(*MONTHS)
    if date is not None:
        return cal.week(date)
    year = written_year(e) or year_of(value_of(month), 0, reference)
    if year is None:
        return Period("DATE", None)
    whole, which = cal.month(year, value_of(month)), e.first("LAST", "ORDINAL", "SECOND", "EDGE")
    if which is None or whole.start is None or whole.end is None:
        return whole
    if which.kind == "LAST":
        return replace(whole, start=whole.end - dt.timedelta(days=6), precision="week")
    if which.kind == "EDGE" or not 1 <= value_of(which) <= 4:  # noqa: PLR2004
        return whole
    first = whole.start + dt.timedelta(days=7 * (value_of(which) - 1))
    return replace(whole, start=first, end=first + dt.timedelta(days=6), precision="week")


def read_earlier_unit(e: Expression, reference: Reference) -> Period | None:
    """Read a comparison with the year before: "the year-ago quarter"."""
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
        number = value_of(e.first("O", "ORDINAL", "SECOND"))
        before = cal.shift(base, -1, "Q") or base
        return cal.quarter(base.year, number) if 1 <= number <= 4 else cal.unit_period(before, "Q")  # noqa: PLR2004
    return cal.unit_period(base, units[-1])


def read_aimed_count(e: Expression, reference: Reference) -> Period | None:
    """Read a length that ends or begins now: "the past two months", "the next few days"."""
    count, unit = counted(e)
    ahead = e.has("NEXT", "FOLLOWING")
    base = reference.published if e.has("LAST", "NEXT", "LATEST") else reference.base(unit)
    value = duration_value(count, unit)
    if base is None:
        return Period("DURATION", value)
    far = cal.shift(base, (count or 0) * (1 if ahead else -1), unit) if count is not None else None
    if far is None:
        return Period("DURATION", value, None if not ahead else base, None if ahead else base)
    precision = cal.unit_period(base, unit)
    return Period(
        "DURATION", value, min(base, far), max(base, far), precision.precision if precision else "day" if unit[0] == "T" else "unknown"
    )


def read_duration(e: Expression, reference: Reference) -> Period | None:
    """Read a length of time: "30-day", "three months"; "twice a week" is a set."""
    del reference
    count, unit = counted(e)
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
    if article_only and e.before in context("rate_before") | context("speed_before"):
        return None if e.before in context("speed_before") else Period("SET", duration_value(1, unit))
    return Period("DURATION", duration_value(count, unit))


def read_vague_duration(e: Expression, reference: Reference) -> Period | None:
    """Read units without a number: "for weeks"."""
    del reference
    if e.before not in context("length_before") and e.after not in context("length_after") and not e.has("AHEAD"):
        return None
    unit = unit_of(e)
    return Period("DURATION", duration_value(None, unit)) if unit[0] != "T" or e.after != "of" else None


def read_shifted(e: Expression, reference: Reference) -> Period | None:
    """Read a distance in time: "two days ago", "a year earlier", "six hours later"."""
    count, unit = counted(e)
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


def read_shifted_later(e: Expression, reference: Reference) -> Period | None:
    """Read a distance ahead: "two weeks from now"."""
    count, unit = counted(e)
    shifted = cal.shift(reference.published, count or 0, unit) if reference.published else None
    if count is None or shifted is None:
        return Period("DATE", "FUTURE_REF", reference.published)
    return cal.unit_period(shifted, unit) or cal.day(shifted)


def read_neighbour_day(e: Expression, reference: Reference) -> Period | None:
    """Read "the day before", "the day after tomorrow"."""
    if unit_of(e) != "D":
        return None
    today, step = e.first("TODAY"), value_of(e.first("BEFORE", "AFTER"))
    base = reference.story if today is None else reference.published
    date = cal.shift(base, step + value_of(today), "D") if base else None
    return cal.day(date) if date else Period("DATE", None)
