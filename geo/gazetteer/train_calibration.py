"""Whether confidence is deserved: mentions as recognition finds them, beside the gold. Used by geo.gazetteer.train alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.gazetteer.confidence import confidence_evidence, distances_from_the_rest, log_odds_of_a_place
from geo.gazetteer.distances import distance_km
from geo.gazetteer.place_features import context_rows
from geo.gazetteer.resolve import build_units, rounds
from geo.language.places import find_places

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.gazetteer.index import Gazetteer
    from geo.gazetteer.train import GoldArticle
    from geo.records import Place

    Floats = npt.NDArray[np.float64]

NEAR_ENOUGH_KM = 161.0
"""A hundred miles: the field's usual tolerance (Acc@161)."""


def found_outcomes(article: GoldArticle, w: Floats, gazetteer: Gazetteer) -> list[tuple[Floats, bool]]:
    """Return the evidence on each mention that recognition itself finds and resolution places, and whether both are right."""
    text = article.parsed.text
    spans = find_places(article.parsed, gazetteer)
    units, unit_of = build_units(spans, text, gazetteer)
    rounds(units, w)
    evidence: dict[int, tuple[Place, Floats]] = {}
    for unit, rows, far in zip(units, context_rows(units), distances_from_the_rest(units), strict=True):
        if unit.entries:
            best = int(np.argmax(unit.shares))
            evidence[id(unit)] = unit.entries[best].place, confidence_evidence(unit, rows[best], best, far)
    result = []
    for span, own in zip(spans, unit_of, strict=True):
        if own is None or id(own) not in evidence:
            continue
        place, row = evidence[id(own)]
        gold = next((g for g in article.spans if g["start"] < span.end and span.start < g["end"]), None)
        if gold is None or gold.get("lat") is not None or article.countries:
            hit = gold is not None and (_at(place, gold) if gold.get("lat") is not None else place.country in {*article.countries, None})
            result.append((np.append(row, log_odds_of_a_place(span.sure)), hit))
    return result


def _at(place: Place, gold: dict[str, Any]) -> bool:
    """Return whether a place is where the gold says, within the field's tolerance or a wide place's own radius."""
    if place.lat is None or place.lon is None:
        return False
    reach = place.precision_km or 0.0 if place.kind in {"area", "country", "admin1"} else 0.0
    return float(distance_km(place.lat, place.lon, gold["lat"], gold["lon"])) <= max(NEAR_ENOUGH_KM, reach)


def print_calibration(label: str, calibration: Floats, rows: Sequence[tuple[Floats, bool]]) -> None:
    """Print how often mentions of about the same confidence are right."""
    confidence = 1 / (1 + np.exp(-(np.array([e for e, _ in rows]) @ calibration)))
    hits = np.array([hit for _, hit in rows], dtype=float)
    for low, high in ((0, 0.35), (0.35, 0.5), (0.5, 0.7), (0.7, 0.85), (0.85, 0.95), (0.95, 1.01)):
        chosen = (confidence >= low) & (confidence < high)
        if chosen.any():
            said, true = confidence[chosen].mean(), hits[chosen].mean()
            sys.stdout.write(f"confidence, {label} {low:.2f}-{high:.2f}: {chosen.sum()}, mean {said:.3f}, right {true:.3f}\n")
