"""Importing a table into the store, portion by portion; what can't be used goes to a file beside it, with the reason."""

from __future__ import annotations

import csv
import os
import re
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Self

import sqlalchemy as sa
from tqdm import tqdm

from geo.errors import InputError
from geo.importers.mapping import RULES, Mapping, load_mapping
from geo.importers.points import open_points
from geo.importers.rows import ACTOR_COLUMNS, EVENT_COLUMNS, PLACE_COLUMNS, Portion, RowMaker
from geo.importers.tables import open_csv
from geo.store import bump
from geo.store_bulk import delete_rows, insert_rows, values_of
from geo.store_schema import event_actors, event_places, events, imports, source_actors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pyarrow as pa

    from geo.importers.tables import Table
    from geo.store import Store

KINDS = ("acled", "ucdp", "csv", "geojson")


@dataclass
class Report:
    """What an import did."""

    source: str
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejects: Path | None = None

    def __str__(self) -> str:
        """Return it in one sentence, two where rows were rejected."""
        told = f"{self.added} events added, {self.updated} updated, {self.unchanged} unchanged, from {self.source}."
        if self.rejected:
            told += f" {self.rejected} rows could not be used; they are in {self.rejects}, each with the reason."
        return told


def import_table(kind: str, path: Path, store: Store, mapping: Path | None = None, progress: Callable[[int], None] | None = None) -> Report:
    """Bring the events of a table into the store; those that are there are updated, unchanged ones left alone.

    Parameters
    ----------
    kind
        `acled ucdp csv geojson`.
    path
        The table.
    store
        An open store.
    mapping
        TOML file that says what the columns mean; needed for `csv`.
    progress
        Called after each portion with the number of its rows.

    Raises
    ------
    InputError
        If the file or the mapping cannot be used.
    StoreError
        If the store cannot be written; the portions before are kept, and importing again completes them.
    """
    if not path.is_file():
        msg = f"There is no file {str(path)!r}; check its path."
        raise InputError(msg)
    rules = mapping_of(kind, path, mapping)
    table = open_points(path) if kind == "geojson" else open_csv(path)
    maker = RowMaker(rules, table.header)
    report = Report(rules.source)
    done = _Done()
    with (
        _Rejects(path, table.header) as rejects,
        tqdm(desc="Importing", unit=" rows", disable=not sys.stderr.isatty()) as shown,
        closing(table.portions) as portions,
        ThreadPoolExecutor(1) as writer,  # the database writes one portion while the next is made
    ):
        writing: Future[None] | None = None
        for portion in portions:
            made = maker.make(portion)
            rejects.add(portion, made.rejected)
            _tell_broken(table, rejects)
            if writing is not None:
                writing.result()
            writing = writer.submit(_keep, store, rules, made, report, done)
            shown.update(portion.num_rows)
            if progress is not None:
                progress(portion.num_rows)
        if writing is not None:
            writing.result()
        _tell_broken(table, rejects)
        report.rejected = rejects.count
    report.rejects = rejects.path if rejects.count else None
    if not report.added + report.updated + report.unchanged and report.rejected:
        msg = f"None of the {report.rejected} rows of {str(path)!r} could be used; {report.rejects} has the reason for each."
        raise InputError(msg)
    if report.added or report.updated:
        with store.writing() as connection:
            connection.execute(
                sa.insert(imports).values(
                    source=rules.source,
                    file=path.name,
                    licence=rules.licence,
                    added=report.added,
                    updated=report.updated,
                    rejected=report.rejected,
                )
            )
    return report


def mapping_of(kind: str, path: Path, given: Path | None = None) -> Mapping:
    """Return the mapping for a table: the one given, else the one that ships with the program.

    Raises
    ------
    InputError
        If it cannot be used, or none is given for a plain table.
    """
    if given is not None:
        return load_mapping(given, name=path.stem)
    if kind == "csv":
        msg = f"A plain table needs a mapping: say what the columns of {path.name!r} mean in a TOML file, and give it with --mapping."
        raise InputError(msg)
    return load_mapping(RULES / f"{'points' if kind == 'geojson' else kind}.toml", name=path.stem)


def _tell_broken(table: Table, rejects: _Rejects) -> None:
    met = len(table.broken)  # a thread of the reader may add more meanwhile
    for _row, text in table.broken[:met]:
        rejects.add_broken(text)
    del table.broken[:met]


class _Done:
    """What of this file was lately put into the store: it need not be looked for there again."""

    MOST = 50_000

    def __init__(self) -> None:
        self.places: set[str] = set()
        self.actors: set[str] = set()

    def add(self, places: Iterable[str], actors: Iterable[str]) -> None:
        """Remember more, and forget what is older where it would be too much."""
        for known, more in ((self.places, places), (self.actors, actors)):
            if len(known) > self.MOST:
                known.clear()
            known.update(more)


def _keep(store: Store, rules: Mapping, made: Portion, report: Report, done: _Done) -> None:
    """Bring the store up to a portion, in one transaction."""
    if not made.ids:
        return
    with store.writing() as connection:
        known = values_of(connection, events.c.event_id, events.c.digest, made.ids)
        fresh = [known.get(i, 0) != d or i not in known for i, d in zip(made.ids, made.digests, strict=True)]
        changed = [i for i, new in zip(made.ids, fresh, strict=True) if new and i in known]
        count = sum(fresh)
        report.updated += len(changed)
        report.added += count - len(changed)
        report.unchanged += len(fresh) - count
        if not count:
            return
        delete_rows(connection, events.c.event_id, changed)
        places = {key: place for key, place in made.places.items() if key not in done.places}
        store.add_places(connection, places.values())
        _keep_actors(connection, rules, made, done)
        same = {"source": rules.source, "status": "happened", "means": "[]", "spans": "[]"}
        insert_rows(connection, events, EVENT_COLUMNS, [r for r, new in zip(made.events, fresh, strict=True) if new], same)
        links: list[tuple[Any, ...]] = [link for row, new in zip(made.event_actors, fresh, strict=True) if new for link in row]
        insert_rows(connection, event_actors, ACTOR_COLUMNS, links)
        insert_rows(connection, event_places, PLACE_COLUMNS, [r for r, new in zip(made.event_places, fresh, strict=True) if new and r])
        bump(connection, "import")
    done.add(made.places, made.actors)


def _keep_actors(connection: sa.Connection, rules: Mapping, made: Portion, done: _Done) -> None:
    unseen = [n for n in made.actors if n not in done.actors]
    if not unseen:
        return
    known = set(connection.scalars(sa.select(source_actors.c.name).where(source_actors.c.source == rules.source)))
    rows = [
        {"source": rules.source, "name": a.name, "kind": a.kind, "side": a.side, "aliases": list(a.aliases)}
        for a in (made.actors[n] for n in unseen)
        if a.name not in known
    ]
    if rows:
        connection.execute(sa.insert(source_actors), rows)


class _Rejects:
    """The file of the rows that could not be used; it appears whole, or not at all where there are none."""

    def __init__(self, table: Path, header: list[str]) -> None:
        self.path = table.with_name(table.name + ".rejected.csv")
        self.header = header
        self.count = 0
        self._made = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        return self

    def add(self, portion: pa.Table, rejected: list[tuple[int, str]]) -> None:
        """Keep rows of a portion."""
        if not rejected:
            return
        rows = portion.take([i for i, _ in rejected]).to_pylist()
        for row, (_, reason) in zip(rows, rejected, strict=True):
            self._write([reason, *(row[c] for c in self.header)])

    def add_broken(self, text: str) -> None:
        """Keep a line that has too many or too few cells."""
        self._write(["it has another number of cells than the line of column names", text])

    def _write(self, cells: list[str | None]) -> None:
        try:
            if self._file is None:
                self._file = self._made.open("w", encoding="utf-8", newline="")
                csv.writer(self._file).writerow(["reason", *self.header])
            csv.writer(self._file).writerow([inert(c or "") for c in cells])
        except OSError as error:
            msg = f"{str(self.path)!r} cannot be written ({error.strerror}): move the table to a folder that you may write to."
            raise InputError(msg) from None
        self.count += 1

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._file is None:
            if kind is None:
                with suppress(OSError):
                    self.path.unlink()  # those of an earlier import, which no longer hold
            return
        self._file.close()
        if kind is None:
            os.replace(self._made, self.path)  # noqa: PTH105  (atomic)
        else:
            self._made.unlink()


def inert(cell: str) -> str:
    """Return a cell so that a spreadsheet shows it as text or number, and never runs it."""
    risky = cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", cell)
    return f"'{cell}" if risky else cell
