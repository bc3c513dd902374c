"""What the store promises: nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.errors import StoreError
from geo.frames import load_frames
from geo.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from geo.records import Reading
    from geo.store import Store


def test_reading_the_same_article_twice_changes_nothing(filled: Store, reading: Reading) -> None:
    before, version = filled.counts(), filled.version
    assert filled.add_reading(reading) is False
    assert (filled.counts(), filled.version) == (before, version)


def test_every_row_of_a_reading_is_kept(filled: Store) -> None:
    assert filled.counts() == {
        "articles": 1, "places": 4, "mentions": 3, "actors": 2, "events": 3, "claims": 2, "corrections": 0,
    }  # fmt: skip


def test_a_new_reading_replaces_the_old_one_and_keeps_corrections(filled: Store, reading: Reading) -> None:
    filled.correct("group:made-here", "areas", [], note="none is named", sources=("a desk",))
    assert filled.add_reading(replace(reading, claims=()), replace=True) is True
    counts = filled.counts()
    assert (counts["claims"], counts["events"], counts["corrections"]) == (0, 3, 1)


def test_the_same_correction_twice_is_one(filled: Store) -> None:
    assert filled.correct("group:made-here", "areas", [], note="n") is True
    assert filled.correct("group:made-here", "areas", [], note="n") is False


def test_each_change_raises_the_version(store: Store, reading: Reading) -> None:
    before = store.version
    store.add_reading(reading)
    assert store.version == before + 1


@pytest.mark.sqlite
def test_a_process_killed_while_writing_leaves_the_store_as_before(filled: Store, tmp_path: Path) -> None:
    before = filled.counts()
    program = textwrap.dedent(
        f"""
        import os, signal
        import geo.store as s
        from geo.records import Article, Reading
        real = s._rows
        def rows(reading):
            os.kill(os.getpid(), signal.SIGKILL)  # after the article's row, before all others
        s._rows = rows
        s.open_store({filled.name!r}).add_reading(Reading(Article("Another text.")))
        """
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=os.getcwd(), check=False, capture_output=True)  # noqa: PTH109
    assert killed.returncode == -signal.SIGKILL
    again = open_store(tmp_path / "store.sqlite")
    assert again.counts() == before
    assert len(load_frames(again).events) == 3


def test_a_file_that_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_text("not a database, but long enough to be looked at as one " * 30)
    with pytest.raises(StoreError, match=r"cannot be opened \(file is not a database\); check its path"):
        open_store(path)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.sqlite"
    with sqlite3.connect(path) as theirs:
        theirs.execute("create table wages (name text)")
    theirs.close()
    with pytest.raises(StoreError, match="is no store of this program"):
        open_store(path)
    with sqlite3.connect(path) as theirs:
        assert theirs.execute("select name from sqlite_master").fetchall() == [("wages",)]
    theirs.close()


@pytest.mark.sqlite
def test_a_store_of_a_newer_program_is_refused(filled: Store) -> None:
    with sqlite3.connect(filled.name) as connection:
        connection.execute("update meta set value = 99 where key = 'schema'")
    connection.close()
    with pytest.raises(StoreError, match="has schema 99"):
        open_store(filled.name)


def test_a_missing_store_is_told_when_one_is_needed(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="read an article first"):
        open_store(tmp_path / "none.sqlite", must_exist=True)


@pytest.mark.parametrize("url", ["nonsense://x", "postgresql+nodriver://x/y"])
def test_a_url_that_names_no_database_is_told(url: str) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(url)
