"""The legend's rows, and what a press on one of them does to the filters."""

from __future__ import annotations

import pytest

from dashboard.legend import rows, switched
from dashboard.state import View
from geo.filter import Filter

NOTHING = {"disputed": False, "regions": False, "groups": False, "approximate": False, "claims_only": False}


def test_types_without_a_colour_of_their_own_share_one_switch() -> None:
    found = {row["label"]: row for row in rows(["PROTEST", "ASSAULT", "RETREAT"], View(), **NOTHING)}
    assert list(found) == ["Attack", "Other events"]
    assert set(found["Other events"]["codes"]) == {"PROTEST", "RETREAT"}
    assert not any(row["on"] or row["off"] for row in found.values())


def test_what_the_filter_leaves_out_is_off_and_can_be_switched_on_again() -> None:
    found = {row["label"]: row for row in rows(["ASSAULT", "CONSULT"], View(Filter(types=("CONSULT",))), **NOTHING)}
    assert (found["Attack"]["on"], found["Attack"]["off"]) == (False, True)
    assert (found["Talks"]["on"], found["Talks"]["off"]) == (True, False)


def test_disputed_stays_a_switch_where_nothing_shown_is_disputed() -> None:
    (row,) = rows([], View(Filter(disputed=True)), **NOTHING)
    assert (row["label"], row["codes"], row["on"]) == ("disputed", ["disputed"], True)
    assert [
        r["label"] for r in rows([], View(), disputed=False, regions=True, groups=True, approximate=True, claims_only=True) if "codes" in r
    ] == []


@pytest.mark.parametrize(
    ("before", "codes", "after"),
    [
        ((), ["ASSAULT"], ("ASSAULT",)),
        (("ASSAULT",), ["CONSULT"], ("ASSAULT", "CONSULT")),
        (("ASSAULT", "CONSULT"), ["ASSAULT"], ("CONSULT",)),
        (("PROTEST",), ["PROTEST", "RETREAT"], ("PROTEST", "RETREAT")),
        (("ASSAULT",), ["nonsense", 7], ("ASSAULT",)),
        (("ASSAULT",), None, ("ASSAULT",)),
    ],
)
def test_a_press_adds_the_types_or_takes_them_away(before: tuple[str, ...], codes: object, after: tuple[str, ...]) -> None:
    assert switched(View(Filter(types=before), page=3), {"codes": codes}).filter.types == after


def test_a_press_on_disputed_asks_for_disputed_rows_only() -> None:
    once = switched(View(), {"codes": ["disputed"]})
    assert once.filter.disputed
    assert not switched(once, {"codes": ["disputed"]}).filter.disputed
