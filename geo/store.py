"""The store: everything read and every correction, in one SQLite file or a database given by URL.

One transaction an article: a killed process leaves the store as before or after. Articles are keyed by their
content, so that reading one twice changes nothing. Corrections are rows of their own, applied on reading the store.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
import sqlalchemy as sa
from sqlalchemy import event as sa_event

from geo.errors import StoreError
from geo.store_schema import (
    SCHEMA_VERSION,
    actors,
    articles,
    claim_events,
    claim_places,
    claim_speakers,
    claims,
    corrections,
    dates,
    event_actors,
    event_places,
    events,
    mentions,
    meta,
    metadata,
    places,
    relations,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo.records import Reading, Span, When

BUSY_SECONDS = 15


def default_store() -> str:
    """Return the store that is used when none is named: `CONTESTED_STORE`, else a file in the user's data folder."""
    return os.environ.get("CONTESTED_STORE") or str(Path(platformdirs.user_data_dir("contested-ground")) / "store.sqlite")


class Store:
    """An open store. It may be shared by threads; each write is one transaction."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        self.engine = engine
        self.name = name

    @property
    def version(self) -> int:
        """A number that grows with each change of the store."""
        with self._reading() as connection:
            return int(connection.scalar(sa.select(meta.c.value).where(meta.c.key == "version")) or 0)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        try:
            with self.engine.connect() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise self._failed(error, "read") from error

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        try:
            with self.engine.begin() as connection:
                yield connection
                connection.execute(sa.update(meta).where(meta.c.key == "version").values(value=meta.c.value + 1))
        except sa.exc.DBAPIError as error:
            raise self._failed(error, "written") from error

    def _failed(self, error: sa.exc.DBAPIError, what: str) -> StoreError:
        msg = f"The store {self.name} cannot be {what} ({error.orig}); check that its disk has room and that no other program holds it."
        return StoreError(msg)

    def has_article(self, article_id: str) -> bool:
        """Tell whether the article is kept."""
        with self._reading() as connection:
            return connection.scalar(sa.select(sa.literal(1)).where(articles.c.article_id == article_id)) is not None

    def table(self, name: str) -> pd.DataFrame:
        """Return one table of the schema whole, as a frame with the table's columns, in row order.

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        import pandas as pd  # noqa: PLC0415  (a command that only writes need not wait for it)

        chosen = metadata.tables[name]
        order = [c for c in (chosen.c.get("article_id"), chosen.c.get("start"), *chosen.primary_key.columns) if c is not None]
        with self._reading() as connection:
            result = connection.execute(sa.select(chosen).order_by(*order))
            frame = pd.DataFrame(result.fetchall(), columns=list(result.keys()), dtype=object)
        return frame.astype({c.name: kind for c in chosen.columns if (kind := _frame_type(c)) is not None})

    def add_reading(self, reading: Reading, *, replace: bool = False) -> bool:
        """Keep what was read from an article; return whether anything changed.

        Parameters
        ----------
        reading
            The article and all that was found in it.
        replace
            Put the new reading in the place of an older one of the same text; corrections stay.

        Raises
        ------
        StoreError
            If the store cannot be written; it is then as before.
        """
        article_id = reading.article.article_id
        with self._reading() as connection:
            known = connection.scalar(sa.select(sa.literal(1)).where(articles.c.article_id == article_id)) is not None
        if known and not replace:
            return False
        with self._writing() as connection:
            if known:
                connection.execute(sa.delete(articles).where(articles.c.article_id == article_id))
            _insert_article(connection, reading)
            _insert_places(connection, reading.places.values())
            for table, rows in _rows(reading).items():
                if rows:
                    connection.execute(sa.insert(table), rows)
        return True

    def correct(self, target: str, field: str, value: Any, *, note: str, sources: tuple[str, ...] = (), made_by: str | None = None) -> bool:
        """Record a correction; return False when the same one stands already.

        Parameters
        ----------
        target
            The `place_id` or row id that is corrected.
        field
            What of it is corrected, e.g. `areas`.
        value
            The new value, as JSON can hold it.
        note, sources
            Why, and who says so.
        """
        with self._reading() as connection:
            standing = connection.execute(
                sa.select(corrections.c.value, corrections.c.note).where(
                    corrections.c.target == target, corrections.c.field == field, corrections.c.undone_at.is_(None)
                )
            ).all()
        if any(row.value == value and row.note == note for row in standing):
            return False
        with self._writing() as connection:
            connection.execute(
                sa.insert(corrections).values(target=target, field=field, value=value, note=note, sources=list(sources), made_by=made_by)
            )
        return True

    def counts(self) -> dict[str, int]:
        """Return the number of rows of each layer."""
        with self._reading() as connection:
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
        If it cannot be opened, is no store of this program, or was made by a newer version of it.
    """
    given = str(name) if name is not None else default_store()
    if "://" in given:
        url = given
    else:
        path = Path(given).expanduser()
        if must_exist and not path.is_file():
            msg = f"There is no store {given!r} yet; read an article first: python -m geo read FILE."
            raise StoreError(msg)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            msg = f"The folder of the store {given!r} cannot be made ({error.strerror}); name another with --store."
            raise StoreError(msg) from None
        url = f"sqlite:///{path}"
    try:
        engine = sa.create_engine(url)
        if engine.dialect.name == "sqlite":
            sa_event.listen(engine, "connect", _prepare_sqlite)
        _ensure_schema(engine, given)
    except (sa.exc.DBAPIError, sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
        reason = getattr(error, "orig", None) or error
        msg = f"The store {given!r} cannot be opened ({reason}); check its path, or name another with --store."
        raise StoreError(msg) from None
    return Store(engine, given)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _ensure_schema(engine: sa.Engine, name: str) -> None:
    with engine.connect() as connection:
        tables = set(sa.inspect(connection).get_table_names())
        found = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "schema")) if "meta" in tables else None
    if found == SCHEMA_VERSION:
        return
    if found is not None:
        msg = f"The store {name!r} has schema {found}, not {SCHEMA_VERSION}; use the program's version that made it, or another store."
        raise StoreError(msg)
    if tables:
        msg = f"The database {name!r} is no store of this program; name another with --store."
        raise StoreError(msg)
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(sa.insert(meta), [{"key": "schema", "value": SCHEMA_VERSION}, {"key": "version", "value": 0}])


def _insert_article(connection: sa.Connection, reading: Reading) -> None:
    article = reading.article
    connection.execute(
        sa.insert(articles).values(
            article_id=article.article_id,
            text=article.text,
            doc=article.doc,
            published=article.published,
            title=article.title,
            outlet=article.outlet,
            url=article.url,
            language=article.language,
            sentences=[list(s) for s in reading.sentences],
        )
    )


def _insert_places(connection: sa.Connection, found: Any) -> None:
    rows = {p.place_id: p for p in found}
    if not rows:
        return
    known = set(connection.scalars(sa.select(places.c.place_id).where(places.c.place_id.in_(rows))))
    new = [{c.name: getattr(p, c.name) for c in places.c} for key, p in rows.items() if key not in known]
    if new:
        connection.execute(sa.insert(places), new)


def _frame_type(column: sa.Column[Any]) -> str | None:
    """Return the pandas type of a column; `None` leaves the objects as they are, with `None` for unknown."""
    if isinstance(column.type, sa.Float):
        return "float64"
    if isinstance(column.type, sa.Boolean):
        return "bool"
    if isinstance(column.type, sa.Integer):
        return "Int64" if column.nullable else "int64"
    return None


def _spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [list(s) for s in spans]


def _when(when: When) -> dict[str, Any]:
    return {
        "date_start": when.date_start,
        "date_end": when.date_end,
        "date_precision": when.precision,
        "date_basis": when.basis,
    }


def _rows(reading: Reading) -> dict[sa.Table, list[dict[str, Any]]]:
    article_id = reading.article.article_id
    event_ids = [reading.row_id("event", e.trigger) for e in reading.events]
    claim_ids = [reading.row_id("claim", c.cue) for c in reading.claims]
    key = {"article_id": article_id}
    return {
        mentions: [
            key
            | {
                "mention_id": reading.row_id("mention", (m.start, m.end)),
                "start": m.start,
                "end": m.end,
                "place_id": m.place.place_id if m.place else None,
                "metonym": m.metonym,
                "confidence": m.confidence,
                "candidates": [
                    {"place_id": c.place.place_id, "name": c.place.name, "score": round(c.score, 4), "reason": c.reason}
                    for c in m.candidates
                ],
            }
            for m in reading.mentions
        ],
        dates: [
            key
            | {
                "start": d.start,
                "end": d.end,
                "type": d.type,
                "value": d.value,
                "date_start": d.date_start,
                "date_end": d.date_end,
                "precision": d.precision,
            }
            for d in reading.dates
        ],
        actors: [
            key
            | {
                "name": a.name,
                "kind": a.kind,
                "side": a.side,
                "anonymous": a.anonymous,
                "aliases": list(a.aliases),
                "roles": list(a.roles),
                "mentions": _spans(a.mentions),
            }
            for a in reading.actors
        ],
        events: [
            key
            | _when(e.when)
            | {
                "event_id": event_id,
                "start": e.trigger[0],
                "end": e.trigger[1],
                "type": e.type,
                "acled_type": e.acled_type,
                "geo_precision": e.geo_precision,
                "status": e.status,
                "count": e.count,
                "means": list(e.means),
                "spans": _spans(e.spans),
            }
            for event_id, e in zip(event_ids, reading.events, strict=True)
        ],
        event_actors: [
            {"event_id": event_id, "role": role, "ordinal": i, "name": name}
            for event_id, e in zip(event_ids, reading.events, strict=True)
            for role, names in (("source", e.sources), ("target", e.targets))
            for i, name in enumerate(names)
        ],
        event_places: [
            {"event_id": event_id, "ordinal": i, "place_id": place_id}
            for event_id, e in zip(event_ids, reading.events, strict=True)
            for i, place_id in enumerate(e.place_ids)
        ],
        claims: [
            key
            | _when(c.when)
            | {
                "claim_id": claim_id,
                "start": c.cue[0],
                "end": c.cue[1],
                "content": _spans(c.content),
                "stance": c.stance,
                "quote_kind": c.quote,
                "addressee": c.addressee,
                "geo_precision": c.geo_precision,
            }
            for claim_id, c in zip(claim_ids, reading.claims, strict=True)
        ],
        claim_speakers: [
            {
                "claim_id": claim_id,
                "ordinal": i,
                "name": name,
                "start": c.speaker_spans[i][0] if i < len(c.speaker_spans) else None,
                "end": c.speaker_spans[i][1] if i < len(c.speaker_spans) else None,
            }
            for claim_id, c in zip(claim_ids, reading.claims, strict=True)
            for i, name in enumerate(c.speakers)
        ],
        claim_places: [
            {"claim_id": claim_id, "ordinal": i, "place_id": place_id}
            for claim_id, c in zip(claim_ids, reading.claims, strict=True)
            for i, place_id in enumerate(c.place_ids)
        ],
        claim_events: [
            {"claim_id": claim_id, "event_id": event_ids[e]}
            for claim_id, c in zip(claim_ids, reading.claims, strict=True)
            for e in c.events
        ],
        relations: [
            {"claim_id": claim_id, "type": r.type, "other_claim_id": claim_ids[r.claim], "degree": r.degree}
            for claim_id, c in zip(claim_ids, reading.claims, strict=True)
            for r in c.relations
        ],
    }
