"""What a person should look at first, and when it leaves the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.doubts import DOUBTS, Question, doubtful_articles, load_queue, load_row
from geo.importers.run import import_table
from tests.browser.review_articles import article_id, reading
from tests.conftest import made_reading
from tests.importers.tables import UCDP, table, ucdp

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store


def asked(store: Store, doubt: str) -> list[Question]:
    return [q for q in load_queue(store).questions if doubt in q.doubts and q.state == "open"]


def test_each_kind_of_doubt_is_asked_about_once(store: Store) -> None:
    store.add_reading(reading(1))
    found = {doubt: [q.label for q in asked(store, doubt)] for doubt in DOUBTS}
    assert found == {
        "unsure": ["Kassala"], "unfound": ["Umm Sidr"], "group": ["Three villages"], "undated": ["talks"], "unplaced": ["talks"],
    }  # fmt: skip
    (kassala,) = asked(store, "unsure")
    assert (len(kassala.members), kassala.weight) == (2, 3)  # both mentions are one question; an event and two claims hang on it
    assert asked(store, "unfound")[0].weight == 1  # the talks in its sentence, which have no place


def test_what_most_hangs_on_comes_first_and_doubts_before_all_else(store: Store) -> None:
    store.add_reading(reading(1))
    questions = load_queue(store).questions
    doubtful = [bool(q.doubts) for q in questions]
    assert doubtful == sorted(doubtful, reverse=True)
    weights = [q.weight for q in questions if q.doubts]
    assert weights == sorted(weights, reverse=True)


def test_what_was_put_right_or_checked_or_taken_out_leaves_the_queue_and_can_be_found_again(store: Store) -> None:
    made = reading(1)
    store.add_reading(made)
    (kassala,), (villages,), (talks,) = (asked(store, d) for d in ("unsure", "group", "undated"))
    for mention in kassala.members:
        store.correct(mention, "place_id", "gn:372753", note="n", places=[made.mentions[0].candidates[1].place])
    store.correct("group:villages-1", "areas", [{"lat": 14.2, "lon": 24.7, "radius_km": 2.0}], note="n", sources=("OCHA",))
    store.correct(talks.target, "removed", value=True, note="n")
    queue = load_queue(store)
    assert not any(asked(store, d) for d in ("unsure", "group", "undated"))
    states = {q.label: q.state for q in queue.questions}
    assert (states["Kassala"], states["Three villages"], states["talks"]) == ("corrected", "corrected", "rejected")
    assert queue.find(villages.target) is not None
    assert queue.find(kassala.members[1]) == queue.find(kassala.target)
    store.undo_all(store.history()["correction_id"].tolist())
    assert [len(asked(store, d)) for d in DOUBTS] == [1, 1, 1, 1, 1]


def test_everything_of_one_article_can_be_asked_about_even_where_nothing_is_doubtful(store: Store) -> None:
    store.add_reading(reading(1))
    store.add_reading(made_reading())
    other = made_reading().article.article_id
    layers = {q.layer for q in load_queue(store, other).questions}
    assert layers == {"mention", "event", "claim", "actor"}
    assert {q.article_id for q in load_queue(store, other).questions} == {other}
    assert set(doubtful_articles(store, store.history())) == {article_id(1), other}


def test_an_article_that_is_all_decided_makes_room_for_others_and_is_found_among_the_decided(store: Store) -> None:
    store.add_reading(reading(1))
    store.add_reading(reading(2))
    for question in load_queue(store, article_id(1)).questions:
        if question.doubts:
            for target in question.members or (question.target,):
                store.correct(target, "accepted", value=True, note="n")
    assert doubtful_articles(store, store.history()) == [article_id(2)]
    assert {q.article_id for q in load_queue(store, decided=True).questions if q.state == "accepted"} == {article_id(1)}


def test_an_actor_that_swallowed_another_name_is_told_apart(store: Store) -> None:
    store.add_reading(reading(1))
    store.correct(f"{article_id(1)}:actor:the governor", "same_as", "aid workers", note="n")
    actors = {q.label: (q.state, q.weight) for q in load_queue(store).questions if q.layer == "actor"}
    assert actors == {"aid workers": ("corrected", 2), "the army": ("open", 1)}


def test_an_empty_store_asks_nothing(store: Store) -> None:
    queue = load_queue(store)
    assert (queue.questions, queue.waiting, queue.find("x")) == ((), 0, None)


def test_an_imported_event_can_be_asked_about_by_its_id(store: Store, tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text(table(UCDP, ucdp(id="7")), encoding="utf-8")
    import_table("ucdp", tmp_path / "u.csv", store)
    queue = load_row(store, "ucdp:event:7")
    (question,) = queue.questions
    assert (question.layer, question.article_id, question.doubts) == ("event", None, ())
    store.correct("ucdp:event:7", "type", "COERCE", note="n")
    assert load_row(store, "ucdp:event:7").questions[0].state == "corrected"
    assert load_row(store, "ucdp:event:8").questions == ()
