"""Plain words for types, stances, dates and counts."""

from __future__ import annotations

import datetime as dt

import pytest

from dashboard.wording import catalogue, counted, day_name, listed, look_of, looks, range_name, say, stance_name, type_name, when_name
from geo.filter import EVENT_TYPES, STANCES

DAY = dt.date(2025, 3, 14)


def test_every_type_and_stance_has_plain_words() -> None:
    assert type_name("ASSAULT") == "Attack"
    assert stance_name("deny") == "Denied"
    assert set(EVENT_TYPES) <= set(catalogue()["types"])
    assert set(STANCES) == set(catalogue()["stances"])


def test_each_drawn_type_has_its_own_colour_and_shape() -> None:
    typed = [look for name, look in looks().items() if name in EVENT_TYPES]
    assert len({look["colour"] for look in typed}) == len(typed)
    assert len({look["shape"] for look in typed}) == len(typed)
    assert look_of("RETREAT") == looks()["other"]
    assert look_of(None) == looks()["claims"]


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        (DAY, DAY, "day", "Fri 14 Mar 2025"),
        (dt.date(2025, 3, 10), dt.date(2025, 3, 13), "week", "10–13 Mar 2025"),
        (dt.date(2025, 2, 28), dt.date(2025, 3, 3), "week", "28 Feb – 3 Mar 2025"),
        (dt.date(2024, 12, 28), dt.date(2025, 1, 3), "week", "28 Dec 2024 – 3 Jan 2025"),
        (dt.date(2024, 6, 1), dt.date(2024, 8, 31), "season", "summer 2024"),
        (dt.date(2023, 12, 1), dt.date(2024, 2, 29), "season", "winter 2024"),
        (dt.date(2024, 3, 1), dt.date(2024, 3, 31), "month", "Mar 2024"),
        (dt.date(2024, 1, 1), dt.date(2024, 12, 31), "year", "2024"),
        (None, DAY, "day", "by 14 Mar 2025"),
        (DAY, None, "day", "since 14 Mar 2025"),
        (None, None, "unknown", "undated"),
    ],
)
def test_an_interval_reads_as_exactly_as_it_is_known(start: dt.date | None, end: dt.date | None, precision: str, words: str) -> None:
    assert when_name(start, end, precision) == words


def test_counts_and_lists_read_like_sentences() -> None:
    assert [counted(n, "event") for n in (0, 1, 1200)] == ["0 events", "1 event", "1,200 events"]
    assert [listed(names) for names in ((), ("A",), ("A", "B"), ("A", "B", "C"))] == ["", "A", "A and B", "A, B and C"]
    assert range_name(DAY, DAY) == day_name(DAY) == "14 Mar 2025"
    assert say("tabs.of", n=6, total=14) == "6 of 14"
