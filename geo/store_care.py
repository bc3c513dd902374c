"""Looking after a store: what it holds, whether it is whole, a copy of it, and bringing it up to date."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo.errors import InputError, StoreError
from geo.store_open import connect, found_schema
from geo.store_schema import (
    SCHEMA_VERSION,
    articles,
    claim_places,
    claims,
    event_places,
    events,
    imports,
    mentions,
    meta,
    places,
)

if TYPE_CHECKING:
    from alembic.config import Config

    from geo.store import Store

MIGRATIONS = Path(__file__).parent / "migrations"


def revision(schema: int) -> str:
    """Return alembic's name of a schema's number."""
    return f"{schema:04d}"


def stamp(connection: sa.Connection) -> None:
    """Tell alembic that the database has the present schema."""
    connection.execute(sa.text("create table if not exists alembic_version (version_num varchar(32) not null primary key)"))
    connection.execute(sa.text("insert into alembic_version values (:now)"), {"now": revision(SCHEMA_VERSION)})


def describe(store: Store) -> str:
    """Return what a store holds, a line a fact."""
    counts = store.counts()
    with store.reading() as connection:
        taken = connection.execute(
            sa.select(imports.c.source, sa.func.max(imports.c.finished_at), imports.c.licence).group_by(imports.c.source, imports.c.licence)
        ).all()
        per_source = sa.select(events.c.source, sa.func.count().label("n")).where(events.c.source.is_not(None)).group_by(events.c.source)
        sourced = {row.source: row.n for row in connection.execute(per_source)}
    lines = [
        f"{store.name}: " + ", ".join(f"{n} {layer}" for layer, n in counts.items()) + ".",
        f"Schema {SCHEMA_VERSION}, version {store.version}, {'PostgreSQL with PostGIS' if store.is_postgres else 'SQLite'}.",
    ]
    lines += [
        f"{sourced.get(source, 0)} events from {source}, last imported {last:%Y-%m-%d}. {licence or 'Licence not stated.'}"
        for source, last, licence in taken
    ]
    return "\n".join(lines)


def find_faults(store: Store) -> list[str]:
    """Return what is wrong in a store, a sentence a fault; none when it is whole."""
    faults: list[str] = []
    with store.reading() as connection:
        if not store.is_postgres:
            faults += [f"The file is damaged: {row[0]}." for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
            faults += [
                f"A row of {row[0]} points to a row of {row[2]} that is not there."
                for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
            ]
        for table in (mentions, events, claims):
            outside = connection.scalar(
                sa.select(sa.func.count())
                .select_from(table.join(articles))
                .where(sa.or_(table.c.start < 0, table.c.end > sa.func.length(articles.c.text), table.c.start >= table.c.end))
            )
            if outside:
                faults.append(f"{outside} {table.name} have a span outside their article.")
        rootless = connection.scalar(
            sa.select(sa.func.count()).where(events.c.article_id.is_(None), sa.or_(events.c.source.is_(None), events.c.source_id.is_(None)))
        )
        if rootless:
            faults.append(f"{rootless} events have neither an article nor a source.")
        for links in (event_places, claim_places):
            lost = connection.scalar(
                sa.select(sa.func.count())
                .select_from(links.outerjoin(places, links.c.place_id == places.c.place_id))
                .where(places.c.place_id.is_(None))
            )
            if lost:
                faults.append(f"{lost} rows of {links.name} name a place that is not there.")
        backwards = connection.scalar(sa.select(sa.func.count()).where(events.c.date_start > events.c.date_end))
        if backwards:
            faults.append(f"{backwards} events end before they begin.")
        nowhere = connection.scalar(sa.select(sa.func.count()).where(places.c.lat == 0, places.c.lon == 0))
        if nowhere:
            faults.append(f"{nowhere} places sit at latitude 0, longitude 0.")
    return faults


def back_up(store: Store, target: Path) -> None:
    """Write a copy of the store as it is at one moment; the file appears whole or not at all.

    SQLite gives an SQLite file, PostgreSQL what `pg_restore` reads.

    Raises
    ------
    InputError
        If the file exists already or cannot be written.
    StoreError
        If the store cannot be read.
    """
    if target.exists():
        msg = f"{str(target)!r} is there already; name another file for the copy."
        raise InputError(msg)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            made = Path(folder) / target.name
            if store.is_postgres:
                _dump(store, made)
            else:
                with store.reading() as connection:
                    connection.commit()  # VACUUM wants no transaction
                    driver = connection.connection.driver_connection
                    driver.execute("VACUUM INTO ?", (str(made),))  # type: ignore[union-attr]
            with made.open("rb") as file:
                os.fsync(file.fileno())
            os.replace(made, target)  # noqa: PTH105  (atomic)
    except OSError as error:
        msg = f"{str(target)!r} cannot be written ({error.strerror}); name another file for the copy."
        raise InputError(msg) from None


def _dump(store: Store, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        msg = "pg_dump is not installed; install PostgreSQL's client programs (Debian: postgresql-client)."
        raise StoreError(msg)
    url = store.engine.url
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(  # noqa: S603  (the program that was found, no shell)
        [program, "--format=custom", f"--file={target}", address], env=os.environ | secret, capture_output=True, text=True, check=False
    )
    if done.returncode:
        msg = f"The store {store.name} cannot be copied ({done.stderr.strip().splitlines()[-1]})."
        raise StoreError(msg)


def migrate(name: str) -> tuple[int, int, Path | None]:
    """Bring a store up to date; an SQLite file is copied first, beside itself.

    Returns
    -------
    tuple
        The schema before and after, and the copy.

    Raises
    ------
    StoreError
        If there is no such store, or it was made by a newer version of the program.
    """
    engine = connect(name, must_exist=True, any_schema=True)
    with engine.connect() as connection:
        before = found_schema(connection) or 0
    if before == SCHEMA_VERSION:
        return before, before, None
    copy = None
    if engine.dialect.name == "sqlite":
        from geo.store import Store  # noqa: PLC0415  (it imports the opening, which imports this)

        copy = Path(f"{name}.schema-{before}")
        if not copy.exists():
            back_up(Store(engine, name), copy)
    from alembic import command  # noqa: PLC0415  (only when migrating)

    config = alembic_config()
    with engine.connect().execution_options(writes=True) as connection:
        if engine.dialect.name == "sqlite":
            driver = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]  # tables are made anew; it must be off before the transaction
        with connection.begin():
            if not sa.inspect(connection).has_table("alembic_version"):
                connection.execute(sa.text("create table alembic_version (version_num varchar(32) not null primary key)"))
                connection.execute(sa.text("insert into alembic_version values (:now)"), {"now": revision(before)})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.execute(sa.update(meta).where(meta.c.key == "schema").values(value=SCHEMA_VERSION))
    engine.dispose()
    return before, SCHEMA_VERSION, copy


def alembic_config() -> Config:
    """Return alembic's settings; it needs no ini file."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
