"""Chips: which filters are on, and how each is taken away."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from dashboard.evidence import under
from dashboard.filters import chips, without
from dashboard.panel import act, tabs
from dashboard.state import View
from geo.filter import Filter
from geo.frames import Frames, load_frames

if TYPE_CHECKING:
    from geo.store import Store

FULL = View(
    Filter(
        actors=("Rebels", "the army"), since=dt.date(2024, 5, 1), until=dt.date(2024, 5, 9), types=("ASSAULT",), stances=("deny",),
        disputed=True, place="gn:216281", bbox=(28.0, -3.0, 30.0, 0.0), article="abc", text="shelled",
    ),
    unplaced=True,
)  # fmt: skip


@pytest.fixture
def frames(filled: Store) -> Frames:
    return load_frames(filled)


def test_each_filter_has_a_chip_in_plain_words(frames: Frames) -> None:
    assert [chip["label"] for chip in chips(under(frames, FULL), FULL)] == [
        "Rebels", "the army", "1–9 May 2024", "Attack", "Denied", "Disputed", "Goma",
        "Map window", "One article", "“shelled”", "Not on the map",
    ]  # fmt: skip
    assert chips(under(frames, View()), View()) == []


def test_taking_away_every_chip_takes_away_every_filter(frames: Frames) -> None:
    view = FULL
    while found := chips(under(frames, view), view):
        fewer = without(view, found[0]["filter"], found[0]["value"])
        assert len(chips(under(frames, fewer), fewer)) == len(found) - 1
        view = fewer
    assert view == View()


def test_actors_with_most_to_tell_come_first(frames: Frames) -> None:
    assert under(frames, View()).actors("") == ["Rebels", "the army"]


def test_tabs_say_how_many_of_how_many(frames: Frames) -> None:
    view = View(Filter(types=("ASSAULT",)))
    assert {tab["id"]: tab["count"] for tab in tabs(under(frames, view))} == {
        "events": "1 of 3",
        "claims": "1 of 2",
        "article": "",
        "places": "1 of 3",
    }


@pytest.mark.parametrize(
    ("done", "after"),
    [
        ({"do": "select", "id": "x", "tab": "events"}, View(selected="x", tab="events")),
        ({"do": "read", "id": "x", "tab": "claims"}, View(selected="x", tab="article")),
        ({"do": "place", "id": "gn:1", "tab": "places"}, View(Filter(place="gn:1"), tab="places")),
        ({"do": "page", "id": 3, "tab": "claims"}, View(page=3)),
        ({"do": "article", "id": "abc", "tab": "article"}, View(reading="abc", tab="article")),
        ({"do": "tab", "id": None, "tab": "places"}, View(tab="places")),
        ({"do": "tab", "id": None, "tab": "no such tab"}, View()),
    ],
)
def test_what_is_done_in_the_panel_changes_the_view(done: dict[str, object], after: View) -> None:
    assert act(View(), done) == after


def test_choosing_the_chosen_again_lets_it_go_but_following_a_dispute_does_not() -> None:
    chosen = View(selected="x")
    assert act(chosen, {"do": "select", "id": "x", "tab": "claims"}) == View()
    assert act(chosen, {"do": "follow", "id": "x", "tab": "claims"}) == chosen
