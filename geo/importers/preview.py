"""The first rows of a table as events, before anything is imported, and which of them could not be used."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from geo.errors import InputError
from geo.importers.mapping import plain_name
from geo.importers.points import open_points
from geo.importers.rows import EVENT_COLUMNS, Portion, RowMaker
from geo.importers.run import inert, mapping_of
from geo.importers.tables import Table, open_csv

if TYPE_CHECKING:
    from pathlib import Path

CHECKED_ROWS = 5_000
"""Rows that are looked at before an import."""
_TELLING = {"acled": {"event_id_cnty", "sub_event_type"}, "ucdp": {"type_of_violence", "dyad_name"}}
"""Columns by which the tables of ACLED and UCDP are known."""


@dataclass(frozen=True)
class MappedRow:
    """A row of a table as the event that it would become."""

    event_id: str
    type: str
    date_start: str
    date_end: str
    date_precision: str
    place: str | None
    lat: float | None
    lon: float | None
    geo_precision: str | None
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    quote: str | None
    fatalities: int | None


@dataclass(frozen=True)
class Preview:
    """What an import would make of a table's first rows."""

    source: str
    licence: str | None
    header: list[str]
    rows: list[MappedRow]
    rejected: list[tuple[str, list[str]]]
    """The reason and the cells of each row that cannot be used."""
    checked: int
    """How many rows were looked at."""
    whole: bool
    """Whether these are all."""

    def rejects_csv(self) -> bytes:
        """Return the rows that cannot be used as a table, each with the reason."""
        made = io.StringIO(newline="")
        writer = csv.writer(made)
        writer.writerow(["reason", *self.header])
        for reason, cells in self.rejected:
            writer.writerow([reason, *map(inert, cells)])
        return made.getvalue().encode("utf-8", "replace")


def open_table(kind: str, path: Path) -> Table:
    """Open a table of a kind, one of `acled ucdp csv geojson`.

    Raises
    ------
    InputError
        If it is none.
    """
    return open_points(path) if kind == "geojson" else open_csv(path)


def kind_of_table(path: Path) -> str:
    """Return whose table a file is: `acled`, `ucdp`, `geojson`, or `csv` for any other.

    Raises
    ------
    InputError
        If it is no table.
    """
    with path.open("rb") as file:
        start = file.read(200).lstrip(b"\xef\xbb\xbf \t\r\n")
    if path.suffix.lower() in (".geojson", ".json", ".geojsonl") or start.startswith(b"{"):
        return "geojson"
    columns = {plain_name(name) for name in open_csv(path).header}
    return next((kind for kind, telling in _TELLING.items() if columns & telling), "csv")


def first_rows(kind: str, path: Path, limit: int = CHECKED_ROWS) -> tuple[pa.Table, Table, bool]:
    """Return the first rows of a table with every cell as text, the table, and whether these are all.

    Raises
    ------
    InputError
        If it is none, or has no rows.
    """
    table = open_table(kind, path)
    found: list[pa.Table] = []
    with closing(table.portions) as portions:
        for portion in portions:
            found.append(portion)
            if sum(p.num_rows for p in found) > limit:
                break
    first = pa.concat_tables(found) if found else None
    if first is None or not first.num_rows:
        msg = f"{path.name} has a line of column names and no rows that can be read."
        raise InputError(msg)
    return first.slice(0, limit), table, first.num_rows <= limit


def preview_table(kind: str, path: Path, mapping: Path | None = None, limit: int = CHECKED_ROWS) -> Preview:
    """Return what an import would make of a table's first rows; nothing is kept.

    Parameters
    ----------
    kind, path, mapping
        As for `geo.importers.run.import_table`.
    limit
        Rows that are looked at.

    Raises
    ------
    InputError
        If the table or the mapping cannot be used.
    """
    rules = mapping_of(kind, path, mapping)
    first, table, whole = first_rows(kind, path, limit)
    made = RowMaker(rules, table.header).make(first)
    cells = first.take([i for i, _ in made.rejected]).to_pylist() if made.rejected else []
    rejected = [
        (reason, [str(row[c] if row[c] is not None else "") for c in table.header])
        for row, (_, reason) in zip(cells, made.rejected, strict=True)
    ]
    rejected += [("it has another number of cells than the line of column names", [text]) for _, text in table.broken[:limit]]
    return Preview(rules.source, rules.licence, table.header, _mapped(made), rejected, first.num_rows + len(table.broken), whole)


def _mapped(made: Portion) -> list[MappedRow]:
    at = {name: i for i, name in enumerate(EVENT_COLUMNS)}
    rows = []
    for event, links, placed in zip(made.events, made.event_actors, made.event_places, strict=True):
        place = made.places[placed[2]] if placed else None

        def cell(name: str, event: tuple[Any, ...] = event) -> Any:
            return event[at[name]]

        rows.append(
            MappedRow(
                event_id=cell("event_id"),
                type=cell("type"),
                date_start=cell("date_start"),
                date_end=cell("date_end"),
                date_precision=cell("date_precision"),
                place=place.name if place else None,
                lat=place.lat if place else None,
                lon=place.lon if place else None,
                geo_precision=cell("geo_precision"),
                sources=tuple(name for _, role, _, name in links if role == "source"),
                targets=tuple(name for _, role, _, name in links if role == "target"),
                quote=cell("quote"),
                fatalities=cell("fatalities"),
            )
        )
    return rows
