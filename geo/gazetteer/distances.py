"""Distances and bearings on the sphere, and the point at a distance and bearing from another."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""


def distance_km(lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return great-circle distances in km between points given in WGS 84 degrees; broadcasts like NumPy."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    dphi, dlam = phi2 - phi1, np.radians(lon2) - np.radians(lon1)
    h = np.sin(dphi / 2) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(dlam / 2) ** 2
    result: npt.NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    return result


def bearing_degrees(lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the initial bearings, clockwise from north in degrees (0..360), from the first points to the second; broadcasts."""
    phi1, phi2, dlam = np.radians(lat1), np.radians(lat2), np.radians(lon2) - np.radians(lon1)
    y = np.sin(dlam) * np.cos(phi2)
    x = np.cos(phi1) * np.sin(phi2) - np.sin(phi1) * np.cos(phi2) * np.cos(dlam)
    result: npt.NDArray[np.float64] = np.degrees(np.arctan2(y, x)) % 360
    return result


def destination(lat: float, lon: float, km: float, bearing: float) -> tuple[float, float]:
    """Return the point (lat, lon) at a distance and bearing (degrees clockwise from north) from a point in WGS 84 degrees."""
    angle, phi, lam, theta = km / EARTH_RADIUS_KM, math.radians(lat), math.radians(lon), math.radians(bearing)
    new = math.asin(math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(theta))
    turn = math.atan2(math.sin(theta) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * math.sin(new))
    return math.degrees(new), (math.degrees(lam + turn) + 180) % 360 - 180
