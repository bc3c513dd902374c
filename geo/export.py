"""Files from frames and from stores: GeoJSON (RFC 7946), newline-delimited GeoJSON, GeoPackage, GeoParquet 1.1, CSV."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import geopandas as gpd
import sqlalchemy as sa

from geo.errors import InputError
from geo.export_writers import Csv, Facts, GeoJson, GeoJsonLines, GeoPackage, GeoParquet, Writer
from geo.frames import Frames, load_frames, load_rows
from geo.query import select_ids
from geo.store_schema import events, imports
from geo.version import program

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.filter import Filter
    from geo.store import Store

LAYERS = ("events", "claims", "places", "mentions", "actors")
FORMATS = ("geojson", "geojsonl", "gpkg", "geoparquet", "csv")
STREAMED = ("geojson", "geojsonl", "csv")
"""Formats that need no file of their own."""
BARE = ("geojsonl", "csv")
"""Formats that have no place for what the export says of itself: it stands in a file beside them."""
ABOUT = ".about.json"
"""What that file's name adds to the other's."""
PORTION = 10_000
"""Rows in memory at a time."""
OWN_DATA = ("Place names and points: GeoNames, CC BY 4.0. Boundaries: Natural Earth, public domain.",)
"""Licences of what the program itself adds."""


def layer(frames: Frames, name: str, *, points: bool = False) -> gpd.GeoDataFrame:
    """Return one layer ready for export: with the article's facts on every row, and a geometry or none.

    Parameters
    ----------
    frames
        What the filter left.
    name
        One of `events claims places mentions actors`.
    points
        Give each area by a point that lies in it, instead of its polygon.

    Raises
    ------
    InputError
        If there is no such layer.
    """
    if name not in LAYERS:
        msg = f"There is no layer {name!r}; choose one of {', '.join(LAYERS)}."
        raise InputError(msg)
    frame = getattr(frames, name)
    if not isinstance(frame, gpd.GeoDataFrame):
        shapes = gpd.GeoSeries([None] * len(frame), index=frame.index, crs=frames.places.crs)
        if name == "mentions":
            shapes = gpd.GeoSeries(frame["place_id"].map(frames.places.set_index("place_id").geometry.to_dict()), crs=frames.places.crs)
        frame = gpd.GeoDataFrame(frame, geometry=shapes)
    if "article_id" in frame.columns:
        facts = frames.articles[["article_id", "title", "outlet", "url", "published"]]
        index = frame.index
        frame = frame.merge(facts.rename(columns=lambda c: c if c == "article_id" else f"article_{c}"), on="article_id", how="left")
        frame.index = index
    if points:
        frame = frame.set_geometry(frame.geometry.representative_point())
    return frame


def to_geojson(frame: gpd.GeoDataFrame, facts: Facts | None = None) -> str:
    """Return the frame as an RFC 7946 FeatureCollection: WGS 84, longitude first, `bbox`, no `crs` member."""
    target = io.BytesIO()
    writer = GeoJson(target, facts)
    writer.add(frame)
    writer.close()
    return target.getvalue().decode()


def write(
    frames: Frames, name: str, kind: str, target: IO[bytes] | Path, *, points: bool = False, hxl: bool = False, facts: Facts | None = None
) -> int:
    """Write one layer in one format and return the number of rows; a file appears whole or not at all.

    Parameters
    ----------
    frames
        What the filter left.
    name
        The layer: `events claims places mentions actors`.
    kind
        The format: `geojson geojsonl gpkg geoparquet csv`.
    target
        A path, or an open binary stream for the text formats.
    points
        Representative points in place of areas.
    hxl
        CSV: a row of HXL tags under the column names.
    facts
        What the export states of itself: see `facts_of`.

    Raises
    ------
    InputError
        If layer, format or target cannot be used.
    """
    frame = layer(frames, name, points=points)
    return _write({name: iter([frame])}, kind, target, hxl=hxl, facts=facts)[name]


def export(
    store: Store,
    chosen: Filter,
    names: Sequence[str],
    kind: str,
    target: IO[bytes] | Path,
    *,
    points: bool = False,
    hxl: bool = False,
    unplaced: bool = False,
) -> tuple[dict[str, int], dict[str, int]]:
    """Write layers of a store under a filter; events and claims go through memory in portions.

    Parameters
    ----------
    store, chosen
        What is exported.
    names
        The layers; more than one only into a GeoPackage.
    kind, target, points, hxl
        As in `write`.
    unplaced
        Of events and claims only those that are not on the map; they have no geometry in any format.

    Returns
    -------
    tuple
        The number of rows of each layer, and of those left out because they have no date.

    Raises
    ------
    InputError
        If layer, format or target cannot be used.
    StoreError
        If the store cannot be read.
    """
    unknown = next((n for n in names if n not in LAYERS), None)
    if unknown is not None:
        msg = f"There is no layer {unknown!r}; choose one of {', '.join(LAYERS)}."
        raise InputError(msg)
    if len(names) > 1 and kind != "gpkg":
        msg = f"A {kind} file holds one layer; export several into a GeoPackage, with --format gpkg."
        raise InputError(msg)
    found = select_ids(store, chosen, unplaced=unplaced)
    undated = {"events": found.undated_events, "claims": found.undated_claims}

    def portions(name: str) -> Iterator[gpd.GeoDataFrame]:
        if name not in ("events", "claims"):
            yield layer(load_frames(store, chosen), name, points=points)
            return
        ids = found.events if name == "events" else found.claims
        for at in range(0, max(len(ids), 1), PORTION):
            part = ids[at : at + PORTION]
            yield layer(load_rows(store, *((part, ()) if name == "events" else ((), part))), name, points=points)

    counts = _write({n: portions(n) for n in names}, kind, target, hxl=hxl, facts=facts_of(store, chosen, unplaced=unplaced))
    return counts, {n: undated.get(n, 0) for n in names}


def facts_of(store: Store, chosen: Filter, *, unplaced: bool = False) -> Facts:
    """Return what an export states of itself: the filter, the time, the program, the sources and their licences."""
    with store.reading() as connection:
        used = set(connection.scalars(sa.select(events.c.source).where(events.c.source.is_not(None)).distinct()))
        licences = {s: li for s, li in connection.execute(sa.select(imports.c.source, imports.c.licence)) if s in used}
    return {
        "program": program(),
        "exported_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "filter": chosen.to_query() | ({"unplaced": ["1"]} if unplaced else {}),
        "sources": [f"{s}: {licences.get(s) or 'licence not stated'}" for s in sorted(used)],
        "licences": list(OWN_DATA),
    }


def facts_file(facts: Facts) -> bytes:
    """Return what an export states of itself as the file that stands beside it in the formats of `BARE`."""
    return json.dumps(facts, ensure_ascii=False, indent=2).encode("utf-8", "replace")


def _write(
    layers: dict[str, Iterator[gpd.GeoDataFrame]], kind: str, target: IO[bytes] | Path, *, hxl: bool, facts: Facts | None
) -> dict[str, int]:
    if kind not in FORMATS:
        msg = f"There is no format {kind!r}; choose one of {', '.join(FORMATS)}."
        raise InputError(msg)
    if not isinstance(target, Path):
        if kind not in STREAMED:
            msg = f"The format {kind} needs a file: name one with -o FILE."
            raise InputError(msg)
        ((name, portions),) = layers.items()
        return {name: _fill(_stream_writer(kind, target, hxl=hxl, facts=facts), portions)}
    try:
        with _appearing(target, ".gpkg" if kind == "gpkg" else "") as made:
            counts = {}
            for name, portions in layers.items():
                counts[name] = _write_file(made, name, portions, kind, hxl=hxl, facts=facts)
        if kind in BARE and facts is not None:
            with _appearing(target.with_name(target.name + ABOUT)) as made:
                made.write_bytes(facts_file(facts))
    except OSError as error:
        msg = f"{str(target)!r} cannot be written ({error.strerror}); name another file with -o."
        raise InputError(msg) from None
    return counts


@contextmanager
def _appearing(target: Path, suffix: str = "") -> Iterator[Path]:
    """Give a path to write to, with a suffix that a driver insists on, that takes the target's place once all is written."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as folder:
        made = Path(folder) / f"made{suffix}"
        yield made
        os.replace(made, target)  # noqa: PTH105  (atomic, and replaces)


def _write_file(path: Path, name: str, portions: Iterator[gpd.GeoDataFrame], kind: str, *, hxl: bool, facts: Facts | None) -> int:
    if kind == "gpkg":
        return _fill(GeoPackage(path, name, facts), portions)
    if kind == "geoparquet":
        return _fill(GeoParquet(path, facts), portions)
    with path.open("wb") as file:
        return _fill(_stream_writer(kind, file, hxl=hxl, facts=facts), portions)


def _stream_writer(kind: str, target: IO[bytes], *, hxl: bool, facts: Facts | None) -> Writer:
    if kind == "geojson":
        return GeoJson(target, facts)
    return Csv(target, hxl=hxl) if kind == "csv" else GeoJsonLines(target)


def _fill(writer: Writer, portions: Iterator[gpd.GeoDataFrame]) -> int:
    count = 0
    for frame in portions:
        writer.add(frame)
        count += len(frame)
    writer.close()
    return count
