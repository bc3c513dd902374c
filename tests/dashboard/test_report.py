"""The report as text: what it holds, what it leaves out and says so, and that nothing in it can act."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from dashboard import export_dialog, report, report_map
from dashboard.claims_source import Board
from dashboard.state import View
from geo.export import FORMATS, LAYERS
from geo.filter import Filter
from geo.query import select_ids
from tests.browser.claim_readings import MANY, readings
from tests.browser.conftest import hostile_reading
from tests.dashboard.test_claims import grouped

if TYPE_CHECKING:
    from geo.frames import Frames
    from geo.store import Store


def built(store: Store, chosen: Filter | None = None, filters: tuple[str, ...] = ()) -> str:
    view = View(filter=chosen or Filter())
    groups = grouped(store)
    ids = select_ids(store, view.filter).claims
    return report.build(store, view, Board.of(groups, ids), list(filters))


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def made(store: Store) -> Store:
    for reading in readings():
        store.add_reading(reading)
    return store


def test_it_holds_every_group_with_its_sources_numbered_once(made: Store) -> None:
    text = built(made, Filter(disputed=True), ("Disputed",))
    words = Elements(text).text
    assert "Filters: Disputed" in words
    assert "Filter: disputed=1" in words
    assert "17–40 killed" in words
    assert "at least 25 (Kenya)" in words
    assert re.findall(r'id="source-(\d+)"', text) == ["1", "2", "3", "4", "5"]
    assert set(re.findall(r'href="#source-(\d+)"', text)) == {"1", "2", "3", "4", "5"}
    assert 'href="https://news.example/lakes monitor"' in text


def test_what_is_too_much_for_paper_is_counted(made: Store) -> None:
    assert f"40 of {MANY + 3} matters; narrow the filters to print the others." in Elements(built(made)).text


def test_hostile_texts_are_texts(store: Store) -> None:
    store.add_reading(hostile_reading())
    found = Elements(built(store))
    assert not found.names & {"script", "img", "iframe", "object", "form", "input", "link"}
    assert not {a for a in found.attributes if a.startswith("on") or a == "src"}
    assert "<script>window.hit=1</script>" in found.text
    assert "javascript:" not in re.findall(r'href="([^"]*)"', built(store))


def test_regions_are_drawn_as_areas_and_nothing_of_nowhere(made: Store) -> None:
    drawn = report_map.draw(load(made), metonyms=False)
    assert drawn.count("<circle") == 2  # Goma's events and that they are disputed
    assert ">Goma <" in drawn
    assert report_map.draw(load(made, Filter(text="depot")), metonyms=False) == ""


def test_an_approximate_point_lies_within_a_circle_of_its_radius(made: Store) -> None:
    made.correct("gn:216281", "point", {"lat": -1.7, "lon": 29.2, "precision_km": 25.0}, note="As the source's map has it.")
    drawn = report_map.draw(load(made), metonyms=False)
    (radius,) = re.findall(r'r="([\d.]+)" [^>]*stroke-dasharray', drawn)
    shapes = load(made).places.geometry.dropna()
    window = report_map.window_around(shapes)
    degree = window.pixels(np.array([[29.2, -2.2], [29.2, -1.2]]))
    assert abs(float(radius) - abs(degree[0, 1] - degree[1, 1]) * 25 / 111.19) < 0.01 * float(radius)


def load(store: Store, chosen: Filter | None = None) -> Frames:
    from geo.frames import load_frames  # noqa: PLC0415

    return load_frames(store, chosen or Filter())


@pytest.mark.parametrize("box", [(29.2, -1.7, 29.3, -1.6), (-170.0, -60.0, 170.0, 70.0), (36.0, 50.0, 36.0, 50.0)])
def test_the_window_holds_what_it_is_made_around(box: tuple[float, float, float, float]) -> None:
    window = report_map.window_around([shapely.box(*box)])
    corners = window.pixels(np.array([[box[0], box[1]], [box[2], box[3]]]))
    assert (corners >= 0).all()
    assert (corners <= (report_map.WIDTH, report_map.HEIGHT)).all()


def test_the_dialog_offers_every_format_and_previews_every_layer(made: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {f.kind for f in export_dialog.FORMATS.values()} == set(FORMATS)
    monkeypatch.setattr("dashboard.export_dialog.shown_store", lambda: made)
    for name in LAYERS:
        rows = export_dialog.preview(View(), name, points=False)
        assert 0 < len(rows) <= export_dialog.PREVIEW_ROWS, name
        assert all(isinstance(v, str) for v in rows.to_numpy().ravel())
    assert list(export_dialog.preview(View(), "events", points=True)["geometry"]) == ["Point"] * 3
