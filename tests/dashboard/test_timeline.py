"""The bars and notes of the timeline."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from dashboard.timeline import MOST_BARS, Dated, bars, following, unit_for


def day(number: int, month: int = 3, year: int = 2025) -> dt.date:
    return dt.date(year, month, number)


def one(start: dt.date | None, end: dt.date | None, precision: str = "day", *, disputed: bool = False) -> Dated:
    return Dated(start, end, precision, disputed)


def test_each_day_has_its_bar_with_the_disputed_ones_apart() -> None:
    made = bars([one(day(13), day(13)), one(day(14), day(14), disputed=True), one(day(14), day(14))])
    assert made["unit"] == "day"
    by_day = {bar["start"]: (bar["n"], bar["disputed"]) for bar in made["bars"]}
    assert by_day["2025-03-13"] == (1, 0)
    assert by_day["2025-03-14"] == (2, 1)
    assert len(made["bars"]) == 10
    assert sum(n for n, _ in by_day.values()) == 3


def test_a_span_of_days_counts_on_each_of_them() -> None:
    made = bars([one(day(10), day(13), "week")])
    assert [bar["start"][-2:] for bar in made["bars"] if bar["n"]] == ["10", "11", "12", "13"]


def test_what_is_known_only_to_a_season_or_to_one_side_is_said_and_drawn_as_no_bar() -> None:
    rows = [
        one(day(14), day(14)),
        one(day(1, 6, 2024), day(31, 8, 2024), "season"),
        one(None, day(14)),
        one(None, day(14)),
        one(None, None),
    ]
    made = bars(rows)
    assert sum(bar["n"] for bar in made["bars"]) == 1
    assert [note["text"] for note in made["notes"]] == ["2 by 14 Mar 2025", "1 in summer 2024"]
    assert made["notes"][1] == {"text": "1 in summer 2024", "since": "2024-06-01", "until": "2024-08-31"}
    assert made["undated"] == 1


def test_long_spans_are_counted_by_week_month_or_year() -> None:
    assert unit_for(day(1), day(31)) == "day"
    assert unit_for(day(1, 1), day(31, 12)) == "week"
    assert unit_for(day(1, 1, 2022), day(1, 1, 2025)) == "month"
    assert unit_for(day(1, 1, 1990), day(1, 1, 2025)) == "year"
    made = bars(
        [one(day(1, 1, 2022), day(1, 1, 2022)), one(day(5, 3, 2024), day(5, 3, 2024)), one(day(1, 3, 2024), day(31, 3, 2024), "month")]
    )
    assert made["unit"] == "month"
    assert next(bar for bar in made["bars"] if bar["start"] == "2024-03-01")["n"] == 2


def test_nothing_dated_makes_no_bar() -> None:
    assert bars([]) == {"unit": "day", "bars": [], "notes": [], "undated": 0}
    assert bars([one(None, None)])["undated"] == 1


def test_longer_intervals_that_a_coarser_unit_draws_do_not_make_a_thousand_bars() -> None:
    days = [dt.date(2096, 1, 1), dt.date(2094, 1, 1)]
    made = bars([*(one(d, d) for d in days), one(dt.date(2000, 1, 1), dt.date(2000, 1, 8))])
    assert made["unit"] == "year"
    assert len(made["bars"]) == 97


DAYS = st.dates(dt.date(1000, 1, 1), dt.date(9998, 1, 1))


@given(st.lists(st.tuples(DAYS | st.none(), st.integers(0, 800) | st.none(), st.booleans()), max_size=12))
def test_bars_follow_each_other_without_a_gap_and_stay_few(rows: list[tuple[dt.date | None, int | None, bool]]) -> None:
    made = bars([one(s, s + dt.timedelta(days=n) if s and n is not None and s.year < 9990 else s, disputed=d) for s, n, d in rows])
    starts = [dt.date.fromisoformat(bar["start"]) for bar in made["bars"]]
    assert starts == sorted(starts)
    assert all(following(a, made["unit"]) == b for a, b in itertools.pairwise(starts))
    assert all(bar["disputed"] <= bar["n"] for bar in made["bars"])
    assert made["unit"] == "year" or len(starts) <= MOST_BARS + 12
