"""The contract of the GeoDataFrames, and what a filter leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import DataError
from geo.filter import EVENT_TYPES, STANCES, Filter
from geo.frame_columns import CLAIM_COLUMNS, CRS, EVENT_COLUMNS, PLACE_COLUMNS, validate
from geo.frames import Frames, load_frames, load_rows
from geo.records import Toll
from tests.conftest import GOMA, TEXT

if TYPE_CHECKING:
    from geo.records import Reading
    from geo.store import Store


@pytest.fixture
def frames(filled: Store) -> Frames:
    return load_frames(filled)


def test_frames_have_the_documented_columns_in_wgs84(frames: Frames) -> None:
    for frame, columns in ((frames.places, PLACE_COLUMNS), (frames.events, EVENT_COLUMNS), (frames.claims, CLAIM_COLUMNS)):
        assert list(frame.columns) == [*columns, "geometry"]
        assert frame.crs == "EPSG:4326"
        assert all(column.description for column in columns.values())


def test_every_row_reads_back_from_its_article(frames: Frames) -> None:
    for start, end, trigger in zip(frames.events["start"], frames.events["end"], frames.events["trigger"], strict=True):
        assert TEXT[start:end] == trigger
    assert frames.claims["proposition"].tolist() == ["Rebels shelled Goma on 3 May 2024", "that it had shelled the city"]
    assert frames.events["quote"].iloc[0] == "Rebels shelled Goma on 3 May 2024, the army said."


def test_a_region_is_never_drawn_as_a_pin(frames: Frames) -> None:
    shapes = frames.places.set_index("place_id").geometry
    assert shapes["ne:CD-NK"].area > 4  # square degrees: some 60,000 km2
    assert shapes["gn:216281"].equals(shapely.Point(29.22845, -1.67409))


def test_a_group_is_drawn_over_the_area_it_lies_within(frames: Frames) -> None:
    shapes = frames.places.set_index("place_id").geometry
    assert shapes["group:made-here"].equals(shapes["ne:CD-NK"])
    assert frames.places.set_index("place_id").loc["group:made-here", "within_name"] == "North Kivu"


def test_a_sourced_correction_narrows_a_group_and_says_so(filled: Store) -> None:
    circles = [{"name": "Rutshuru", "lat": -1.19, "lon": 29.45, "radius_km": 10.0}]
    filled.correct("group:made-here", "areas", circles, note="near Rutshuru", sources=("Radio Okapi", "OCHA"))
    group = load_frames(filled).places.set_index("place_id").loc["group:made-here"]
    assert (group["note"], group["note_source"]) == ("near Rutshuru", "Radio Okapi; OCHA")
    assert group["geometry"].covers(shapely.Point(29.45, -1.19))
    assert group["geometry"].area < 0.1


def test_a_correction_never_spreads_a_group_beyond_the_area_that_the_article_states(filled: Store) -> None:
    over_the_border = [{"name": "the volcanoes", "lat": -1.45, "lon": 29.40, "radius_km": 40.0}]
    before = load_frames(filled).places.set_index("place_id").geometry["group:made-here"]
    filled.correct("group:made-here", "areas", over_the_border, note="near the volcanoes")
    after = load_frames(filled).places.set_index("place_id").geometry["group:made-here"]
    assert before.buffer(0.04).covers(after)
    assert not after.covers(shapely.Point(29.65, -1.5))  # 30 km into Rwanda
    assert after.covers(shapely.Point(29.3, -1.4))


def test_what_could_not_be_placed_has_no_geometry_and_is_counted(filled: Store, reading: Reading) -> None:
    assert load_frames(filled).unplaced_claims == 0
    unplaced = tuple(replace(c, place_ids=()) for c in reading.claims)
    filled.add_reading(replace(reading, claims=unplaced), replace=True)
    frames = load_frames(filled)
    assert frames.unplaced_claims == 2
    assert frames.claims.geometry.isna().all()


def test_a_disputed_claim_names_who_disputes_it_and_its_event_is_disputed(frames: Frames) -> None:
    said, denied = (row for _, row in frames.claims.iterrows())
    assert said["disputed"]
    assert not denied["disputed"]
    assert said["disputed_by"] == (denied["claim_id"],)
    assert denied["disputes"] == (said["claim_id"],)
    assert frames.events["disputed"].tolist() == [True, False, False]


def chained(reading: Reading) -> Reading:
    """The reading, its first claim told by a third one, which a fourth tells of."""
    told = replace(reading.claims[0], within=2)
    rebels = replace(reading.claims[0], cue=(0, 6), speakers=("Rebels",), within=3)
    army = replace(reading.claims[0], cue=(7, 14), speakers=("the army",), within=None)
    return replace(reading, claims=(told, reading.claims[1], rebels, army))


def test_a_claim_names_those_who_report_it_from_the_nearest_outwards(store: Store, reading: Reading) -> None:
    store.add_reading(chained(reading))
    claims = load_frames(store).claims.set_index("claim_id")
    told, denial, rebels, army = (f"{reading.article.article_id}:claim:{s}-{e}" for s, e in (c.cue for c in chained(reading).claims))
    assert claims["reported_by"][told] == ("Rebels", "the army")
    assert claims["within_claim"][told] == rebels
    assert claims["reported_by"][denial] == claims["reported_by"][army] == ()
    alone = load_rows(store, claim_ids=[told]).claims
    assert alone["reported_by"].tolist() == [("Rebels", "the army")]


def test_the_chain_follows_corrections_of_those_who_report(store: Store, reading: Reading) -> None:
    store.add_reading(chained(reading))
    told, _, rebels, _ = (f"{reading.article.article_id}:claim:{s}-{e}" for s, e in (c.cue for c in chained(reading).claims))

    def reported_by() -> list[tuple[str, ...]]:
        whole = load_frames(store).claims.set_index("claim_id")["reported_by"][told]
        return [whole, *load_rows(store, claim_ids=[told]).claims["reported_by"]]

    store.correct(rebels, "speakers", ["M23"], note="named further down")
    assert reported_by() == [("M23", "the army")] * 2
    store.correct(f"{reading.article.article_id}:actor:the army", "same_as", "FARDC", note="one force")
    assert reported_by() == [("M23", "FARDC")] * 2
    store.correct(rebels, "removed", True, note="nobody says it")  # noqa: FBT003
    assert reported_by() == [()] * 2


def test_an_event_has_every_number_of_victims_with_its_words_and_who_gives_it(store: Store, reading: Reading) -> None:
    toll = Toll("killed", 3, None, (0, 6), ("the army",))
    store.add_reading(replace(reading, events=(replace(reading.events[0], tolls=(toll,)), *reading.events[1:])))
    tolls = load_frames(store).events.set_index("trigger")["tolls"]
    assert tolls["shelled"] == ({"kind": "killed", "least": 3, "most": None, "words": "Rebels", "speakers": ["the army"]},)
    assert tolls["Talks"] == ()


def test_an_empty_store_gives_empty_frames_that_keep_the_contract(store: Store) -> None:
    frames = load_frames(store)
    assert [len(f) for f in (frames.places, frames.events, frames.claims)] == [0, 0, 0]
    assert list(frames.events.columns) == [*EVENT_COLUMNS, "geometry"]
    assert len(frames.under(Filter(text="nothing", disputed=True, since=dt.date(2024, 1, 1))).events) == 0


DAY = dt.date(2024, 5, 3)
CASES = [
    (Filter(actors=("rebels",)), ["shelled"], ["said", "denied"][1:]),
    (Filter(actors=("FARDC",)), [], ["said"]),
    (Filter(actors=("FARDC", "Rebels")), ["shelled"], ["said", "denied"]),
    (Filter(since=DAY, until=DAY), ["shelled"], ["said"]),
    (Filter(since=dt.date(2024, 5, 4)), [], []),
    (Filter(types=("CONSULT",)), ["Talks"], []),
    (Filter(types=("ASSAULT",)), ["shelled"], ["said"]),
    (Filter(stances=("deny",)), [], ["denied"]),
    (Filter(disputed=True), ["shelled"], ["said", "denied"]),
    (Filter(place="goma"), ["shelled"], ["said", "denied"]),
    (Filter(place="North Kivu"), ["shelled", "emptied"], ["said", "denied"]),
    (Filter(place="ne:CD-NK"), [], []),
    (Filter(place="DR Congo"), ["shelled", "Talks", "emptied"], ["said", "denied"]),
    (Filter(bbox=(29.0, -2.0, 29.5, -1.5)), ["shelled", "emptied"], ["said", "denied"]),
    (Filter(text="shelled CITY"), [], ["denied"]),
    (Filter(article="0" * 16), [], []),
]


@pytest.mark.parametrize(("chosen", "triggers", "cues"), CASES, ids=lambda v: str(v) if isinstance(v, Filter) else "")
def test_a_filter_leaves_what_it_says(frames: Frames, chosen: Filter, triggers: list[str], cues: list[str]) -> None:
    left = frames.under(chosen)
    assert left.events["trigger"].tolist() == triggers
    assert left.claims["cue"].tolist() == cues


def test_a_date_filter_counts_the_undated_rows_it_leaves_out(frames: Frames) -> None:
    left = frames.under(Filter(since=DAY))
    assert (left.undated_events, left.undated_claims) == (2, 1)
    narrower = frames.under(Filter(since=DAY, place="Kinshasa"))
    assert (narrower.undated_events, narrower.undated_claims) == (1, 0)


def test_places_left_are_those_of_the_rows_left_with_counts_to_match(frames: Frames) -> None:
    left = frames.under(Filter(types=("ASSAULT",)))
    assert left.places[["name", "events", "claims", "disputed"]].to_numpy().tolist() == [["Goma", 1, 1, 1]]


days = st.dates(dt.date(2024, 4, 1), dt.date(2024, 6, 1)) | st.none()
some_filters = st.builds(
    lambda since, until, **rest: (
        Filter(since=min(filter(None, (since, until)), default=None) if since else None, until=until, **rest)
        if not (since and until and since > until)
        else Filter(since=until, until=since, **rest)
    ),
    since=days,
    until=days,
    actors=st.lists(st.sampled_from(["Rebels", "the army", "nobody"]), max_size=2, unique=True).map(tuple),
    types=st.lists(st.sampled_from(EVENT_TYPES), max_size=2, unique=True).map(tuple),
    stances=st.lists(st.sampled_from(STANCES), max_size=2, unique=True).map(tuple),
    disputed=st.booleans(),
    place=st.sampled_from([None, "Goma", GOMA.place_id, "Atlantis", "("]),
    text=st.sampled_from([None, "said", "[", "  "]),
)


@given(chosen=some_filters)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_filtering_never_adds_rows_and_twice_is_as_once(frames: Frames, chosen: Filter) -> None:
    once = frames.under(chosen)
    assert set(once.events["event_id"]) <= set(frames.events["event_id"])
    twice = once.under(chosen)
    assert twice.claims["claim_id"].tolist() == once.claims["claim_id"].tolist()
    assert Filter.from_query(chosen.to_query()) == chosen


def test_a_frame_that_breaks_the_contract_is_refused() -> None:
    empty = gpd.GeoDataFrame({"place_id": ["x"]}, geometry=[None], crs=CRS)
    with pytest.raises(DataError, match="breaks its contract"):
        validate(empty, PLACE_COLUMNS)
    with pytest.raises(DataError, match="not in EPSG:4326"):
        validate(empty.set_crs("EPSG:3857", allow_override=True), PLACE_COLUMNS)


def test_days_are_days_in_the_frames(frames: Frames) -> None:
    assert frames.events["date_start"].iloc[0] == pd.Timestamp("2024-05-03")
    assert frames.events["date_start"].isna().tolist() == [False, True, True]
