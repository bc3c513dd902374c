"""Event tables of others become events with their source kept; what can't be used is told, and nothing is taken twice."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.cli import main
from geo.errors import InputError
from geo.filter import Filter
from geo.frames import Frames, load_frames
from geo.importers import tables
from geo.importers.run import import_table
from geo.importers.seen_ids import SeenIds
from geo.store_care import find_faults
from tests.importers.tables import ACLED_CURRENT, ACLED_OLD, UCDP, acled, table, ucdp

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def rejects(folder: Path) -> list[dict[str, str]]:
    with (folder / "a.csv.rejected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def only(frames: Frames) -> Any:
    (row,) = frames.events.itertuples()
    return row


def test_an_acled_row_keeps_its_source_its_words_its_codes_and_its_actors(store: Store, tmp_path: Path) -> None:
    report = import_table("acled", write(tmp_path / "a.csv", table(ACLED_CURRENT, acled())), store)
    assert (report.added, report.updated, report.unchanged, report.rejected) == (1, 0, 0, 0)
    event = only(load_frames(store))
    assert (event.event_id, event.source, event.source_id) == ("acled:event:MLI90001", "ACLED", "MLI90001")
    assert event.quote == "On 12 March 2024, gunmen attacked a post near Douentza. Two soldiers were killed."
    assert (event.article_id, pd.isna(event.start), event.date_basis) == (None, True, None)
    assert (event.type, event.acled_type, event.trigger) == ("ASSAULT", "Battles", "Armed clash")
    assert event.sources == ("JNIM: Group for Support of Islam and Muslims",)
    assert event.targets == ("Military Forces of Mali (2021-)", "Wagner Group", "Dozo Communal Militia (Mali)")
    assert (event.date_start, event.date_precision, event.fatalities) == (pd.Timestamp("2024-03-12"), "day", 2)
    assert (event.geo_precision, event.place_name, event.geometry) == ("settlement", "Douentza", shapely.Point(-2.9498, 15.0019))
    assert {k: event.codes[k] for k in ("interaction", "inter1", "source", "source_scale")} == {
        "interaction": "State forces-Rebel group", "inter1": "Rebel group", "source": "Studio Tamani", "source_scale": "National",
    }  # fmt: skip


def test_the_older_acled_columns_mean_the_same(store: Store, tmp_path: Path) -> None:
    old = acled(event_date="12-March-2024", event_type="Battle-No change of territory", sub_event_type="", interaction="12")
    import_table("acled", write(tmp_path / "a.csv", table(ACLED_OLD, old, separator=";")), store)
    event = only(load_frames(store))
    assert (event.event_id, event.type, event.acled_type) == ("acled:event:MLI90001", "ASSAULT", "Battles")
    assert (event.date_start, event.codes["INTERACTION"], event.codes["SOURCE SCALE"]) == (pd.Timestamp("2024-03-12"), "12", "National")


def test_a_week_or_month_is_never_given_as_a_day(store: Store, tmp_path: Path) -> None:
    rows = [acled(event_id_cnty="A", time_precision="2"), acled(event_id_cnty="B", time_precision="3")]
    import_table("acled", write(tmp_path / "a.csv", table(ACLED_CURRENT, *rows)), store)
    days = load_frames(store).events[["date_start", "date_end", "date_precision"]].astype(str).to_numpy().tolist()
    assert days == [["2024-03-11", "2024-03-17", "week"], ["2024-03-01", "2024-03-31", "month"]]


def test_what_is_known_to_a_region_is_drawn_as_the_region(store: Store, tmp_path: Path) -> None:
    rows = [ucdp(id="1", where_prec="4"), ucdp(id="2", where_prec="6"), ucdp(id="3", where_prec="5", where_coordinates="Road to Goma")]
    import_table("ucdp", write(tmp_path / "u.csv", table(UCDP, *rows)), store)
    events = load_frames(store).events
    assert events["place_id"].tolist()[:2] == ["ne:CD-NK", "iso:CD"]
    assert events["geo_precision"].tolist() == ["region", "country", "region"]
    assert {g.geom_type for g in events.geometry} <= {"Polygon", "MultiPolygon"}


def test_ucdp_dates_may_mix_two_forms_month_first(store: Store, tmp_path: Path) -> None:
    rows = [
        ucdp(id="1", date_start="1/22/2014 12:00:00 AM", date_end="02/03/2014 00:00", date_prec="4"),
        ucdp(id="2", date_start="05/06/2014 00:00", date_end="5/6/2014 12:00:00 AM"),
    ]
    import_table("ucdp", write(tmp_path / "u.csv", table(UCDP, *rows), "cp1252"), store)
    days = load_frames(store).events[["date_start", "date_end", "date_precision"]].astype(str).to_numpy().tolist()
    assert days == [["2014-01-22", "2014-02-03", "month"], ["2014-05-06", "2014-05-06", "day"]]


def test_windows_1252_is_read_as_such(store: Store, tmp_path: Path) -> None:
    import_table("ucdp", write(tmp_path / "u.csv", table(UCDP, ucdp(source_headline="“Offensive” in Bükavu – 4 dead")), "cp1252"), store)
    assert only(load_frames(store)).quote == "“Offensive” in Bükavu – 4 dead"


@pytest.mark.parametrize(
    ("violence", "acled_type", "label"),
    [
        ("1", "Battles", "State-based conflict"),
        ("2", "Battles", "Non-state conflict"),
        ("3", "Violence against civilians", "One-sided violence"),
    ],
)
def test_ucdps_kinds_of_violence(store: Store, tmp_path: Path, violence: str, acled_type: str, label: str) -> None:
    import_table("ucdp", write(tmp_path / "u.csv", table(UCDP, ucdp(type_of_violence=violence))), store)
    event = only(load_frames(store))
    assert (event.type, event.acled_type, event.trigger) == ("ASSAULT", acled_type, label)


def test_the_same_file_twice_changes_nothing_and_a_newer_release_updates_by_id(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "u.csv", table(UCDP, ucdp(id="1"), ucdp(id="2"), ucdp(id="3")))
    import_table("ucdp", path, store)
    version = store.version
    report = import_table("ucdp", path, store)
    assert (report.added, report.updated, report.unchanged, store.version) == (0, 0, 3, version)
    write(path, table(UCDP, ucdp(id="2", best="7", side_b="ADF"), ucdp(id="3"), ucdp(id="4")))
    report = import_table("ucdp", path, store)
    assert (report.added, report.updated, report.unchanged) == (1, 1, 1)
    events = load_frames(store).events.set_index("source_id")
    assert events["fatalities"].to_dict() == {"1": 4, "2": 7, "3": 4, "4": 4}
    assert events.loc["2", "targets"] == ("ADF",)
    assert find_faults(store) == []


def test_a_correction_of_an_imported_event_survives_a_newer_release(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "u.csv", table(UCDP, ucdp()))
    import_table("ucdp", path, store)
    store.correct("ucdp:event:900001", "targets", ["ADF"], note="wrong group", sources=("a desk",))
    import_table("ucdp", write(path, table(UCDP, ucdp(best="5"))), store)
    event = only(load_frames(store))
    assert (event.targets, event.fatalities, event.note, event.corrected) == (("ADF",), 5, "wrong group", ("targets",))


REJECTS = [
    ({"event_id_cnty": ""}, "it has no id"),
    ({"event_date": "someday"}, "'someday' is no date that can be read"),
    ({"event_date": ""}, "it has no date"),
    ({"event_type": "Picnic", "sub_event_type": ""}, "'Picnic' is no event type of ACLED"),
    ({"latitude": "north"}, "latitude and longitude cannot be read (north, -2.9498)"),
    ({"latitude": "915.2"}, "latitude and longitude are not on Earth (915.2, -2.9498)"),
    ({"latitude": "0", "longitude": "0.0"}, "latitude and longitude are both 0, which stands for unknown"),
    ({}, "the id 'MLI90001' stands twice in the file; the first row is kept"),
]


def test_rows_that_cannot_be_used_are_written_with_the_reason_and_the_others_kept(store: Store, tmp_path: Path) -> None:
    bad = (acled(**({"event_id_cnty": f"X{i}"} if cells else {}) | cells) for i, (cells, _) in enumerate(REJECTS))
    path = write(tmp_path / "a.csv", table(ACLED_CURRENT, acled(), *bad))
    report = import_table("acled", path, store)
    assert (report.added, report.rejected) == (1, len(REJECTS))
    rejected = rejects(tmp_path)
    assert [r["reason"] for r in rejected] == [reason for _, reason in REJECTS]
    assert rejected[0]["longitude"] == "-2.9498"
    assert sorted(p.name for p in tmp_path.iterdir() if "sqlite" not in p.name) == ["a.csv", "a.csv.rejected.csv"]
    import_table("acled", write(path, table(ACLED_CURRENT, acled())), store)
    assert not (tmp_path / "a.csv.rejected.csv").exists()


def test_an_id_is_known_again_in_a_later_part_of_a_large_table(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BLOCK_BYTES", 2_000)  # a few rows
    rows = [ucdp(id=str(i)) for i in range(40)]
    text = table(UCDP, *rows, ucdp(id="3"), ucdp(id="")) + "40,too,few\n" + table((), ucdp()) + "41,too,few\n"
    report = import_table("ucdp", write(tmp_path / "a.csv", text), store)
    assert (report.added, report.rejected) == (40, 4)
    assert sorted(r["reason"] for r in rejects(tmp_path)) == [
        "it has another number of cells than the line of column names",
        "it has another number of cells than the line of column names",
        "it has no id",
        "the id '3' stands twice in the file; the first row is kept",
    ]


def test_ids_are_the_same_only_letter_for_letter() -> None:
    seen = SeenIds()
    assert seen.repeated(["1", "01", "a", None, "1", None]) == [False, False, False, False, True, False]
    assert seen.repeated(["A", "a", "٣", "3", "1.0"]) == [False, True, False, False, False]


@pytest.mark.parametrize(("written", "deaths"), [("7", 7), ("7.0", 7), ("+7", 7), ("", None), ("-1", None), ("some", None), ("1e99", None)])
def test_deaths_that_are_no_count_of_people_are_unknown(store: Store, tmp_path: Path, written: str, deaths: int | None) -> None:
    import_table("ucdp", write(tmp_path / "u.csv", table(UCDP, ucdp(best=written), ucdp(id="2", best="3"))), store)
    found = load_frames(store).events.set_index("source_id")["fatalities"]
    assert (None if pd.isna(found["900001"]) else found["900001"], found["2"]) == (deaths, 3)


def test_a_rejected_cell_is_no_formula_in_a_spreadsheet(store: Store, tmp_path: Path) -> None:
    rows = table(ACLED_CURRENT, acled(), acled(event_id_cnty="B", event_date="", notes="=HYPERLINK(1)"))
    import_table("acled", write(tmp_path / "a.csv", rows), store)
    (rejected,) = rejects(tmp_path)
    assert rejected["notes"] == "'=HYPERLINK(1)"


def test_a_line_with_too_many_cells_is_rejected_and_the_others_kept(store: Store, tmp_path: Path) -> None:
    text = table(UCDP, ucdp(id="1"), ucdp(id="2")) + "3,too,few\n"
    report = import_table("ucdp", write(tmp_path / "u.csv", text), store)
    assert (report.added, report.rejected) == (2, 1)


def test_what_has_no_coordinates_is_kept_off_the_map(store: Store, tmp_path: Path) -> None:
    import_table("acled", write(tmp_path / "a.csv", table(ACLED_CURRENT, acled(latitude="", longitude=""))), store)
    frames = load_frames(store)
    assert (frames.unplaced_events, only(frames).place_name) == (1, "Douentza")


def test_imported_actors_are_found_by_their_other_names(store: Store, tmp_path: Path) -> None:
    import_table("ucdp", write(tmp_path / "u.csv", table(UCDP, ucdp(side_b="M23"))), store)
    import_table("acled", write(tmp_path / "a.csv", table(ACLED_CURRENT, acled())), store)
    frames = load_frames(store)
    for name, source in {"jnim": "ACLED", "Malian army": "ACLED", "DR Congo": "UCDP GED", "March 23 Movement": "UCDP GED"}.items():
        assert frames.under(Filter(actors=(name,))).events["source"].tolist() == [source], name
    assert frames.under(Filter(text="gunmen DOUENTZA")).events["source"].tolist() == ["ACLED"]
    assert frames.under(Filter(place="North Kivu")).events["source"].tolist() == ["UCDP GED"]
    sides = frames.actors.set_index("name")["side"]
    assert (sides["Military Forces of Mali (2021-)"], sides["M23"]) == ("Mali", "Democratic Republic of the Congo")


MAPPING = """
source = "Desk log"
licence = "own"
split = "/"
[columns]
id = "ref"
date_start = "when"
type = "what"
sources = ["by"]
targets = ["on"]
place = "where"
country = "state"
latitude = "lat"
longitude = "lon"
notes = "told"
codes = ["grade"]
[dates]
formats = ["%d.%m.%Y"]
[types]
raid = "ASSAULT"
talks = { type = "CONSULT", label = "Round of talks" }
"""


def test_a_plain_table_is_read_by_its_mapping(store: Store, tmp_path: Path) -> None:
    mapping = write(tmp_path / "map.toml", MAPPING)
    text = (
        "ref;when;what;by;on;where;state;lat;lon;told;grade\n"
        "1;03.05.2024;Raid;A / B;C;Goma;DR Congo;-1,67;29,22;two hurt;B2\n"
        "2;04.05.2024;talks;;;;;;;met;\n"
    )
    report = import_table("csv", write(tmp_path / "log.csv", text), store, mapping)
    assert report.added == 2
    raid, talks = load_frames(store).events.itertuples()
    assert (raid.event_id, raid.sources, raid.targets, raid.type) == ("desk_log:event:1", ("A", "B"), ("C",), "ASSAULT")
    assert (raid.geometry, raid.codes["grade"], str(raid.date_start.date())) == (shapely.Point(29.22, -1.67), "B2", "2024-05-03")
    assert (talks.trigger, talks.geometry, talks.place_id) == ("Round of talks", None, None)


@pytest.mark.parametrize(
    ("mapping", "complaint"),
    [
        ("source = ", "cannot be used"),
        ('source = "x"\n[columns]\nid = "ref"\ndate_start = "when"\nwho = "by"', "'who' is no meaning of a column"),
        ('source = "x"\n[columns]\ndate_start = "when"\ntype = "what"\n[types]\nraid = "WAR"', "'WAR' is no event type"),
        ('source = "x"\n[columns]\ndate_start = "day"\ntype = "what"', "no column 'day'"),
        ('source = "x"\n[columns]\ndate_start = "when"', "no column 'type'"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_told(store: Store, tmp_path: Path, mapping: str, complaint: str) -> None:
    path = write(tmp_path / "log.csv", "ref,when,what\n1,2024-05-03,raid\n")
    with pytest.raises(InputError, match=complaint):
        import_table("csv", path, store, write(tmp_path / "map.toml", mapping))
    assert store.counts()["events"] == 0


@pytest.mark.parametrize(
    ("kind", "data", "complaint"),
    [
        ("ucdp", b"", "is empty"),
        ("ucdp", b"\x89PNG\r\n\x1a\n\x00\x00", "is no table"),
        ("ucdp", b"name,place\nx,y\n", "no column 'date_start'"),
        ("geojson", b"id,when\n1,2\n", "is no GeoJSON"),
        ("csv", b"a,b\n1,2\n", "needs a mapping"),
        ("ucdp", table(UCDP, ucdp(date_start="?")).encode(), "None of the 1 rows"),
    ],
)
def test_a_file_that_is_no_such_table_gets_one_sentence(store: Store, tmp_path: Path, kind: str, data: bytes, complaint: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(InputError, match=complaint) as caught:
        import_table(kind, path, store)
    assert "\n" not in str(caught.value)


def test_points_of_geojson_become_events_and_other_shapes_are_rejected(store: Store, tmp_path: Path) -> None:
    def feature(number: int, shape: str, at: Any, **properties: Any) -> dict[str, Any]:
        geometry = {"type": shape, "coordinates": at} if shape else None
        facts = {"id": f"p{number}", "date": "2024-05-03", "type": "ASSAULT", "sources": ["A", "B"]} | properties
        return {"type": "Feature", "geometry": geometry, "properties": facts}

    features = [
        feature(1, "Point", [29.22, -1.67], place_name="Goma", notes="<b>two</b> hurt"),
        feature(2, "LineString", [[0, 0], [1, 1]]),
        feature(3, "", None),
        feature(4, "Point", [30.0, -2.0], type="WAR"),
    ]
    path = write(tmp_path / "mine.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    report = import_table("geojson", path, store)
    assert (report.added, report.rejected, report.source) == (2, 2, "mine")
    first, second = load_frames(store).events.itertuples()
    assert (first.event_id, first.sources, first.place_name, first.geometry) == (
        "mine:event:p1",
        ("A", "B"),
        "Goma",
        shapely.Point(29.22, -1.67),
    )
    assert first.quote == "<b>two</b> hurt"
    assert second.geometry is None


def test_the_command_imports_and_says_how_many(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "u.csv", table(UCDP, ucdp(id="1"), ucdp(id="2", date_end="2020-01-01")))
    assert main(["import", "ucdp", str(path), "--store", store.name]) == 0
    assert capsys.readouterr().out == (
        "1 events added, 0 updated, 0 unchanged, from UCDP GED. "
        f"1 rows could not be used; they are in {path}.rejected.csv, each with the reason.\n"
    )
    assert main(["import", "ucdp", str(tmp_path / "none.csv"), "--store", store.name]) == 2
    assert capsys.readouterr().err == f"There is no file '{tmp_path / 'none.csv'}'; check its path.\n"


cells = st.dictionaries(st.sampled_from(UCDP), st.text(max_size=8), max_size=6)


@given(rows=st.lists(cells, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cells_give_events_or_reasons_and_no_row_is_lost(store: Store, tmp_path: Path, rows: list[dict[str, str]]) -> None:
    good = [ucdp(id=f"{i}") | row for i, row in enumerate(rows)]
    text = table(UCDP, *good)
    path = write(tmp_path / "u.csv", text, "utf-8")
    try:
        report = import_table("ucdp", path, store)
    except InputError as error:
        assert str(error).startswith("None of the")
    else:
        assert report.added + report.updated + report.unchanged + report.rejected == len(rows)
    assert find_faults(store) == []
