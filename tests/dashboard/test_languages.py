"""Every language has the same texts to fill in, so that none is missing on a page that nobody looked at."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest

from dashboard.wording import LANGUAGE, catalogue, counted, form_of, languages, say, speaking

OTHERS = [code for code in languages() if code != LANGUAGE]


def texts(table: Any, path: str = "") -> dict[str, Any]:
    """Every text or list of texts of a catalogue by its key."""
    if not isinstance(table, dict):
        return {path: table}
    return {key: text for name, part in table.items() for key, text in texts(part, f"{path}.{name}" if path else name).items()}


def braces(text: Any) -> set[str]:
    if isinstance(text, list):
        return {name for part in text for name in braces(part)}
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_the_same_keys_and_braces(code: str) -> None:
    usual, other = texts(catalogue(LANGUAGE)), texts(catalogue(code))
    assert set(other) == set(usual)
    assert {k: braces(t) for k, t in other.items()} == {k: braces(t) for k, t in usual.items()}


@pytest.mark.parametrize("code", OTHERS)
def test_lists_are_of_one_length_but_for_the_forms_of_number(code: str) -> None:
    usual, other = texts(catalogue(LANGUAGE)), texts(catalogue(code))
    for key, text in usual.items():
        if isinstance(text, list) and not key.startswith("counted.") and key != "map.more":
            assert len(other[key]) == len(text), key


def test_words_of_the_articles_language_are_the_same_in_all() -> None:
    assert {str(catalogue(code)["joining"]) for code in languages()} == {str(catalogue(LANGUAGE)["joining"])}


def test_ukrainian_is_ukrainian() -> None:
    latin = {"QGIS", "CSV", "GeoJSON", "HTML", "PDF", "HXL", "Contested", "Ground"}
    for key, text in texts(catalogue("uk")).items():
        for part in text if isinstance(text, list) else [text]:
            if isinstance(part, str) and re.search(r"[a-zA-Z]{4,}", re.sub(r"\{\w+\}", "", part)) and not re.search(r"[а-яіїєґ]", part):
                named = key.startswith(("joining", "add.formats", "export.formats", "export.uses", "add.kinds", "map.credit"))
                assert named or set(part.split()) <= latin or key == "name", (key, part)
            if isinstance(part, str):
                assert not re.search(r"[ыэъё]", part), key


@pytest.mark.parametrize(
    ("n", "words"),
    [(0, "0 подій"), (1, "1 подія"), (2, "2 події"), (5, "5 подій"), (11, "11 подій"), (12, "12 подій"), (21, "21 подія"),
     (104, "104 події"), (1200, "1\xa0200 подій")],
)  # fmt: skip
def test_numbers_have_the_right_form(n: int, words: str) -> None:
    with speaking("uk"):
        assert counted(n, "event") == words
    assert counted(n, "event") == f"{n:,} event{'' if n == 1 else 's'}"


def test_two_forms_and_three() -> None:
    assert [form_of(("one", "other"), n) for n in (0, 1, 2, 21)] == ["other", "one", "other", "other"]


def test_a_language_is_spoken_until_the_block_ends() -> None:
    with speaking("uk"):
        assert say("pages.explore") == "Карта"
        assert say("tabs.of", n="1,234", total="5,678") == "1\xa0234 з 5\xa0678"
    assert say("pages.explore") == "Map"
