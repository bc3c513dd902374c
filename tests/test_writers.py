"""Several processes write at once: nothing is lost, and nobody hears of a lock."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import sqlalchemy as sa

from geo.store import open_store
from geo.store_care import find_faults
from geo.store_schema import articles, corrections
from tests.conftest import ROOT
from tests.test_crashes import empty

SECONDS = 60 if os.environ.get("CONTESTED_SOAK") else 3


@pytest.mark.parametrize("where", ["sqlite", "postgis"])
def test_two_writers_lose_nothing(where: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> None:
    name = (
        str(tmp_path_factory.mktemp("s") / "s.sqlite")
        if where == "sqlite"
        else request.getfixturevalue("postgis_store").engine.url.render_as_string()
    )
    store = open_store(name)
    empty(store)
    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.writing_process", "write_for", name, f"{who},{SECONDS}"],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for who in (1, 2)
    ]  # fmt: skip
    told = [w.communicate() for w in writers]
    assert [err for _, err in told] == ["", ""]
    counts = [int(out.split()[1]) for out, _ in told]
    assert min(counts) > 0
    with store.reading() as connection:
        for who, count in zip((1, 2), counts, strict=True):
            own = sa.select(sa.func.count()).where(corrections.c.target.like(f"{who}%:event:1-2"))
            assert connection.scalar(own) == count
        assert connection.scalar(sa.select(sa.func.count()).select_from(articles)) == sum(counts)
        shared = connection.scalar(sa.select(sa.func.count()).where(corrections.c.target == "shared:event:1-2"))
    assert shared == sum(counts)
    assert store.version == 3 * sum(counts)
    assert find_faults(store) == []
    print(f"{where}: {counts} rounds in {SECONDS} s")
    store.close()
