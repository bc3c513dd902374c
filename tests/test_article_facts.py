"""Title and day of publication as texts state them at their head."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.article_facts import implausible, published_of, title_of
from geo.language.reader import read_article
from geo.records import Article

STORY = "Rebels shelled Goma on Friday, the army said, and it went on for hours before the rain came and put out the fires in the market."


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Shelling kills nine in Goma\nBy A. Writer\nPublished 4 May 2024, 10:33 GMT\n\n", dt.date(2024, 5, 4)),
        ("May 4, 2024\n", dt.date(2024, 5, 4)),
        ("Shelling kills nine in Goma\r\n\r\nSaturday 4 May 2024 | Example Times\r\n\r\n", dt.date(2024, 5, 4)),
        ("GOMA, May 4, 2024 (Example Wire) - ", dt.date(2024, 5, 4)),
        ("", None),
        ("Shelling kills nine in Goma\n", None),
        ("May 2024\n", None),
        ("Friday, 4 May\n", None),
        ("On 4 May 2024 rebels shelled Goma, the army said\n", None),
        ("On May 4, 2024 the town was quiet, people said, and nobody came. ", None),
    ],
)
def test_the_day_of_publication_is_taken_from_a_line_of_its_own_or_the_dateline(head: str, day: dt.date | None) -> None:
    found = published_of(read_article(Article(head + STORY)))
    assert (found.date_start if found else None) == day


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Shelling kills nine in Goma\n\n{STORY}", "Shelling kills nine in Goma"),
        (f"\n  # Who shelled Goma?\n{STORY}", "Who shelled Goma?"),
        (STORY, None),
        (f"{STORY}\n{STORY}", None),
        (f"4 May 2024\n{STORY}", None),
        (f"One sentence first.\n{STORY}", None),
        ("", None),
        ("Only one line", None),
        (f"{'Very long ' * 30}\n{STORY * 4}", None),
    ],
)
def test_a_short_first_line_that_is_no_sentence_is_the_title(text: str, title: str | None) -> None:
    assert title_of(text) == title


def test_days_ahead_and_long_ago_are_implausible() -> None:
    today = dt.date(2024, 5, 4)
    assert not implausible(today, today)
    assert implausible(dt.date(2024, 5, 5), today)
    assert implausible(dt.date(1024, 5, 4), today)
