"""Reading GeoJSON as a table: a collection, or features one after the other.

It is read here and not by GDAL, which follows what a file names: another file, or a server for its coordinate system.
"""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from geo.errors import InputError
from geo.importers.tables import Table

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

LAT, LON = "latitude", "longitude"
PORTION = 8_192
"""Features made into rows at once."""
MOST_BYTES = 500_000_000
"""A file is read whole."""
MOST_COLUMNS = 1_000
"""Different properties: every row has a cell for each."""
_GAP = re.compile(r"[\s\x1e]*")
"""Between values: white space, and the sign that begins each of a sequence (RFC 8142)."""
_SHAPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")


def open_points(path: Path) -> Table:
    """Open a GeoJSON file (a collection, or one feature after the other) as a table with the columns `latitude` and `longitude`.

    Raises
    ------
    InputError
        If the file cannot be read or is no GeoJSON.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        msg = f"{str(path)!r} cannot be read: {error.strerror}."
        raise InputError(msg) from None
    if len(data) > MOST_BYTES:
        msg = f"{str(path)!r} has more than {MOST_BYTES // 1_000_000} MB; split it."
        raise InputError(msg)
    found: dict[str, None] = {}
    count = 0
    try:
        text = data.decode("utf-8-sig")
        for feature in _features(text):
            count += 1
            found.update(dict.fromkeys(_properties(feature)))
            if len(found) > MOST_COLUMNS:
                msg = f"{str(path)!r} has more than {MOST_COLUMNS:,} different properties; leave out those that are not needed."
                raise InputError(msg)
    except (ValueError, RecursionError):
        count = 0
    if not count:
        msg = f"{str(path)!r} is no GeoJSON that can be read; give a FeatureCollection of points, in UTF-8."
        raise InputError(msg)
    names = [n for n in found if n not in (LAT, LON)]

    def portions() -> Generator[pa.Table, None, None]:
        features = _features(text)
        while rows := list(islice(features, PORTION)):
            cells = [_properties(row) for row in rows]
            columns = {_clean(n): pa.array([_as_text(c.get(n)) for c in cells], pa.string()) for n in names}
            points = [_point(row.get("geometry")) for row in rows]
            yield pa.table(columns | {LAT: pa.array([p[0] for p in points]), LON: pa.array([p[1] for p in points])})

    return Table([*dict.fromkeys(map(_clean, names)), LAT, LON], portions(), [])


def _features(text: str) -> Iterator[dict[str, Any]]:
    """Yield every feature of a text of one collection, or of one feature after the other.

    Raises
    ------
    ValueError
        If it is no JSON, or holds something else.
    RecursionError
        If its values lie too deep inside each other.
    """
    at = _skip(text, 0)
    while at < len(text):
        if text[at] != "{":
            msg = "no object"
            raise ValueError(msg)
        at = yield from _object(text, at)
        at = _skip(text, at)


def _object(text: str, at: int) -> Generator[dict[str, Any], None, int]:
    """Yield the features of an object, one by one where it is a collection, and return where it ends."""
    decode = json.JSONDecoder().raw_decode
    members: dict[str, Any] = {}
    at = _skip(text, at + 1)
    while text[at : at + 1] != "}":
        name, at = decode(text, at)
        at = _after(text, at, ":")
        if name == "features" and text[at : at + 1] == "[":
            at = _skip(text, at + 1)
            while text[at : at + 1] != "]":
                feature, at = decode(text, at)
                yield _checked(feature)
                at = _next(text, at, "]")
            at += 1
            members["type"] = "FeatureCollection"
        else:
            value, at = decode(text, at)
            if not (name == "type" and members.get("type") == "FeatureCollection"):
                members[name] = value
        at = _next(text, at, "}")
    if members.get("type") != "FeatureCollection":
        yield _checked(members)
    return at + 1


def _skip(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap is not None else at


def _after(text: str, at: int, sign: str) -> int:
    """Return where the value after a sign begins."""
    at = _skip(text, at)
    if text[at : at + 1] != sign:
        msg = f"no {sign!r} at {at}"
        raise ValueError(msg)
    return _skip(text, at + 1)


def _next(text: str, at: int, end: str) -> int:
    """Return where the next value begins, or the end of the list."""
    at = _skip(text, at)
    return at if text[at : at + 1] == end else _after(text, at, ",")


def _checked(feature: Any) -> dict[str, Any]:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        msg = "no feature"
        raise ValueError(msg)
    return feature


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    """Return a feature's properties; its own id stands in for a property of that name."""
    given = feature.get("properties")
    own = {"id": feature["id"]} if feature.get("id") is not None else {}
    return own | given if isinstance(given, dict) else own


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    return _clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _clean(text: str) -> str:
    """Return a text without the halves of signs that JSON can write and no encoding can."""
    return text.encode("utf-8", "replace").decode()


def _point(geometry: Any) -> tuple[str, str]:
    """Return latitude and longitude; for what is no point words, so that its row is refused with them as the reason."""
    if geometry is None:
        return "", ""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    at = geometry.get("coordinates") if kind == "Point" else None
    if isinstance(at, list) and len(at) > 1 and all(isinstance(v, int | float) and not isinstance(v, bool) for v in at[:2]):
        return str(at[1]), str(at[0])
    told = f"{kind if kind in _SHAPES else 'a shape of no kind'}, no point" if kind != "Point" else "a point of no place"
    return told, told
