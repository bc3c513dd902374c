"""Which stretch of which border a story means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.gazetteer.distances import distance_km
from geo.gazetteer.index import load_gazetteer
from geo.gazetteer.resolve import resolve_places
from geo.language.parse import parse
from geo.language.places import find_places

if TYPE_CHECKING:
    from geo.records import Place


def border(text: str) -> Place | None:
    gazetteer = load_gazetteer()
    found = resolve_places(find_places(parse(text), gazetteer), text, gazetteer)
    return next((m.place for m in found if m.text == "border"), None)


def test_the_stretch_beside_the_town_of_the_story_is_meant() -> None:
    place = border("Fighting went on in Maungdaw, in Rakhine, near Myanmar's border with Bangladesh.")
    assert place is not None
    assert (place.kind, place.name, place.precision_km) == ("area", "Border of Myanmar and Bangladesh", 25)
    assert float(distance_km(place.lat, place.lon, 20.82, 92.37)) < 50


def test_the_side_that_the_text_leaves_out_is_the_storys_own_country() -> None:
    place = border("Thousands sleep in the open in Adre, in eastern Chad, near the border with Sudan.")
    assert place is not None
    assert place.place_id == "own:border:SD-TD:gn:245669"


def test_a_bare_border_is_that_of_the_two_countries_of_the_story() -> None:
    place = border("Villages in the Sumy region near the border were shelled, Kyiv said. Russia denied it.")
    assert place is not None
    assert place.name == "Border of Ukraine and Russia"
    assert (place.lat, place.lon) == pytest.approx((51.4, 34.4), abs=1.2)


def test_units_have_borders_too() -> None:
    place = border("Measles spread in Gaines County, Texas, on the border with New Mexico.")
    assert place is not None
    assert (place.lat, place.lon) == pytest.approx((32.9, -103.06), abs=0.1)


@pytest.mark.parametrize(
    "text", ["Smoke was seen near the border with Mexico, the Kenyan police in Nairobi said.", "Smoke rose near the border."]
)
def test_countries_that_do_not_touch_and_unknown_sides_give_no_border(text: str) -> None:
    assert border(text) is None
