"""How probable it is that a stretch of text names a place: a logistic regression over named pieces of evidence."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.language.place_evidence import Evidence

WEIGHTS = Path(__file__).parents[1] / "data" / "place_weights.json"


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """Return the fitted weight of each piece of evidence (log odds)."""
    table: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["recognition"]
    return table


def probability(evidence: Evidence) -> float:
    """Return how probable it is, by the evidence, that a candidate names a place (0..1)."""
    table = weights()
    score = sum(table.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
