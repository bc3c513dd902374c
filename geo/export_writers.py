"""Writers of the export formats: each takes a layer portion by portion, so that memory does not grow with the rows."""

from __future__ import annotations

import csv
import errno
import io
import json
import sqlite3
import tomllib
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.export_json import DECIMALS, bounds, feature_lines, json_text, plain

if TYPE_CHECKING:
    import geopandas as gpd

Facts = dict[str, Any]
"""What an export states of itself: filter, time, program, licences of the sources."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # OWASP: CSV injection
RULES = Path(__file__).parent / "export_rules"


class Writer(Protocol):
    """Writes one layer."""

    def add(self, frame: gpd.GeoDataFrame) -> None:
        """Write rows; the first portion may have none, and gives the columns."""

    def close(self) -> None:
        """Write what comes after the rows."""


class GeoJson:
    """One FeatureCollection: no `crs`, `bbox` of what is placed, and the facts as the foreign member `about`."""

    def __init__(self, target: IO[bytes], facts: Facts | None) -> None:
        self._target, self._facts = target, facts
        self._bounds: list[list[float]] = []
        self._target.write(b'{"type": "FeatureCollection", "features": [')
        self._separator = "\n"

    def add(self, frame: gpd.GeoDataFrame) -> None:
        """Write rows."""
        for line in feature_lines(frame):
            self._target.write((self._separator + line).encode())
            self._separator = ",\n"
        found = bounds(frame.geometry)
        if found:
            self._bounds.append(found)

    def close(self) -> None:
        """Write the box and the facts."""
        self._target.write(b"\n]")
        if self._bounds:
            low, high = np.min(self._bounds, axis=0), np.max(self._bounds, axis=0)
            box = [float(low[0]), float(low[1]), float(high[2]), float(high[3])]
            self._target.write(f', "bbox": {json.dumps(box)}'.encode())
        if self._facts is not None:
            self._target.write(f', "about": {json.dumps(self._facts, ensure_ascii=False)}'.encode())
        self._target.write(b"}\n")


class GeoJsonLines:
    """One feature a line."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target

    def add(self, frame: gpd.GeoDataFrame) -> None:
        """Write rows."""
        for line in feature_lines(frame):
            self._target.write((line + "\n").encode())

    def close(self) -> None:
        """Nothing: a line is complete in itself."""


class Csv:
    """A table with `lat` and `lon` of a point in each shape; no cell can act as a formula. With `hxl` a row of HXL tags."""

    def __init__(self, target: IO[bytes], *, hxl: bool = False) -> None:
        self._target, self._hxl, self._begun = target, hxl, False

    def add(self, frame: gpd.GeoDataFrame) -> None:
        """Write rows."""
        flat_frame = flat(frame)
        where = shapely.point_on_surface(flat_frame.geometry.to_numpy())
        table = pd.DataFrame(flat_frame.drop(columns=flat_frame.geometry.name))
        table["lat"], table["lon"] = np.round(shapely.get_y(where), DECIMALS), np.round(shapely.get_x(where), DECIMALS)
        for column in table.columns:
            if is_text(table[column]):
                table[column] = table[column].map(inert)
        if not self._begun:
            head = io.StringIO()
            writer = csv.writer(head, lineterminator="\r\n")
            writer.writerow(table.columns)
            if self._hxl:
                tags = hxl_tags()
                writer.writerow([tags.get(c, "") for c in table.columns])
            self._target.write(head.getvalue().encode())
            self._begun = True
        self._target.write(
            table.to_csv(index=False, header=False, lineterminator="\r\n", date_format="%Y-%m-%d").encode("utf-8", "replace")
        )

    def close(self) -> None:
        """Nothing: the rows are all."""


class GeoPackage:
    """A layer of a GeoPackage with a spatial index, a style that QGIS opens, and the facts as its description."""

    def __init__(self, path: Path, layer: str, facts: Facts | None) -> None:
        self._path, self._layer, self._facts = path, layer, facts
        self._begun = False

    def add(self, frame: gpd.GeoDataFrame) -> None:
        """Write rows."""
        import pyogrio  # noqa: PLC0415  (GDAL: only for GeoPackage)

        told = json.dumps(self._facts, ensure_ascii=False) if self._facts else ""
        ready = flat(frame)
        if not len(ready) and self._begun:
            return
        try:
            pyogrio.write_dataframe(
                ready,
                self._path,
                layer=self._layer,
                driver="GPKG",
                geometry_type="Unknown",
                append=self._begun,
                layer_options={"DESCRIPTION": told} if told and not self._begun else None,
            )
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            # GDAL has no error of its own for a disk that is full or fails.
            raise OSError(errno.EIO, "its disk may be full") from error
        self._begun = True

    def close(self) -> None:
        """Write the style."""
        style = RULES / f"{self._layer}.qml"
        if not style.is_file():
            return
        try:
            self._add_style(style)
        except sqlite3.Error as error:
            raise OSError(errno.EIO, "its disk may be full") from error

    def _add_style(self, style: Path) -> None:
        with sqlite3.connect(self._path) as connection:
            connection.execute(STYLES)
            known = connection.execute("select 1 from gpkg_contents where table_name = 'layer_styles'").fetchone()
            if known is None:
                connection.execute(
                    "insert into gpkg_contents (table_name, data_type, identifier) values ('layer_styles', 'attributes', 'layer_styles')"
                )
            connection.execute(
                "insert into layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,"
                " useAsDefault) values ('', '', ?, 'geom', ?, ?, 1)",
                (self._layer, self._layer, style.read_text(encoding="utf-8")),
            )
        connection.close()


# The table in which QGIS looks for the styles of a GeoPackage's layers.
STYLES = """
create table if not exists layer_styles (
  id integer primary key autoincrement not null, f_table_catalog text(256), f_table_schema text(256), f_table_name text(256),
  f_geometry_column text(256), styleName text(30), styleQML text, styleSLD text, useAsDefault boolean, description text, owner text(30),
  ui text(30), update_time datetime default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))
"""


class GeoParquet:
    """GeoParquet 1.1: WKB in EPSG:4326 (OGC:CRS84), with a bounding box for each row."""

    def __init__(self, path: Path, facts: Facts | None) -> None:
        self._path, self._facts = path, facts
        self._writer: pq.ParquetWriter | None = None
        self._kinds: set[str] = set()
        self._bounds: list[np.ndarray] = []

    def add(self, frame: gpd.GeoDataFrame) -> None:
        """Write rows, as a row group of their own."""
        table = self._table(frame)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="zstd")
        self._writer.write_table(table)

    def _table(self, frame: gpd.GeoDataFrame) -> pa.Table:
        shapes = frame.geometry.to_numpy()
        kinds = np.unique(shapely.get_type_id(shapes))
        self._kinds |= {KINDS[k] for k in kinds.tolist() if k >= 0}
        box = shapely.bounds(shapes)
        if not np.isnan(box).all() and len(box):
            self._bounds.append(np.concatenate([np.nanmin(box[:, :2], axis=0), np.nanmax(box[:, 2:], axis=0)]))
        columns: dict[str, pa.Array] = {}
        for name in frame.columns.drop(frame.geometry.name):
            columns[name] = (
                pa.array(frame[name].tolist(), pa.list_(pa.string())) if name in LISTS and is_text(frame[name]) else _arrow(frame[name])
            )
        columns["geometry"] = pa.array(shapely.to_wkb(shapes), pa.binary())
        none = pa.array(np.isnan(box[:, 0])) if len(box) else pa.array([], pa.bool_())
        sides = [pa.array(box[:, i], pa.float64()) for i in range(4)] if len(box) else [pa.array([], pa.float64())] * 4
        columns["bbox"] = pa.StructArray.from_arrays(sides, ["xmin", "ymin", "xmax", "ymax"], mask=none)
        return pa.table(columns)

    def close(self) -> None:
        """Write the metadata that the format asks for."""
        if self._writer is None:
            return
        column: dict[str, Any] = {
            "encoding": "WKB",
            "geometry_types": sorted(self._kinds),
            "covering": {"bbox": {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}},
        }
        if self._bounds:
            found = np.array(self._bounds)
            column["bbox"] = [*found[:, :2].min(axis=0).tolist(), *found[:, 2:].max(axis=0).tolist()]
        geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
        self._writer.add_key_value_metadata({"geo": json.dumps(geo), "about": json.dumps(self._facts or {}, ensure_ascii=False)})
        self._writer.close()


KINDS = ("Point", "LineString", "LinearRing", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection")
"""Names of shapely's type ids."""


LISTS = frozenset(
    (
        "place_ids", "sources", "targets", "means", "claims", "speakers", "reported_by", "events", "disputed_by", "disputes",
        "disputes_in_part", "supports", "repeats", "corrected", "aliases", "roles",
    )
)  # fmt: skip
"""Columns of names or ids, which GeoParquet has as lists; other lists are JSON text."""


def _arrow(column: pd.Series) -> pa.Array:
    """Return a column in the type that it has in every portion, filled or not."""
    if is_text(column):
        cache: dict[tuple[Any, ...], str] = {}
        return pa.array([v if type(v) is str else _flat_cell(v, cache) for v in column.tolist()], pa.string())
    if column.dtype.kind == "M":
        return pa.array(column, pa.timestamp("ms"), from_pandas=True)
    if column.dtype.kind == "b":
        return pa.array(column.to_numpy(bool))
    return pa.array(column, pa.float64() if column.dtype.kind == "f" else pa.int64(), from_pandas=True)


def flat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with lists as JSON text, as tables of one value a cell need."""
    made = frame.copy()
    for column in made.columns.drop(made.geometry.name):
        if is_text(made[column]):
            cache: dict[tuple[Any, ...], str] = {}
            made[column] = pd.Series([_flat_cell(v, cache) for v in made[column].tolist()], index=made.index, dtype=object)
    return made


def _flat_cell(value: Any, cache: dict[tuple[Any, ...], str]) -> Any:
    if type(value) is str or value is None:
        return value
    if type(value) is dict:
        return json_text(value)
    if isinstance(value, tuple) and all(type(v) is str for v in value):  # lists of names repeat: each is made once
        if value not in cache:
            cache[value] = json_text(value)
        return cache[value]
    found = plain(value)
    return json.dumps(found, ensure_ascii=False) if isinstance(found, list | dict) else found


def is_text(column: pd.Series) -> bool:
    """Tell whether a column holds text or objects."""
    return column.dtype == object or isinstance(column.dtype, pd.StringDtype)


def inert(cell: Any) -> Any:
    """Return the cell so that a spreadsheet shows it as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def hxl_tags() -> dict[str, str]:
    """Return the HXL tag of each column."""
    found: dict[str, str] = tomllib.loads((RULES / "hxl.toml").read_text(encoding="utf-8"))["tags"]
    return found
