"""Distances and bearings that a text states."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.language.place_offsets import offset_before, positions, states_position, without_told
from geo.records import PlaceSpan


def spans(text: str, *names: str) -> list[PlaceSpan]:
    return [PlaceSpan(text.index(n), text.index(n) + len(n), n, n) for n in names]


@pytest.mark.parametrize(
    ("text", "distance", "bearing"),
    [
        ("a depot 10 km north of Sumy", 10, 0),
        ("a depot some 30 miles (48 km) south-west of the city of Sumy", 48.28, 225),
        ("a depot 2,5 km from Sumy", 2.5, None),
        ("a depot 1,200 km east of Sumy", 1200, 90),
        ("a depot sixty kilometres to the west of Sumy", 60, 270),
        ("a dozen miles outside from Sumy", 19.31, None),
        ("positions south of Sumy", None, 180),
        ("a strike in the north of Sumy", None, None),
        ("troops from Sumy", None, None),
        ("a village near Sumy", None, None),
    ],
)
def test_a_distance_and_a_bearing_before_a_name_are_read(text: str, distance: float | None, bearing: float | None) -> None:
    assert offset_before(text, text.index("Sumy")) == (distance, bearing)


@pytest.mark.parametrize(
    ("text", "km", "bearing"),
    [
        ("Tawila, some 60 kilometres west of Fasher", 60, 270),
        ("Tawila, a small town about 40 miles (64 km) from Fasher", 64.37, None),
        ("Tawila (60 km west of Fasher", 60, 270),
        ("Tawila lies less than 70 km west of the city of Fasher", 70, 270),
        ("Tawila, just west of Fasher", None, 270),
    ],
)
def test_what_follows_a_name_tells_where_it_lies(text: str, km: float | None, bearing: float | None) -> None:
    (found,) = positions(text, spans(text, "Tawila", "Fasher"))
    assert (found.placed, found.origin, found.km, found.bearing) == (0, 1, km, bearing)
    assert states_position(text, text.index("Tawila") + 6)


@pytest.mark.parametrize(
    "text",
    [
        "Tawila was quiet, and fighting went on 60 km west of Fasher",
        "Tawila and Fasher",
        "They fled Tawila.\nThe camp 60 km west of Fasher",
        "Tawila, where people from Fasher",
    ],
)
def test_a_distance_of_something_else_says_nothing_of_the_name_before(text: str) -> None:
    assert positions(text, spans(text, "Tawila", "Fasher")) == []


def test_a_place_that_others_are_told_from_is_the_place_itself() -> None:
    text = "Tawila, 60 km west of Fasher, and a camp 5 km east of Mellit"
    found = without_told(
        text,
        [
            *spans(text, "Tawila"),
            PlaceSpan(22, 28, "Fasher", "Fasher", offset_km=60, bearing=270),
            PlaceSpan(54, 60, "Mellit", "Mellit", offset_km=5, bearing=90),
        ],
    )
    assert [(s.offset_km, s.bearing) for s in found] == [(None, None), (None, None), (5, 90)]


@given(st.text(max_size=60), st.integers(0, 60))
def test_any_text_is_read_without_fault(text: str, start: int) -> None:
    distance, bearing = offset_before(text, min(start, len(text)))
    assert distance is None or distance >= 0
    assert bearing is None or 0 <= bearing < 360
    states_position(text + " ", min(start, len(text)))
