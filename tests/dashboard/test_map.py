"""What is pushed to the map: marks, outlines, and nothing that could act as code."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import pytest
import shapely
from streamlit_folium import _get_feature_group_string

import geo
from dashboard.evidence import under
from dashboard.map import SCRIPTS, Marks, OfflineMap, marks, outline, payload
from dashboard.state import View
from geo.filter import Filter
from geo.frames import Frames, load_frames

if TYPE_CHECKING:
    from geo.store import Store

BASEMAP = Path(geo.__file__).parent / "data" / "basemap" / "basemap.json"


@pytest.fixture
def frames(filled: Store) -> Frames:
    return load_frames(filled)


def by_name(frames: Frames, view: View) -> dict[str, dict[str, Any]]:
    return {mark["label"]: mark for mark in marks(under(frames, view), view)}


def test_a_town_is_a_point_and_a_group_an_area_that_says_it_is_not_named(frames: Frames) -> None:
    found = by_name(frames, View())
    assert set(found) == {"Goma", "Kinshasa", "three villages, not named"}
    assert (found["Goma"]["where"], found["Goma"]["shape"], found["Goma"]["events"], found["Goma"]["claims"]) == ("point", "circle", 1, 2)
    assert "rings" not in found["Goma"]
    group = found["three villages, not named"]
    assert group["where"] == "group"
    assert len(group["rings"][0][0]) > 20


def test_an_approximate_point_says_within_what_radius_it_lies(filled: Store) -> None:
    goma = by_name(load_frames(filled), View())["Goma"]
    assert (goma["radius_km"], goma["precision"]) == (None, "known to the town or village")
    filled.correct("gn:216281", "point", {"lat": -1.7, "lon": 29.2, "precision_km": 12.5}, note="As the source's map has it.")
    shown = payload(under(load_frames(filled), View(), "moved"), View())
    goma = next(mark for mark in shown["marks"] if mark["label"] == "Goma")
    assert (goma["radius_km"], goma["precision"]) == (12.5, "known to within 12.5 km of this point")
    assert "somewhere within the circle" in [row["label"] for row in shown["legend"]]


def test_a_disputed_place_is_marked_so(frames: Frames) -> None:
    found = by_name(frames, View())
    assert found["Goma"]["disputed"]
    assert not found["Kinshasa"]["disputed"]
    assert found["Goma"]["says"] == "Goma: Attack 1 · 2 claims · 1 disputed"


def test_a_chosen_place_leaves_the_others_on_the_map_fainter(frames: Frames) -> None:
    found = by_name(frames, View(Filter(place="gn:216281")))
    assert (found["Goma"]["chosen"], found["Goma"]["faint"]) == (True, False)
    assert (found["Kinshasa"]["chosen"], found["Kinshasa"]["faint"]) == (False, True)


def test_a_place_that_only_stands_for_its_government_waits_for_the_switch(frames: Frames) -> None:
    frames.places.loc[frames.places["place_id"] == "gn:2314302", "metonym_only"] = True
    assert "Kinshasa" not in by_name(frames, View())
    assert "Kinshasa" in by_name(frames, View(metonyms=True))


def test_a_correction_shows_as_reported_elsewhere(filled: Store) -> None:
    circles = [{"name": "Rutshuru", "lat": -1.19, "lon": 29.45, "radius_km": 10.0}]
    filled.correct("group:made-here", "areas", circles, note="Near Rutshuru.", sources=("Radio Okapi",))
    group = by_name(load_frames(filled), View())["three villages, not named"]
    assert group["sub"] == "reported elsewhere"
    assert group["note"] == "reported elsewhere: Near Rutshuru. Radio Okapi"


def test_a_selected_row_moves_the_map_to_its_place(frames: Frames) -> None:
    event = frames.events.loc[frames.events["type"] == "CONSULT", "event_id"].iloc[0]
    view = View(selected=event)
    focus = payload(under(frames, view), view)["focus"]
    (south, west), (north, east) = focus["bounds"]
    assert south < -4.32758 < north
    assert west < 15.31357 < east
    assert payload(under(frames, View()), View())["focus"] is None


def test_an_empty_result_is_an_empty_map_and_no_error(frames: Frames) -> None:
    view = View(Filter(text="no such words anywhere"))
    data = payload(under(frames, view), view)
    assert (data["marks"], data["home"], data["legend"]) == ([], None, [])


def test_an_outline_comes_back_from_its_steps() -> None:
    square = shapely.box(30.0, -2.0, 31.5, 1.25)
    (rings,) = outline(square, "admin1")
    x = y = 0
    corners = set()
    for dx, dy in zip(rings[0][::2], rings[0][1::2], strict=True):
        x, y = x + dx, y + dy
        corners.add((x / 1000, y / 1000))
    assert corners == {(30.0, -2.0), (31.5, -2.0), (31.5, 1.25), (30.0, 1.25)}


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)</script>", "${alert(1)}", "`;alert(1)//", "{{'alert'}}", '");alert(1)//', "map_div\\u0022", "\u2028"],
)
def test_hostile_text_reaches_the_map_only_as_data(text: str) -> None:
    script = _get_feature_group_string(Marks({"label": text}), map=folium.Map(tiles=None))
    pushed = re.search(r'show\("([A-Za-z0-9+/=]+)"\)', script)
    assert pushed is not None
    assert json.loads(base64.b64decode(pushed[1])) == {"label": text}
    assert "alert" not in script.replace(pushed[1], "")


def test_the_map_loads_nothing_from_another_host() -> None:
    links = [link for _, link in (*OfflineMap.default_js, *OfflineMap.default_css)]
    assert len(links) == len(SCRIPTS) + 3
    assert all(link.startswith("../") for link in links)
    for asset in filter(Path.is_file, (Path(__file__).parents[2] / "dashboard" / "assets").rglob("*")):
        text = asset.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text, asset
        assert "innerHTML" not in text, asset


def test_the_base_map_is_small_and_has_crimea_in_ukraine() -> None:
    assert BASEMAP.stat().st_size <= 2_500_000
    data = json.loads(BASEMAP.read_text(encoding="utf-8"))
    lines = shapely.union_all([shapely.LineString(points(line, data["scale"])) for line in data["borders"] + data["undetermined"]])
    # The only land way between Crimea and the rest of Ukraine, and the strait to Russia: no border on the first, none on land in Crimea.
    isthmus = shapely.box(33.3, 45.9, 34.2, 46.3)
    assert not lines.intersects(isthmus)
    sumy_to_kursk = shapely.LineString([(34.8, 51.0), (36.0, 51.6)])
    assert lines.intersects(sumy_to_kursk)


def points(line: list[int], scale: int) -> list[tuple[float, float]]:
    x = y = 0
    found = []
    for dx, dy in zip(line[::2], line[1::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x / scale, y / scale))
    return found
