"""Polygons of countries, units and areas, each read from the file only when it is asked for.

The file is an Arrow table of `place_id` and a compressed blob per polygon: coordinates in units of 0.0001 degrees
(11 m) as differences, with the offsets of rings and parts. It is memory-mapped: one polygon costs its own bytes.
"""

from __future__ import annotations

import zlib
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import shapely

from geo.gazetteer.layout import SHAPES

if TYPE_CHECKING:
    from pathlib import Path

GRID = 1e4
"""Coordinate steps per degree."""
EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""
_CIRCLE_POINTS = 72


def encode(geometry: shapely.Geometry) -> bytes:
    """Return the blob of a Polygon or MultiPolygon in EPSG:4326."""
    parts = shapely.get_parts(geometry)
    _, coordinates, (rings, polygons) = shapely.to_ragged_array(parts[shapely.get_type_id(parts) == 3])  # noqa: PLR2004
    steps = np.round(coordinates * GRID).astype(np.int32)
    numbers = np.concatenate(
        [[len(rings), len(polygons)], rings, polygons, np.diff(steps[:, 0], prepend=0), np.diff(steps[:, 1], prepend=0)]
    ).astype("<i4")
    # Zigzag, then the low bytes of all numbers, the next bytes of all, ...: most differences fit into one or two bytes.
    zigzag = ((numbers << 1) ^ (numbers >> 31)).astype("<u4")
    return zlib.compress(zigzag.view(np.uint8).reshape(-1, 4).T.tobytes(), 9)


def decode(blob: bytes) -> shapely.Geometry:
    """Return the MultiPolygon of a blob."""
    planes = np.frombuffer(zlib.decompress(blob), dtype=np.uint8).reshape(4, -1)
    zigzag = np.ascontiguousarray(planes.T).view("<u4").ravel()
    numbers = (zigzag >> 1).astype(np.int32) ^ -(zigzag & 1).astype(np.int32)
    ring_count, polygon_count = int(numbers[0]), int(numbers[1])
    rings = numbers[2 : 2 + ring_count].astype(np.int64)
    polygons = numbers[2 + ring_count : 2 + ring_count + polygon_count].astype(np.int64)
    steps = numbers[2 + ring_count + polygon_count :].reshape(2, -1)
    coordinates = np.cumsum(steps, axis=1).T / GRID
    parts = shapely.from_ragged_array(shapely.GeometryType.POLYGON, np.ascontiguousarray(coordinates), (rings, polygons))
    return shapely.multipolygons(parts)


def circle(lat: float, lon: float, radius_km: float) -> shapely.Geometry:
    """Return the circle of a radius in km around a point (WGS 84 degrees) on the sphere, cut at the antimeridian.

    A circle that holds a pole is drawn as the cap up to it.
    """
    angle = min(radius_km / EARTH_RADIUS_KM, np.pi * 0.49)
    bearing = np.linspace(0, 2 * np.pi, _CIRCLE_POINTS, endpoint=False)[::-1]
    phi, lam = np.radians(lat), np.radians(lon)
    lats = np.arcsin(np.clip(np.sin(phi) * np.cos(angle) + np.cos(phi) * np.sin(angle) * np.cos(bearing), -1, 1))
    lons = lam + np.arctan2(np.sin(bearing) * np.sin(angle) * np.cos(phi), np.cos(angle) - np.sin(phi) * np.sin(lats))
    if abs(lat) + np.degrees(angle) >= 90:  # noqa: PLR2004
        order = np.argsort(np.degrees(lons))
        edge = np.column_stack([np.degrees(lons), np.degrees(lats)])[order]
        edge[:, 0] = (edge[:, 0] + 180) % 360 - 180
        edge = edge[np.argsort(edge[:, 0])]
        pole = 90.0 if lat > 0 else -90.0
        ring = [(-180.0, pole), (-180.0, edge[0, 1]), *map(tuple, edge), (180.0, edge[-1, 1]), (180.0, pole)]
        return shapely.orient_polygons(shapely.Polygon(ring))
    return _cut(shapely.Polygon(np.column_stack([np.degrees(lons), np.degrees(lats)])))


def _cut(polygon: shapely.Geometry) -> shapely.Geometry:
    west, _, east, _ = polygon.bounds
    if west >= -180 and east <= 180:  # noqa: PLR2004
        return shapely.orient_polygons(polygon)
    parts = []
    for shift in (-360, 0, 360):
        moved = shapely.transform(polygon, lambda xy, shift=shift: xy + np.array([shift, 0.0]))
        part = shapely.intersection(moved, shapely.box(-180, -90, 180, 90))
        if not part.is_empty:
            parts.append(part)
    return shapely.orient_polygons(shapely.union_all(parts))


class Shapes:
    """The polygons that ship with the program, by place id."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SHAPES
        self.get = lru_cache(maxsize=256)(self._read)

    @cached_property
    def _table(self) -> pa.Table | None:
        if not self._path.exists():
            return None
        return pa.ipc.open_file(pa.memory_map(str(self._path))).read_all()

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {} if self._table is None else {p: i for i, p in enumerate(self._table["place_id"].to_pylist())}

    def __contains__(self, place_id: str) -> bool:
        return place_id in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def _read(self, place_id: str) -> shapely.Geometry | None:
        row = self._rows.get(place_id)
        if row is None or self._table is None:
            return None
        blob = self._table["polygon"][row].as_py()
        if blob is not None:
            return decode(blob)
        parts = [part for m in self._table["members"][row].as_py().split("|") if (part := self.get(m)) is not None]
        return shapely.union_all(parts, grid_size=1 / GRID) if parts else None
