"""Tables looked at before they are imported: as events, with what cannot be used; and what unknown columns may mean."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.importers import tables
from geo.importers.guess import fitting_formats, guess_columns, guess_types, mapping_toml
from geo.importers.preview import kind_of_table, preview_table
from geo.importers.run import import_table
from tests.importers.tables import ACLED_CURRENT, UCDP, acled, table, ucdp

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store


def written(folder: Path, text: str | bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_first_rows_are_shown_as_events_and_the_rest_with_reasons(tmp_path: Path) -> None:
    path = written(
        tmp_path, table(ACLED_CURRENT, acled(), acled(event_id_cnty="X", event_date="never"), acled(event_id_cnty="=1", latitude="95"))
    )
    assert kind_of_table(path) == "acled"
    preview = preview_table("acled", path)
    assert (preview.source, preview.checked, preview.whole) == ("ACLED", 3, True)
    (row,) = preview.rows
    assert (row.type, row.date_start, row.place, row.lat, row.fatalities) == ("ASSAULT", "2024-03-12", "Douentza", 15.0019, 2)
    assert row.sources == ("JNIM: Group for Support of Islam and Muslims",)
    assert row.targets == ("Military Forces of Mali (2021-)", "Wagner Group", "Dozo Communal Militia (Mali)")
    assert [reason for reason, _ in preview.rejected] == [
        "'never' is no date that can be read",
        "latitude and longitude are not on Earth (95, -2.9498)",
    ]
    told = preview.rejects_csv().decode()
    assert told.startswith("reason,event_id_cnty,")
    assert ",'=1," in told  # no spreadsheet runs it
    assert list(tmp_path.iterdir()) == [path]


def test_a_preview_says_what_the_import_then_does(tmp_path: Path, store: Store) -> None:
    rows = [acled(event_id_cnty=f"M{i}") for i in range(20)] + [acled(event_id_cnty="M0")]
    path = written(tmp_path, table(ACLED_CURRENT, *rows) + "a,b\n")
    preview = preview_table("acled", path)
    counted: list[int] = []
    report = import_table("acled", path, store, progress=counted.append)
    assert (report.added, report.rejected) == (len(preview.rows), len(preview.rejected)) == (20, 2)
    assert sum(counted) == 21
    assert {r.event_id for r in preview.rows} == set(store.table("events")["event_id"])


def test_no_more_rows_are_looked_at_than_asked(tmp_path: Path) -> None:
    path = written(tmp_path, table(ACLED_CURRENT, *(acled(event_id_cnty=f"M{i}") for i in range(50))))
    preview = preview_table("acled", path, limit=10)
    assert (preview.checked, len(preview.rows), preview.whole) == (10, 10, False)


def test_a_preview_looks_beyond_what_is_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "BLOCK_BYTES", 2_000)  # a few rows
    path = written(tmp_path, table(ACLED_CURRENT, *(acled(event_id_cnty=f"M{i}") for i in range(50))))
    assert [(p.checked, p.whole) for p in (preview_table("acled", path, limit=n) for n in (30, 50, 60))] == [
        (30, False),
        (50, True),
        (50, True),
    ]


def test_whose_table_it_is_is_told_by_its_columns(tmp_path: Path) -> None:
    assert kind_of_table(written(tmp_path, table(UCDP, ucdp()))) == "ucdp"
    assert kind_of_table(written(tmp_path, "when,what\n1,2\n")) == "csv"
    assert kind_of_table(written(tmp_path, '{"type": "FeatureCollection", "features": []}', "x.csv")) == "geojson"


@pytest.mark.parametrize("text", [b"", b"one\n1\n", b"a,b\n", b"\x00\x01\x02" * 99])
def test_what_is_no_table_gets_one_sentence(tmp_path: Path, text: bytes) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        preview_table(kind_of_table(path), path, written(tmp_path, '[columns]\ndate_start = "a"\ntype = "b"\n', "m.toml"))
    assert "\n" not in str(caught.value)


def test_columns_are_proposed_by_their_names() -> None:
    assert guess_columns(["Ref", "Event Date", "TYPE", "Location", "lat", "lng", "Notes", "actor"]) == {
        "date_start": ("Event Date",), "type": ("TYPE",), "place": ("Location",), "latitude": ("lat",), "longitude": ("lng",),
        "notes": ("Notes",), "sources": ("actor",), "id": ("Ref",),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "formats"),
    [
        (["2024-05-01", None, "2024-12-31T10:00"], ["%Y-%m-%d"]),
        (["13/04/2024", "01/05/2024"], ["%d/%m/%Y"]),
        (["03/04/2024"], ["%d/%m/%Y", "%m/%d/%Y"]),
        (["3 May 2024", "14 March 2025"], ["%d %B %Y"]),
        (["13/04/2024", "01/05/2024", "unknown"], ["%d/%m/%Y"]),
        (["2024-05-01", "soon", "later"], []),
        (["soon"], []),
        ([None, ""], []),
    ],
)
def test_dates_tell_how_they_are_written_or_that_it_could_be_either(values: list[str | None], formats: list[str]) -> None:
    assert fitting_formats(values) == formats


def test_words_for_events_are_proposed_as_types() -> None:
    words = {
        "raid": "ASSAULT", "Talks": "CONSULT", "Air/drone strike": "ASSAULT", "Protests": "PROTEST",
        "kidnappings": "COERCE", "evacuation": "DISPLACE",
        "assault": "ASSAULT", "weather": None, "": None,
    }  # fmt: skip
    assert guess_types(words) == words


def test_a_mapping_made_on_the_page_imports(tmp_path: Path, store: Store) -> None:
    columns = {"date_start": ["when"], "type": ["what"], "place": ["where"], "latitude": ["lat"], "longitude": ["lon"], "sources": ["who"]}
    made = mapping_toml('Desk "log"', columns, formats=["%d/%m/%Y"], types={"raid": "ASSAULT"}, default_type="CONSULT")
    path = written(tmp_path, "when;what;where;lat;lon;who\n03/04/2024;raid;Goma;-1.67;29.22;M23;\n04/04/2024;tea;Goma;-1.67;29.22;UN\n")
    report = import_table("csv", path, store, written(tmp_path, made, "m.toml"))
    assert (report.source, report.added, report.rejected) == ('Desk "log"', 1, 1)
    with pytest.raises(InputError, match="has no name"):
        mapping_toml("  ", columns, formats=[], types={}, default_type=None)


texts = st.text(max_size=20)


@given(texts.filter(str.strip), st.lists(texts, max_size=3), st.dictionaries(texts, st.sampled_from(["ASSAULT", "AID"]), max_size=3))
def test_any_names_make_a_mapping_that_reads_back(source: str, columns: list[str], types: dict[str, str]) -> None:
    safe = [c.encode("utf-8", "replace").decode() for c in columns]
    read = tomllib.loads(mapping_toml(source, {"notes": columns}, formats=["%Y"], types=types, default_type=None))
    assert read["source"] == source.strip().encode("utf-8", "replace").decode()
    assert read["columns"].get("notes", []) == safe
    assert set(read.get("types", {}).values()) <= {"ASSAULT", "AID"}
