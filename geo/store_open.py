"""Opening a store: the path or URL, the database's settings, its schema, and the one lock of its writers."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
import sqlalchemy as sa
from sqlalchemy import event as sa_event

from geo.errors import StoreError
from geo.store_schema import SCHEMA_VERSION, meta, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY_SECONDS = 15
"""How long the database itself waits for a lock."""
PATIENCE_SECONDS = 120
"""How long a writer goes on asking for its turn before a person is told."""
LOCK = 7_140_551
"""Key of the advisory lock under which a PostgreSQL store is made."""


def default_store() -> str:
    """Return the store that is used when none is named: `CONTESTED_STORE`, else a file in the user's data folder."""
    return os.environ.get("CONTESTED_STORE") or str(Path(platformdirs.user_data_dir("contested-ground")) / "store.sqlite")


def without_password(name: str) -> str:
    """Return the store's name as messages may show it: a URL's password left out."""
    if "://" not in name:
        return name
    try:
        return sa.make_url(name).render_as_string(hide_password=True)
    except (sa.exc.ArgumentError, ValueError):
        return name.split("://", 1)[0] + "://…"


def connect(name: str, *, must_exist: bool = False, any_schema: bool = False) -> sa.Engine:
    """Return an engine on the store, made where it is not yet there.

    Parameters
    ----------
    name
        Path of an SQLite file, or SQLAlchemy URL.
    must_exist
        Refuse to make a new, empty store.
    any_schema
        Take a store of an older schema too, for bringing it up to date.

    Raises
    ------
    StoreError
        If it cannot be opened, is no store of this program, or was made by another version of it.
    """
    url = name if "://" in name else _file_url(name, must_exist=must_exist)
    try:
        engine = sa.create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
        if engine.dialect.name == "sqlite":
            sa_event.listen(engine, "connect", _prepare_sqlite)
            sa_event.listen(engine, "begin", _begin_sqlite)
        _ensure_schema(engine, name, any_schema=any_schema)
    except (sa.exc.DBAPIError, sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        msg = f"The store {without_password(name)!r} cannot be opened ({reason}); check its path, or name another with --store."
        raise StoreError(msg) from None
    return engine


def _file_url(name: str, *, must_exist: bool) -> str:
    path = Path(name).expanduser()
    if must_exist and not path.is_file():
        msg = f"There is no store {name!r} yet; read an article first: python -m geo read FILE."
        raise StoreError(msg)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"The folder of the store {name!r} cannot be made ({error.strerror}); name another with --store."
        raise StoreError(msg) from None
    return f"sqlite:///{path}"


@contextmanager
def begin_writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection in a transaction that holds the writers' lock; it waits its turn, and commits at the end."""
    with engine.connect().execution_options(writes=True) as connection:
        transaction = _take_turn(connection)
        with transaction:
            if engine.dialect.name == "postgresql":
                connection.execute(sa.select(meta.c.value).where(meta.c.key == "version").with_for_update())
            yield connection


def _take_turn(connection: sa.Connection) -> sa.RootTransaction:
    patience = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return connection.begin()
        except sa.exc.OperationalError as error:
            # SQLite gives up after its own time-out, and at once where it fears a deadlock; nothing was written yet.
            if not _is_busy(error) or time.monotonic() > patience:
                raise


def _is_busy(error: sa.exc.OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # `_begin_sqlite` begins each transaction: the driver would do so too late
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    settings = (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=NORMAL",
        "cache_size=-65536",
        "temp_store=MEMORY",
        "wal_autocheckpoint=8000",
    )
    for pragma in settings:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def found_schema(connection: sa.Connection) -> int | None:
    """Return the number of the schema that a database has; `None` where it is no store."""
    if not sa.inspect(connection).has_table("meta"):
        return None
    found = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "schema"))
    return None if found is None else int(found)


def _ensure_schema(engine: sa.Engine, name: str, *, any_schema: bool) -> None:
    shown = without_password(name)
    with engine.connect() as connection:
        found = found_schema(connection)
        tables = set(sa.inspect(connection).get_table_names()) - {"spatial_ref_sys"} if found is None else set()
    if found is None and tables:
        msg = f"The database {shown!r} is no store of this program; name another with --store."
        raise StoreError(msg)
    if found is None:
        _make(engine)
    elif found > SCHEMA_VERSION:
        msg = f"The store {shown!r} has schema {found}, not {SCHEMA_VERSION}; use the program's version that made it, or another store."
        raise StoreError(msg)
    elif found < SCHEMA_VERSION and not any_schema:
        msg = f"The store {shown!r} has schema {found}, not {SCHEMA_VERSION}; bring it up to date with: python -m geo store migrate."
        raise StoreError(msg)


def _make(engine: sa.Engine) -> None:
    postgres = engine.dialect.name == "postgresql"
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if postgres:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        if found_schema(connection) is not None:
            return  # another process made it meanwhile
        metadata.create_all(connection)
        if postgres:
            from geo.store_postgis import make_postgis  # noqa: PLC0415  (GeoAlchemy2: only with PostGIS)

            make_postgis(connection)
        connection.execute(
            sa.insert(meta),
            [{"key": "schema", "value": SCHEMA_VERSION}, *({"key": key, "value": 0} for key in ("version", "rows", "imports"))],
        )
        from geo.store_care import stamp  # noqa: PLC0415  (only where a store is made)

        stamp(connection)
