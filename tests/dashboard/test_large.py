"""A large store is shown as a small one is: the same counts, cards, pages and bars, drawn from the snapshot."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from dashboard import article, export_dialog, filters, panel, timeline
from dashboard.evidence import SmallEvidence, under
from dashboard.large import LargeEvidence
from dashboard.map import marks
from dashboard.state import View
from dashboard.window import MOST_MARKS, Window, payload, wrapped
from geo.filter import Filter
from geo.frames import Frames, load_frames
from geo.snapshot import Snapshot
from tests.many_rows import correct, fill

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store

VIEWS = [
    View(),
    View(tab="events"),
    View(Filter(actors=("M23",)), tab="events"),
    View(Filter(since=dt.date(2024, 5, 1), until=dt.date(2024, 6, 1)), tab="places"),
    View(Filter(disputed=True)),
    View(Filter(types=("CONSULT",), stances=("deny",))),
    View(Filter(place="gn:216281"), tab="places"),
    View(Filter(text="shelled")),
    View(unplaced=True, tab="events"),
    View(metonyms=True, tab="places"),
    View(Filter(article="0" * 16), tab="events"),
    View(page=9, tab="events"),
]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Frames, Snapshot]:
    from geo.store import open_store  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("both")
    store = open_store(folder / "store.sqlite")
    fill(store, folder)
    correct(store)
    return store, load_frames(store), Snapshot(store)


def two(both: tuple[Store, Frames, Snapshot], view: View) -> tuple[SmallEvidence, LargeEvidence]:
    store, frames, snapshot = both
    return under(frames, view), LargeEvidence(store, snapshot, view)


def without_article(data: dict[str, Any]) -> dict[str, Any]:
    """The panel's data without the reader: that of a large store waits until its tab is in front."""
    return {key: value for key, value in data.items() if key != "article"}


@pytest.mark.parametrize("view", VIEWS)
def test_panels_timeline_and_counts_are_the_same(both: tuple[Store, Frames, Snapshot], view: View) -> None:
    small, large = two(both, view)
    assert large.total == small.total
    assert large.left == small.left
    assert large.unplaced == small.unplaced
    assert (large.metonyms, large.left_out) == (small.metonyms, small.left_out)
    assert without_article(panel.data(large, view)) == without_article(panel.data(small, view))
    assert timeline.data(large, view) == timeline.data(small, view)
    assert filters.chips(large, view) == filters.chips(small, view)
    assert set(large.types()) == set(small.types())
    assert {name: large.exported(name) for name in ("events", "claims")} == {name: small.exported(name) for name in ("events", "claims")}


def test_a_selected_row_is_shown_alone_where_the_filter_leaves_it_out(both: tuple[Store, Frames, Snapshot]) -> None:
    store, frames, _ = both
    for frame, key, tab in ((frames.events, "event_id", "events"), (frames.claims, "claim_id", "claims")):
        for row_id in (frame[key].iloc[0], frame[key].iloc[-1]):
            view = View(Filter(text="no such words"), selected=row_id, tab=tab)
            small, large = two(both, view)
            found = panel.data(large, view)
            assert found[tab]["lone"] == panel.data(small, view)[tab]["lone"]
            assert found[tab]["lone"][0]["id"] == row_id
            assert found["excerpt"] == panel.data(small, view)["excerpt"]
    del store


def test_the_article_of_the_selected_row_is_read_as_in_a_small_store(both: tuple[Store, Frames, Snapshot]) -> None:
    _, frames, _ = both
    for row_id in frames.claims["claim_id"].iloc[[0, 3, -1]]:
        view = View(selected=row_id, tab="article")
        readings = [evidence.reading(view) for evidence in two(both, view)]
        one, other = (article.reader(r, row_id, passages=True) for r in readings if r is not None)
        assert {k: v for k, v in one.items() if k != "choices"} == {k: v for k, v in other.items() if k != "choices"}
        assert sorted(c["id"] for c in other["choices"]) == sorted(c["id"] for c in one["choices"])
    assert two(both, View())[1].reading(View()) is None


def test_names_are_found_by_a_search(both: tuple[Store, Frames, Snapshot]) -> None:
    small, large = two(both, View())
    assert {"M23", "Rebels"} <= set(large.actors("")) & set(small.actors(""))
    assert large.actors("m23") == ["M23"]
    assert large.places("gom") == small.places("gom") == {"gn:216281": "Goma"}
    assert large.places("no such place") == {}
    assert set(large.places("")) == set(small.places(""))


@pytest.mark.parametrize("form", export_dialog.FORMATS.values(), ids=export_dialog.FORMATS)
def test_a_large_store_exports_what_the_view_leaves_in_every_format(
    both: tuple[Store, Frames, Snapshot], form: export_dialog.Format, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("dashboard.export_dialog.shown_store", lambda: both[0])
    for view in (View(Filter(actors=("M23",))), View(unplaced=True)):
        small, large = two(both, view)
        for name in ("events", "claims", "places"):
            key = f"{name.removesuffix('s')}_id"
            one, other = (ids(export_dialog.made(e, (name,), form, points=False), form, tmp_path, key) for e in (small, large))
            assert other == one
            if name != "places":
                assert other == set(getattr(small.shown, name)[key])


def ids(told: bytes, form: export_dialog.Format, folder: Path, key: str) -> set[str]:
    if form.kind in ("geojson", "geojsonl"):
        features = json.loads(told)["features"] if form.kind == "geojson" else [json.loads(line) for line in told.splitlines()]
        return {f["properties"][key] for f in features}
    if form.kind == "csv":
        return set(pd.read_csv(io.BytesIO(told), skiprows=[1] if form.hxl else None)[key])
    if form.kind == "geoparquet":
        return set(gpd.read_parquet(io.BytesIO(told))[key])
    (folder / "x.gpkg").write_bytes(told)
    return set(gpd.read_file(folder / "x.gpkg", layer=f"{key.removesuffix('_id')}s")[key])


def pushed(both: tuple[Store, Frames, Snapshot], view: View, window: Window | None = None) -> dict[str, Any]:
    return payload(two(both, view)[1], view, window, None)


@pytest.mark.parametrize("view", VIEWS)
def test_few_places_have_the_marks_of_a_small_store(both: tuple[Store, Frames, Snapshot], view: View) -> None:
    small, _ = two(both, view)
    words = ("label", "events", "claims", "disputed", "sub", "note", "chosen", "faint", "where")
    one, other = (
        {m["id"]: {w: m[w] for w in words} | {"says": sorted(m["says_counts"].split(" · "))} for m in found}
        for found in (marks(small, view), pushed(both, view)["marks"])
    )
    assert other == one


def test_what_is_sent_says_where_it_is_true(both: tuple[Store, Frames, Snapshot], monkeypatch: pytest.MonkeyPatch) -> None:
    assert pushed(both, View())["window"] is None
    monkeypatch.setattr("dashboard.window.MOST_MARKS", 1)
    window = Window(4.0, (10.0, -20.0, 40.0, 10.0), 800, 600)
    data = pushed(both, View(), window)
    assert data["window"]["box"] == (-5.0, -35.0, 55.0, 25.0)
    assert data["window"]["least"] <= 4 <= data["window"]["most"]
    columns = np.frombuffer(base64.b64decode(data["cells"]["data"]), np.float32).reshape(-1, 7)
    counts = both[2].places(Filter())
    spots = both[2].grounds.spots
    inside = (spots.lon > -5) & (spots.lon < 55) & (spots.lat > -35) & (spots.lat < 25) & ~both[2].grounds.metonym_only
    assert columns[:, 2].sum() == counts.events[inside].sum()
    assert MOST_MARKS == 2_000


def test_the_map_is_sent_what_it_will_move_to(both: tuple[Store, Frames, Snapshot], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.window.MOST_MARKS", 1)
    event = both[1].events[both[1].events["place_id"] == "gn:2314302"]["event_id"].iloc[0]  # in Kinshasa
    view = View(selected=event)
    far = Window(6.0, (30.0, 0.0, 50.0, 12.0), 800, 600)
    data = pushed(both, view, far)
    west, south, east, north = data["window"]["box"]
    assert west < 15.3 < east
    assert south < -4.3 < north
    assert east - west < 10
    again = payload(two(both, view)[1], view, far, data["focus"]["key"])  # it went elsewhere since
    assert again["window"]["box"][0] in (20.0, 30.0)


def test_a_window_is_wrapped_at_the_antimeridian_and_never_wider_than_the_world() -> None:
    assert wrapped((170.0, -10.0, 200.0, 10.0)) == (170.0, -10.0, -160.0, 10.0)
    assert wrapped((-200.0, -10.0, 300.0, 10.0))[0::2] == (-180.0, 180.0)


@pytest.mark.parametrize("given", [{}, {"z": "x"}, {"z": 4, "w": 10, "s": 0, "e": 5, "n": 1, "x": 10, "y": 10}, {"z": float("nan")}])
def test_a_window_that_makes_no_sense_is_none(given: dict[str, Any]) -> None:
    assert Window.told(given) is None


def test_a_fitting_window_shows_the_bounds_at_the_zoom_of_leaflet() -> None:
    window = Window.fitting([[44.0, 22.0], [52.0, 40.0]], 7, (860, 560))
    assert window.zoom == 5.75  # 750 free pixels across: 5.87; 470 down: 5.77
    west, south, east, north = window.bbox
    assert west < 22
    assert east > 40
    assert south < 44
    assert north > 52
    assert Window.told({"z": window.zoom, "w": west, "s": south, "e": east, "n": north, "x": 860, "y": 560}) == window
    assert replace(window, zoom=9.0).shows([[46.0, 30.0], [47.0, 31.0]], 8)
    assert not window.shows([[46.0, 30.0], [46.1, 30.1]], 8)
