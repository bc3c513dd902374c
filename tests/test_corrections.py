"""Corrections laid over what was read: a mention's place and the rows that follow it, names, relations, and the way back."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.corrected_tables import actor_naming, merged_names, places_after
from geo.corrections import Correction, layer_of
from geo.errors import InputError
from geo.export import layer, to_geojson
from geo.filter import Filter
from geo.frames import Frames, load_articles, load_frames
from geo.placed_by_hand import drawn, outlined, pinned
from geo.records import Event, PlaceMention
from geo.store import Store, open_store
from tests.conftest import GOMA, KINSHASA, NORTH_KIVU, TEXT, VILLAGES, made_reading, span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.records import Reading


def mention_of(reading: Reading, words: str, nth: int = 0) -> str:
    found = [m for m in reading.mentions if m.text == words]
    return reading.row_id("mention", (found[nth].start, found[nth].end))


def event(frames: Frames, trigger: str) -> Any:
    return frames.events.set_index("trigger").loc[trigger]


def test_a_mention_given_another_place_takes_its_rows_along_and_brings_them_back(filled: Store, reading: Reading) -> None:
    goma = mention_of(reading, "Goma")
    (number,) = filled.correct_all([Correction(goma, "place_id", KINSHASA.place_id, "the text says so", made_by="Ana")], [KINSHASA])
    frames = load_frames(filled)
    assert event(frames, "shelled")["place_ids"] == (KINSHASA.place_id,)
    assert frames.claims["place_name"].tolist() == ["Kinshasa", "Kinshasa"]
    assert event(frames, "shelled").geometry.coords[0] == (KINSHASA.lon, KINSHASA.lat)[:2]
    assert GOMA.place_id not in set(frames.places["place_id"])
    moved = frames.mentions.set_index("mention_id").loc[goma]
    assert (moved["name"], moved["confidence"], moved["corrected"], moved["note"]) == ("Kinshasa", 1.0, ("place_id",), "the text says so")
    filled.undo(number)
    assert event(load_frames(filled), "shelled")["place_ids"] == (GOMA.place_id,)


def test_the_precision_of_a_row_is_that_of_its_new_place(filled: Store, reading: Reading) -> None:
    filled.correct(mention_of(reading, "Goma"), "place_id", NORTH_KIVU.place_id, note="only the province", places=[NORTH_KIVU])
    row = event(load_frames(filled), "shelled")
    assert row["geo_precision"] == "region"
    assert row.geometry.geom_type in ("Polygon", "MultiPolygon")


def test_a_mention_that_is_no_place_leaves_its_rows_without_one(filled: Store, reading: Reading) -> None:
    filled.correct(mention_of(reading, "Kinshasa"), "removed", value=True, note="the name of a ship")
    frames = load_frames(filled)
    assert (event(frames, "Talks")["place_ids"], event(frames, "Talks").geometry) == ((), None)
    assert "Kinshasa" not in set(frames.mentions["text"])
    filled.correct(mention_of(reading, "Goma"), "place_id", None, note="which Goma is not known")
    frames = load_frames(filled)
    assert frames.mentions.set_index("text").loc["Goma", "place_id"] is None
    assert frames.unplaced_claims == 2


def test_a_name_that_is_found_at_last_places_the_rows_of_its_sentence_that_had_no_place(store: Store) -> None:
    made = made_reading()
    unknown = replace(made.mentions[1], place=None, confidence=0.0)
    made = replace(made, mentions=(made.mentions[0], unknown, made.mentions[2]), events=_without_place(made.events, 1))
    store.add_reading(made)
    assert event(load_frames(store), "Talks")["place_ids"] == ()
    store.correct(mention_of(made, "Kinshasa"), "place_id", KINSHASA.place_id, note="so", places=[KINSHASA])
    frames = load_frames(store)
    assert event(frames, "Talks")["place_name"] == "Kinshasa"
    assert event(frames, "shelled")["place_name"] == "Goma"


def _without_place(events: tuple[Event, ...], number: int) -> tuple[Event, ...]:
    return tuple(replace(e, place_ids=(), geo_precision=None) if i == number else e for i, e in enumerate(events))


SENTENCES = [(0, 40), (41, 80), (81, 120)]


def _at(start: int, place: str | None, number: int) -> Any:
    return SimpleNamespace(mention_id=f"m{number}", start=start, end=start + 4, place_id=place)


@pytest.mark.parametrize(
    ("words", "moved", "after"),
    [
        ((45, 50), {"m1": "new"}, ["new"]),  # the mention of its own sentence gave it the place
        ((45, 50), {"m0": "new"}, ["old"]),  # the mention of the sentence before did not, though it is nearer by characters
        ((100, 105), {"m1": "new"}, ["new"]),  # none in its own sentence: the nearest
        ((45, 50), {"m1": None}, []),
    ],
)
def test_a_row_follows_the_mention_nearest_to_its_words_by_sentences_first(
    words: tuple[int, int], moved: dict[str, Any], after: list[str]
) -> None:
    mentions = [_at(36, "old", 0), _at(70, "old", 1)]
    assert places_after(["old"], [words], mentions, moved, SENTENCES) == after


def test_a_place_that_no_mention_gave_stays() -> None:
    assert places_after(["elsewhere"], [(0, 5)], [_at(10, "old", 0)], {"m0": "new"}, SENTENCES) == ["elsewhere"]
    assert places_after(["old", "new"], [(0, 5)], [_at(10, "old", 0)], {"m0": "new"}, SENTENCES) == ["new"]


def test_the_places_set_on_a_row_itself_stand_before_those_of_its_mention(filled: Store, reading: Reading) -> None:
    row = event(load_frames(filled), "shelled")["event_id"]
    filled.correct(row, "place_ids", [NORTH_KIVU.place_id], note="only the province", places=[NORTH_KIVU])
    filled.correct(mention_of(reading, "Goma"), "place_id", KINSHASA.place_id, note="so")
    assert event(load_frames(filled), "shelled")["place_ids"] == (NORTH_KIVU.place_id,)


def test_a_mention_keeps_its_place_when_the_article_is_read_again(filled: Store, reading: Reading) -> None:
    filled.correct(mention_of(reading, "Goma"), "place_id", KINSHASA.place_id, note="so")
    filled.correct(f"{reading.article.article_id}:actor:Rebels", "same_as", "M23", note="so")
    filled.add_reading(reading, replace=True)
    frames = load_frames(filled)
    assert event(frames, "shelled")["place_name"] == "Kinshasa"
    assert event(frames, "shelled")["sources"] == ("M23",)


def test_a_pin_is_a_spot_and_a_wide_pin_and_a_drawn_area_are_areas(filled: Store, reading: Reading) -> None:
    spot, wide = pinned("Kibati", -1.2, 28.9, 2.0), pinned("the front", -1.2, 28.9, 20.0)
    assert (spot.kind, spot.country, spot.admin1, wide.kind) == ("settlement", "CD", "ne:CD-NK", "area")
    assert spot.place_id.startswith("own:")
    area, outline = drawn("the lake shore", [[29.1, -1.7], [29.3, -1.7], [29.2, -1.5]])
    goma = Correction(mention_of(reading, "Goma"), "place_id", area.place_id, "so", made_by="Ana")
    made = [outlined(area, outline, "as on the map shown", "Ana"), goma]
    numbers = filled.correct_all(made, [area])
    row = event(load_frames(filled), "shelled")
    assert row.geometry.equals(shapely.Polygon([(29.1, -1.7), (29.3, -1.7), (29.2, -1.5)]))
    assert row["geo_precision"] == "region"
    assert filled.undo_all(numbers) is True
    assert filled.undo_all(numbers) is False
    assert area.place_id not in set(load_frames(filled).places["place_id"])


@pytest.mark.parametrize("ring", [[[0, 0], [1, 1]], [[0, 0], [1, 1], [1, 0], [0, 1]], [[0, 0], [0, 95], [1, 0]], [[1, 1], [1, 1], [1, 1]]])
def test_corners_that_make_no_area_are_refused(ring: list[list[float]]) -> None:
    with pytest.raises(InputError, match="cannot be the outline"):
        drawn("nowhere", ring)
    with pytest.raises(InputError, match="cannot be the point"):
        pinned("nowhere", 0, 0, 1)


def test_near_a_border_neither_side_is_said_to_be_the_one() -> None:
    assert pinned("Novenke", 51.22, 35.105, 1.0).country is None
    assert (pinned("Sumy", 50.917, 34.799, 1.0).country, pinned("Sumy", 50.917, 34.799, 1.0).admin1) == ("UA", "ne:UA-59")


def test_two_names_become_one_actor_that_both_find(filled: Store, reading: Reading) -> None:
    filled.correct(f"{reading.article.article_id}:actor:Rebels", "same_as", "the army", note="a mutiny")
    frames = load_frames(filled)
    assert event(frames, "shelled")["sources"] == ("the army",)
    assert frames.claims["speakers"].tolist() == [("the army",), ("the army",)]
    (actor,) = frames.actors.itertuples()
    assert (actor.name, actor.aliases, len(actor.mentions)) == ("the army", ("FARDC", "Rebels"), 3)
    for name in ("Rebels", "fardc", "the army"):
        assert len(frames.under(Filter(actors=(name,))).claims) == 2


def test_merges_are_followed_to_their_end_and_a_circle_is_left_alone() -> None:
    merges = (("a:actor:x", "y"), ("all:actor:y", "z"), ("b:actor:p", "q"), ("b:actor:q", "p"))
    corrected = {target: {"same_as": SimpleNamespace(value=name)} for target, name in merges}
    name_of = actor_naming(corrected)
    assert [name_of("a", "x"), name_of("c", "y"), name_of("c", "x"), name_of(None, "y")] == ["z", "z", "x", "y"]
    assert name_of("b", "p") in ("p", "q")
    assert list(merged_names([("a", "x", ("X",)), (None, "y", [])], corrected)) == [("z", ("X", "x")), ("y", ())]


def test_the_name_everywhere_reaches_every_article_and_leaves_data_sets_alone(store: Store) -> None:
    one, other = made_reading(), made_reading()
    other = replace(other, article=replace(other.article, text=TEXT + " "))
    store.add_reading(one)
    store.add_reading(other)
    store.correct("all:actor:Rebels", "same_as", "M23", note="so")
    frames = load_frames(store)
    assert frames.events.loc[frames.events["trigger"] == "shelled", "sources"].tolist() == [("M23",), ("M23",)]
    store.correct(f"{one.article.article_id}:actor:Rebels", "same_as", "FDLR", note="not here")
    by_article = load_frames(store).events.set_index(["article_id", "trigger"])["sources"]
    assert by_article[one.article.article_id, "shelled"] == ("FDLR",)
    assert by_article[other.article.article_id, "shelled"] == ("M23",)


def test_a_dispute_is_taken_away_and_another_put_in_its_place(filled: Store) -> None:
    said, denied = load_frames(filled).claims["claim_id"]
    filled.correct(denied, "disputes", [], note="about something else")
    filled.correct(denied, "supports", [said], note="it says the same")
    frames = load_frames(filled)
    assert not frames.claims["disputed"].any()
    assert not frames.events["disputed"].any()
    assert frames.claims.set_index("claim_id").loc[denied, "supports"] == (said,)


def test_numbers_of_victims_are_put_right_and_follow_a_merged_name(filled: Store, reading: Reading) -> None:
    shelled = load_frames(filled).events.set_index("trigger").loc["shelled", "event_id"]
    given = [
        {"kind": "killed", "least": 12, "most": None, "speakers": ["the army"]},
        {"kind": "wounded", "least": 20, "most": 30, "speakers": []},
        {"kind": "captured", "least": 2, "most": 2, "speakers": [], "words": "two"},
    ]
    (number,) = filled.correct_all([Correction(shelled, "tolls", given, "as the hospital says", ("Radio Okapi",))])
    frames = load_frames(filled)
    row = event(frames, "shelled")
    assert [(t["kind"], t["words"], t["speakers"]) for t in row["tolls"]] == [
        ("killed", "≥12", ["the army"]), ("wounded", "20–30", []), ("captured", "two", []),
    ]  # fmt: skip
    assert (row["corrected"], row["note"], row["note_source"]) == (("tolls",), "as the hospital says", "Radio Okapi")
    told = json.loads(to_geojson(layer(frames, "events")))["features"]
    tolls = next(f["properties"]["tolls"] for f in told if f["properties"]["trigger"] == "shelled")
    assert (tolls[0]["least"], tolls[0]["most"]) == (12, None)
    filled.correct(f"{reading.article.article_id}:actor:the army", "same_as", "FARDC", note="one force")
    assert event(load_frames(filled), "shelled")["tolls"][0]["speakers"] == ["FARDC"]
    filled.undo(number)
    assert event(load_frames(filled), "shelled")["tolls"] == ()


def test_a_repetition_is_put_right_as_a_dispute_is(filled: Store) -> None:
    claims = load_frames(filled).claims
    first, denial = claims["claim_id"]
    filled.correct(denial, "disputes", [], note="it only says it again")
    (number,) = filled.correct_all([Correction(denial, "repeats", [first], "it only says it again")])
    after = load_frames(filled).claims.set_index("claim_id")
    assert (after.loc[denial, "repeats"], after.loc[denial, "disputes"], after.loc[first, "disputed"]) == ((first,), (), False)
    filled.undo(number)
    assert load_frames(filled).claims.set_index("claim_id").loc[denial, "repeats"] == ()


def test_claims_of_two_articles_dispute_each_other_whichever_is_asked_for(store: Store) -> None:
    one = made_reading()
    other = replace(one, article=replace(one.article, text=TEXT + " "))
    store.add_reading(one)
    store.add_reading(other)
    first, second = (r.row_id("claim", r.claims[0].cue) for r in (one, other))
    store.correct(second, "disputes", [first], note="another number")
    frames = load_frames(store).claims.set_index("claim_id")
    assert second in frames.loc[first, "disputed_by"]
    alone = load_articles(store, [one.article.article_id]).claims.set_index("claim_id")
    assert second in alone.loc[first, "disputed_by"]
    store.correct(second, "removed", value=True, note="misread")
    assert second not in load_frames(store).claims.set_index("claim_id").loc[first, "disputed_by"]


def test_a_relation_to_a_claim_that_is_in_no_article_is_left_out(filled: Store) -> None:
    said = load_frames(filled).claims["claim_id"].iloc[0]
    filled.correct(said, "disputes", ["0000000000000000:claim:1-5"], note="gone")
    assert load_frames(filled).claims.set_index("claim_id").loc[said, "disputes"] == ()


def test_a_row_that_was_checked_stays_as_it_is_and_says_so(filled: Store) -> None:
    before = load_frames(filled)
    row = event(before, "shelled")["event_id"]
    filled.correct(row, "accepted", value=True, note="checked")
    after = load_frames(filled)
    assert event(after, "shelled")["corrected"] == ("accepted",)
    told = ["corrected", "note", "note_source"]
    assert after.events.drop(columns=[*told, "geometry"]).equals(before.events.drop(columns=[*told, "geometry"]))


def test_an_outline_narrows_a_group_within_its_area_and_the_latest_drawing_stands(filled: Store) -> None:
    ring = [[29.3, -1.3], [29.5, -1.3], [29.5, -1.1], [29.3, -1.1]]
    circles = [{"name": "Rutshuru", "lat": -1.19, "lon": 29.45, "radius_km": 30.0}]
    filled.correct(VILLAGES.place_id, "areas", circles, note="n", sources=("s",))
    filled.correct(VILLAGES.place_id, "outline", [ring], note="as drawn by the bureau", sources=("OCHA",))
    group = load_frames(filled).places.set_index("place_id").loc[VILLAGES.place_id]
    assert group["geometry"].equals(shapely.Polygon(ring))
    assert (group["note"], group["note_source"]) == ("as drawn by the bureau", "OCHA")


@pytest.mark.parametrize(
    ("target", "field", "value"),
    [
        ("a:mention:1-2", "place_id", ""), ("a:mention:1-2", "type", "ASSAULT"), ("a:actor:X", "same_as", " "),
        ("a:claim:1-2", "disputes", ["gn:1"]), ("a:claim:1-2", "disputes", ["a:claim:1-2"]), ("gn:1", "outline", []),
        ("gn:1", "outline", [[[0, 0], [1, 1]]]), ("a:event:1-2", "accepted", "yes"),
        ("a:claim:1-2", "repeats", ["a:claim:1-2"]), ("a:event:1-2", "count", -1),
        ("a:event:1-2", "tolls", [{"kind": "lost", "least": 1, "most": 1, "speakers": []}]),
        ("a:event:1-2", "tolls", [{"kind": "killed", "least": 5, "most": 3, "speakers": []}]),
        ("a:event:1-2", "tolls", [{"kind": "killed", "least": None, "most": None, "speakers": []}]),
    ],
)  # fmt: skip
def test_what_no_row_could_take_is_refused_and_nothing_of_it_is_recorded(store: Store, target: str, field: str, value: Any) -> None:
    good = Correction("a:event:1-2", "type", "COERCE", "n")
    with pytest.raises(InputError, match="cannot be"):
        store.correct_all([good, Correction(target, field, value, "n")])
    assert store.history().empty


def test_the_layer_of_an_id_is_told_whatever_names_it_holds() -> None:
    told = {
        "a:event:1-2": "event", "a:mention:1-2": "mention", "all:actor:a:claim:b": "actor", "gn:1": "place",
        "group:a:8:villages:ne:UA-59": "place",
    }  # fmt: skip
    assert {t: layer_of(t) for t in told} == told


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Three articles, for what is done and undone many times."""
    folder: Path = tmp_path_factory.mktemp("three")
    store = open_store(folder / "store.sqlite")
    for number in range(3):
        made = made_reading()
        again = PlaceMention(*span("the city"), "the city", GOMA, metonym=False, confidence=0.5)
        store.add_reading(replace(made, article=replace(made.article, text=TEXT + " " * number), mentions=(*made.mentions, again)))
    yield store
    store.close()


def _some(number: int) -> Reading:
    made = made_reading()
    return replace(made, article=replace(made.article, text=TEXT + " " * number))


places = st.sampled_from([GOMA, KINSHASA, NORTH_KIVU, VILLAGES])


@st.composite
def changes(draw: st.DrawFn) -> Correction:
    """A correction of something that the three articles have."""
    made = _some(draw(st.integers(0, 2)))
    events = [made.row_id("event", e.trigger) for e in made.events]
    claims = [made.row_id("claim", c.cue) for c in made.claims]
    kind = draw(st.sampled_from(["place_id", "no place", "same_as", "relation", "removed", "accepted", "place_ids"]))
    if kind == "place_id":
        place = draw(places | st.none())
        return Correction(mention_of(made, draw(st.sampled_from(["Goma", "Kinshasa"]))), kind, place and place.place_id, "n")
    if kind == "no place":
        return Correction(mention_of(made, draw(st.sampled_from(["Goma", "Three villages"]))), "removed", True, "n")  # noqa: FBT003
    if kind == "same_as":
        whence = draw(st.sampled_from([made.article.article_id, "all"]))
        names = st.sampled_from(["Rebels", "the army", "M23"])
        return Correction(f"{whence}:actor:{draw(names)}", kind, draw(names), "n")
    if kind == "relation":
        other = _some(draw(st.integers(0, 2)))
        one, another = draw(st.sampled_from(claims)), other.row_id("claim", other.claims[draw(st.integers(0, 1))].cue)
        return Correction(one, draw(st.sampled_from(["disputes", "supports", "repeats"])), [another] if another != one else [], "n")
    if kind == "place_ids":
        return Correction(draw(st.sampled_from(events)), kind, [draw(places).place_id], "n")
    return Correction(draw(st.sampled_from([*events, *claims])), kind, True, "n")  # noqa: FBT003


def _told(frames: Frames) -> list[Any]:
    layers = (frames.places, frames.events, frames.claims, frames.mentions, frames.actors)
    return [layer.drop(columns="geometry", errors="ignore").astype(str).to_numpy().tolist() for layer in layers]


@given(st.lists(changes(), min_size=1, max_size=5))
@settings(max_examples=200 if os.environ.get("CONTESTED_SOAK") else 15, deadline=None, database=None)
def test_whatever_is_corrected_keeps_the_contract_and_undoing_it_all_brings_back_what_was(three: Store, made: list[Correction]) -> None:
    before = load_frames(three)
    ids = three.correct_all(made, [KINSHASA, NORTH_KIVU])
    after = load_frames(three)
    known = set(after.places["place_id"])
    for rows in (after.events, after.claims):
        assert {p for ids_of in rows["place_ids"] for p in ids_of} <= known
    claims = set(after.claims["claim_id"])
    for column in ("disputes", "supports", "disputed_by"):
        assert {c for others in after.claims[column] for c in others} <= claims
    assert not after.mentions["mention_id"].duplicated().any()
    assert not after.actors.duplicated(["article_id", "name"]).any()
    if ids:
        assert three.undo_all(ids)
        assert _told(load_frames(three)) == _told(before)
        assert three.redo_all(ids)
        assert _told(load_frames(three)) == _told(after)
        three.undo_all(ids)


def test_dates_of_a_row_are_corrected_together(filled: Store) -> None:
    row = event(load_frames(filled), "Talks")["event_id"]
    days = [Correction(row, f, v, "n") for f, v in (("date_start", "2024-05-09"), ("date_end", "2024-05-10"), ("date_precision", "week"))]
    numbers = filled.correct_all(days)
    assert len(numbers) == 3
    assert filled.history()["made_at"].nunique() == 1
    corrected = event(load_frames(filled), "Talks")
    assert [str(corrected[d].date()) for d in ("date_start", "date_end")] == ["2024-05-09", "2024-05-10"]
    assert corrected["date_precision"] == "week"
