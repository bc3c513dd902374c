"""How well candidates fit the distances and bearings that the text states: "Tawila, some 60 kilometres west of El Fasher"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.distances import bearing_degrees, distance_km

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.gazetteer.place_features import Unit

LIKELY = 0.03
"""Share from which a candidate of the other place counts."""
BESIDE_KM = 150.0
"""How far "north of" reaches where no distance is given."""
ROUND_KM = 10.0
"""What distances in news are rounded by, and a town is wide."""
FAR_BEARING = 75.0
"""Degrees off the stated bearing that are no longer a manner of speaking."""


@dataclass(frozen=True)
class Stated:
    """A position told from another unit."""

    origin: Unit
    km: float | None
    bearing: float | None
    forward: bool = True
    """The text tells this unit's position from the origin; else the other way round."""


def fits(
    km: float | None, bearing: float | None, distance: npt.NDArray[np.float64], heading: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return how well places at these distances (km) and headings (degrees) fit what is stated (0..1).

    Roads are longer than straight lines, and writers round: from half to one and a half times the stated distance fits.
    """
    if km is None:
        near = np.exp(-np.maximum(0.0, distance - BESIDE_KM) / BESIDE_KM)
    else:
        short, long = 0.5 * km - ROUND_KM, 1.5 * km + ROUND_KM
        off = np.maximum(0.0, np.maximum(short - distance, distance - long))
        near = np.exp(-off / (0.3 * km + ROUND_KM))
    if bearing is None:
        return near
    turn = np.abs((heading - bearing + 180) % 360 - 180)
    aligned = np.where((turn > FAR_BEARING) & (distance > ROUND_KM), 0.3, 1.0)
    result: npt.NDArray[np.float64] = near * aligned
    return result


def agreement(unit: Unit) -> npt.NDArray[np.float64]:
    """Return for each candidate of a unit how well it fits the positions stated for it, as the other places are resolved so far."""
    total = np.zeros(len(unit.entries))
    for stated in unit.stated:
        origin = stated.origin
        likely = np.flatnonzero(origin.shares > LIKELY)
        if not len(likely):
            continue
        lat, lon = origin.lat[likely][None, :], origin.lon[likely][None, :]
        distance = distance_km(lat, lon, unit.lat[:, None], unit.lon[:, None])
        heading = bearing_degrees(lat, lon, unit.lat[:, None], unit.lon[:, None])
        fit = np.nan_to_num(fits(stated.km, stated.bearing, distance, heading))
        total = np.maximum(total, (fit * origin.shares[likely][None, :]).sum(axis=1))
    return total
