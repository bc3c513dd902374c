"""The columns of a snapshot: what a filter asks of events and claims, as numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NO_DAY = np.iinfo(np.int32).min
"""Stands for an unknown day."""

Ints = np.ndarray
Flags = np.ndarray


class Names:
    """Names with a number each, in the order in which they were first met."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._codes: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.all)

    def code(self, name: str) -> int:
        """Return the number of a name, a new one for a new name."""
        found = self._codes.get(name)
        if found is None:
            found = self._codes[name] = len(self.all)
            self.all.append(name)
        return found

    def known(self, names: Iterable[str]) -> list[int]:
        """Return the numbers of those of the names that were met."""
        return [self._codes[n] for n in names if n in self._codes]

    def encode(self, names: Sequence[str | None]) -> Ints:
        """Return the numbers of many names; -1 for none."""
        encoded = pa.array(names, pa.string()).dictionary_encode()
        codes = np.array([*(self.code(n) for n in encoded.dictionary.to_pylist()), -1], dtype=np.int32)
        found: Ints = codes[encoded.indices.fill_null(len(codes) - 1).to_numpy(zero_copy_only=False)]
        return found


@dataclass
class Links:
    """Which rows have which of something: two columns of the same length, in the order of the rows."""

    row: Ints
    value: Ints

    @classmethod
    def none(cls) -> Links:
        """Return no links."""
        return cls(np.zeros(0, np.int32), np.zeros(0, np.int32))

    def rows_with(self, wanted: Flags, rows: int) -> Flags:
        """Return for each row whether any of its values is wanted.

        Parameters
        ----------
        wanted
            For each value whether it is.
        rows
            How many rows there are.
        """
        found = np.zeros(rows, dtype=bool)
        if len(self.row):
            found[self.row[wanted[self.value]]] = True
        return found

    def taken(self, keep: Ints, rows: int) -> Links:
        """Return the links of the rows kept, by their new numbers."""
        numbers = np.full(rows, -1, np.int32)
        numbers[keep] = np.arange(len(keep), dtype=np.int32)
        row = numbers[self.row]
        there = row >= 0
        order = np.argsort(row[there], kind="stable")
        return Links(row[there][order], self.value[there][order])

    def plus(self, other: Links, rows: int) -> Links:
        """Return these links and others, whose rows follow on `rows` rows."""
        return Links(np.concatenate([self.row, other.row + np.int32(rows)]), np.concatenate([self.value, other.value]))


@dataclass
class Rows:
    """Rows of one layer, column by column. `type` is the event's type or the claim's stance."""

    ids: pa.Array
    article: Ints
    """Number of the article; -1 for imported rows."""
    start: Ints
    rank: Ints
    """Order among rows of one article and start, and among imported rows."""
    type: Ints
    first: Ints
    """First day since 1970, or `NO_DAY`."""
    last: Ints
    precision: Ints
    place: Ints
    """The main place; -1 for none."""
    addressee: Ints
    disputed: Flags
    disputes: Flags
    text: pa.Array
    """What a search looks through, casefolded; null where it is still in the store."""
    places: Links
    actors: Links

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def undated(self) -> Flags:
        """Which rows have no day at all."""
        found: Flags = (self.first == NO_DAY) & (self.last == NO_DAY)
        return found

    def take(self, keep: Ints) -> Rows:
        """Return the rows of these numbers, in their order."""
        n = len(self)

        def some(column: Any) -> Any:
            if isinstance(column, Links):
                return column.taken(keep, n)
            return column.take(pa.array(keep)) if isinstance(column, pa.Array) else column[keep]

        return Rows(**{field.name: some(getattr(self, field.name)) for field in fields(self)})

    def plus(self, other: Rows) -> Rows:
        """Return these rows and then the others."""
        n = len(self)

        def both(one: Any, two: Any) -> Any:
            if isinstance(one, Links):
                return one.plus(two, n)
            return pa.concat_arrays([one, two]) if isinstance(one, pa.Array) else np.concatenate([one, two])

        return Rows(**{field.name: both(getattr(self, field.name), getattr(other, field.name)) for field in fields(self)})


def days(values: Sequence[object]) -> Ints:
    """Return days, given as dates or ISO 8601, as numbers since 1970; `NO_DAY` for none."""
    column = pa.array(values)
    if pa.types.is_null(column.type):
        return np.full(len(values), NO_DAY, np.int32)
    if not pa.types.is_date(column.type):
        column = pc.cast(column, pa.date32())
    found: Ints = pc.cast(column, pa.int32()).fill_null(int(NO_DAY)).to_numpy(zero_copy_only=False)
    return found


def ints(values: Sequence[int | None]) -> Ints:
    """Return whole numbers; -1 for none."""
    found: Ints = pa.array(values, pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
    return found
