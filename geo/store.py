"""The store: everything read or imported and every correction, in one SQLite file or a database given by URL.

One transaction an article: a killed process leaves the store as before or after. Articles are keyed by their
content, so that reading one twice changes nothing. Corrections are rows of their own, applied on reading the store.
Writers take their turn: each transaction takes the one lock first, so that none works from what another is about to change.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import sqlalchemy as sa

from geo.corrections import Correction, check_correction
from geo.errors import InputError, StoreError
from geo.store_bulk import among, insert_rows
from geo.store_open import begin_writing, connect, default_store
from geo.store_rows import article_row, place_rows
from geo.store_rows import reading_rows as _rows
from geo.store_schema import actors, articles, claims, corrections, events, mentions, meta, metadata, places

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from geo.records import Place, Reading

__all__ = ["Store", "default_store", "open_store"]


class Store:
    """An open store. It may be shared by threads; each write is one transaction."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        self.close = weakref.finalize(self, engine.dispose)
        """Closes every connection of this process; done by itself when the store is no longer used."""

    @property
    def is_postgres(self) -> bool:
        """Whether the store is a PostgreSQL database with PostGIS."""
        return self.engine.dialect.name == "postgresql"

    @property
    def version(self) -> int:
        """A number that grows with each change of the store."""
        with self.reading() as connection:
            return versions_of(connection).version

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection whose questions all see the store at one moment.

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        try:
            with self.engine.connect() as connection:
                if self.is_postgres:
                    connection.execution_options(isolation_level="REPEATABLE READ")
                yield connection
        except sa.exc.DBAPIError as error:
            raise self._failed(error, "read") from error

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Give a connection that holds the store's lock, in one transaction; other writers wait.

        Raises
        ------
        StoreError
            If the store cannot be written; it is then as before.
        """
        try:
            with begin_writing(self.engine) as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise self._failed(error, "written") from error

    def _failed(self, error: sa.exc.DBAPIError, what: str) -> StoreError:
        msg = f"The store {self.name} cannot be {what} ({error.orig}); check that its disk has room and that no other program holds it."
        return StoreError(msg)

    def has_article(self, article_id: str) -> bool:
        """Tell whether the article is kept."""
        with self.reading() as connection:
            return _known(connection, article_id)

    def table(self, name: str) -> pd.DataFrame:
        """Return one table of the schema whole, as a frame with the table's columns, in row order.

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        return self.tables([name])[name]

    def tables(self, names: Iterable[str]) -> dict[str, pd.DataFrame]:
        """Return tables of the schema whole, all as they are at one moment."""
        with self.reading() as connection:
            return {name: read_rows(connection, metadata.tables[name]) for name in names}

    def add_reading(self, reading: Reading, *, replace: bool = False, corrections: Sequence[Correction] = ()) -> bool:
        """Keep what was read from an article; return whether anything changed.

        Parameters
        ----------
        reading
            The article and all that was found in it.
        replace
            Put the new reading in the place of an older one of the same text; corrections stay.
        corrections
            Corrections that come with the article, kept in the same transaction.

        Raises
        ------
        StoreError
            If the store cannot be written; it is then as before.
        """
        article_id = reading.article.article_id
        with self.writing() as connection:
            if _known(connection, article_id):
                if not replace:
                    return False
                connection.execute(sa.delete(articles).where(articles.c.article_id == article_id))
            revision = versions_of(connection).rows + 1
            connection.execute(sa.insert(articles), article_row(reading.article, reading.sentences) | {"revision": revision})
            self.add_places(connection, reading.places.values())
            for table, rows in _rows(reading).items():
                if rows:
                    connection.execute(sa.insert(table), rows)
            for correction in corrections:
                check_correction(correction.target, correction.field, correction.value)
                _record(connection, correction, dt.datetime.now(dt.UTC))
            bump(connection, "article")
        return True

    def add_places(self, connection: sa.Connection, found: Iterable[Place]) -> None:
        """Keep the places that are not yet there; in PostGIS with their shapes."""
        rows = {row["place_id"]: row for row in place_rows(found)}
        known = set(connection.scalars(sa.select(places.c.place_id).where(among(connection, places.c.place_id, list(rows)))))
        new = [row for key, row in rows.items() if key not in known]
        if new:
            insert_rows(connection, places, [c.name for c in places.c], [tuple(row.values()) for row in new])
            if self.is_postgres:
                from geo.store_postgis import add_shapes  # noqa: PLC0415  (GeoAlchemy2: only with PostGIS)

                add_shapes(connection, new)

    def correct(
        self,
        target: str,
        field: str,
        value: Any,
        *,
        note: str,
        sources: tuple[str, ...] = (),
        made_by: str | None = None,
        was: Any = None,
        places: Sequence[Place] = (),
    ) -> bool:
        """Record a correction; return False when the same one stands already.

        Parameters
        ----------
        target
            The `place_id` or row id that is corrected.
        field
            What of it is corrected: one of `geo.corrections.FIELDS`.
        value
            The new value, as JSON can hold it.
        note, sources
            Why, and who says so.
        made_by
            Who corrects.
        was
            The value that it replaces, for the history.
        places
            Places that the new value names, where the store may not have them yet.

        Raises
        ------
        InputError
            If the value is none that the field can have.
        StoreError
            If the store cannot be written; it is then as before.
        """
        return bool(self.correct_all([Correction(target, field, value, note, sources, made_by, was)], places))

    def correct_all(self, made: Sequence[Correction], places: Sequence[Place] = ()) -> list[int]:
        """Record corrections that belong together, at one moment; return the ids of those that do not stand already.

        Parameters
        ----------
        made
            The corrections.
        places
            Places that they name, where the store may not have them yet.

        Raises
        ------
        InputError
            If a value is none that its field can have; nothing is then recorded.
        StoreError
            If the store cannot be written; it is then as before.
        """
        for one in made:
            check_correction(one.target, one.field, one.value)
        now = dt.datetime.now(dt.UTC)
        with self.writing() as connection:
            ids = [i for one in made if (i := _record(connection, one, now)) is not None]
            if ids:
                self.add_places(connection, places)
                bump(connection, "correction")
        return ids

    def undo(self, correction_id: int) -> bool:
        """Undo a correction, so that the one before it, or the program's own reading, stands again.

        Returns
        -------
        bool
            False when it was undone before.

        Raises
        ------
        InputError
            If there is no such correction.
        """
        return self.undo_all([correction_id])

    def redo(self, correction_id: int) -> bool:
        """Let a correction that was undone stand again; False when it stands."""
        return self.redo_all([correction_id])

    def undo_all(self, correction_ids: Sequence[int]) -> bool:
        """Undo corrections at once, such as those that were made together; False when all were undone before."""
        return self._mark(correction_ids, dt.datetime.now(dt.UTC))

    def redo_all(self, correction_ids: Sequence[int]) -> bool:
        """Let corrections that were undone stand again; False when all stand."""
        return self._mark(correction_ids, None)

    def _mark(self, correction_ids: Sequence[int], undone_at: dt.datetime | None) -> bool:
        with self.writing() as connection:
            asked = sa.select(corrections.c.correction_id, corrections.c.undone_at)
            found = {
                row.correction_id: row.undone_at for row in connection.execute(asked.where(corrections.c.correction_id.in_(correction_ids)))
            }
            missing = next((i for i in correction_ids if i not in found), None)
            if missing is not None:
                msg = f"There is no correction {missing} in {self.name}; the history lists them."
                raise InputError(msg)
            changed = [i for i, undone in found.items() if (undone is None) != (undone_at is None)]
            if not changed:
                return False
            connection.execute(sa.update(corrections).where(corrections.c.correction_id.in_(changed)).values(undone_at=undone_at))
            bump(connection, "correction")
        return True

    def history(self, target: str | None = None) -> pd.DataFrame:
        """Return every correction, undone ones too, oldest first; of one place or row, or of all."""
        with self.reading() as connection:
            return read_rows(connection, corrections, corrections.c.target == target if target is not None else None)

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each layer."""
        with self.reading() as connection:
            return {
                t.name: int(connection.scalar(sa.select(sa.func.count()).select_from(t)) or 0)
                for t in (articles, places, mentions, actors, events, claims, corrections)
            }


def open_store(name: str | os.PathLike[str] | None = None, *, must_exist: bool = False) -> Store:
    """Open the store that `name` gives: a path of an SQLite file, a database URL, or `None` for the default.

    Parameters
    ----------
    name
        Path or SQLAlchemy URL.
    must_exist
        Refuse to make a new, empty store.

    Raises
    ------
    StoreError
        If it cannot be opened, is no store of this program, or was made by another version of it.
    """
    given = str(name) if name is not None else default_store()
    return Store(connect(given, must_exist=must_exist), given)


class Versions(NamedTuple):
    """Numbers that grow with the store's changes."""

    version: int
    """With each."""
    rows: int
    """With each that is more than a correction."""
    imports: int
    """With each portion of an imported table."""


def versions_of(connection: sa.Connection) -> Versions:
    """Return the versions of the store as a connection sees it."""
    found = {row.key: int(row.value) for row in connection.execute(sa.select(meta.c.key, meta.c.value))}
    return Versions(found.get("version", 0), found.get("rows", 0), found.get("imports", 0))


def bump(connection: sa.Connection, what: Literal["correction", "article", "import"]) -> None:
    """Raise the store's versions after a change."""
    keys = {"correction": ("version",), "article": ("version", "rows"), "import": ("version", "rows", "imports")}[what]
    connection.execute(sa.update(meta).where(meta.c.key.in_(keys)).values(value=meta.c.value + 1))


def _record(connection: sa.Connection, made: Correction, at: dt.datetime) -> int | None:
    """Write a correction and return its id; `None` where the same one stands already."""
    standing = connection.execute(
        sa.select(corrections.c.value, corrections.c.note)
        .where(corrections.c.target == made.target, corrections.c.field == made.field, corrections.c.undone_at.is_(None))
        .order_by(corrections.c.correction_id.desc())
    ).first()
    if standing is not None and standing.value == made.value and standing.note == made.note:
        return None
    row = dataclasses.asdict(made) | {"sources": list(made.sources), "made_at": at}
    written = connection.execute(sa.insert(corrections).returning(corrections.c.correction_id), row)
    return int(written.scalar_one())


def read_rows(connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool] | None = None) -> pd.DataFrame:
    """Return rows of a table as a frame with the table's columns and types, in row order: by article and span, then by key."""
    import pandas as pd  # noqa: PLC0415  (a command that only writes need not wait for it)

    columns = [c for c in table.c if c.name not in ("search", "digest", "revision")]
    order = [c for c in (table.c.get("article_id"), table.c.get("start"), *table.primary_key.columns) if c is not None]
    chosen = sa.select(*columns).order_by(*(c.asc().nulls_last() if c.nullable else c for c in order))
    result = connection.execute(chosen if where is None else chosen.where(where))
    frame = pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()), dtype=object)
    return frame.astype({c.name: kind for c in columns if (kind := _frame_type(c)) is not None})


def read_rows_of(connection: sa.Connection, column: sa.Column[Any], ids: Sequence[str]) -> pd.DataFrame:
    """Return the rows of the column's table whose value is among `ids`, in row order."""
    table: sa.Table = column.table  # a column of a table of ours
    return read_rows(connection, table, among(connection, column, ids) if ids else sa.false())


def _known(connection: sa.Connection, article_id: str) -> bool:
    return connection.scalar(sa.select(sa.literal(1)).where(articles.c.article_id == article_id)) is not None


def _frame_type(column: sa.Column[Any]) -> str | None:
    """Return the pandas type of a column; `None` leaves the objects as they are, with `None` for unknown."""
    if isinstance(column.type, sa.Float):
        return "float64"
    if isinstance(column.type, sa.Boolean):
        return "bool"
    if isinstance(column.type, sa.Integer):
        return "Int64" if column.nullable else "int64"
    return None
