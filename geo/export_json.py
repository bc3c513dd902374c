"""GeoJSON (RFC 7946), feature by feature: right-hand rule, cut at the antimeridian, null where there is no place."""

from __future__ import annotations

import json
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING, Any

import antimeridian
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

DECIMALS = 6  # RFC 7946 section 11.2: six digits are about ten centimetres


def feature_lines(frame: gpd.GeoDataFrame) -> Iterator[str]:
    """Yield the frame's rows as GeoJSON features, each as JSON text: made column by column, equal cells once."""
    names = [c for c in frame.columns if c != frame.geometry.name]
    shapes = _shape_texts(frame.geometry)
    if not names:
        columns: Iterator[str] = iter([""] * len(frame))
    else:
        columns = map(", ".join, zip(*(_cell_texts(name, frame[name]) for name in names), strict=True))
    for shape, properties in zip(shapes, columns, strict=True):
        yield f'{{"type": "Feature", "geometry": {shape}, "properties": {{{properties}}}}}'


def bounds(geometry: gpd.GeoSeries) -> list[float] | None:
    """Return west, south, east, north of what is placed; `None` where nothing is."""
    placed = geometry.dropna()
    return [round(float(v), DECIMALS) for v in placed.total_bounds] if len(placed) else None


def _cell_texts(name: str, column: pd.Series) -> list[str]:
    head = quoted(str(name)) + ": "
    if column.dtype.kind in "bMiuf":
        return _number_texts(head, column)
    made: dict[Any, str] = {}
    texts = []
    for value in column.tolist():
        # Texts and lists of texts repeat and are kept; of all else, 1, 1.0 and True are equal and not the same JSON.
        if type(value) is not str and not (type(value) is tuple and all(type(v) is str for v in value)):
            unknown = value is None or (type(value) is float and value != value)  # noqa: PLR0124  NaN
            texts.append(head + ("null" if unknown else json_text(value)))
            continue
        text = made.get(value)
        if text is None:
            text = made[value] = head + (quoted(value) if type(value) is str else _STRICT.encode(value))
        texts.append(text)
    return texts


def json_text(value: Any) -> str:
    """Return a cell as JSON text: unknown is null, days are ISO 8601."""
    try:
        return _STRICT.encode(value)
    except ValueError:  # it holds a number that is none, which JSON does not have
        return _STRICT.encode(plain(value))


def _number_texts(head: str, column: pd.Series) -> list[str]:
    if column.dtype.kind == "M":
        days = column.dt.strftime("%Y-%m-%d").tolist()
        return [f'{head}"{d}"' if isinstance(d, str) else f"{head}null" for d in days]
    if not isinstance(column.dtype, np.dtype):
        return [head + ("null" if v is pd.NA else _STRICT.encode(v)) for v in column.tolist()]
    if column.dtype.kind == "b":
        return [head + ("true" if v else "false") for v in column.tolist()]
    return [f"{head}{v!r}" if v == v and abs(v) != float("inf") else f"{head}null" for v in column.tolist()]  # noqa: PLR0124  NaN


def _shape_texts(geometry: gpd.GeoSeries) -> list[str]:
    values = geometry.to_numpy()
    kinds = shapely.get_type_id(values)
    xs, ys = np.round(shapely.get_x(values), DECIMALS).tolist(), np.round(shapely.get_y(values), DECIMALS).tolist()
    made: dict[int, str] = {}  # rows share their region's polygon: make each once
    texts = []
    for shape, kind, x, y in zip(values, kinds.tolist(), xs, ys, strict=True):
        if kind == 0 and x == x and -180 <= x <= 180:  # noqa: PLR0124, PLR2004  an empty point has no x; degrees
            texts.append(f'{{"type": "Point", "coordinates": [{x!r}, {y!r}]}}')
            continue
        key = id(shape)
        if key not in made:
            nothing = shape is None or shape.is_empty
            made[key] = "null" if nothing else json.dumps(geojson_shape(shape), allow_nan=False)
        texts.append(made[key])
    return texts


def geojson_shape(shape: Any) -> dict[str, Any]:
    """Return a shape as RFC 7946 has it."""
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


def plain(value: Any) -> Any:
    """Return a cell as JSON can hold it: unknown is null, days are ISO 8601."""
    if isinstance(value, tuple | list):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


_STRICT = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=plain)
