"""Stated distances as evidence, and the geometry behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer.distances import bearing_degrees, destination, distance_km
from geo.gazetteer.index import load_gazetteer
from geo.gazetteer.resolve import resolve_places
from geo.gazetteer.stated import fits
from geo.language.parse import parse
from geo.language.places import find_places

if TYPE_CHECKING:
    from geo.records import PlaceMention


def mention(text: str, name: str) -> PlaceMention:
    gazetteer = load_gazetteer()
    return next(m for m in resolve_places(find_places(parse(text), gazetteer), text, gazetteer) if m.text == name)


def test_a_stated_distance_decides_between_namesakes() -> None:
    north = mention("Tripoli lies 85 km north of Beirut, and ships call there.", "Tripoli").place
    assert north is not None
    assert north.country == "LB"
    town = mention("A bus overturned in Cambridge, 45 miles north of Minneapolis, on Friday.", "Cambridge").place
    assert town is not None
    assert town.admin1 == "ne:US-MN"


def test_a_namesake_far_from_where_the_text_puts_it_gives_way_to_the_area_told() -> None:
    # Marib is known in Yemen only; the text speaks of another.
    found = mention("In Marib, some 60 kilometres west of El Fasher, thousands slept in the open.", "Marib")
    assert found.place is not None
    assert (found.place.kind, found.place.country, found.place.name) == ("area", "SD", "Marib")
    assert found.place.lon == pytest.approx(24.79, abs=0.05)
    assert found.confidence < 0.9


def test_an_unknown_name_is_placed_where_the_text_says() -> None:
    place = mention("Zorkwoum, about 30 km (19 miles) east of Kaya in Burkina Faso, was raided.", "Zorkwoum").place
    assert place is not None
    assert (place.lat, place.lon) == pytest.approx((13.088, -0.807), abs=0.02)
    assert place.precision_km == pytest.approx(12)


def test_a_bearing_alone_is_an_area_beside_a_town_and_nothing_beside_a_country() -> None:
    place = mention("Fighting went on south of Pokrovsk on Friday.", "Pokrovsk").place
    assert place is not None
    assert (place.name, place.kind, place.precision_km) == ("south of Pokrovsk", "area", 12)
    assert place.lat == pytest.approx(48.17, abs=0.02)
    country = mention("The islands lie north of Australia.", "Australia").place
    assert country is not None
    assert country.place_id == "iso:AU"


def test_a_small_namesake_far_from_all_else_is_doubted() -> None:
    text = (
        "Gunmen raided Barsalogho and Dablo in Burkina Faso on Friday. Survivors fled to Pensa and to Kaya, the army in Ouagadougou said."
    )
    found = mention(text, "Pensa")
    assert found.place is None or found.place.country == "BF"


def test_what_fits_is_near_the_stated_distance_and_on_the_stated_side() -> None:
    distance, heading = np.array([60.0, 50.0, 300.0, 60.0]), np.array([270.0, 260.0, 270.0, 90.0])
    result = fits(60, 270, distance, heading)
    assert result[0] == result[1] == 1
    assert result[2] < 0.02
    assert result[3] == pytest.approx(0.3)


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(1, 5000), st.floats(0, 359))
def test_going_somewhere_is_as_far_and_in_the_direction_that_one_went(lat: float, lon: float, km: float, bearing: float) -> None:
    new_lat, new_lon = destination(lat, lon, km, bearing)
    assert float(distance_km(lat, lon, new_lat, new_lon)) == pytest.approx(km, rel=1e-6)
    turn = (float(bearing_degrees(lat, lon, new_lat, new_lon)) - bearing + 180) % 360 - 180
    assert abs(turn) < 1e-3
