"""Files from frames: GeoJSON (RFC 7946), newline-delimited GeoJSON, GeoPackage, GeoParquet, CSV."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import antimeridian
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.frames import Frames

LAYERS = ("events", "claims", "places", "mentions", "actors")
FORMATS = ("geojson", "geojsonl", "gpkg", "geoparquet", "csv")
DECIMALS = 6  # RFC 7946 section 11.2: six digits are about ten centimetres
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # OWASP: CSV injection


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


def features(frame: gpd.GeoDataFrame) -> Iterator[dict[str, Any]]:
    """Yield the frame's rows as GeoJSON features: right-hand rule, cut at the antimeridian, null where there is no place."""
    names = [c for c in frame.columns if c != frame.geometry.name]
    columns = [[_plain(v) for v in frame[c]] for c in names]
    for shape, values in zip(_geojson_shapes(frame.geometry), zip(*columns, strict=True), strict=True):
        yield {"type": "Feature", "geometry": shape, "properties": dict(zip(names, values, strict=True))}


def _geojson_shapes(geometry: gpd.GeoSeries) -> list[dict[str, Any] | None]:
    made: dict[int, dict[str, Any] | None] = {}
    shapes = []
    for shape in geometry:  # rows share their region's polygon: make each once
        if id(shape) not in made:
            made[id(shape)] = None if shape is None or shape.is_empty else _geojson_shape(shape)
        shapes.append(made[id(shape)])
    return shapes


def _geojson_shape(shape: Any) -> dict[str, Any]:
    west, _, east, _ = shape.bounds
    if west < -180 or east > 180:  # noqa: PLR2004  degrees
        shape = shapely.from_geojson(json.dumps(antimeridian.fix_geojson(mapping(shape))))
    snapped = shapely.set_precision(shape, 10.0**-DECIMALS) if shape.geom_type != "Point" else shape
    oriented = shapely.orient_polygons(snapped)
    made: dict[str, Any] = _rounded(mapping(oriented))
    return made


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, list | tuple):
        return [_rounded(v) for v in value]
    if isinstance(value, dict):
        return {k: _rounded(v) for k, v in value.items()}
    return value


def _plain(value: Any) -> Any:
    """Return a cell as JSON can hold it: unknown is null, days are ISO 8601."""
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def to_geojson(frame: gpd.GeoDataFrame) -> str:
    """Return the frame as an RFC 7946 FeatureCollection: WGS 84, longitude first, `bbox`, no `crs` member."""
    made = list(features(frame))
    collection: dict[str, Any] = {"type": "FeatureCollection"}
    placed = frame.geometry.dropna()
    if len(placed):
        collection["bbox"] = [round(float(v), DECIMALS) for v in placed.total_bounds]
    collection["features"] = made
    return json.dumps(collection, ensure_ascii=False, allow_nan=False)


def write(frames: Frames, name: str, kind: str, target: IO[bytes] | Path, *, points: bool = False) -> int:
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

    Raises
    ------
    InputError
        If layer, format or target cannot be used.
    """
    frame = layer(frames, name, points=points)
    if not isinstance(target, Path):
        if kind not in ("geojson", "geojsonl", "csv"):
            msg = f"The format {kind} needs a file: name one with -o FILE."
            raise InputError(msg)
        target.write(_as_text(frame, kind).encode("utf-8"))
        return len(frame)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as folder:
            made = Path(folder) / target.name
            _write_file(frame, name, kind, made)
            os.replace(made, target)  # noqa: PTH105  (atomic, and replaces)
    except OSError as error:
        msg = f"{str(target)!r} cannot be written ({error.strerror}); name another file with -o."
        raise InputError(msg) from None
    return len(frame)


def _write_file(frame: gpd.GeoDataFrame, name: str, kind: str, path: Path) -> None:
    if kind == "gpkg":
        _flat(frame).to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    elif kind == "geoparquet":
        _flat(frame).to_parquet(path, schema_version="1.1.0", write_covering_bbox=True)
    else:
        path.write_text(_as_text(frame, kind), encoding="utf-8")


def _as_text(frame: gpd.GeoDataFrame, kind: str) -> str:
    if kind == "geojson":
        return to_geojson(frame)
    if kind == "geojsonl":
        return "".join(json.dumps(f, ensure_ascii=False, allow_nan=False) + "\n" for f in features(frame))
    if kind == "csv":
        return _to_csv(frame)
    msg = f"There is no format {kind!r}; choose one of {', '.join(FORMATS)}."
    raise InputError(msg)


def _flat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the frame with lists as JSON text, as tables of one value a cell need."""
    flat = frame.copy()
    for column in flat.columns.drop(flat.geometry.name):
        if flat[column].dtype == object or isinstance(flat[column].dtype, pd.StringDtype):
            cells = [_plain(v) for v in flat[column]]
            flat[column] = [json.dumps(v, ensure_ascii=False) if isinstance(v, list | dict) else v for v in cells]
    return flat


def _to_csv(frame: gpd.GeoDataFrame) -> str:
    """Return the frame as CSV with `lat` and `lon` of a point in each shape; no cell can act as a formula."""
    flat = _flat(frame)
    where = flat.geometry.representative_point()
    table = pd.DataFrame(flat.drop(columns=flat.geometry.name))
    table["lat"], table["lon"] = where.y.round(DECIMALS), where.x.round(DECIMALS)
    for column in table.columns:
        if table[column].dtype == object or isinstance(table[column].dtype, pd.StringDtype):
            table[column] = table[column].map(_inert)
    return str(table.to_csv(index=False, lineterminator="\r\n", date_format="%Y-%m-%d"))


def _inert(cell: Any) -> Any:
    """Return the cell so that a spreadsheet shows it as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
