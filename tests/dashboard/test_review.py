"""The Review page's own sums: which questions are listed, what a form records, the history in words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import review_item
from dashboard.review import around, chosen
from dashboard.review_acts import together
from dashboard.review_forms import current, dates_after
from dashboard.review_map import bounds_of
from dashboard.review_place import considered, found
from geo.corrections import FIELDS, Correction
from geo.doubts import Queue, load_queue, load_row
from geo.importers.run import import_table
from tests.browser.review_articles import article_id, reading
from tests.importers.tables import UCDP, table, ucdp

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store


@pytest.fixture
def asked(store: Store) -> Queue:
    store.add_reading(reading(1))
    return load_queue(store)


def of(queue: Queue, label: str, layer: str = "") -> Any:
    return next(q for q in queue.questions if q.label == label and layer in ("", q.layer))


def test_a_choice_lists_what_it_says(asked: Queue) -> None:
    assert {q.label for q in chosen(asked, "doubtful")} == {"Kassala", "Umm Sidr", "Three villages", "talks"}
    assert [q.label for q in chosen(asked, "group")] == ["Three villages"]
    assert chosen(asked, "decided") == []
    assert len(chosen(asked, "all")) == len(asked.questions)


def test_of_a_long_list_the_part_around_the_open_question_is_shown(asked: Queue) -> None:
    many = [of(asked, "Kassala")] * 500 + [of(asked, "talks")] + [of(asked, "Umm Sidr")] * 500
    shown = around(many, of(asked, "talks"))
    assert (len(shown), shown.index(of(asked, "talks"))) == (200, 100)
    assert around(many[:3], None) == many[:3]


def test_the_passages_are_the_paragraphs_with_the_words_highlighted(asked: Queue) -> None:
    told, more = review_item.passages(asked.frames, of(asked, "Kassala"))
    assert more == 0
    assert [words for words, kind in told[0] if kind == "hot"] == ["Kassala", "Kassala"]
    assert "".join(words for words, _ in told[0]).startswith("Shelling hit Kassala on 3 May 2024")


def test_what_was_read_is_told_with_its_reasons(asked: Queue) -> None:
    facts = dict(review_item.facts(asked.frames, of(asked, "Kassala")))
    assert (facts["Read as"], facts["Confidence"], facts["Named"]) == ("Kassala State (region)", "0.55", "named 2 times")
    assert facts["In it"] == "1 event, 2 claims"
    shelling = dict(review_item.facts(asked.frames, of(asked, "Shelling")))
    assert (shelling["Type"], shelling["When"]) == ("Attack (ASSAULT)", "Fri 3 May 2024 (from its own words)")
    denied = dict(review_item.facts(asked.frames, of(asked, "that it had shelled Kassala")))
    assert denied["Disputes"] == "the governor: Shelling hit Kassala on 3 May 2024"
    considered = review_item.candidates(asked.frames, of(asked, "Kassala"))
    assert [(c["id"], c["now"]) for c in considered] == [("ne:SD-KA", True), ("gn:372753", False)]


def test_the_map_shows_areas_as_areas_and_towns_as_spots(asked: Queue) -> None:
    town = reading(1).mentions[0].candidates[1].place
    state, kassala = considered(asked, of(asked, "Kassala"), "ne:SD-KA", town)
    assert (state["id"], state["now"], state["chosen"], state["shape"].geom_type in ("Polygon", "MultiPolygon")) == (
        "ne:SD-KA", True, False, True,
    )  # fmt: skip
    assert (kassala["id"], kassala["now"], kassala["chosen"], kassala["shape"]) == ("gn:372753", False, True, None)
    assert bounds_of([]) is None
    assert bounds_of([kassala]) == [[pytest.approx(14.851), 35.8], [pytest.approx(16.051), 37.0]]
    nowhere = considered(asked, of(asked, "Umm Sidr"), None, None)
    assert nowhere == []


def test_the_gazetteer_is_searched_in_any_spelling_and_script() -> None:
    assert found("Сумы")[0]["name"].startswith("Sumy")
    assert found("no such place anywhere") == []
    assert "population" not in found("Nyala")[0]["reason"]


NO_DATE: dict[str, Any] = {"date_start": None, "date_end": None, "date_precision": "unknown"}
DAY = {"date_start": "2024-05-03", "date_end": "2024-05-03", "date_precision": "day"}


@pytest.mark.parametrize(
    ("facts", "start", "end", "precision", "after"),
    [
        (NO_DATE, None, None, "unknown", {}),
        (NO_DATE, dt.date(2024, 5, 2), None, "unknown", {"date_start": "2024-05-02", "date_end": "2024-05-02", "date_precision": "day"}),
        (NO_DATE, None, dt.date(2024, 5, 2), "month", {"date_start": "2024-05-02", "date_end": "2024-05-02", "date_precision": "month"}),
        (DAY, dt.date(2024, 5, 3), dt.date(2024, 5, 3), "day", {}),
        (DAY, dt.date(2024, 5, 3), dt.date(2024, 5, 3), "week", {"date_precision": "week"}),
        (DAY, None, dt.date(2024, 5, 3), "day", {"date_start": None, "date_end": "2024-05-03", "date_precision": "day"}),
        (DAY, None, None, "day", {"date_start": None, "date_end": None, "date_precision": "unknown"}),
    ],
)
def test_one_day_alone_is_both_ends_and_an_open_end_stays_open(
    facts: dict[str, Any], start: dt.date | None, end: dt.date | None, precision: str, after: dict[str, Any]
) -> None:
    assert dates_after(facts, start, end, precision) == after


def test_a_row_is_told_as_corrections_write_it(asked: Queue) -> None:
    facts = current(review_item.row_of(asked.frames, of(asked, "Shelling")), "event")
    assert (facts["date_start"], facts["place_ids"], facts["sources"]) == ("2024-05-03", ["ne:SD-KA"], [])
    denied = of(asked, "that it had shelled Kassala")
    facts = current(review_item.row_of(asked.frames, denied), "claim")
    assert facts["disputes"] == [of(asked, "Shelling hit Kassala on 3 May 2024").target]
    assert set(facts) <= set(FIELDS["claim"])


def test_what_was_recorded_together_is_one_act_and_is_undone_as_one(store: Store, asked: Queue) -> None:
    kassala = of(asked, "Kassala")
    town = reading(1).mentions[0].candidates[1].place
    made = [Correction(m, "place_id", town.place_id, "the hospital is in the town", ("Radio Dabanga",), "Ana") for m in kassala.members]
    ids = store.correct_all(made, [town])
    store.correct(of(asked, "talks").target, "type", "AGREE", note="they signed", made_by="Ben")
    (act,) = together(store.history(), kassala.members)
    assert (act["ids"], act["who"], act["note"], act["sources"], act["undone"]) == (
        ids, "Ana", "the hospital is in the town", ("Radio Dabanga",), False,
    )  # fmt: skip
    assert act["changes"] == [("place_id", "gn:372753")]
    assert together(store.history(), kassala.members[:1])[0]["ids"] == ids
    queue = load_queue(store)
    assert review_item.change_words(queue.frames, "place_id", "gn:372753") == "Place: Kassala"
    store.undo_all(ids)
    assert together(store.history(), kassala.members)[0]["undone"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("type", "ASSAULT", "Type: Attack"), ("stance", "deny", "Stance: Denied"), ("accepted", True, "Checked"),
        ("removed", True, "Taken out"), ("sources", ["A", "B"], "Who: A and B"), ("place_id", None, "Place: none"),
        ("date_start", None, "From: none"), ("outline", [], "Area drawn"), ("areas", [{"name": "Kutum"}], "Named: Kutum"),
        ("date_precision", "month", "Exact to: the month"), ("addressee", None, "Said to: none"), ("same_as", "M23", "Same as: M23"),
        ("repeats", ["no such claim"], "Repeats: no such claim"), ("tolls", [], "Victims: none"),
        ("tolls", [{"kind": "killed", "least": 1200, "most": None, "speakers": []}], "Victims: killed at least 1,200 (the article)"),
        ("tolls", [{"kind": "wounded", "least": 3, "most": 4, "speakers": ["A"]}], "Victims: wounded 3–4 (A)"),
    ],
)  # fmt: skip
def test_a_change_is_told_in_plain_words(asked: Queue, field: str, value: Any, words: str) -> None:
    assert review_item.change_words(asked.frames, field, value) == words


def test_every_field_that_can_be_corrected_has_words(asked: Queue) -> None:
    for fields in FIELDS.values():
        for field in fields:
            value: Any = [] if field in ("areas", "outline", "place_ids", "disputes", "supports", "repeats", "tolls") else "2024"
            assert review_item.change_words(asked.frames, field, value)


def test_the_history_of_an_actor_is_that_of_the_names_it_took_in(store: Store) -> None:
    store.add_reading(reading(1))
    store.correct(f"{article_id(1)}:actor:the governor", "same_as", "aid workers", note="n")
    queue = load_queue(store)
    targets = review_item.targets_of(queue.frames, of(queue, "aid workers"), store.history())
    assert f"{article_id(1)}:actor:the governor" in targets


def test_an_imported_event_is_told_by_its_data_set_and_its_notes(store: Store, tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text(table(UCDP, ucdp(id="7")), encoding="utf-8")
    import_table("ucdp", tmp_path / "u.csv", store)
    queue = load_row(store, "ucdp:event:7")
    facts = dict(review_item.facts(queue.frames, queue.questions[0]))
    assert facts["Data set"].endswith(" 7")
    told, more = review_item.passages(queue.frames, queue.questions[0])
    assert (len(told), more) == (1, 0)
    assert review_item.queue_row(queue, queue.questions[0])["article"] == ""
