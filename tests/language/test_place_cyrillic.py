"""Places in Russian and Ukrainian text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer.index import load_gazetteer
from geo.gazetteer.resolve import resolve_places
from geo.language.parse import parse
from geo.language.place_cyrillic import find_cyrillic_places, is_cyrillic
from geo.language.places import find_places


def lookups(text: str) -> list[str]:
    return [s.lookup for s in find_cyrillic_places(text, load_gazetteer())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Бои идут в Судже и у Горнали.", ["Суджа", "Горналь"]),
        ("Войска освободили Гуево и Малую Локню.", ["Гуево", "Малая Локня"]),
        ("В Сумах нет света, из Сум вывезли детей.", ["Сумы", "Сумы"]),
        ("Взрыв прогремел в Ростове-на-Дону и в Нижнем Новгороде.", ["Ростов-на-Дону", "Нижний Новгород"]),
        ("Обстріляно села Краснопілля, Велика Писарівка та Миропілля.", ["Краснопілля", "Велика Писарівка", "Миропілля"]),
        ("У Харкові та біля Юнаківки пролунали вибухи.", ["Харків", "Юнаківка"]),
    ],
)
def test_names_are_found_in_their_cases(text: str, expected: list[str]) -> None:
    assert lookups(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Удары по Курской, Брянской и Белгородской областям.", ["Курская область", "Брянская область", "Белгородская область"]),
        ("У Чернігівській та Сумській областях тривога.", ["Чернігівська область", "Сумська область"]),
        ("На Харківщині та Донеччині тривають бої.", ["Харківська область", "Донецька область"]),
        ("Пожар в Краснодарском крае потушен.", ["Краснодарский край"]),
    ],
)
def test_regions_are_adjectives_with_their_noun_and_lists_share_it(text: str, expected: list[str]) -> None:
    assert lookups(text) == expected


@pytest.mark.parametrize(
    "text", ["Владимир Путин выступил.", "Победа будет за нами.", "Роман Старовойт уехал.", "Вчера был дождь.", "Марина Волкова поёт."]
)
def test_persons_and_common_words_are_no_places(text: str) -> None:
    assert lookups(text) == []


def test_a_russian_article_is_placed() -> None:
    text = "В Судже Курской области погибли двое. Москва заявила, что бои идут у Горнали. Россия обвинила Украину."
    gazetteer = load_gazetteer()
    found = resolve_places(find_places(parse(text), gazetteer), text, gazetteer)
    assert [text[m.start : m.end] for m in found] == [m.text for m in found]
    assert [(m.text, m.place.place_id if m.place else None) for m in found] == [
        ("Судже", "gn:486816"),
        ("Курской области", "ne:RU-KRS"),
        ("Москва", "gn:524901"),
        ("Горнали", "own:gornal"),
        ("Россия", "iso:RU"),
        ("Украину", "iso:UA"),
    ]
    assert [m.metonym for m in found] == [False, False, True, False, True, False]


def test_an_english_paragraph_with_a_cyrillic_word_is_english() -> None:
    assert not is_cyrillic("Sudzha (Суджа) is a town in Russia.")
    assert is_cyrillic("Город Суджа (Sudzha) — центр района.")


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="абвгґеєжзиіїклмнорстуАБВКСХ -,.'’\n", max_size=80))
def test_any_text_gives_spans_that_read_back(text: str) -> None:
    spans = find_cyrillic_places(text, load_gazetteer())
    assert [text[s.start : s.end] for s in spans] == [s.text for s in spans]
    assert all(a.end <= b.start for a, b in pairwise(spans))
