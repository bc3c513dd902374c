"""The filter has one meaning: frames, SQL and the snapshot keep the same rows, whatever the store holds."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.filter import STANCES, Filter
from geo.frames import load_frames
from geo.query import select_ids
from geo.snapshot import Snapshot
from tests.many_rows import TYPES, correct, fill, varied_reading

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store

EXAMPLES = 1_000 if os.environ.get("CONTESTED_SOAK") else 25

days = st.sampled_from([dt.date(2024, 4, 1) + dt.timedelta(days=d) for d in (0, 9, 10, 18, 27, 36, 39, 40, 41, 45, 54, 58, 70, 90)])
people = [
    "Rebels",
    "fardc",
    "FARDC",
    "the army",
    "M23",
    "ADF",
    "March 23 Movement",
    "DR Congo",
    "jnim",
    "Malian army",
    "ZAÏRE",
    "Officials",
    "Congolese army",
    "nobody",
]
wide, narrow, sahel, around, kinshasa = (
    (29.0, -2.0, 29.5, -1.0), (29.0, -1.7, 29.2, -1.5), (-10.0, 10.0, 10.0, 20.0), (170.0, -80.0, 29.3, 80.0), (15.0, -5.0, 16.0, -4.0),
)  # fmt: skip
FIELDS = {
    "since": days,
    "until": days,
    "actors": st.lists(st.sampled_from(people), min_size=1, max_size=2, unique=True).map(tuple),
    "types": st.lists(st.sampled_from([*TYPES, "COERCE", "AGREE"]), min_size=1, max_size=3, unique=True).map(tuple),
    "stances": st.lists(st.sampled_from(STANCES), min_size=1, max_size=3, unique=True).map(tuple),
    "disputed": st.just(value=True),
    "place": st.sampled_from(["Goma", "gn:216281", "Kinshasa", "North Kivu", "DR Congo", "iso:CD", "Mali", "Atlantis", "%"]),
    "bbox": st.sampled_from([wide, narrow, sahel, around, kinshasa]),
    "article": st.sampled_from([varied_reading(1).article.article_id, varied_reading(3).article.article_id, "0" * 16]),
    "text": st.sampled_from(["said", "SHELLED city", "douentza", "zaïre", "%", "_", "'", "[", "  ", "Fighting near"]),
}


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """A filter by three fields at most: by more, little would be left to disagree on."""
    chosen = {name: draw(FIELDS[name]) for name in draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=3, unique=True))}
    if "since" in chosen and "until" in chosen:
        chosen["since"], chosen["until"] = sorted((chosen["since"], chosen["until"]))
    return Filter(**chosen)


@pytest.fixture
def both(store: Store, tmp_path: Path) -> Store:
    fill(store, tmp_path)
    correct(store)
    return store


def test_the_filter_means_the_same_to_frames_sql_and_snapshot(both: Store) -> None:
    frames, snapshot = load_frames(both), Snapshot(both)
    assert snapshot.version == both.version

    @given(chosen=filters())
    @example(Filter())
    @example(Filter(actors=("FARDC",)))
    @example(Filter(actors=("Officials",)))
    @example(Filter(bbox=narrow))
    @example(Filter(bbox=kinshasa))
    @example(Filter(stances=("deny", "accuse"), disputed=True))
    @settings(max_examples=EXAMPLES, deadline=None, database=None)
    def agree(chosen: Filter) -> None:
        left = frames.under(chosen)
        events, claims = left.events["event_id"].tolist(), left.claims["claim_id"].tolist()
        kept = snapshot.keep(chosen)
        assert (snapshot.ids(chosen), snapshot.ids(chosen, "claims")) == (events, claims)
        found = select_ids(both, chosen)
        assert (found.events, found.claims) == (events, claims)
        undated = (left.undated_events, left.undated_claims)
        assert (found.undated_events, found.undated_claims) == undated
        assert (kept.undated_events, kept.undated_claims) == undated

    agree()
    for day in sorted({*frames.events["date_start"].dropna(), *frames.events["date_end"].dropna()}):
        agree.hypothesis.inner_test(Filter(since=day.date(), until=day.date()))


def test_what_is_not_on_the_map_is_what_has_no_geometry(both: Store) -> None:
    frames = load_frames(both)
    for chosen in (Filter(), Filter(actors=("M23",)), Filter(place="Kinshasa"), Filter(disputed=True)):
        left, found = frames.under(chosen), select_ids(both, chosen, unplaced=True)
        assert found.events == left.events.loc[left.events.geometry.isna(), "event_id"].tolist()
        assert found.claims == left.claims.loc[left.claims.geometry.isna(), "claim_id"].tolist()


def test_without_corrections_too(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path, 3)
    frames, snapshot = load_frames(store), Snapshot(store)
    for chosen in (Filter(), Filter(actors=("M23",)), Filter(text="said"), Filter(disputed=True), Filter(since=dt.date(2024, 5, 1))):
        events = frames.under(chosen).events["event_id"].tolist()
        assert snapshot.ids(chosen) == select_ids(store, chosen).events == events
    nowhere = select_ids(store, Filter(), unplaced=True).events
    assert nowhere == frames.events.loc[frames.events.geometry.isna(), "event_id"].tolist() != []


def test_an_empty_store(store: Store) -> None:
    for chosen in (Filter(), Filter(text="x", disputed=True, bbox=(0, 0, 1, 1), actors=("a",), place="Goma")):
        assert select_ids(store, chosen).events == []
        assert Snapshot(store).ids(chosen, "claims") == []
