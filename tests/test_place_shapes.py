"""How a place is drawn: which points are approximate, and within what radius they lie."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from geo.frames import load_frames
from geo.place_shapes import approximate_km
from geo.placed_by_hand import pinned
from geo.records import Article, Event, Place, Reading
from geo.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store

PLACES = {
    "a large city, as wide as its people are many": Place("gn:703448", "Kyiv", "settlement", "UA", None, 50.4547, 30.5238, 17.2),
    "an exact town of an event table": Place("ucdp:1", "Popasna", "settlement", "UA", None, 48.6332, 38.3765, 5.0),
    "a spot near a town of an event table": Place("ucdp:2", "near Popasna", "settlement", "UA", None, 48.7, 38.4, 25.0),
    "a village whose point is its district's": Place("post:UA:1", "Vesele", "settlement", "UA", None, 50.0, 36.0, 15.0),
    "an area without an outline": Place("ucdp:3", "the front", "area", "UA", None, 48.0, 37.0, 100.0),
    "a pin with a stated radius": pinned("the bridge", 48.5, 38.0, 3.0),
}
RADII = {
    "a spot near a town of an event table": 25.0,
    "a village whose point is its district's": 15.0,
    "a pin with a stated radius": 3.0,
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    text = "Shelling. " * len(PLACES)
    events = tuple(Event((i * 10, i * 10 + 8), "ASSAULT", None, (), (), (p.place_id,)) for i, p in enumerate(PLACES.values()))
    made = open_store(tmp_path / "store.sqlite")
    spans = tuple((i * 10, i * 10 + 9) for i in range(len(PLACES)))
    made.add_reading(Reading(Article(text), events=events, sentences=spans, areas=tuple(PLACES.values())))
    return made


def radii(store: Store) -> dict[str, float]:
    places = load_frames(store).places
    found = dict(zip(places["place_id"], approximate_km(places).tolist(), strict=True))
    return {words: found[place.place_id] for words, place in PLACES.items() if not math.isnan(found[place.place_id])}


def test_a_point_is_approximate_where_its_radius_is_more_than_its_own_size(store: Store) -> None:
    assert radii(store) == RADII


def test_a_town_that_a_person_moved_lies_within_the_radius_they_state(store: Store) -> None:
    store.correct("gn:703448", "point", {"lat": 50.3, "lon": 30.4, "precision_km": 8.0}, note="As the map in the source has it.")
    assert radii(store) == RADII | {"a large city, as wide as its people are many": 8.0}
