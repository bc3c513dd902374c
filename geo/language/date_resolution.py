"""What a temporal expression means: one reading for each name that `rules/dates.toml` uses.

A reading returns `None` when the words turn out to be no temporal expression after all ("the second day"), and a
`Period` without days when they are one that cannot be resolved (no published date).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.language import date_calendar_readings as calendar
from geo.language import date_relative_readings as relative
from geo.language import date_time_readings as time

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.language.calendar_days import Period
    from geo.language.date_grammar import Expression
    from geo.language.date_reference import Reference


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


READINGS: dict[str, Callable[[Expression, Reference], Period | None]] = {
    "calendar": calendar.read_calendar,
    "spelled_year": calendar.read_spelled_year,
    "day_range": calendar.read_day_range,
    "month_range": calendar.read_month_range,
    "year_range": calendar.read_year_range,
    "month_day": calendar.read_month_of_day,
    "weekday": calendar.read_weekday,
    "aimed_month": calendar.read_aimed_month,
    "season": calendar.read_season,
    "bare_season": calendar.read_bare_season,
    "ordinal_unit": calendar.read_ordinal_unit,
    "half_year": calendar.read_half_year,
    "decade": calendar.read_decade,
    "aimed_unit": relative.read_aimed_unit,
    "week_of": relative.read_week_of,
    "earlier_unit": relative.read_earlier_unit,
    "aimed_count": relative.read_aimed_count,
    "duration": relative.read_duration,
    "vague_duration": relative.read_vague_duration,
    "shifted": relative.read_shifted,
    "shifted_later": relative.read_shifted_later,
    "neighbour_day": relative.read_neighbour_day,
    "deictic_day": time.read_deictic_day,
    "part_of_day": time.read_part_of_day,
    "bare_part": time.read_bare_part,
    "overnight": time.read_overnight,
    "clock": time.read_clock,
    "set": time.read_set,
    "reference": time.read_reference,
}
