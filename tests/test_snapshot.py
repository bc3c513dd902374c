"""The snapshot: in step with its store, and what it shows of the whole."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cards import in_order
from dashboard.timeline import bars, bars_of, dated_rows
from geo.filter import EVENT_TYPES, Filter
from geo.frames import load_frames
from geo.importers.run import import_table
from geo.snapshot import Snapshot, snapshot_of
from geo.snapshot_views import world
from tests.importers.tables import UCDP, table, ucdp
from tests.many_rows import correct, fill, varied_reading

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store

WORLD = (-180.0, -85.0, 180.0, 85.0)


@pytest.fixture
def both(store: Store, tmp_path: Path) -> Store:
    fill(store, tmp_path)
    correct(store)
    return store


def test_it_is_shared_and_keeps_in_step_with_readings_corrections_and_imports(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path, 2)
    first = snapshot_of(store)
    assert snapshot_of(store) is first

    def check() -> Snapshot:
        now, anew, frames = snapshot_of(store), Snapshot(store), load_frames(store)
        assert now.version == store.version
        for chosen in (Filter(), Filter(actors=("M23",)), Filter(disputed=True), Filter(text="shelled"), Filter(place="Kinshasa")):
            events = frames.under(chosen).events["event_id"].tolist()
            assert now.ids(chosen) == anew.ids(chosen) == events
            assert now.ids(chosen, "claims") == frames.under(chosen).claims["claim_id"].tolist()
        return now

    store.add_reading(varied_reading(5))
    check()
    store.add_reading(varied_reading(1), replace=True)
    check()
    correct(store)
    now = check()
    assert now.grounds.own_shapes.keys() == first.grounds.own_shapes.keys()
    for row in store.history().itertuples():
        store.undo(row.correction_id)
    check()
    (tmp_path / "more.csv").write_text(table(UCDP, ucdp(id="900", side_a="M23")), encoding="utf-8")
    import_table("ucdp", tmp_path / "more.csv", store)
    assert "ucdp:event:900" in check().ids(Filter(actors=("M23",)))


def test_another_store_under_the_same_name_is_not_taken_for_the_old_one(tmp_path: Path, store: Store) -> None:
    if store.is_postgres:
        return
    fill(store, tmp_path, 3)
    assert len(snapshot_of(store).ids(Filter(), "claims")) == 6
    store.close()
    for path in tmp_path.glob("store.sqlite*"):
        path.unlink()
    from geo.store import open_store  # noqa: PLC0415

    again = open_store(store.name)
    assert snapshot_of(again).ids(Filter()) == []


@pytest.mark.parametrize("chosen", [Filter(), Filter(actors=("M23",)), Filter(since=dt.date(2024, 5, 1)), Filter(disputed=True)])
def test_totals_are_those_of_the_frames(both: Store, chosen: Filter) -> None:
    left, totals = load_frames(both).under(chosen), Snapshot(both).totals(chosen)
    assert (totals.events, totals.claims, totals.articles) == (len(left.events), len(left.claims), len(left.articles))
    assert (totals.unplaced_events, totals.unplaced_claims) == (left.unplaced_events, left.unplaced_claims)
    assert (totals.undated_events, totals.undated_claims) == (left.undated_events, left.undated_claims)
    assert (totals.disputed_events, totals.disputed_claims) == (left.events["disputed"].sum(), left.claims["disputed"].sum())
    assert {k: n for k, n in totals.by_type.items() if n} == left.events["type"].value_counts().to_dict()
    assert {k: n for k, n in totals.by_stance.items() if n} == left.claims["stance"].value_counts().to_dict()


@pytest.mark.parametrize("chosen", [Filter(), Filter(actors=("M23",)), Filter(types=("CONSULT",)), Filter(article="0" * 16)])
def test_the_histogram_has_the_bars_of_the_timeline(both: Store, chosen: Filter) -> None:
    drawn = bars(dated_rows(load_frames(both).under(chosen)))
    assert bars_of(Snapshot(both).histogram(chosen)) == drawn
    made = Snapshot(both).histogram(chosen, drawn["unit"])
    found = {str(day): (int(n), int(d)) for day, n, d in zip(made.starts, made.counts, made.disputed, strict=True) if n}
    assert found == {b["start"]: (b["n"], b["disputed"]) for b in drawn["bars"] if b["n"]}
    assert made.undated == drawn["undated"]


def test_few_places_are_marks_and_many_are_cells_that_lose_none(both: Store) -> None:
    snapshot = Snapshot(both)
    counts, spots = snapshot.places(Filter()), snapshot.grounds.spots
    points = counts.used & ~np.isnan(spots.lon)
    marks = snapshot.cells(Filter(), 3, WORLD)
    assert marks.kind == "marks"
    assert marks.place.tolist() == np.flatnonzero(points).tolist()
    cells = snapshot.cells(Filter(), 3, WORLD, marks=0)
    assert (cells.kind, len(cells.place)) == ("cells", 0)
    for view in (marks, cells):
        assert int(view.events.sum()) == int(counts.events[points].sum())
        assert int(view.claims.sum()) == int(counts.claims[points].sum())
        assert (view.top <= view.events).all()
    assert len(cells.x) < len(marks.x)
    assert cells.columns().shape == (len(cells.x), 7)
    assert set(marks.areas) == set(np.flatnonzero(counts.used & spots.wide))


def test_the_counts_of_places_are_those_of_the_frames(both: Store) -> None:
    snapshot = Snapshot(both)
    for chosen in (Filter(), Filter(actors=("M23",)), Filter(disputed=True), Filter(since=dt.date(2024, 5, 1))):
        places, counts = load_frames(both).under(chosen).places, snapshot.places(chosen)
        codes = snapshot.vocabulary.places.known(places["place_id"])
        assert counts.events[codes].tolist() == places["events"].tolist()
        assert counts.claims[codes].tolist() == places["claims"].tolist()
        assert counts.disputed_claims[codes].tolist() == places["disputed"].tolist()
        assert counts.events.sum() == places["events"].sum()
        assert snapshot.grounds.mentions[codes].tolist() == places["mentions"].tolist()
        assert snapshot.grounds.metonym_only[codes].tolist() == places["metonym_only"].tolist()


def test_a_region_is_an_area_and_never_a_point(both: Store) -> None:
    snapshot = Snapshot(both)
    view = snapshot.cells(Filter(place="ne:CD-NK"), 5, WORLD)
    (code,) = snapshot.vocabulary.places.known(["ne:CD-NK"])
    assert code in view.areas
    assert code not in view.place
    assert code not in snapshot.cells(Filter(), 5, (10.0, 40.0, 20.0, 50.0)).areas


def test_a_cell_says_its_most_frequent_type_and_its_disputed_share(both: Store) -> None:
    snapshot = Snapshot(both)
    frames = load_frames(both)
    events, claims = (f[f["place_ids"].map(lambda ids: "gn:216281" in ids)] for f in (frames.events, frames.claims))
    (x, *_), (y, *_) = world(np.array([29.1]), np.array([-1.6]))  # where a correction puts it
    view = snapshot.cells(Filter(), 12, (29.0, -1.7, 29.2, -1.5), marks=0)
    at = int(np.argmin((view.x - x) ** 2 + (view.y - y) ** 2))
    assert (view.events[at], view.claims[at]) == (len(events), len(claims))
    most = events["type"].value_counts()
    assert most[EVENT_TYPES[view.type[at]]] == view.top[at] == most.max()
    assert view.disputed[at] == pytest.approx((events["disputed"].sum() + claims["disputed"].sum()) / (len(events) + len(claims)))


def test_a_window_over_the_antimeridian_shows_both_sides(store: Store, tmp_path: Path) -> None:
    rows = [ucdp(id=str(i), longitude=lon) for i, lon in enumerate(("179.5", "-179.5", "0.5"))]
    (tmp_path / "u.csv").write_text(table(UCDP, *rows), encoding="utf-8")
    import_table("ucdp", tmp_path / "u.csv", store)
    snapshot = Snapshot(store)
    shown = snapshot.cells(Filter(), 4, (170.0, -10.0, -170.0, 10.0)).place
    assert sorted(abs(snapshot.grounds.spots.lon[shown]).tolist()) == [179.5, 179.5]


def test_pages_go_through_all_rows_once_in_order(both: Store) -> None:
    snapshot = Snapshot(both)
    ids = snapshot.ids(Filter())
    paged = [i for at in range(0, len(ids), 7) for i in snapshot.page(Filter(), offset=at, limit=7).events["event_id"]]
    assert paged == ids
    whole = load_frames(both).events.set_index("event_id")
    page = snapshot.page(Filter(), offset=3, limit=5).events.set_index("event_id")
    assert page.drop(columns="geometry").equals(whole.loc[page.index].drop(columns="geometry"))
    unplaced = snapshot.page(Filter(), unplaced=True).events
    assert len(unplaced) == snapshot.totals(Filter()).unplaced_events > 0
    assert unplaced.geometry.isna().all()


def test_pages_of_the_latest_go_in_the_order_of_the_panel(both: Store) -> None:
    snapshot, frames = Snapshot(both), load_frames(both)
    for layer, frame, key in (("events", frames.events, "event_id"), ("claims", frames.claims, "claim_id")):
        ids = [i for at in range(0, len(frame), 7) for i in snapshot.page_ids(Filter(), layer, at, 7, latest=True)]
        assert ids == in_order(frame)[key].tolist()


def test_actors_are_weighed_by_their_rows(both: Store) -> None:
    weights = Snapshot(both).actor_weights()
    frames = load_frames(both)
    for name in ("M23", "Rebels", "JNIM: Group for Support of Islam and Muslims"):
        rows = sum(name in s or name in t for s, t in zip(frames.events["sources"], frames.events["targets"], strict=True))
        assert weights[name] == rows + sum(name in s for s in frames.claims["speakers"])
    assert list(weights.values()) == sorted(weights.values(), reverse=True)


@given(lon=st.floats(-180, 180), lat=st.floats(-85, 85))
@settings(max_examples=100, deadline=None)
def test_world_coordinates_are_those_of_the_web_map(lon: float, lat: float) -> None:
    (x,), (y,) = world(np.array([lon]), np.array([lat]))
    assert 0 <= x <= 1
    assert 0 <= y <= 1
    assert x == pytest.approx((lon + 180) / 360)
    # EPSG:3857, checked against the closed form with the hyperbolic tangent
    assert y == pytest.approx(0.5 - np.arctanh(np.sin(np.radians(lat))) / (2 * np.pi), abs=1e-9)
