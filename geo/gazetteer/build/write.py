"""Writes the gazetteer's files: a table of places, two tries of names with their postings, and the shapes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import marisa_trie
import numpy as np
import pyarrow as pa
import shapely

from geo.gazetteer.layout import FLAG_CAPITAL, FLAG_SEAT, KINDS, NAMES, PLACES, SHAPES, VARIANTS, write_table
from geo.gazetteer.names import name_key, variant_keys
from geo.gazetteer.shapes import GRID, decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from geo.gazetteer.build.rows import Row

OTHER_NAME = 0.25
"""Weight of a town's people where it bears the name as an alias only: Pokrovsk comes before Engels, which once was Pokrovsk."""
_SURE_AREA = 100_000_000
"""Areas of at least this prominence come before first-level units; rivers and the like among towns."""


def rank(row: Row) -> tuple[int, int, str]:
    """Return the order in which entries of one name come: countries, capitals, great areas, first-level units, then by population."""
    if row.kind == "country":
        first = 0
    elif row.capital:
        first = 1
    elif row.seat_of or row.prominence >= _SURE_AREA:
        first = 2
    else:
        first = 3 if row.kind == "admin1" else 4
    return first, -max(row.population, row.prominence), row.place_id


def _variant_names(row: Row) -> set[str]:
    # Aliases of a romanised name multiply by themselves; the looser key is for the official name and for Latin aliases close to it.
    return {row.name} | {a for a in row.aliases if a.isascii() and a[:1].lower() == row.name[:1].lower() and len(a) < 30}  # noqa: PLR2004


def write_places(rows: Sequence[Row], folder: Path) -> None:
    """Write the table of places, ordered by `rank`."""
    admin1 = sorted({r.admin1 for r in rows if r.admin1})
    countries = sorted({r.country for r in rows if r.country})
    admin1_index = {a: i + 1 for i, a in enumerate(admin1)}
    country_index = {c: i + 1 for i, c in enumerate(countries)}
    scheme = [r.place_id.partition(":")[0] for r in rows]
    numeric = [int(r.place_id[3:]) if r.place_id.startswith("gn:") else 0 for r in rows]
    table = pa.table(
        {
            "gn": pa.array(numeric, pa.uint32()),
            "id": pa.array([None if s == "gn" else r.place_id for s, r in zip(scheme, rows, strict=True)], pa.string()),
            "name": pa.array([r.name for r in rows], pa.string()),
            "kind": pa.array([KINDS.index(r.kind) for r in rows], pa.uint8()),
            "flags": pa.array([FLAG_CAPITAL * r.capital + FLAG_SEAT * r.seat for r in rows], pa.uint8()),
            "country": pa.array([country_index.get(r.country or "", 0) for r in rows], pa.uint8()),
            "admin1": pa.array([admin1_index.get(r.admin1 or "", 0) for r in rows], pa.uint16()),
            "lat": pa.array(np.round(np.array([r.lat for r in rows]) * 1e4).astype(np.int32)),
            "lon": pa.array(np.round(np.array([r.lon for r in rows]) * 1e4).astype(np.int32)),
            "population": pa.array([min(r.population, 2**32 - 1) for r in rows], pa.uint32()),
            "precision": pa.array([round(r.precision_km * 10) for r in rows], pa.uint32()),
            "seat_of": pa.array([country_index.get(r.seat_of or "", 0) for r in rows], pa.uint8()),
        },
        metadata={"admin1": "|".join(admin1), "countries": "|".join(countries)},
    )
    write_table(table, folder / PLACES)


def _write_index(postings: dict[str, set[int]], order: Callable[[int], Any], folder: Path, name: str) -> None:
    trie = marisa_trie.Trie(postings.keys(), num_tries=5)
    trie.save(str(folder / f"{name}.marisa"))
    lists: list[list[int]] = [[] for _ in range(len(trie))]
    for key, entries in postings.items():
        lists[trie[key]] = sorted(entries, key=order)
    counts = pa.array([len(entries) for entries in lists], pa.uint16())
    rows = pa.array([e for entries in lists for e in entries], pa.uint32())
    write_table(pa.table({"counts": counts}), folder / f"{name}.counts.arrow")
    write_table(pa.table({"rows": rows}), folder / f"{name}.rows.arrow")


def write_names(rows: Sequence[Row], folder: Path) -> dict[str, int]:
    """Write both indexes; a posting is the row's number times two, plus one where the name is an alias."""
    ranks = [rank(r) for r in rows]

    def known(posting: int) -> tuple[int, float, str]:
        first, population, place_id = ranks[posting >> 1]
        return first, population * (OTHER_NAME if posting & 1 else 1.0), place_id

    exact: dict[str, set[int]] = defaultdict(set)
    loose: dict[str, set[int]] = defaultdict(set)
    for number, row in enumerate(rows):
        own = name_key(row.name)
        keys = {name_key(a) for a in row.aliases} - {own, ""}
        exact[own].add(number * 2)
        for key in keys:
            exact[key].add(number * 2 + 1)
        if row.kind in ("settlement", "admin1", "admin2"):
            for name in _variant_names(row):
                for key in variant_keys(name, row.country or ""):
                    loose[key].add(number)
    exact.pop("", None)
    _write_index(exact, known, folder, NAMES)
    _write_index(loose, int, folder, VARIANTS)
    return {
        "names": len(exact),
        "postings": sum(map(len, exact.values())),
        "variants": len(loose),
        "variant postings": sum(map(len, loose.values())),
    }


def _on_grid(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the polygon as it is when read again, mended where rounding made it cross itself."""
    rounded = decode(encode(geometry))
    return geometry if rounded.is_valid else shapely.set_precision(shapely.make_valid(rounded), 1 / GRID)


def write_shapes(shapes: dict[str, shapely.Geometry], members: dict[str, list[str]], folder: Path) -> None:
    """Write polygons, one compressed blob each, in a file that is read by memory map (so itself not compressed).

    `members` are the outlines that are unions of others: they are kept as ids, and united when asked for.
    """
    ids = sorted({*shapes, *members})
    table = pa.table(
        {
            "place_id": pa.array(ids, pa.string()),
            "polygon": pa.array([encode(_on_grid(shapes[i])) if i in shapes else None for i in ids], pa.binary()),
            "members": pa.array(["|".join(members.get(i, ())) for i in ids], pa.string()),
        }
    )
    with pa.OSFile(str(folder / SHAPES), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
