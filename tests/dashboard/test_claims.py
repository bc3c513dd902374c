"""The board of claims as data: sides, ranges, reasons, order, voices; and the graph of disputes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard import claims, claims_board, claims_graph, claims_source
from dashboard.state import View
from geo.claim_facts import claim_facts
from geo.claim_groups import group_claims
from geo.filter import Filter
from geo.frames import load_rows
from tests.browser.claim_readings import MANY, readings

if TYPE_CHECKING:
    from dashboard.claims_source import Board
    from geo.store import Store


@pytest.fixture
def board(store: Store, monkeypatch: pytest.MonkeyPatch) -> Board:
    for reading in readings():
        store.add_reading(reading)
    monkeypatch.setattr(claims_source, "shown_store", lambda: store)
    monkeypatch.setattr(claims_source, "_grouped", lambda *_: grouped(store))
    return claims_source.board(View())


def grouped(store: Store) -> claims_source.Grouped:
    facts, places = claim_facts(store)
    return claims_source.Grouped(group_claims(facts), {f.claim_id: f for f in facts}, places)


def cards(store: Store, board: Board, view: View | None = None) -> list[dict]:
    ids = [m.claim_id for g in board.groups for m in g.members]
    return claims_board.cards(board.groups, board.grouped, load_rows(store, claim_ids=ids), view or View())


def test_disputed_groups_come_first_then_what_more_articles_tell(store: Store, board: Board) -> None:
    made = cards(store, board)
    assert len(made) == MANY + 3
    assert [c["title"] for c in made[:2]] == [
        "17 people were killed in the shelling of Goma",
        "Rwanda is backing the rebels with weapons and troops",
    ]
    assert [c["disputed"] for c in made].index(False) == 2
    assert len(board.disputed) == 2


def test_a_card_has_sides_figures_and_links_that_carry_the_filters(store: Store, board: Board) -> None:
    view = View(filter=Filter(disputed=True), page=3)
    killed, *_ = cards(store, board, view)
    assert [(s["label"], [line["speakers"] for line in s["lines"]]) for s in killed["sides"]] == [
        ("Say so, each with a figure", [["The Red Cross"], ["Kenya"], ["Doctors"]]),
        ("Deny it", [["The rebels"]]),
    ]
    (figure,) = killed["figures"]
    assert figure["label"] == "17–40 killed"
    assert [(g["who"], g["words"]) for g in figure["given"]] == [
        ("The Red Cross", "17"),
        ("Kenya", "at least 25"),
        ("Doctors", "between 20 and 40"),
    ]
    line = killed["sides"][1]["lines"][0]
    assert parse_qs(urlsplit(line["href"]).query) == {"disputed": ["1"], "tab": ["article"], "select": [line["id"]]}
    assert line["source"] == "Lakes Monitor · 27 Jan 2025"


def test_the_reasons_are_told_in_plain_words(store: Store, board: Board) -> None:
    killed, backing, *_ = cards(store, board)
    assert killed["why"][1].startswith(
        "Kenya, with The Red Cross: same words: killed, shelling, Goma; same place: Goma; same day: 27 Jan 2025"
    )
    assert killed["why"][0] == "The rebels, with The Red Cross: disputes it in the same article"
    assert backing["why"][-1].endswith("; said again later")


def test_a_page_beyond_the_last_is_the_last(board: Board) -> None:
    shown, page = claims_board.page_of(board, 99)
    assert (page["page"], page["pages"], len(shown)) == (3, 3, MANY + 3 - 40)


def test_own_claims_and_what_is_said_to_and_of_an_actor(board: Board) -> None:
    everything = list(board.grouped.facts)
    names = {"rwanda": ("Rwanda",), "kigali": ("Rwanda",)}

    def spoken(voice: str) -> set[str]:
        ids = claims_source.spoken(board.grouped, everything, names, ("Kigali",), voice)
        return {board.grouped.facts[i].speakers[0] for i in ids}

    assert spoken("own") == {"Rwanda"}
    assert spoken("others") == {"The United Nations", "Washington"}


def test_the_graph_counts_who_denies_whom(board: Board) -> None:
    found = claims_graph.disputes(board)
    assert {(d.who, d.whom, d.times) for d in found} == {("Rwanda", "The United Nations", 1), ("The rebels", "The Red Cross", 1)}
    drawn = claims_graph.data(board, ("Rwanda",))
    assert [a["name"] for a in drawn["actors"]] == ["Rwanda", "The United Nations", "The rebels", "The Red Cross"]
    assert [a["chosen"] for a in drawn["actors"]] == [True, False, False, False]
    assert drawn["disputes"][0]["says"] == "Rwanda disputes The United Nations: 1 claim"


def test_of_many_actors_the_most_frequent_are_drawn_and_the_rest_counted(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [claims_graph.Dispute(f"a{i}", f"b{i}", 50 - i, "c") for i in range(20)]
    monkeypatch.setattr(claims_graph, "disputes", lambda _: many)
    drawn = claims_graph.data(board, ())
    assert len(drawn["actors"]) == claims_graph.MOST_ACTORS
    assert drawn["left_out"] == "28 more with fewer disputes; filter to see them."
    assert len(drawn["disputes"]) == claims_graph.MOST_ACTORS / 2


def test_what_is_done_on_the_board_changes_the_view() -> None:
    view = View(filter=Filter(actors=("A",)), page=4)
    assert claims.act(view, {"do": "voice", "id": "own"}) == View(filter=view.filter, voice="own")
    assert claims.act(view, {"do": "voice", "id": "nonsense"}).voice is None
    assert claims.act(view, {"do": "actor", "id": "B"}).filter.actors == ("A", "B")
    assert claims.act(view, {"do": "actor", "id": "A"}).filter.actors == ()
    assert claims.act(view, {"do": "select", "id": "x"}).selected == "x"
    assert claims.act(view, {"do": "page", "id": 2}).page == 2
    assert claims.act(view, {"do": "clear", "id": None}) == View()
