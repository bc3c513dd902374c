"""Looking after a store: what it holds, whether it is whole, copies, corrections undone, and stores of older schemas."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from geo.cli import main
from geo.errors import InputError, StoreError
from geo.frames import load_frames
from geo.store import open_store
from geo.store_care import alembic_config, back_up, describe, find_faults, migrate, revision
from geo.store_schema import SCHEMA_VERSION, events, meta, metadata, places
from tests import old_store

if TYPE_CHECKING:
    from pathlib import Path

    from geo.records import Reading
    from geo.store import Store

EVENT = "goma:event:1"


def event_id(store: Store, trigger: str) -> str:
    frame = load_frames(store).events
    return str(frame.loc[frame["trigger"] == trigger, "event_id"].item())


def test_a_whole_store_has_no_fault(filled: Store) -> None:
    assert find_faults(filled) == []


def test_what_is_wrong_is_told(filled: Store) -> None:
    with filled.writing() as connection:
        connection.execute(sa.update(events).where(events.c.type == "ASSAULT").values(end=9_999))
        connection.execute(sa.insert(places).values(place_id="x", name="Null Island", kind="settlement", lat=0, lon=0))
        connection.execute(
            sa.insert(events).values(event_id="e", type="ASSAULT", date_precision="day", status="happened", means=[], spans=[])
        )
    assert find_faults(filled) == [
        "1 events have a span outside their article.",
        "1 events have neither an article nor a source.",
        "1 places sit at latitude 0, longitude 0.",
    ]


@pytest.mark.sqlite
def test_a_damaged_file_is_told(filled: Store, capsys: pytest.CaptureFixture[str]) -> None:
    filled.close()
    with open(filled.name, "r+b") as file:  # noqa: PTH123
        file.seek(4096 * 6)
        file.write(b"\xff" * 4096)
    assert main(["store", "check", "--store", filled.name]) in (1, 2)
    out, err = capsys.readouterr()
    assert "damaged" in out or "malformed" in err


def test_a_backup_is_the_store_as_it_is(filled: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    back_up(filled, target)
    if filled.is_postgres:
        assert target.read_bytes().startswith(b"PGDMP")
    else:
        assert open_store(target).counts() == filled.counts()
    with pytest.raises(InputError, match="is there already"):
        back_up(filled, target)
    with pytest.raises(InputError, match="cannot be written"):
        back_up(filled, tmp_path / "none" / "copy")


def test_info_says_what_is_there(filled: Store) -> None:
    told = describe(filled).splitlines()
    assert told[0] == f"{filled.name}: 1 articles, 4 places, 3 mentions, 2 actors, 3 events, 2 claims, 0 corrections."
    assert told[1].startswith(f"Schema {SCHEMA_VERSION}, version 1, ")


def test_a_correction_shows_at_once_and_can_be_undone_and_redone(filled: Store) -> None:
    target = event_id(filled, "shelled")
    assert filled.correct(target, "type", "COERCE", was="ASSAULT", note="it was a threat", sources=("a desk",), made_by="ann")
    frames = load_frames(filled)
    row = frames.events.set_index("event_id").loc[target]
    assert (row["type"], row["corrected"], row["note"], row["note_source"]) == ("COERCE", ("type",), "it was a threat", "a desk")
    (made,) = filled.history(target).itertuples()
    assert (made.was, made.value, made.made_by, made.undone_at) == ("ASSAULT", "COERCE", "ann", None)
    assert filled.undo(made.correction_id) is True
    assert filled.undo(made.correction_id) is False
    assert load_frames(filled).events.set_index("event_id").loc[target, "type"] == "ASSAULT"
    assert len(filled.history(target)) == 1
    assert filled.redo(made.correction_id) is True
    assert load_frames(filled).events.set_index("event_id").loc[target, "type"] == "COERCE"


def test_the_latest_of_two_corrections_stands_and_undoing_it_brings_back_the_one_before(filled: Store) -> None:
    target = event_id(filled, "shelled")
    filled.correct(target, "sources", ["M23"], note="so said")
    filled.correct(target, "sources", ["FDLR"], note="or so")
    assert load_frames(filled).events.set_index("event_id").loc[target, "sources"] == ("FDLR",)
    filled.undo(int(filled.history(target)["correction_id"].max()))
    assert load_frames(filled).events.set_index("event_id").loc[target, "sources"] == ("M23",)


def test_corrections_survive_reading_again(filled: Store, reading: Reading) -> None:
    target = event_id(filled, "Talks")
    filled.correct(target, "date_start", "2024-05-09", note="by the ministry")
    filled.correct(target, "date_end", "2024-05-10", note="by the ministry")
    filled.correct(target, "place_ids", ["gn:216281"], note="by the ministry")
    filled.add_reading(reading, replace=True)
    row = load_frames(filled).events.set_index("event_id").loc[target]
    assert (str(row["date_start"].date()), str(row["date_end"].date()), row["place_name"]) == ("2024-05-09", "2024-05-10", "Goma")
    assert row.geometry.coords[0] == (29.22845, -1.67409)


def test_a_removed_row_is_gone_with_what_hung_on_it_until_it_is_undone(filled: Store) -> None:
    claims = load_frames(filled).claims
    denied = str(claims.loc[claims["stance"] == "deny", "claim_id"].item())
    filled.correct(denied, "removed", value=True, note="misread")
    frames = load_frames(filled)
    assert frames.claims["cue"].tolist() == ["said"]
    assert not frames.claims["disputed"].any()
    assert not frames.events["disputed"].any()
    filled.undo(1)
    assert load_frames(filled).events["disputed"].tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("target", "field", "value"),
    [
        ("a:event:1-2", "type", "WAR"), ("a:event:1-2", "stance", "deny"), ("a:claim:1-2", "stance", "lie"), ("gn:1", "type", "ASSAULT"),
        ("a:event:1-2", "date_start", "May"), ("a:event:1-2", "place_ids", "gn:1"), ("gn:1", "point", {"lat": 0, "lon": 0}),
        ("gn:1", "areas", [{"lat": 91, "lon": 0, "radius_km": 1}]), ("a:event:1-2", "count", -1), ("a:event:1-2", "removed", False),
    ],
)  # fmt: skip
def test_a_correction_that_no_row_could_take_is_refused(store: Store, target: str, field: str, value: object) -> None:
    with pytest.raises(InputError, match="cannot be"):
        store.correct(target, field, value, note="n")
    with pytest.raises(InputError, match="no correction 7"):
        store.undo(7)
    assert store.version == 0


@pytest.mark.sqlite
def test_a_store_of_the_first_schema_is_brought_up_to_date_and_kept_as_it_was(tmp_path: Path, reading: Reading, store: Store) -> None:
    path = old_store.make(tmp_path / "old.sqlite")
    with pytest.raises(StoreError, match=f"has schema 1, not {SCHEMA_VERSION}; bring it up to date with: python -m geo store migrate"):
        open_store(path)
    assert migrate(str(path)) == (1, SCHEMA_VERSION, tmp_path / "old.sqlite.schema-1")
    assert migrate(str(path)) == (SCHEMA_VERSION, SCHEMA_VERSION, None)
    migrated = open_store(path)
    assert find_faults(migrated) == []
    store.add_reading(reading)
    old, new = load_frames(migrated), load_frames(store)
    for layer in ("events", "claims", "places"):
        assert getattr(old, layer).drop(columns="geometry").equals(getattr(new, layer).drop(columns="geometry")), layer
    for table in ("events", "claims"):
        with migrated.reading() as one, store.reading() as other:
            wanted = sa.select(metadata.tables[table].c.search).order_by("search")
            assert one.scalars(wanted).all() == other.scalars(wanted).all()
    assert _schema(migrated) == _schema(store)
    with sqlite3.connect(tmp_path / "old.sqlite.schema-1") as copy:
        assert copy.execute("select value from meta where key = 'schema'").fetchone() == (1,)
    copy.close()
    migrated.correct("gn:216281", "areas", [], note="n")


def _schema(store: Store) -> dict[str, object]:
    inspector = sa.inspect(store.engine)
    return {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"], c["primary_key"]) for c in inspector.get_columns(table)),
            sorted((i["name"] or "", tuple(i["column_names"])) for i in inspector.get_indexes(table)),
            sorted((tuple(f["constrained_columns"]), f["referred_table"], str(f["options"])) for f in inspector.get_foreign_keys(table)),
        )
        for table in inspector.get_table_names()
    }


def test_alembics_last_revision_is_the_schema_that_new_stores_get(store: Store) -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == revision(SCHEMA_VERSION)
    with store.reading() as connection:
        assert connection.scalar(sa.text("select version_num from alembic_version")) == revision(SCHEMA_VERSION)
        assert connection.scalar(sa.select(meta.c.value).where(meta.c.key == "schema")) == SCHEMA_VERSION


def test_postgis_has_a_spatial_index_and_a_view_for_gis_programs(store: Store) -> None:
    if not store.is_postgres:
        assert not sa.inspect(store.engine).has_table("place_shapes")
        return
    with store.reading() as connection:
        indexes = connection.scalars(sa.text("select indexdef from pg_indexes where tablename = 'place_shapes'")).all()
        assert any("USING gist (geometry)" in i for i in indexes)
        found = connection.execute(sa.text("select type, place_name, st_asText(geometry) as at from event_map order by event_id")).all()
    assert found == []


def test_the_view_shows_events_where_they_are(filled: Store) -> None:
    if filled.is_postgres:
        with filled.reading() as connection:
            found = connection.execute(
                sa.text("select type, st_astext(geometry) from event_map where type <> 'DISPLACE' order by type")
            ).all()
        assert found == [("ASSAULT", "POINT(29.22845 -1.67409)"), ("CONSULT", "POINT(15.31357 -4.32758)")]


@pytest.mark.sqlite
def test_the_commands(filled: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for action, told in (
        ("check", f"{filled.name} is whole.\n"),
        ("migrate", f"{filled.name} has schema {SCHEMA_VERSION} already; nothing to do.\n"),
    ):
        assert main(["store", action, "--store", filled.name]) == 0
        assert capsys.readouterr().out == told
    assert main(["store", "info", "--store", filled.name]) == 0
    assert capsys.readouterr().out.startswith(f"{filled.name}: 1 articles")
    assert main(["store", "backup", str(tmp_path / "b"), "--store", filled.name]) == 0
    assert capsys.readouterr().out == f"{filled.name} copied to {tmp_path / 'b'}.\n"
    assert main(["store", "check", "--store", str(tmp_path / "none")]) == 2
