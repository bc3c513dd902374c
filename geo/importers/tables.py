"""Reading a table in portions: its encoding, its separator, and every cell as text."""

from __future__ import annotations

import codecs
import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
from pyarrow import csv as arrow_csv

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

BLOCK_BYTES = 2 * 2**20
"""Read at once: some 3,000 rows of a wide table. Arrow reads 32 blocks ahead, which are in memory beside the rows made of one."""


@dataclass
class Table:
    """A table that is read once, from its beginning.

    Attributes
    ----------
    header
        The columns' names.
    portions
        Its rows in portions, every cell as text or null.
    broken
        Rows that have another number of cells than the header, as far as they were met: (row, text).
    """

    header: list[str]
    portions: Generator[pa.Table, None, None]
    broken: list[tuple[int, str]]


def open_csv(path: Path) -> Table:
    """Open a CSV file: UTF-8 with or without BOM, UTF-16 by its mark, else Windows-1252; separated by comma, semicolon or tab.

    Raises
    ------
    InputError
        If the file cannot be read or is no table.
    """
    try:
        encoding = _encoding(path)
        with path.open(encoding=encoding, newline="", errors="replace") as file:
            first = file.readline(1_000_000)
    except OSError as error:
        msg = f"{str(path)!r} cannot be read: {error.strerror}."
        raise InputError(msg) from None
    if not first.strip():
        msg = f"{str(path)!r} is empty; give a table with a line of column names."
        raise InputError(msg)
    separator = max(",;\t", key=first.count)
    header = next(csv.reader([first], delimiter=separator))
    if len(header) < 2 or "\x00" in first:  # noqa: PLR2004  one column is no event table
        msg = f"{str(path)!r} is no table that can be read; give a CSV file with a line of column names."
        raise InputError(msg)
    header = _unique(header)
    broken: list[tuple[int, str]] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        broken.append((row.number or 0, row.text or ""))
        return "skip"

    def portions() -> Generator[pa.Table, None, None]:
        try:
            reader = arrow_csv.open_csv(
                path,
                read_options=arrow_csv.ReadOptions(
                    column_names=header, skip_rows=1, block_size=BLOCK_BYTES, encoding=_arrow_name(encoding)
                ),
                parse_options=arrow_csv.ParseOptions(delimiter=separator, newlines_in_values=True, invalid_row_handler=note),
                convert_options=arrow_csv.ConvertOptions(column_types={name: pa.string() for name in header}, strings_can_be_null=False),
            )
            with reader:  # its threads must be gone when an import is broken off, or the program would not end
                for batch in reader:
                    yield pa.Table.from_batches([batch])
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):
                return
            msg = f"{str(path)!r} is no table that can be read ({error})."
            raise InputError(msg) from None
        except UnicodeDecodeError:
            msg = f"{str(path)!r} is written in an encoding that cannot be told; save the table as UTF-8."
            raise InputError(msg) from None

    return Table(header, portions(), broken)


def _unique(header: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return names


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        bom = start.startswith(codecs.BOM_UTF8)
        try:
            decoder.decode(start)
            while part := file.read(2**20):
                decoder.decode(part)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig" if bom else "utf-8"


def _arrow_name(encoding: str) -> str:
    return "utf-8" if encoding == "utf-8-sig" else encoding
