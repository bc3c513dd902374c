from __future__ import annotations

import csv
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataError
from geo.gazetteer.index import Gazetteer, load_gazetteer
from geo.gazetteer.layout import DATA


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


def ids(gazetteer: Gazetteer, name: str) -> list[str]:
    return [e.place.place_id for e in gazetteer.find(name)]


def km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    return math.hypot(lat - other_lat, (lon - other_lon) * math.cos(math.radians(lat))) * 111.195


def test_kursk_is_the_oblast_and_the_city(gazetteer: Gazetteer):
    assert ids(gazetteer, "Kursk")[:2] == ["ne:RU-KRS", "gn:538560"]


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("US", "iso:US"), ("U.S.", "iso:US"), ("USA", "iso:US"), ("America", "iso:US"), ("UK", "iso:GB"), ("Britain", "iso:GB"),
        ("Great Britain", "iso:GB"), ("Russian Federation", "iso:RU"), ("DRC", "iso:CD"), ("Burma", "iso:MM"), ("Ivory Coast", "iso:CI"),
        ("UAE", "iso:AE"), ("North Korea", "iso:KP"), ("Georgia", "iso:GE"), ("Türkiye", "iso:TR"), ("Swaziland", "iso:SZ"),
        ("Kursk Oblast", "ne:RU-KRS"), ("Kursk region", "ne:RU-KRS"), ("Kurskaya oblast'", "ne:RU-KRS"), ("Sumy region", "ne:UA-59"),
        ("Moscow region", "ne:RU-MOS"), ("Kyiv region", "ne:UA-32"), ("Crimea", "ne:UA-43"), ("Ohio", "ne:US-OH"), ("Calif.", "ne:US-CA"),
        ("N.Y.", "ne:US-NY"),
        ("Bavaria", "ne:DE-BY"), ("British Columbia", "ne:CA-BC"), ("Scotland", "ne:GB-SCT"), ("Catalonia", "ne:ES-CT"),
        ("Gaza Strip", "ne:PS-GZZ"), ("West Bank", "ne:PS-WBK"), ("North Kivu", "ne:CD-NK"), ("Rakhine", "ne:MM-16"),
        ("Tigray", "ne:ET-TI"),
        ("Donbass", "own:donbas"), ("Darfur", "own:darfur"), ("Sahel", "own:sahel"), ("Nagorno-Karabakh", "own:nagorno-karabakh"),
        ("Golan Heights", "own:golan-heights"), ("Black Sea", "own:black-sea"), ("Dnieper", "own:dnipro-river"),
        ("Strait of Hormuz", "own:strait-of-hormuz"), ("Middle East", "own:middle-east"), ("the Kremlin", "own:kremlin"),
        ("Zaporizhzhia nuclear plant", "own:zaporizhzhia-npp"), ("Kerch Bridge", "own:kerch-bridge"),
        ("Moscow", "gn:524901"), ("Kiev", "gn:703448"), ("Kyiv", "gn:703448"), ("Washington", "gn:4140963"), ("London", "gn:2643743"),
        ("Metcalfe County", "gn:4300606"),
    ],
)  # fmt: skip
def test_the_best_known_bearer_of_a_name_comes_first(gazetteer: Gazetteer, name: str, place_id: str):
    assert ids(gazetteer, name)[0] == place_id


@pytest.mark.parametrize(
    ("name", "admin1", "lat", "lon"),
    [
        ("Sudzha", "ne:RU-KRS", 51.191, 35.271), ("Suja", "ne:RU-KRS", 51.191, 35.271), ("Yunakivka", "ne:UA-59", 51.123, 35.039),
        ("Yunakovka", "ne:UA-59", 51.123, 35.039), ("Myropillia", "ne:UA-59", 51.024, 35.245), ("Bilopillia", "ne:UA-59", 51.148, 34.311),
        ("Krasnopillia", "ne:UA-59", 50.774, 35.256), ("Velyka Pysarivka", "ne:UA-59", 50.423, 35.483),
        ("Basivka", "ne:UA-59", 51.186, 35.088),
        ("Guevo", "ne:RU-KRS", 51.092, 35.269), ("Novenke", "ne:UA-59", 51.22, 35.105), ("Noven'ke", "ne:UA-59", 51.22, 35.105),
        ("Zhuravka", "ne:UA-59", 51.222, 34.988), ("Malaya Loknya", "ne:RU-KRS", 51.28, 35.31), ("Малая Локня", "ne:RU-KRS", 51.28, 35.31),
        ("Kurilovka", "ne:RU-KRS", 51.11, 35.3), ("Gornal", "ne:RU-KRS", 51.05, 35.27), ("El Fasher", "ne:SD-DN", 13.63, 25.35),
        ("Al-Fashir", "ne:SD-DN", 13.63, 25.35), ("Khan Younes", "ne:PS-GZZ", 31.34, 34.306), ("KHARKIV", "ne:UA-63", 49.98, 36.25),
        ("Goma", "ne:CD-NK", -1.674, 29.228), ("Sevastopol", "ne:UA-40", 44.608, 33.521), ("Simferopol", "ne:UA-43", 44.957, 34.111),
    ],
)  # fmt: skip
def test_towns_and_villages_of_wars_are_found_in_their_own_unit(gazetteer: Gazetteer, name: str, admin1: str, lat: float, lon: float):
    near = [e.place for e in gazetteer.find(name) if e.place.kind == "settlement" and e.place.admin1 == admin1]
    assert near
    assert min(km(p.lat or 0, p.lon or 0, lat, lon) for p in near) < 5


def test_suja_is_sudzha_by_romanisation_and_never_shuya(gazetteer: Gazetteer):
    found = gazetteer.find("Suja")
    assert {e.match for e in found} == {"variant"}
    assert all(e.place.name != "Shuya" for e in found)


def test_gornal_is_not_where_the_postal_file_has_it(gazetteer: Gazetteer):
    assert all((e.place.lat or 0) < 51.2 for e in gazetteer.find("Gornal"))


def test_both_basivkas_and_both_zhuravkas_of_sumy_oblast_are_there(gazetteer: Gazetteer):
    for name in ("Basivka", "Zhuravka"):
        assert sum(e.place.admin1 == "ne:UA-59" for e in gazetteer.find(name)) == 2


def test_a_spelling_that_someone_bears_is_not_looked_up_loosely(gazetteer: Gazetteer):
    assert "variant" not in {e.match for e in gazetteer.find("Kursk")}


def test_an_official_name_goes_before_another_towns_old_one(gazetteer: Gazetteer):
    towns = [e.place.name for e in gazetteer.find("Pokrovsk") if e.place.kind == "settlement"]
    assert towns.index("Pokrovsk") < towns.index("Engels")


def test_ukrainian_towns_are_shown_by_their_official_romanisation(gazetteer: Gazetteer):
    assert [gazetteer.label(i) for i in ("gn:703448", "gn:687700", "gn:698740")] == ["Kyiv", "Zaporizhzhia", "Odesa"]


def test_crimea_is_in_ukraine(gazetteer: Gazetteer):
    for name in ("Crimea", "Simferopol", "Sevastopol", "Kerch", "Yalta"):
        assert gazetteer.find(name)[0].place.country == "UA"


def test_capitals_and_seats_are_marked(gazetteer: Gazetteer):
    assert {c: gazetteer.capital(c).place.name for c in ("UA", "SD", "CD", "MM", "KZ")} == {
        "UA": "Kyiv", "SD": "Khartoum", "CD": "Kinshasa", "MM": "Nay Pyi Taw", "KZ": "Astana",
    }  # fmt: skip
    assert gazetteer.get("gn:538560").seat
    assert not gazetteer.get("gn:538560").capital
    assert [e.place.name for e in gazetteer.find("Springfield") if e.seat] == ["Springfield"]


def test_seats_of_power_say_whose(gazetteer: Gazetteer):
    assert {n: gazetteer.find(n)[0].seat_of for n in ("the Kremlin", "White House", "Downing Street", "Bankova", "Pentagon")} == {
        "the Kremlin": "RU", "White House": "US", "Downing Street": "GB", "Bankova": "UA", "Pentagon": "US",
    }  # fmt: skip


def test_countries_carry_the_point_that_gazetteers_use(gazetteer: Gazetteer):
    ukraine, america = gazetteer.country("UA").place, gazetteer.country("US").place
    assert (ukraine.lat, ukraine.lon) == (49.0, 32.0)
    assert (america.lat, america.lon) == (39.8, -98.6)


def test_every_place_has_a_sound_point_and_country(gazetteer: Gazetteer):
    countries = {e.place.country for e in gazetteer if e.place.kind == "country"}
    assert len(countries) == 250
    for e in gazetteer:
        p = e.place
        assert -90 <= p.lat <= 90, p
        assert -180 <= p.lon <= 180, p
        assert (p.lat, p.lon) != (0, 0), p
        assert p.precision_km > 0, p
        assert p.kind in ("area", "facility") or p.country in countries, p
        assert p.name.strip(), p


def test_admin1_of_every_place_is_itself_in_the_gazetteer(gazetteer: Gazetteer):
    units = {e.place.admin1 for e in gazetteer if e.place.admin1}
    assert units == {u for u in units if gazetteer.get(u) is not None}


def test_nearly_every_town_has_its_unit(gazetteer: Gazetteer):
    without = sum(e.place.admin1 is None for e in gazetteer if e.place.kind == "settlement")
    assert without < 200


def test_an_id_leads_back_to_its_place(gazetteer: Gazetteer):
    for name in ("Kursk", "Ukraine", "Ohio", "Darfur", "the Kremlin", "Novenke", "Metcalfe County"):
        for e in gazetteer.find(name):
            assert gazetteer.get(e.place.place_id).place == e.place


@pytest.mark.parametrize("place_id", ["gn:0", "gn:1", "gn:99999999999", "gn:x", "iso:ZZ", "", "group:1"])
def test_an_unknown_id_has_no_place(gazetteer: Gazetteer, place_id: str):
    assert gazetteer.get(place_id) is None
    assert gazetteer.label(place_id) == place_id


def test_the_full_label_says_where_a_place_is(gazetteer: Gazetteer):
    assert gazetteer.full_label("gn:688077") == "Yunakivka, Sumy Oblast, Ukraine"


@pytest.mark.parametrize("word", ["and", "are", "com", "can", "per", "fin", "ton"])
def test_codes_of_three_letters_are_not_names(gazetteer: Gazetteer, word: str):
    assert not any(e.place.kind == "country" for e in gazetteer.find(word))


def test_the_longest_name_of_several_words_is_told(gazetteer: Gazetteer):
    assert gazetteer.longest_match(["Velyka", "Pysarivka", "hromada"]) == 2
    assert gazetteer.longest_match(["New", "York", "City", "police"]) == 3
    assert gazetteer.longest_match(["Qwxyz"]) == 0


@settings(max_examples=200)
@given(st.text(max_size=30))
def test_any_text_can_be_looked_up(name: str):
    gazetteer = load_gazetteer()
    found = gazetteer.find(name)
    assert bool(found) == gazetteer.has(name, variants=True)


def test_a_missing_file_is_said_in_one_sentence(tmp_path):
    with pytest.raises(DataError, match=r"places\.arrow cannot be read .* install the program again"):
        Gazetteer(tmp_path)


@pytest.mark.parametrize(
    "file", ["curated_regions.csv", "curated_facilities.csv", "curated_settlements.csv", "curated_countries.csv", "curated_admin1.csv"]
)
def test_every_curated_row_names_its_source_and_is_findable(gazetteer: Gazetteer, file: str):
    with (DATA / file).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert rows
    key = "slug" if "slug" in rows[0] else "iso"
    assert len({r[key] for r in rows}) == len(rows)
    for r in rows:
        assert r["source"].strip(), r
        if key == "slug":
            for name in (r["name"], *filter(None, r["aliases"].split("|"))):
                assert f"own:{r['slug']}" in ids(gazetteer, name), name


def test_bearers_read_like_a_list(gazetteer: Gazetteer) -> None:
    found = gazetteer.find("Springfield")
    entries = list(found)
    assert len(found) == len(entries) > 20
    assert found[0] == entries[0]
    assert found[-1] == entries[-1]
    assert found[:3] == entries[:3]
    assert found == entries
    assert not gazetteer.find("Qzvorthak")
    assert gazetteer.find("Qzvorthak") == []
    with pytest.raises(IndexError):
        found[len(entries)]
