"""Borders as places in a text."""

from __future__ import annotations

import pytest

from geo.gazetteer.index import load_gazetteer
from geo.language.parse import parse
from geo.language.places import find_places


def borders(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(s.text, s.between) for s in find_places(parse(text), load_gazetteer()) if s.between is not None]


@pytest.mark.parametrize(
    ("text", "words", "sides"),
    [
        ("Shots were fired near the border with Sudan on Monday.", "border", ("Sudan",)),
        ("Troops massed along the Syrian-Turkish border in May.", "Syrian-Turkish border", ("Syria", "Turkey")),
        ("Drones fell at the border between Ukraine and Russia.", "border", ("Ukraine", "Russia")),
        ("Refugees waited on Myanmar's border with Bangladesh.", "border", ("Myanmar", "Bangladesh")),
        ("A patrol was hit near the Ukraine-Russia border.", "border", ("Ukraine", "Russia")),
        ("A patrol in the Sumy region was hit near the border.", "border", ()),
    ],
)
def test_a_border_where_something_is_has_the_sides_that_the_text_names(text: str, words: str, sides: tuple[str, ...]) -> None:
    assert borders(text) == [(words, sides)]


@pytest.mark.parametrize(
    "text",
    [
        "Police closed the border with Chad.",
        "Trade across the border fell.",
        "Border guards shot a man.",
        "A cross-border raid was feared.",
        "Botswana and Zambia border Zimbabwe.",
        "He was held at a border crossing.",
    ],
)
def test_a_border_that_is_no_place_is_left_out(text: str) -> None:
    assert borders(text) == []
