"""What the search suggests, and what a chosen suggestion does to the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.evidence import under
from dashboard.search import chosen, nearest, suggestions
from dashboard.state import View
from geo.filter import Filter
from geo.frames import load_frames

if TYPE_CHECKING:
    from geo.store import Store


def test_names_that_begin_as_typed_come_first_then_their_other_words() -> None:
    names = [("a", "Ushgorod"), ("b", "New Gorod"), ("c", "Gorodok"), ("d", "Belgorod")]
    assert [i for i, _ in nearest(names, "gorod")] == ["c", "b", "a", "d"]


def test_places_actors_and_words_are_suggested_with_what_the_store_has_of_them(filled: Store) -> None:
    evidence = under(load_frames(filled), View())
    groups = {group["title"]: group["options"] for group in suggestions(evidence, "goma")}
    assert groups["Places"][0] == {"kind": "place", "value": "gn:216281", "label": "Goma", "counts": "1 event, 2 claims"}
    assert [o["value"] for o in groups["Words in the text"]] == ["goma"]
    assert suggestions(evidence, "rebel")[0]["title"] == "Actors"


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_suggests_nothing(filled: Store, typed: str) -> None:
    assert suggestions(under(load_frames(filled), View()), typed) == []


def test_choosing_adds_to_the_other_filters() -> None:
    view = View(Filter(disputed=True), page=4)
    assert chosen(view, "place", "gn:1").filter == Filter(disputed=True, place="gn:1")
    assert chosen(view, "actor", "M23").filter == Filter(disputed=True, actors=("M23",))
    assert chosen(view, "text", " shelled ").filter == Filter(disputed=True, text="shelled")
    assert chosen(View(Filter(text="x")), "text", " ").filter == Filter()
