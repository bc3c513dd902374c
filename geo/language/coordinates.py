"""Coordinates written in a text: decimal degrees, degrees with minutes and seconds, and MGRS."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECIMAL = re.compile(
    r"(?<![\w.,/-])(?P<lat>[+-]?\d{1,2}\.\d{1,8})\s?°?\s?(?P<ns>[NS])?\s?[,;/]?\s{0,2}(?P<lon>[+-]?\d{1,3}\.\d{1,8})\s?°?\s?(?P<ew>[EW])?(?![\w%.]*\d|%|\w)"
)
_SEXAGESIMAL = re.compile(
    r"(?<![\w.])(?P<latd>\d{1,2})\s?[°º]\s?(?P<latm>\d{1,2}(?:\.\d{1,6})?)\s?['′]\s?(?:(?P<lats>\d{1,2}(?:\.\d{1,4})?)\s?(?:\"|″|'')\s?)?(?P<ns>[NS])"
    r"[\s,;/]{1,3}"
    r"(?P<lond>\d{1,3})\s?[°º]\s?(?P<lonm>\d{1,2}(?:\.\d{1,6})?)\s?['′]\s?(?:(?P<lons>\d{1,2}(?:\.\d{1,4})?)\s?(?:\"|″|'')\s?)?(?P<ew>[EW])"
)
_MGRS = re.compile(
    r"(?<![\w])(?P<zone>[1-9]|[1-5]\d|60)\s?(?P<band>[C-HJ-NP-X])\s?(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])\s?(?P<digits>\d{2,5}\s?\d{2,5})(?!\w)"
)


@dataclass(frozen=True, slots=True)
class WrittenPoint:
    """Coordinates in a text: where they stand, and the point (WGS 84 degrees)."""

    start: int
    end: int
    lat: float
    lon: float


def find_coordinates(text: str) -> list[WrittenPoint]:
    """Return every pair of coordinates in a text, latitude first as news writes them, in order.

    Two plain decimal numbers count only when both have two decimals and one of these marks them as coordinates: a degree
    sign, a letter of the compass, a word such as "coordinates" just before, or four decimals in both.
    """
    found: list[WrittenPoint] = []
    for point in (*_sexagesimal(text), *_decimal(text), *_mgrs(text)):
        if all(point.end <= other.start or other.end <= point.start for other in found):
            found.append(point)
    return sorted(found, key=lambda p: p.start)


def _on_earth(lat: float, lon: float) -> bool:
    return abs(lat) <= 90 and abs(lon) <= 180  # noqa: PLR2004


def _decimal(text: str) -> Iterator[WrittenPoint]:
    for match in _DECIMAL.finditer(text):
        lat, lon = float(match["lat"]), float(match["lon"])
        marked = "°" in match.group() or (match["ns"] and match["ew"])
        named = re.search(
            r"(?:coordinates?|lat(?:itude)?|grid|GPS|located at)\W{0,4}(?:\w+\W{1,3})?$",
            text[max(0, match.start() - 30) : match.start()],
            re.IGNORECASE,
        )
        fine = min(len(match["lat"].split(".")[1]), len(match["lon"].split(".")[1])) >= 4  # noqa: PLR2004
        rough = min(len(match["lat"].split(".")[1]), len(match["lon"].split(".")[1])) < 2  # noqa: PLR2004
        if not (marked or fine or (named and not rough)):
            continue
        lat = -abs(lat) if match["ns"] == "S" else lat
        lon = -abs(lon) if match["ew"] == "W" else lon
        if _on_earth(lat, lon):
            yield WrittenPoint(*match.span(), lat, lon)


def _sexagesimal(text: str) -> Iterator[WrittenPoint]:
    for match in _SEXAGESIMAL.finditer(text):
        lat = float(match["latd"]) + float(match["latm"]) / 60 + float(match["lats"] or 0) / 3600
        lon = float(match["lond"]) + float(match["lonm"]) / 60 + float(match["lons"] or 0) / 3600
        lat = -lat if match["ns"] == "S" else lat
        lon = -lon if match["ew"] == "W" else lon
        if _on_earth(lat, lon):
            yield WrittenPoint(*match.span(), round(lat, 6), round(lon, 6))


def _mgrs(text: str) -> Iterator[WrittenPoint]:
    for match in _MGRS.finditer(text):
        digits = match["digits"].replace(" ", "")
        half = match["digits"].split()
        if len(digits) % 2 or (len(half) == 2 and len(half[0]) != len(half[1])) or len(digits) < 4:  # noqa: PLR2004
            continue
        point = mgrs_to_degrees(int(match["zone"]), match["band"], match["square"], digits)
        if point is not None:
            yield WrittenPoint(*match.span(), *point)


_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_BANDS = "CDEFGHJKLMNPQRSTUVWX"


def mgrs_to_degrees(zone: int, band: str, square: str, digits: str) -> tuple[float, float] | None:
    """Return the middle of a square of the Military Grid Reference System as (lat, lon) in WGS 84 degrees.

    After NGA.SIG.0012 (Universal Grids), WGS 84 lettering; `None` for letters that name no square.
    """
    columns = _COLUMNS[(zone - 1) % 3]
    if square[0] not in columns or square[1] not in _ROWS:
        return None
    half = len(digits) // 2
    size = 10.0 ** (5 - half)
    easting = (columns.index(square[0]) + 1) * 100_000 + int(digits[:half]) * size + size / 2
    row = (_ROWS.index(square[1]) - (5 if zone % 2 == 0 else 0)) % 20
    northing = row * 100_000 + int(digits[half:]) * size + size / 2
    # The rows repeat every 2,000 km: the band says which one is meant.
    south_edge = -80 + 8 * _BANDS.index(band)
    for cycle in range(6):
        true_northing = northing + 2_000_000 * cycle
        lat, lon = _utm_to_degrees(zone, easting, true_northing if band >= "N" else true_northing - 10_000_000)
        if south_edge - 0.5 <= lat <= south_edge + (12.5 if band == "X" else 8.5):
            return round(lat, 6), round(lon, 6)
    return None


def _utm_to_degrees(zone: int, easting: float, northing: float) -> tuple[float, float]:
    """Invert UTM by Krüger's series (third order, better than a metre); northing from the equator, negative south of it."""
    a, f = 6378.137, 1 / 298.257223563
    n = f / (2 - f)
    scale = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    beta = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    delta = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
    xi = northing / 1000 / (0.9996 * scale)
    eta = (easting / 1000 - 500) / (0.9996 * scale)
    xi1 = xi - sum(b * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, b in enumerate(beta, 1))
    eta1 = eta - sum(b * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, b in enumerate(beta, 1))
    chi = math.asin(math.sin(xi1) / math.cosh(eta1))
    lat = chi + sum(d * math.sin(2 * j * chi) for j, d in enumerate(delta, 1))
    lon = math.radians(zone * 6 - 183) + math.atan2(math.sinh(eta1), math.cos(xi1))
    return math.degrees(lat), math.degrees(lon)
