"""Exports: RFC 7946 as an independent validator sees it, and tables that do not bite."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import geojson_validator
import geopandas as gpd
import pytest
import shapely
from geojson_pydantic import FeatureCollection
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.export import LAYERS, layer, to_geojson, write
from geo.export_writers import Csv
from geo.frames import Frames, load_frames
from geo.gazetteer.shapes import circle

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store


@pytest.fixture
def frames(filled: Store) -> Frames:
    return load_frames(filled)


def check_rfc7946(text: str) -> dict[str, Any]:
    """Validate with two independent implementations and return the collection."""
    collection: dict[str, Any] = json.loads(text)
    FeatureCollection(**collection)
    assert "crs" not in collection
    placed = {**collection, "features": [f for f in collection["features"] if f["geometry"] is not None]}
    if placed["features"]:
        found = geojson_validator.validate_geometries(placed)
        assert found["invalid"] == {}
        # It looks for longitudes on both sides in any two parts, so it also flags what is rightly cut: the circles' test looks itself.
        bad = set(found["problematic"]) - {"excessive_vertices", "holes", "crosses_antimeridian"}
        assert bad == set(), found["problematic"]
    return collection


@pytest.mark.parametrize("name", LAYERS)
def test_each_layer_is_valid_geojson(frames: Frames, name: str) -> None:
    collection = check_rfc7946(to_geojson(layer(frames, name)))
    assert len(collection["features"]) == len(getattr(frames, name))


def test_a_feature_carries_article_span_quote_and_precision(frames: Frames) -> None:
    feature = json.loads(to_geojson(layer(frames, "events")))["features"][0]
    properties = feature["properties"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [29.22845, -1.67409]}
    assert properties["article_title"] == "=Shelling of Goma"
    assert (properties["start"], properties["end"]) == (7, 14)
    assert properties["quote"] == "Rebels shelled Goma on 3 May 2024, the army said."
    assert (properties["geo_precision"], properties["date_start"], properties["date_precision"]) == ("settlement", "2024-05-03", "day")
    assert properties["targets"] == []
    assert properties["count"] is None


def test_a_region_carries_its_polygon_and_with_points_a_point_inside(frames: Frames) -> None:
    area = json.loads(to_geojson(layer(frames, "places")))["features"]
    kinds = {f["properties"]["place_id"]: f["geometry"]["type"] for f in area}
    assert kinds["ne:CD-NK"] in ("Polygon", "MultiPolygon")
    points = json.loads(to_geojson(layer(frames, "places", points=True)))["features"]
    assert {f["geometry"]["type"] for f in points} == {"Point"}


def test_what_has_no_place_has_null_geometry(frames: Frames) -> None:
    assert {f["geometry"] for f in json.loads(to_geojson(layer(frames, "actors")))["features"]} == {None}


def test_an_empty_layer_is_an_empty_collection(store: Store) -> None:
    assert json.loads(to_geojson(layer(load_frames(store), "events"))) == {"type": "FeatureCollection", "features": []}


@given(lat=st.floats(-85, 85), lon=st.floats(-180, 180), radius=st.floats(1, 1500))
@settings(max_examples=60, deadline=None)
def test_circles_anywhere_are_valid_also_across_the_antimeridian(lat: float, lon: float, radius: float) -> None:
    frame = gpd.GeoDataFrame({"n": [1]}, geometry=[circle(lat, lon, radius)], crs="EPSG:4326")
    (feature,) = check_rfc7946(to_geojson(frame))["features"]
    for part in shapely.get_parts(shapely.from_geojson(json.dumps(feature["geometry"]))):
        west, south, east, north = part.bounds
        assert -180 <= west < east <= 180
        assert -90 <= south < north <= 90
        assert part.contains(part.representative_point())


@given(st.lists(st.text(), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_no_csv_cell_starts_a_formula(texts: list[str]) -> None:
    frame = gpd.GeoDataFrame({"note": texts}, geometry=[shapely.Point(1, 2)] * len(texts), crs="EPSG:4326")
    target = io.BytesIO()
    Csv(target).add(frame)
    rows = list(csv.DictReader(io.StringIO(target.getvalue().decode(), newline="")))
    assert len(rows) == len(texts)
    assert not any(row["note"].startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows)


@pytest.mark.parametrize("kind", ["geojson", "geojsonl", "gpkg", "geoparquet", "csv"])
@pytest.mark.parametrize("name", LAYERS)
def test_each_format_reads_back_with_every_row(frames: Frames, tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / "out" / f"layer.{kind}"
    assert write(frames, name, kind, path) == len(getattr(frames, name))
    if kind == "geoparquet":
        read = gpd.read_parquet(path)
    elif kind == "csv":
        read = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    elif kind == "geojsonl":
        read = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        read = gpd.read_file(path)
    assert len(read) == len(getattr(frames, name))
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_format_that_needs_a_file_and_a_layer_that_is_none_are_told(frames: Frames, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs a file"):
        write(frames, "events", "gpkg", io.BytesIO())
    with pytest.raises(InputError, match="no layer 'wars'"):
        layer(frames, "wars")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write(frames, "events", "csv", tmp_path / "file" / "x.csv")
