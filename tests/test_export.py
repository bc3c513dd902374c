"""Exports: RFC 7946 as an independent validator sees it, and tables that do not bite."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import geojson_validator
import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from geojson_pydantic import FeatureCollection
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.export import LAYERS, export, layer, to_geojson, write
from geo.export_writers import Csv
from geo.filter import Filter
from geo.frames import Frames, load_frames
from geo.gazetteer.shapes import circle
from tests.browser.review_articles import reading
from tests.many_rows import fill

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
        read = gpd.read_file(path, **({"layer": name} if kind == "gpkg" else {}))
    assert len(read) == len(getattr(frames, name))
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", ["geojson", "geojsonl", "gpkg", "geoparquet", "csv"])
def test_mentions_are_written_with_the_places_considered(store: Store, tmp_path: Path, kind: str) -> None:
    store.add_reading(reading(1))
    frames = load_frames(store)
    assert write(frames, "mentions", kind, tmp_path / f"m.{kind}") == 4
    if kind == "geojsonl":
        kassala = json.loads((tmp_path / "m.geojsonl").read_text(encoding="utf-8").splitlines()[0])["properties"]
        assert [c["name"] for c in kassala["candidates"]] == ["Kassala State", "Kassala"]


def test_a_format_that_needs_a_file_and_a_layer_that_is_none_are_told(frames: Frames, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs a file"):
        write(frames, "events", "gpkg", io.BytesIO())
    with pytest.raises(InputError, match="no layer 'wars'"):
        layer(frames, "wars")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        write(frames, "events", "csv", tmp_path / "file" / "x.csv")


def ogrinfo(path: Path, *more: str) -> str:
    if shutil.which("ogrinfo") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("ogrinfo is not installed; make postgis installs it")
        pytest.skip("ogrinfo is not installed; make postgis installs it")
    done = subprocess.run(["ogrinfo", "-al", "-so", str(path), *more], capture_output=True, text=True, check=True)
    assert "ERROR" not in done.stderr
    return done.stdout


@pytest.fixture
def mixed(store: Store, tmp_path: Path) -> Store:
    """Articles, imported rows and corrections."""
    (tmp_path / "in").mkdir()
    fill(store, tmp_path / "in", 3)
    return store


@pytest.fixture
def portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.export.PORTION", 7)


@pytest.mark.usefixtures("portions")
@pytest.mark.parametrize("kind", ["geojson", "geojsonl", "gpkg", "geoparquet", "csv"])
@pytest.mark.parametrize("name", ["events", "claims"])
def test_each_format_reads_back_with_the_same_rows_columns_and_shapes(mixed: Store, tmp_path: Path, kind: str, name: str) -> None:
    path = tmp_path / f"x.{'geojsonl' if kind == 'geojsonl' else kind}"
    wanted = layer(load_frames(mixed), name)
    counts, undated = export(mixed, Filter(), [name], kind, path)
    assert (counts, undated) == ({name: len(wanted)}, {name: 0})
    if kind == "csv":
        read = pd.read_csv(path, dtype=str, keep_default_na=False)
        assert list(read.columns) == [*wanted.columns.drop("geometry"), "lat", "lon"]
    else:
        read = gpd.read_parquet(path) if kind == "geoparquet" else gpd.read_file(path, **({"layer": name} if kind == "gpkg" else {}))
        assert set(read.columns) - {"id", "bbox"} == set(wanted.columns)
        assert read.crs.equals("OGC:CRS84" if kind == "geoparquet" else "EPSG:4326", ignore_axis_order=True)
        shapes, given = read.geometry.to_numpy(), wanted.geometry.to_numpy()
        assert np.array_equal(shapely.is_missing(shapes), shapely.is_missing(given))
        there = ~shapely.is_missing(given)
        # GeoJSON is rounded to 1e-6 degrees, so that an edge moves by no more than that.
        assert shapely.hausdorff_distance(shapes[there], given[there]).max() < 2e-6
    key = f"{name[:-1]}_id"
    assert read[key].tolist() == wanted[key].tolist()
    assert read["quote"].fillna("").tolist() == wanted["quote"].tolist()
    assert [str(d)[:10] if not pd.isna(d) and d != "" else "" for d in read["date_start"]] == [
        "" if pd.isna(d) else str(d.date()) for d in wanted["date_start"]
    ]
    if kind in ("geojson", "geojsonl", "gpkg"):
        told = ogrinfo(path)
        assert f"Feature Count: {len(wanted)}" in told
        assert "quote: String" in told


@pytest.mark.usefixtures("portions")
def test_a_stream_and_a_whole_frame_give_the_same_geojson(mixed: Store) -> None:
    target = io.BytesIO()
    export(mixed, Filter(), ["events"], "geojson", target)
    streamed = check_rfc7946(target.getvalue().decode())
    whole = json.loads(to_geojson(layer(load_frames(mixed), "events")))
    assert streamed["features"] == whole["features"]
    assert streamed["bbox"] == whole["bbox"]


def test_an_export_states_its_filter_time_program_and_the_licences_of_its_sources(mixed: Store, tmp_path: Path) -> None:
    chosen = Filter(actors=("M23",))
    for kind in ("geojson", "csv", "geoparquet", "gpkg"):
        export(mixed, chosen, ["events"], kind, tmp_path / f"x.{kind}")
    abouts = [
        json.loads((tmp_path / "x.geojson").read_text(encoding="utf-8"))["about"],
        json.loads((tmp_path / "x.csv.about.json").read_text(encoding="utf-8")),
        json.loads(pq.read_metadata(tmp_path / "x.geoparquet").metadata[b"about"]),
    ]
    with sqlite3.connect(tmp_path / "x.gpkg") as file:
        abouts.append(json.loads(file.execute("select description from gpkg_contents where table_name = 'events'").fetchone()[0]))
    file.close()
    for about in abouts:
        assert about["filter"] == {"actor": ["M23"]}
        assert about["exported_at"].startswith("20")
        assert about["program"].startswith("Contested Ground")
        assert any("CC BY 4.0" in s for s in about["sources"])
        assert any("GeoNames" in s for s in about["licences"])


@pytest.mark.usefixtures("portions")
@pytest.mark.parametrize("kind", ["geojson", "geojsonl", "gpkg", "geoparquet", "csv"])
def test_what_is_not_on_the_map_is_the_same_rows_in_every_format_and_said(mixed: Store, tmp_path: Path, kind: str) -> None:
    frames = load_frames(mixed)
    wanted = frames.events.loc[frames.events.geometry.isna(), "event_id"].tolist()
    assert 0 < len(wanted) < len(frames.events)
    path = tmp_path / f"x.{kind}"
    export(mixed, Filter(), ["events"], kind, path, unplaced=True)
    if kind == "csv":
        read = pd.read_csv(path)
        assert read["lat"].isna().all()
    else:
        read = gpd.read_parquet(path) if kind == "geoparquet" else gpd.read_file(path, **({"layer": "events"} if kind == "gpkg" else {}))
        assert not len(read.geometry.dropna())
    assert read["event_id"].tolist() == wanted
    if kind == "csv":
        assert json.loads((tmp_path / "x.csv.about.json").read_text(encoding="utf-8"))["filter"] == {"unplaced": ["1"]}


def test_a_geopackage_takes_several_layers_each_with_a_style(mixed: Store, tmp_path: Path) -> None:
    path = tmp_path / "all.gpkg"
    counts, _ = export(mixed, Filter(), ["events", "claims", "places"], "gpkg", path)
    for name, count in counts.items():
        assert len(gpd.read_file(path, layer=name)) == count > 0
    with sqlite3.connect(path) as file:
        styles = file.execute("select f_table_name, styleQML, useAsDefault from layer_styles").fetchall()
    file.close()
    assert [(name, default) for name, _, default in styles] == [("events", 1), ("claims", 1), ("places", 1)]
    for _, style, _ in styles:
        assert ET.fromstring(style).tag == "qgis"  # noqa: S314  (our own file)
    assert "Layer name: claims" in ogrinfo(path)
    with pytest.raises(InputError, match="holds one layer"):
        export(mixed, Filter(), ["events", "claims"], "geojson", tmp_path / "x.geojson")


def test_geoparquet_is_version_1_1_with_a_covering_box(mixed: Store, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    export(mixed, Filter(), ["events"], "geoparquet", path)
    geo = json.loads(pq.read_metadata(path).metadata[b"geo"])
    column = geo["columns"]["geometry"]
    assert (geo["version"], geo["primary_column"], column["encoding"]) == ("1.1.0", "geometry", "WKB")
    assert set(column["geometry_types"]) <= {"Point", "Polygon", "MultiPolygon"}
    read = gpd.read_parquet(path)
    assert np.allclose(column["bbox"], read.total_bounds)
    assert len(gpd.read_parquet(path, bbox=(-10, 10, 0, 20))) == int(read.intersects(shapely.box(-10, 10, 0, 20)).sum()) > 0


def test_hxl_tags_stand_under_the_column_names(mixed: Store, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    export(mixed, Filter(), ["events"], "csv", path, hxl=True)
    with path.open(encoding="utf-8", newline="") as file:
        names, tags, *rows = csv.reader(file)
    tagged = dict(zip(names, tags, strict=True))
    assert (tagged["event_id"], tagged["lat"], tagged["date_start"]) == ("#event+id", "#geo+lat", "#date+start")
    assert all(re.fullmatch(r"(#[a-z]+[0-9]?(\+[a-z0-9_]+)*)?", t) for t in tags)
    assert len(rows) == len(load_frames(mixed).events)


def test_an_export_that_fails_leaves_the_old_file_and_nothing_else(mixed: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out" / "x.geojson"
    path.parent.mkdir()
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("geo.export_writers.GeoJson.close", fail)
    with pytest.raises(InputError, match="No space left on device"):
        export(mixed, Filter(), ["events"], "geojson", path)
    assert [(p.name, p.read_text()) for p in path.parent.iterdir()] == [("x.geojson", "old")]


@given(
    st.lists(
        st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(allow_nan=False, allow_infinity=False), st.text()), max_size=6
    )
)
@settings(max_examples=80, deadline=None)
def test_any_cell_is_written_as_json_has_it(cells: list[Any]) -> None:
    frame = gpd.GeoDataFrame({"x": pd.Series(cells, dtype=object)}, geometry=[None] * len(cells), crs="EPSG:4326")
    read = [f["properties"]["x"] for f in json.loads(to_geojson(frame))["features"]]
    assert [(type(v), v) for v in read] == [(type(v), v) for v in cells]
