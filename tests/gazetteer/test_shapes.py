from __future__ import annotations

import csv

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer.build.rows import distance_km
from geo.gazetteer.index import Gazetteer, load_gazetteer
from geo.gazetteer.layout import DATA
from geo.gazetteer.shapes import circle, decode, encode


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize(
    ("place_id", "lat", "lon"),
    [
        ("iso:UA", 45.0, 34.2), ("iso:UA", 44.6, 33.6), ("iso:UA", 48.0, 37.8), ("ne:UA-43", 45.0, 34.2), ("iso:GE", 43.0, 41.1),
        ("iso:CY", 35.3, 33.5), ("iso:SO", 9.56, 44.06), ("iso:EH", 27.1, -13.1), ("iso:SY", 33.0, 35.8), ("iso:PS", 31.5, 34.45),
        ("ne:PS-GZZ", 31.5, 34.45), ("ne:PS-WBK", 31.9, 35.2), ("ne:RU-KRS", 51.73, 36.18), ("ne:RU-MOS", 55.1, 38.6),
        ("ne:RU-MOW", 55.75, 37.62),
        ("ne:GB-SCT", 56.5, -4.0), ("own:donbas", 48.5, 38.5), ("own:darfur", 13.0, 25.0), ("own:iraqi-kurdistan", 36.2, 44.0),
        ("own:northern-cyprus", 35.3, 33.5), ("iso:GF", 4.0, -53.0),
    ],
)  # fmt: skip
def test_a_polygon_holds_what_lies_in_it(gazetteer: Gazetteer, place_id: str, lat: float, lon: float):
    assert gazetteer.has_polygon(place_id)
    assert gazetteer.shape(place_id).contains(shapely.Point(lon, lat))


@pytest.mark.parametrize(
    ("place_id", "lat", "lon"),
    [("iso:RU", 45.0, 34.2), ("iso:IL", 33.0, 35.8), ("iso:MA", 27.1, -13.1), ("iso:FR", 4.0, -53.0), ("iso:RS", 42.66, 21.16)],
)
def test_a_polygon_does_not_hold_what_the_united_nations_put_elsewhere(gazetteer: Gazetteer, place_id: str, lat: float, lon: float):
    assert not gazetteer.shape(place_id).intersects(shapely.Point(lon, lat))


def test_every_polygon_is_valid_and_on_the_globe(gazetteer: Gazetteer):
    for place_id in gazetteer._shapes._rows:
        shape = gazetteer._shapes._read(place_id)
        assert shape.geom_type in ("Polygon", "MultiPolygon")
        assert shape.is_valid, place_id
        assert not shape.is_empty, place_id
        west, south, east, north = shape.bounds
        assert west >= -180, place_id
        assert east <= 180, place_id
        assert south >= -90, place_id
        assert north <= 90, place_id


def test_neighbouring_units_neither_gape_nor_overlap(gazetteer: Gazetteer):
    units = [gazetteer.shape(e.place.place_id) for e in gazetteer if e.place.kind == "admin1" and e.place.country == "UA"]
    together = shapely.union_all(units)
    assert len(units) == 27
    assert sum(u.area for u in units) == pytest.approx(together.area, rel=1e-4)
    holes = [shapely.Polygon(ring).area for part in shapely.get_parts(together) for ring in part.interiors]
    assert sum(holes) < 1e-3


def test_sumy_and_kursk_oblasts_share_their_border(gazetteer: Gazetteer):
    assert gazetteer.shape("ne:UA-59").intersection(gazetteer.shape("ne:RU-KRS")).area < 1e-3
    assert gazetteer.shape("ne:UA-59").distance(gazetteer.shape("ne:RU-KRS")) < 1e-3


def test_towns_lie_in_or_near_their_own_unit(gazetteer: Gazetteer):
    far = 0
    towns = [e.place for e in gazetteer if e.place.country in ("UA", "RU") and e.place.kind == "settlement" and e.place.admin1]
    for place in towns[::25]:
        far += distance_km(gazetteer.shape(place.admin1), place.lat, place.lon) > 8
    assert far <= len(towns[::25]) * 0.005


def test_points_of_countries_lie_in_their_polygon_or_archipelago(gazetteer: Gazetteer):
    off = {
        e.place.country
        for e in gazetteer
        if e.place.kind == "country"
        and gazetteer.has_polygon(e.place.place_id)
        and distance_km(gazetteer.shape(e.place.place_id), e.place.lat, e.place.lon) > 50
    }
    assert off <= {"CV", "PF", "ST", "MV"}


@pytest.mark.parametrize(("file", "tolerance_km"), [("curated_facilities.csv", 40.0), ("curated_settlements.csv", 3.0)])
def test_curated_points_lie_in_the_country_they_name(gazetteer: Gazetteer, file: str, tolerance_km: float):
    with (DATA / file).open(encoding="utf-8", newline="") as handle:
        rows = [r for r in csv.DictReader(handle) if r["country"]]
    for r in rows:
        shape = gazetteer.shape(f"ne:{r['admin1']}" if r.get("admin1") else f"iso:{r['country']}")
        assert distance_km(shape, float(r["lat"]), float(r["lon"])) < tolerance_km, r["slug"]


def test_curated_facilities_lie_near_the_town_they_name(gazetteer: Gazetteer):
    with (DATA / "curated_facilities.csv").open(encoding="utf-8", newline="") as handle:
        rows = [r for r in csv.DictReader(handle) if r["near"]]
    for r in rows:
        towns = [e.place for e in gazetteer.find(r["near"])]
        assert min(distance_km(shapely.Point(t.lon, t.lat), float(r["lat"]), float(r["lon"])) for t in towns) < 60, r["slug"]


def test_curated_areas_of_one_country_lie_in_it(gazetteer: Gazetteer):
    with (DATA / "curated_regions.csv").open(encoding="utf-8", newline="") as handle:
        rows = [r for r in csv.DictReader(handle) if r["country"]]
    for r in rows:
        off = distance_km(gazetteer.shape(f"iso:{r['country']}"), float(r["lat"]), float(r["lon"]))
        assert off < max(40.0, float(r["radius_km"])), r["slug"]


def test_every_member_of_an_area_has_a_polygon(gazetteer: Gazetteer):
    with (DATA / "curated_regions.csv").open(encoding="utf-8", newline="") as handle:
        members = {m for r in csv.DictReader(handle) for m in r["members"].split("|") if m}
    assert members == {m for m in members if gazetteer.has_polygon(m)}


def test_towns_and_facilities_have_no_area(gazetteer: Gazetteer):
    assert gazetteer.shape("gn:524901") is None
    assert gazetteer.shape("own:kremlin") is None
    assert gazetteer.shape("iso:ZZ") is None


def test_an_area_without_an_outline_is_its_circle(gazetteer: Gazetteer):
    sahel = gazetteer.get("own:golan-heights").place
    shape = gazetteer.shape(sahel.place_id)
    assert not gazetteer.has_polygon(sahel.place_id)
    for lon, lat in shapely.get_coordinates(shape):
        assert distance_km(shapely.Point(lon, lat), sahel.lat, sahel.lon) == pytest.approx(sahel.precision_km, rel=0.02)


@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(0.1, 3000))
@settings(max_examples=150, deadline=None)
def test_a_circle_is_valid_anywhere_on_the_globe(lat: float, lon: float, radius: float):
    shape = circle(lat, lon, radius)
    assert shape.is_valid
    west, south, east, north = shape.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    assert shape.distance(shapely.Point(lon, lat)) < 1e-6


def test_a_circle_over_the_antimeridian_is_cut_in_two():
    parts = shapely.get_parts(circle(0, 179.9, 100))
    assert len(parts) == 2
    assert shapely.union_all(parts).area == pytest.approx(np.pi * (100 / 111.195) ** 2, rel=0.01)


# Metres apart at least: GEOS divides by zero where corners differ in the last bits.
@given(
    st.lists(
        st.tuples(
            *(
                st.integers(a, b).map(lambda n: n / 1e5)
                for a, b in ((-179_00000, 178_00000), (-89_00000, 88_00000), (1000, 1_00000), (1000, 1_00000))
            )
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=50, deadline=None)
def test_a_polygon_survives_its_encoding_to_eleven_metres(boxes: list[tuple[float, float, float, float]]):
    shape = shapely.union_all([shapely.box(x, y, x + w, y + h) for x, y, w, h in boxes])
    again = decode(encode(shape))
    assert again.hausdorff_distance(shape) <= 1e-4
