"""Columns of text, and working on each distinct value once: event tables say the same few thousand things a million times."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$")


def clean(column: pa.ChunkedArray) -> pa.Array:
    """Return a column of text without outer white space and NUL signs, nothing being null."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
    data = column.buffers()[2]
    if data is not None and b"\x00" in memoryview(data).tobytes():
        column = pc.replace_substring(column, "\x00", "")
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def empty(length: int) -> pa.Array:
    """Return a column of nothing."""
    return pa.nulls(length, pa.string())


def first_filled(columns: Sequence[pa.Array], length: int) -> pa.Array:
    """Return for each row the first of the columns that is filled."""
    return pc.coalesce(*columns) if columns else empty(length)


def distinct(column: pa.Array) -> tuple[np.ndarray, list[str | None]]:
    """Return for each row the number of its value, and the values; null is the last value."""
    encoded = column.dictionary_encode()
    values = encoded.dictionary.to_pylist()
    codes = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
    return codes, [*values, None]


def each_distinct(column: pa.Array, function: Callable[[str | None], T]) -> list[T]:
    """Return what the function gives for each row, called once for each distinct value."""
    codes, values = distinct(column)
    made: list[T] = [function(v) for v in values]
    return [made[c] for c in codes.tolist()]


def numbers(column: pa.Array) -> np.ndarray:
    """Return a column of text as numbers; what is none is NaN. A decimal comma is taken as a point."""
    text = pc.replace_substring(column, ",", ".")
    try:
        found: np.ndarray = pc.cast(text, pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:  # of one cell, which it does not tell
        found = np.array(each_distinct(text, _number), dtype=np.float64)
    return found


def _number(text: str | None) -> float:
    try:
        return float(text) if text is not None and "_" not in text else np.nan  # Python reads 1_000 as a number, no table does
    except ValueError:
        return np.nan


@lru_cache(maxsize=50_000)
def day(text: str | None, formats: tuple[str, ...]) -> dt.date | None:
    """Return the day that a cell states in one of the formats, a time of day behind it left away; `None` for what is none."""
    if text is None:
        return None
    bare = _TIME.sub("", text)
    for form in formats:
        try:
            return dt.datetime.strptime(bare, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def widened(start: dt.date, precision: str) -> tuple[dt.date, dt.date]:
    """Return the week (from Monday) or month that holds a day."""
    if precision == "week":
        monday = start - dt.timedelta(days=start.weekday())
        return monday, monday + dt.timedelta(days=6)
    if precision == "month":
        return start.replace(day=1), start.replace(day=monthrange(start.year, start.month)[1])
    if precision == "year":
        return start.replace(month=1, day=1), start.replace(month=12, day=31)
    return start, start


def json_objects(columns: dict[str, pa.Array], length: int) -> list[str | None]:
    """Return for each row a JSON object of its filled cells; null where none is filled."""
    if not columns:
        return [None] * length
    parts = []
    for name, column in columns.items():
        head = quoted(name) + ": "
        encoded = column.dictionary_encode()
        values = pa.array([head + quoted(v) for v in encoded.dictionary.to_pylist()], pa.string())
        parts.append(values.take(encoded.indices))
    # Arrow drops the rows in which every part is null: a first part that is never null keeps them.
    joined = pc.binary_join_element_wise(pa.array([""] * length, pa.string()), *parts, ", ", null_handling="skip")
    joined = pc.utf8_slice_codeunits(joined, len(", "))
    whole = pc.binary_join_element_wise("{", joined, "}", "")
    made: list[str | None] = pc.if_else(pc.equal(joined, ""), pa.scalar(None, pa.string()), whole).to_pylist()
    return made
