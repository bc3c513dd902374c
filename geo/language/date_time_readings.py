"""Readings of times of the day, sets ("every Friday") and bare references ("now", "recently")."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from geo.language import calendar_days as cal
from geo.language.calendar_days import Period
from geo.language.date_grammar import context
from geo.language.date_reference import MONTHS, counted, date_among, duration_value, is_dated, unit_of, value_of, weekday_date

if TYPE_CHECKING:
    from geo.language.date_grammar import Expression
    from geo.language.date_reference import Reference


MINUTE_DIGITS = 2
"""Digits of the minutes behind a point ("6.30am", as British papers write)."""


def _at_part(e: Expression, date: dt.date | None) -> Period:
    """Return the part of the day on the date."""
    part = str((e.first("PART", "TONIGHT", "OVERNIGHT") or e.words[0]).value)
    code = "NI" if e.has("TONIGHT") else part
    if date is None:
        return Period("TIME", None)
    suffix = code if code.startswith("T") else f"T{code}"
    return Period("TIME", f"{date.isoformat()}{suffix}", date, date, "day")


def read_part_of_day(e: Expression, reference: Reference) -> Period | None:
    """Read a part of a day: "Friday night", "this morning", "the night of 5 March"."""
    if is_dated(e):
        return _at_part(e, date_among(e, reference))
    base = reference.story if e.has("THAT") or (e.has("THE") and e.has("NEXT", "FOLLOWING")) else reference.published
    if base is None:
        return Period("TIME", None)
    step = 1 if e.has("NEXT", "FOLLOWING") else -1 if e.has("LAST") else 0
    return _at_part(e, cal.shift(base, step, "D"))


def read_bare_part(e: Expression, reference: Reference) -> Period | None:
    """Read a part of the day told of: "at dawn"; "at night" is any night."""
    if e.before not in context("part_before") and not e.has("EDGE"):
        return None
    if e.before == "at" and e.words[-1].text.lower() == "night":
        return None  # "at night" is any night
    return _at_part(e, reference.story)


def read_overnight(e: Expression, reference: Reference) -> Period | None:
    """Read a night between two days: "overnight into Tuesday", "Friday night into Saturday"."""
    base = date_among(e, reference) if is_dated(e) else reference.published
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


def read_clock(e: Expression, reference: Reference) -> Period | None:
    """Read a time of the clock: "10 p.m. Wednesday"."""
    clock = e.first("K")
    if clock is None:
        at = next(i for i, w in enumerate(e.words) if w.kind in ("AMPM", "OCLOCK"))
        written = e.words[at - 1]
        hour, minute = int(written.value), int(written.text.partition(".")[2] or 0) if written.kind == "F" else 0
        if written.kind == "F" and len(written.text.partition(".")[2]) != MINUTE_DIGITS:
            return None  # "2.5 am" is no time
    else:
        hour, minute = (int(n) for n in clock.text.split(":"))
        if not e.has("AMPM", "ZONE", "LOCAL") and e.before not in context("clock_before"):
            return None
    half = e.first("AMPM")
    if hour > 24 or minute > 59 or (half is not None and hour > 12):  # noqa: PLR2004
        return None
    if half is not None:
        hour = hour % 12 + int(half.value)
    date = date_among(e, reference) if is_dated(e) else reference.story
    if date is None:
        return Period("TIME", f"XXXX-XX-XXT{hour:02d}:{minute:02d}")
    return Period("TIME", f"{date.isoformat()}T{hour:02d}:{minute:02d}", date, date, "day")


def read_set(e: Expression, reference: Reference) -> Period | None:
    """Read what recurs: "every day", "each July", "Tuesdays"."""
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
        return Period("SET", f"XXXX-{value_of(month):02d}")
    if season is not None:
        return Period("SET", f"XXXX-{season.value}")
    if part is not None:
        return Period("SET", f"XXXX-XX-XXT{part.value}")
    if e.has("WEEKEND", "WEEKENDS"):
        return Period("SET", "XXXX-WXX-WE")
    if e.has("SECOND"):
        return None
    count, unit = counted(e)
    return Period("SET", duration_value(2 if e.has("OTHER") else count or 1, unit))


def read_reference(e: Expression, reference: Reference) -> Period | None:
    """Read now, past and future without a date: "currently", "recent weeks", "soon"."""
    word = e.words[-1]
    if e.has("THIS"):
        return Period("DATE", "PRESENT_REF") if unit_of(e) == "D" else None
    if e.has("FUTURE") and e.after in context("soon_after"):
        return None
    if e.has("FUTUREWORD", "FUTURE"):
        return Period("DATE", "FUTURE_REF")
    if e.has("PASTREF") and len(e.words) == 1:
        return Period("DATE", "PAST_REF", None, reference.published)
    if word.kind == "LAST":
        alone = word.text.lower() == "past" and e.after in context("past_after")
        return Period("DATE", "PAST_REF", None, reference.published) if alone else None
    if e.has("UNITS"):
        past = e.has("PASTREF")
        return Period("DATE", "PAST_REF" if past else "FUTURE_REF", None, reference.published if past else None)
    return Period("DATE", "PRESENT_REF")


def read_deictic_day(e: Expression, reference: Reference) -> Period | None:
    """Read "yesterday", "late today", "tomorrow morning"."""
    if reference.published is None:
        return Period("TIME" if e.has("PART") else "DATE", None)
    date = cal.shift(reference.published, value_of(e.first("TODAY")), "D")
    return _at_part(e, date) if e.has("PART") else cal.day(date) if date else None
