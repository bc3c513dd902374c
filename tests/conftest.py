"""Readings, stores and frames that several tests share."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from geo.records import (
    Actor,
    Article,
    Claim,
    DateMention,
    Event,
    Place,
    PlaceMention,
    Reading,
    Relation,
    When,
)
from geo.store import Store, open_store
from geo.store_schema import meta, metadata
from tests.throwaway_postgis import cluster, programs

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
os.environ.setdefault("CONTESTED_DATA", str(ROOT / "tests" / "no-added-places"))  # whoever runs the tests may have added countries
# What an example takes depends on what else the machine does.
settings.register_profile("project", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")
SEED = ROOT / "seeds" / "kursk-surrender-call.txt"

TEXT = (
    "Rebels shelled Goma on 3 May 2024, the army said. The group denied that it had shelled the city.\n"
    "Talks are planned in Kinshasa. Three villages in North Kivu were emptied."
)


def span(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


GOMA = Place("gn:216281", "Goma", "settlement", "CD", "ne:CD-NK", -1.67409, 29.22845, 5.0)
KINSHASA = Place("gn:2314302", "Kinshasa", "settlement", "CD", "ne:CD-KN", -4.32758, 15.31357, 10.0)
NORTH_KIVU = Place("ne:CD-NK", "North Kivu", "admin1", "CD", None, -0.75, 28.9, 150.0)
VILLAGES = Place("group:made-here", "three villages", "group", "CD", "ne:CD-NK", None, None, None, 3, "ne:CD-NK")


def mention(words: str, place: Place | None) -> PlaceMention:
    start, end = span(words)
    return PlaceMention(start, end, words, place, metonym=False, confidence=0.9)


def made_reading() -> Reading:
    """Two sides and a disputed attack: every kind of record once, made by hand so that the store is tested by itself."""
    third = dt.date(2024, 5, 3)
    day = When(third, third, "day", "clause")
    return Reading(
        Article(TEXT, doc="goma.txt", published=dt.date(2024, 5, 4), title="=Shelling of Goma", language="en"),
        mentions=(mention("Goma", GOMA), mention("Kinshasa", KINSHASA), mention("Three villages", VILLAGES)),
        dates=(DateMention(*span("3 May 2024"), "3 May 2024", "DATE", "2024-05-03", third, third, "day"),),
        actors=(
            Actor("the army", "military", "Congo", (span("the army"),), aliases=("FARDC",)),
            Actor("Rebels", "armed group", None, (span("Rebels"), span("The group"))),
        ),
        events=(
            Event(span("shelled"), "ASSAULT", "Explosions/Remote violence", ("Rebels",), (), (GOMA.place_id,), "settlement", day),
            Event(span("Talks"), "CONSULT", None, (), (), (KINSHASA.place_id,), "settlement", status="planned"),
            Event(span("emptied"), "DISPLACE", None, (), (), (VILLAGES.place_id,), "region", count=3),
        ),
        claims=(
            Claim(
                span("said"),
                (span("Rebels shelled Goma on 3 May 2024"),),
                ("the army",),
                (span("the army"),),
                "assert",
                "indirect",
                place_ids=(GOMA.place_id,),
                geo_precision="settlement",
                when=day,
                events=(0,),
            ),
            Claim(
                span("denied"),
                (span("that it had shelled the city"),),
                ("Rebels",),
                (span("The group"),),
                "deny",
                "indirect",
                place_ids=(GOMA.place_id,),
                geo_precision="settlement",
                relations=(Relation("disputes", 0),),
            ),
        ),
        sentences=(
            span("Rebels shelled Goma on 3 May 2024, the army said."),
            span("The group denied that it had shelled the city."),
            span("Talks are planned in Kinshasa."),
            span("Three villages in North Kivu were emptied."),
        ),
        areas=(NORTH_KIVU,),
    )


@pytest.fixture
def reading() -> Reading:
    """A reading with every kind of record."""
    return made_reading()


ON_BOTH = (
    "tests.test_store",
    "tests.test_store_care",
    "tests.test_corrections",
    "tests.test_doubts",
    "tests.test_frames",
    "tests.test_query",
    "tests.test_snapshot",
    "tests.importers.test_import",
)
"""Modules whose tests of a store run on SQLite and on PostGIS, save those marked `sqlite`."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "store" in metafunc.fixturenames and metafunc.module.__name__ in ON_BOTH and not metafunc.definition.get_closest_marker("sqlite"):
        metafunc.parametrize("store", ["sqlite", "postgis"], indirect=True)


@pytest.fixture(scope="session")
def postgis() -> Iterator[str]:
    """The URL of a PostGIS database; without one the test is skipped, in CI it fails."""
    if programs() is None and os.environ.get("CI") != "true":
        pytest.skip("no PostgreSQL with PostGIS is installed; make postgis installs it")
    with cluster() as url:
        yield url


@pytest.fixture(scope="session")
def postgis_store(postgis: str) -> Iterator[Store]:
    store = open_store(postgis)
    yield store
    store.close()


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    if getattr(request, "param", "sqlite") == "postgis":
        store = request.getfixturevalue("postgis_store")
        with store.engine.begin() as connection:
            names = ", ".join(t.name for t in metadata.sorted_tables if t is not meta)
            connection.execute(sa.text(f"truncate {names}, place_shapes restart identity cascade"))
            connection.execute(sa.update(meta).where(meta.c.key != "schema").values(value=0))
        yield store
        return
    store = open_store(tmp_path / "store.sqlite")
    yield store
    store.close()


@pytest.fixture
def filled(store: Store, reading: Reading) -> Store:
    """A store with the one reading."""
    store.add_reading(reading)
    return store
