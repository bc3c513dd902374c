"""How sure a resolved mention is: a probability, calibrated on gold spans, that it is a place and this one."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.distances import distance_km
from geo.gazetteer.place_features import FEATURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.gazetteer.place_features import Unit

WEIGHTS = Path(__file__).parents[1] / "data" / "place_weights.json"
CONFIDENCE = (
    "bias",
    "log odds of the share",
    "small and unsupported",
    "minor, unsupported and by another name",
    "minor, unsupported and with namesakes",
    "by another spelling",
    "minor",
    "minor with namesakes",
    "far from the rest",
    "off the stated distance",
    "others of the article next door",
    "a village far from what stands beside it",
    "log odds of being a place",
)
"""The names of the pieces of evidence; the last is the mention's own, the others are its name's."""
SURE_LOG_ODDS = 4.0
"""Log odds of being a place of a span given from outside, and the most that recognition is believed."""
_SUPPORT = [FEATURES.index(name) for name in ("country share", "adjective share", "dateline country", "held by the parent", "nearby share")]
_MISSED = FEATURES.index("not at the stated distance")
_NEARBY = FEATURES.index("nearby share")
_ADJECTIVE = FEATURES.index("adjective share")
_HELD = FEATURES.index("held by the parent")
VILLAGE = 5000
"""Inhabitants below which a place is named for what happens around it, and lies near the others of its list."""
_LEAST_COMPANY = 2
"""Other names needed before a place can be far from the rest."""


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=1)
def resolution_weights() -> npt.NDArray[np.float64]:
    """Return the weights of resolution in order of FEATURES."""
    return np.array([_table()["resolution"].get(name, 0.0) for name in FEATURES])


@lru_cache(maxsize=1)
def _calibration() -> npt.NDArray[np.float64]:
    return np.array([_table()["calibration"].get(name, 0.0) for name in CONFIDENCE])


def distances_from_the_rest(units: Sequence[Unit]) -> list[float]:
    """Return for each unit how far its best candidate lies from every other name's: 0 up to 100 km, 1 from 3,000 km on."""
    best = [int(np.argmax(u.shares)) if len(u.shares) else -1 for u in units]
    points = [(u.lat[b], u.lon[b]) if b >= 0 else (np.nan, np.nan) for u, b in zip(units, best, strict=True)]
    if not points:
        return []
    lat, lon = np.array(points, dtype=float).T
    keys = np.array([u.key for u in units])
    countries = np.array([u.entries[b].place.country or "" if b >= 0 else "" for u, b in zip(units, best, strict=True)])
    whole = np.array([b >= 0 and u.entries[b].place.kind in {"country", "area"} for u, b in zip(units, best, strict=True)])
    result = []
    for i in range(len(units)):
        others = (keys != keys[i]) & ~np.isnan(lat)
        if best[i] < 0 or len(set(keys[others].tolist())) < _LEAST_COMPANY or (others & whole & (countries == countries[i])).any():
            result.append(0.0)
            continue
        nearest = float(np.nanmin(distance_km(lat[i], lon[i], lat[others], lon[others]))) if not np.isnan(lat[i]) else 0.0
        result.append(min(1.0, max(0.0, math.log10(max(nearest, 1.0) / 100) / 1.5)))
    return result


def _nearby_mass(unit: Unit, best: int) -> float:
    """Return the share of the best candidate together with those that lie on the same spot (a town and its postal row, say)."""
    d = np.nan_to_num(distance_km(unit.lat[best], unit.lon[best], unit.lat, unit.lon), nan=1e9)
    d[best] = 0.0
    return float(unit.shares[d < 25].sum())  # noqa: PLR2004


def _distance_from_list(unit: Unit, best: int) -> float:
    """Return how far the best candidate lies from the nearest town beside it in the text: 0 up to 40 km, 1 from 1,300 km on."""
    points = [
        (other.lat[b], other.lon[b])
        for other in unit.beside
        if len(other.shares) and other.entries[b := int(np.argmax(other.shares))].place.kind in {"settlement", "facility", "admin2"}
    ]
    if len(points) < _LEAST_COMPANY or np.isnan(unit.lat[best]):
        return 0.0
    lat, lon = np.array(points, dtype=float).T
    nearest = float(np.nanmin(distance_km(unit.lat[best], unit.lon[best], lat, lon)))
    return min(1.0, max(0.0, math.log10(max(nearest, 1.0) / 40) / 1.5))


def is_supported(row: npt.NDArray[np.float64]) -> bool:
    """Return whether anything else in the text speaks for a candidate's country or whereabouts."""
    return bool((row[_SUPPORT] > 0.01).any())  # noqa: PLR2004


def confidence_evidence(unit: Unit, row: npt.NDArray[np.float64], best: int, far: float) -> npt.NDArray[np.float64]:
    """Return the evidence, in order of CONFIDENCE but for the last, on whether the best candidate of a unit is right."""
    share = min(max(_nearby_mass(unit, best), 1e-4), 1 - 1e-4)
    entry = unit.entries[best]
    supported = is_supported(row)
    minor = entry.place.kind in {"settlement", "admin2", "facility"} and entry.population < 1_000_000 and not entry.capital  # noqa: PLR2004
    small = max(0.0, 1 - math.log10(1 + entry.population) / 6.5)
    return np.array(
        [
            1.0,
            math.log(share / (1 - share)),
            float(not supported and minor) * small,
            float(not supported and minor and entry.match != "official"),
            float(not supported and minor and len(unit.entries) > 1),
            float(entry.match == "variant"),
            float(minor),
            float(minor and len(unit.entries) > 1),
            far * float(minor and not row[_HELD] and row[_ADJECTIVE] < 0.1),  # noqa: PLR2004
            float(row[_MISSED]),
            float(minor) * min(1.0, float(row[_NEARBY])),
            float(minor and entry.population < VILLAGE and not row[_HELD]) * _distance_from_list(unit, best),
        ]
    )


def log_odds_of_a_place(sure: float | None) -> float:
    """Return the log odds that recognition gives a mention, bounded; `None` is a span given from outside."""
    if sure is None:
        return SURE_LOG_ODDS
    p = min(max(sure, 1e-4), 1 - 1e-4)
    return min(SURE_LOG_ODDS, math.log(p / (1 - p)))


def confidence(evidence: npt.NDArray[np.float64], sure: float | None) -> float:
    """Return the probability that a mention is a place and the chosen one.

    Parameters
    ----------
    evidence
        Of `confidence_evidence`.
    sure
        How probable recognition holds it that the words name a place (0..1); `None` for a span given from outside.
    """
    weights = _calibration()
    score = float(weights[:-1] @ evidence + weights[-1] * log_odds_of_a_place(sure))
    return 1 / (1 + math.exp(-score))
