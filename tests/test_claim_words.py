from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.claim_words import keys_of, words_of


def figures(text: str) -> list[tuple[str, int, int, str]]:
    return [(f.kind, f.number, f.most, f.words) for f in words_of(text).figures]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("that at least 12 civilians were killed and 30 wounded", [("killed", 12, 12, "at least 12"), ("wounded", 30, 30, "30")]),
        ("killed 12 people and wounded 30 more", [("killed", 12, 12, "12"), ("wounded", 30, 30, "30")]),
        ("12 killed, 30 injured", [("killed", 12, 12, "12"), ("wounded", 30, 30, "30")]),
        ("between 100 and 300 people died", [("killed", 100, 300, "between 100 and 300")]),
        ("200–250 people were displaced", [("displaced", 200, 250, "200–250")]),
        ("some 1,200 families fled the town", [("displaced", 1200, 1200, "some 1,200")]),
        ("more than two hundred soldiers were captured", [("captured", 200, 200, "more than two hundred")]),
        ("twenty-three people died in the market", [("killed", 23, 23, "twenty-three")]),
        ("2,000 people were killed since 2023", [("killed", 2000, 2000, "2,000")]),
    ],
)
def test_a_figure_is_a_number_with_what_it_counts(text: str, expected: list[tuple[str, int, int, str]]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "that in 2024 many were killed",
        "a 12-year-old boy was killed",
        "12 hours later people fled",
        "40 per cent were displaced",
        "it took three towns",
    ],
)
def test_years_ages_durations_and_parts_count_nobody(text: str) -> None:
    assert figures(text) == []


def test_forms_of_one_word_have_a_key_in_common() -> None:
    for one, other in (
        ("encircled", "encirclement"),
        ("shelling", "shelled"),
        ("fled", "flee"),
        ("Ukrainian", "Ukraine"),
        ("died", "killed"),
    ):
        assert set(keys_of(one)) & set(keys_of(other)), (one, other)
    for one, other in (("port", "portion"), ("Goma", "Gomel"), ("north", "nothing"), ("Niger", "Nigeria")):
        assert not set(keys_of(one)) & set(keys_of(other)), (one, other)


def test_a_not_anywhere_makes_a_proposition_negative() -> None:
    assert words_of("that it hadn’t shelled the city").negative
    assert words_of("there was no blockade").negative
    assert not words_of("that it had shelled the city").negative


def test_names_are_told_from_other_words() -> None:
    words = words_of("Rebels of M23 took Goma from Congolese soldiers")
    assert [words.shown[i] for i in sorted(words.names)] == ["M23", "Goma", "Congolese"]


@given(st.text(max_size=300))
def test_any_text_has_words_and_figures_from_it(text: str) -> None:
    words = words_of(text)
    assert len(words.content) == len(words.shown)
    assert all(f.words in text and 0 < f.number <= f.most for f in words.figures)
