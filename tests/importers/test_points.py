"""GeoJSON as a table: collections and sequences, what is no point, and files that mean no good."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import pytest

from geo.errors import InputError
from geo.importers import points
from geo.importers.points import open_points
from geo.importers.preview import preview_table
from tests.fuzz.seeds import POINT, POINTS

if TYPE_CHECKING:
    from pathlib import Path


def rows(path: Path, text: str) -> list[dict[str, Any]]:
    path.write_text(text, encoding="utf-8")
    return [row for portion in open_points(path).portions for row in portion.to_pylist()]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"type": "FeatureCollection", "features": POINTS}),
        json.dumps({"features": POINTS, "bbox": [0, 0, 1, 1], "type": "FeatureCollection"}, indent=2),
        "\n".join(map(json.dumps, POINTS)),
        "".join(f"\x1e{json.dumps(p)}\n" for p in POINTS),
        "\ufeff" + json.dumps({"type": "FeatureCollection", "features": POINTS}),
    ],
    ids=["collection", "features first", "lines", "sequence", "mark"],
)
def test_a_collection_and_a_sequence_are_the_same_table(tmp_path: Path, text: str) -> None:
    first, second, third = rows(tmp_path / "a.geojson", text)
    assert first == {
        "id": "1", "date": "2024-05-03", "type": "ASSAULT", "name": "Goma", "n": None, "latitude": "-1.6", "longitude": "29.2",
    }  # fmt: skip
    assert (second["n"], second["latitude"]) == ("[1]", "Polygon, no point")
    assert set(third.values()) == {None, ""}


def test_portions_are_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "PORTION", 2)
    found = rows(tmp_path / "a.geojson", json.dumps({"type": "FeatureCollection", "features": [POINT | {"id": i} for i in range(5)]}))
    assert [row["id"] for row in found] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    "at", [[], [1], ["1", "2"], [True, False], None, 3, [[1, 2]], {"0": 1}], ids=json.dumps
)  # fmt: skip
def test_a_point_without_two_numbers_is_refused_with_its_row(tmp_path: Path, at: Any) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps([POINT | {"geometry": {"type": "Point", "coordinates": at}}])[1:-1])
    preview = preview_table("geojson", path)
    assert [reason for reason, _ in preview.rejected] == [
        "latitude and longitude cannot be read (a point of no place, a point of no place)"
    ]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"type": "Feature"', '{"features": [1]}', '{"type": "Point", "coordinates": [1, 2]}']
)
def test_what_is_no_geojson_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="is no GeoJSON that can be read; give a FeatureCollection of points, in UTF-8"):
        rows(tmp_path / "a.geojson", text)


def test_a_file_of_too_much_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = POINT | {"properties": {f"p{i}": i for i in range(points.MOST_COLUMNS + 1)}}
    with pytest.raises(InputError, match="more than 1,000 different properties"):
        rows(tmp_path / "a.geojson", json.dumps(many))
    monkeypatch.setattr(points, "MOST_BYTES", 100)
    with pytest.raises(InputError, match="split it"):
        rows(tmp_path / "a.geojson", json.dumps(POINT) + " " * 100)


def test_no_server_that_a_file_names_is_asked(tmp_path: Path) -> None:
    """GDAL asks for the coordinate system that a GeoJSON links to, and opens the sources that a VRT names."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        link = {"type": "link", "properties": {"href": f"{url}/crs", "type": "proj4"}}
        path = tmp_path / "a.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "crs": link, "features": [POINT | {"crs": link}]}))
        assert preview_table("geojson", path).checked == 1
        path.write_text(
            '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>'
            f"/vsicurl/{url}/a.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
        )
        with pytest.raises(InputError, match="is no GeoJSON"):
            preview_table("geojson", path)
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
