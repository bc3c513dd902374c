"""At which bar of the timeline chosen days stand, and in which words the bar is told."""

from __future__ import annotations

import datetime as dt

import pytest

from dashboard.playback import at, says, words

BARS = [{"start": f"2025-03-{day}", "end": f"2025-03-{day}"} for day in (12, 13, 14)]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2025-03-13", "2025-03-13", {"nth": 1, "mode": "only"}),
        (None, "2025-03-14", {"nth": 2, "mode": "upto"}),
        ("2025-03-12", "2025-03-13", None),
        (None, None, None),
        ("2025-03-13", None, None),
        (None, "2025-04-01", None),
    ],
)
def test_days_of_one_bar_or_all_until_its_end_stand_at_it(since: str | None, until: str | None, found: object) -> None:
    assert at(BARS, since, until) == found


def test_a_bar_is_told_as_exactly_as_it_is() -> None:
    day = dt.date(2025, 3, 10)
    assert says(day, day, "day") == "Mon 10 Mar 2025"
    assert says(day, dt.date(2025, 3, 16), "week") == "10–16 Mar 2025"
    assert says(dt.date(2025, 3, 1), dt.date(2025, 3, 31), "month") == "Mar 2025"
    assert says(dt.date(2025, 1, 1), dt.date(2025, 12, 31), "year") == "2025"


def test_the_controls_speak_of_the_unit() -> None:
    told = words("week")
    assert (told["back"], told["step"], told["modes"][0]) == ("One week back", "One week on", ["only", "this week only"])
    assert [speed for speed, _ in told["speeds"]] == ["0.5", "1", "2"]
