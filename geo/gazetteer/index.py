"""The gazetteer at run time: names to places, places by id, and their shapes.

Every place has a row; rows are ordered by how well known they are (countries, capitals, areas, first-level units, then by
population), so that the postings of a name come best known first without being sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, cast, overload

import marisa_trie
import numpy as np

from geo.errors import DataError
from geo.gazetteer.added import added_countries
from geo.gazetteer.layout import DATA, FLAG_CAPITAL, FLAG_SEAT, KINDS, NAMES, PLACES, VARIANTS, numbers, one_chunk, read_table
from geo.gazetteer.names import name_key, variant_keys
from geo.gazetteer.shapes import Shapes, circle
from geo.records import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pyarrow as pa
    import shapely

    from geo.records import PlaceKind

Match = Literal["official", "alias", "variant"]

_ADMIN_PRECISION_KM = 50.0


_SAME_SPOT_DEGREES = 0.05
"""About 5 km: how far the postal file's point of a village is from GeoNames' own."""


def _same_spot(one: Place, other: Place) -> bool:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None or other.kind != "settlement":
        return False
    return abs(one.lat - other.lat) < _SAME_SPOT_DEGREES and abs(one.lon - other.lon) < 2 * _SAME_SPOT_DEGREES


@dataclass(frozen=True, slots=True)
class Entry:
    """A place that bears a name, and how it bears it."""

    place: Place
    population: int
    """Inhabitants; 0 where unknown."""
    match: Match
    """"official": the name shown; "alias": another name of it; "variant": another romanisation of one of its names."""
    capital: bool = False
    """Capital of its country."""
    seat: bool = False
    """Seat of its first-level unit."""
    seat_of: str | None = None
    """Facilities: the country (ISO 3166-1 alpha-2) whose government the name stands for ("the Kremlin")."""


class _NameIndex:
    """A trie of keys, each with the numbers that it stands for."""

    def __init__(self, folder: Path, stem: str) -> None:
        path = folder / f"{stem}.marisa"
        try:
            self.trie = marisa_trie.Trie().mmap(str(path))
        except (OSError, RuntimeError) as error:
            msg = f"The gazetteer's file {path} cannot be read ({error}): install the program again."
            raise DataError(msg) from error
        counts = numbers(read_table(folder / f"{stem}.counts.arrow"), "counts")
        self.starts = np.zeros(len(counts) + 1, dtype=np.uint32)
        np.cumsum(counts, out=self.starts[1:])
        self.rows = numbers(read_table(folder / f"{stem}.rows.arrow"), "rows")

    def __contains__(self, key: str) -> bool:
        return key in self.trie

    def get(self, key: str) -> list[int]:
        """Return the numbers of a key, in order; none for a key that is not there."""
        number = self.trie.get(key)
        if number is None:
            return []
        found: list[int] = self.rows[self.starts[number] : self.starts[number + 1]].tolist()
        return found


def _reader(texts: pa.StringArray) -> Callable[[int], str]:
    """Return a function that reads one text of a column without nulls, by its row."""
    _, offsets, data = texts.buffers()
    starts = memoryview(offsets).cast("i")[texts.offset :]
    characters = memoryview(data)
    return lambda row: str(characters[starts[row] : starts[row + 1]], "utf-8")


class Bearers(Sequence[Entry]):  # noqa: PLW1641  (compares like the list that it stands for, and has no hash either)
    """The places that bear a name, best known first, read from the tables as they are asked for."""

    __slots__ = ("_postings", "_read")

    def __init__(self, read: Callable[[int, Match], Entry], postings: list[int]) -> None:
        self._read = read
        self._postings = postings

    def __len__(self) -> int:
        return len(self._postings)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        """Return one entry, or a list of those of a slice."""
        if isinstance(index, slice):
            return [self._entry(n) for n in self._postings[index]]
        return self._entry(self._postings[index])

    def __iter__(self) -> Iterator[Entry]:
        return map(self._entry, self._postings)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def _entry(self, posting: int) -> Entry:
        return self._read(posting >> 1, "alias" if posting & 1 else "official")


class Gazetteer:
    """The world's places by name and by id. Made by `load_gazetteer`; immutable, and safe to share among threads."""

    def __init__(self, folder: Path = DATA, added: Sequence[Path] = ()) -> None:
        self._added = tuple(Gazetteer(f) for f in added)
        table = read_table(folder / PLACES)
        metadata = {k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()}
        self._admin1: list[str | None] = [None, *metadata["admin1"].split("|")]
        self._countries: list[str | None] = [None, *metadata["countries"].split("|")]
        self._gn = numbers(table, "gn")
        self._ids = one_chunk(table, "id")
        self._names = one_chunk(table, "name")
        self._kind = numbers(table, "kind")
        self._flags = numbers(table, "flags")
        self._country = numbers(table, "country")
        self._unit = numbers(table, "admin1")
        self._lat = numbers(table, "lat")
        self._lon = numbers(table, "lon")
        self._population = numbers(table, "population")
        self._precision = numbers(table, "precision")
        self._seat_of = numbers(table, "seat_of")
        # Reading one cell from a memoryview takes a third of the time that an array takes.
        columns = (self._gn, self._kind, self._flags, self._country, self._unit, self._lat, self._lon, self._population, self._precision)
        self._cells = tuple(c.data for c in (*columns, self._seat_of))
        self._name_at = _reader(self._names)
        self._exact = _NameIndex(folder, NAMES)
        self._loose = _NameIndex(folder, VARIANTS)
        self._shapes = Shapes(folder)
        self._entry = lru_cache(maxsize=8_192)(self._read_entry)

    def __len__(self) -> int:
        return len(self._gn)

    def find(self, name: str, *, variants: bool = True) -> Sequence[Entry]:
        """Return every place that bears a name, best known first.

        Parameters
        ----------
        name
            The name as written, in Latin or Cyrillic script, in any case, with or without diacritics and apostrophes.
        variants
            Also try the regular variants of romanisation when no place bears the name as spelt.

        Returns
        -------
        sequence of Entry
            Countries, then capitals, areas, first-level units, then the others by population. All are "official" or
            "alias" matches, or all are "variant" matches. Entries are made as they are asked for: a common name has hundreds.
        """
        key = name_key(name)
        if not key:
            return []
        if self._added:
            return list(self._named(key) or (self._all_spelt_like(key) if variants else ()))
        postings = self._exact.get(key)
        if postings or not variants:
            return Bearers(self._entry, postings)
        return list(self._spelt_like(key))

    def has(self, name: str, *, variants: bool = False) -> bool:
        """Tell whether any place bears the name (with `variants`, or a regular variant of it)."""
        key = name_key(name)
        if not key:
            return False
        if key in self._exact or (variants and any(k in self._loose for k in variant_keys(key))):
            return True
        return any(g.has(key, variants=variants) for g in self._added)

    def has_prefix(self, name: str) -> bool:
        """Tell whether the name's words begin the name of some place: "Velyka", of "Velyka Pysarivka"."""
        key = name_key(name)
        if not key:
            return False
        return next(self._exact.trie.iterkeys(key + " "), None) is not None or any(g.has_prefix(key) for g in self._added)

    def longest_match(self, words: list[str]) -> int:
        """Return how many of the first words make the longest name that some place bears; 0 if none do."""
        best = 0
        key = ""
        for count in range(1, len(words) + 1):
            key = name_key(" ".join(words[:count]))
            if self.has(key):
                best = count
            if not self.has_prefix(key) and count > 1:
                break
        return best

    def get(self, place_id: str) -> Entry | None:
        """Return the place of an id, `None` for an id that is not in the gazetteer."""
        row = self._row(place_id)
        if row is not None:
            return self._entry(row, "official")
        return next((e for g in self._added if (e := g.get(place_id)) is not None), None)

    def country(self, code: str) -> Entry | None:
        """Return a country by its ISO 3166-1 alpha-2 code."""
        return self.get(f"iso:{code}")

    def capital(self, code: str) -> Entry | None:
        """Return the capital of a country by its ISO 3166-1 alpha-2 code."""
        row = self._capital_rows.get(code)
        return None if row is None else self._entry(row, "official")

    def units(self, code: str) -> list[str]:
        """Return the ids of the first-level units of a country, given by its ISO 3166-1 alpha-2 code."""
        if code not in self._countries:
            return []
        mine = (self._kind == KINDS.index("admin1")) & (self._country == self._countries.index(code))
        return [str(i) for i in self._ids.take(np.flatnonzero(mine)).to_pylist()]

    def label(self, place_id: str) -> str:
        """Return the name that people see for an id, with the id itself for one that is not in the gazetteer."""
        row = self._row(place_id)
        if row is not None:
            return self._name_at(row)
        return next((name for g in self._added if (name := g.label(place_id)) != place_id), place_id)

    def full_label(self, place_id: str) -> str:
        """Return the name with the unit and the country that hold it: "Yunakivka, Sumy Oblast, Ukraine"."""
        entry = self.get(place_id)
        if entry is None:
            return place_id
        place = entry.place
        parts = [place.name]
        if place.admin1 and place.admin1 != place_id:
            parts.append(self.label(place.admin1))
        if place.country and place.kind != "country":
            parts.append(self.label(f"iso:{place.country}"))
        return ", ".join(dict.fromkeys(parts))

    def shape(self, place_id: str) -> shapely.Geometry | None:
        """Return the polygon (EPSG:4326) of a country, unit or area; `None` for a settlement or facility, or an unknown id.

        An area or unit that no polygon is known for is the circle of its stated radius.
        """
        found = self._shapes.get(place_id)
        if found is not None:
            return found
        entry = self.get(place_id)
        if entry is None or entry.place.kind in ("settlement", "facility", "group"):
            return None
        place = entry.place
        if place.lat is None or place.lon is None:
            return None
        return circle(place.lat, place.lon, place.precision_km or _ADMIN_PRECISION_KM)

    def has_polygon(self, place_id: str) -> bool:
        """Tell whether the place's outline is known, rather than a circle of stated radius."""
        return place_id in self._shapes

    def info(self) -> dict[str, int]:
        """Return how many places of each kind there are, and how many names they go by."""
        counts = np.bincount(self._kind, minlength=len(KINDS)).tolist()
        return {**dict(zip(KINDS, counts, strict=True)), "names": len(self._exact.trie), "polygons": len(self._shapes)}

    def _all_spelt_like(self, key: str) -> tuple[Entry, ...]:
        return self._with_added(self._spelt_like(key), [g._spelt_like(key) for g in self._added])  # noqa: SLF001  (of its own kind)

    def _named(self, key: str) -> tuple[Entry, ...]:
        own = tuple(self._entry(n >> 1, "alias" if n & 1 else "official") for n in self._exact.get(key))
        return self._with_added(own, [g._named(key) for g in self._added])  # noqa: SLF001  (of its own kind)

    def _spelt_like(self, key: str) -> tuple[Entry, ...]:
        rows = sorted({n for k in variant_keys(key) for n in self._loose.get(k)})
        return tuple(self._entry(n, "variant") for n in rows)

    def _with_added(self, own: tuple[Entry, ...], others: Sequence[tuple[Entry, ...]]) -> tuple[Entry, ...]:
        """Return the bearers of a name with those that were added.

        A place that ships with the program stays as it is; a village of the postal file gives way to the same village added.
        """
        added = [replace(known, match=e.match) if (known := self._own(e)) else e for other in others for e in other]
        if not added:
            return own
        new = [e for e in added if all(e.place.place_id != o.place.place_id for o in own)]
        kept = [o for o in own if not (o.place.place_id.startswith("post:") and any(_same_spot(o.place, e.place) for e in new))]
        return (*kept, *new)

    def _own(self, entry: Entry) -> Entry | None:
        row = self._row(entry.place.place_id)
        return None if row is None else self._entry(row, "official")

    def _read_entry(self, row: int, match: Match) -> Entry:
        number, kind, flags, country, unit, lat, lon, population, tenths, seat_of = (c[row] for c in self._cells)
        precision = tenths / 10
        if not precision:
            # A town's point is its middle: its built-up radius grows about as the root of its people.
            precision = round(min(25.0, max(1.0, 0.01 * population**0.5)), 1)
        place = Place(
            place_id=f"gn:{number}" if number else self._ids[row].as_py(),
            name=self._name_at(row),
            kind=cast("PlaceKind", KINDS[kind]),
            country=self._countries[country],
            admin1=self._admin1[unit],
            lat=lat / 1e4,
            lon=lon / 1e4,
            precision_km=precision,
        )
        return Entry(place, population, match, bool(flags & FLAG_CAPITAL), bool(flags & FLAG_SEAT), self._countries[seat_of])

    @cached_property
    def _other_rows(self) -> dict[str, int]:
        rows = np.flatnonzero(self._gn == 0)
        return dict(zip(self._ids.take(rows).to_pylist(), rows.tolist(), strict=True))

    @cached_property
    def _gn_order(self) -> np.ndarray:
        return np.argsort(self._gn).astype(np.uint32)

    @cached_property
    def _capital_rows(self) -> dict[str, int]:
        rows = np.flatnonzero(self._flags & FLAG_CAPITAL).tolist()
        return {code: r for r in rows if (code := self._countries[self._country[r]])}

    def _row(self, place_id: str) -> int | None:
        if place_id.startswith("gn:") and place_id[3:].isdecimal():
            number = int(place_id[3:])
            order = self._gn_order
            at = int(np.searchsorted(self._gn, number, sorter=order)) if number < 2**32 else len(order)
            if number and at < len(order) and int(self._gn[order[at]]) == number:
                return int(order[at])
            return None
        return self._other_rows.get(place_id)

    def __iter__(self) -> Iterator[Entry]:
        for row in range(len(self._gn)):
            yield self._read_entry(row, "official")
        for other in self._added:
            yield from (e for e in other if self._own(e) is None)


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    """Return the gazetteer that ships with the program, with the countries that the user added; opened once a process."""
    return Gazetteer(DATA, added_countries())
