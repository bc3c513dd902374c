"""How many are said to be dead, wounded or displaced, and whether two numbers can both be right."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.language.event_arguments import number_of
from geo.language.event_lexicon import load_lexicon
from geo.language.propositions import load_derivations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

NEAR = 3
"""Words before a number in which "at least" or "fewer than" stands."""
SLACK = 0.1
"""Part by which "about 30" may differ from another number."""
TIMED = frozenset({"DATE", "TIME", "ORDINAL", "PERCENT", "MONEY"})


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of victims as it is told: what is counted, and the least and most that the words allow."""

    measure: str
    low: float
    high: float

    def differs(self, other: Figure) -> bool:
        """Tell whether two figures count the same thing and cannot both be right."""
        return self.measure == other.measure and (self.high < other.low or other.high < self.low)


def _measure(tokens: Sequence[Token]) -> str | None:
    """Return what a passage counts, `None` where it counts nothing of the kind or several things."""
    measures = load_derivations().measures
    found = {m for m, lemmas in measures.items() for t in tokens if t.lemma_.lower() in lemmas or t.lower_ in lemmas}
    return next(iter(found)) if len(found) == 1 else None


def figure_of(tokens: Sequence[Token]) -> Figure | None:
    """Return the one number of dead, wounded or displaced that a passage gives; `None` where it gives none or more than one.

    Parameters
    ----------
    tokens : sequence of Token
        The words of a claim's content.
    """
    measure = _measure(tokens)
    counted = [t for t in tokens if t.tag_ == "CD" and t.ent_type_ not in TIMED and not any(c.is_currency for c in t.children)]
    heads = [t for t in counted if not (t.head.tag_ == "CD" and t.head in counted)]
    if measure is None or len(heads) != 1:
        return None
    number = number_of(heads[0])
    if number is None or not _of_people(heads[0]):
        return None
    first = min(t.i for t in counted)
    before = " ".join(t.lower_ for t in heads[0].doc[max(heads[0].sent.start, first - NEAR) : first])
    bounds = load_derivations().bounds
    if any(before.endswith(w) for w in bounds["least"]):
        return Figure(measure, number, math.inf)
    if any(before.endswith(w) for w in bounds["most"]):
        return Figure(measure, 0, number)
    slack = SLACK if any(before.endswith(w) for w in bounds["about"]) else 0
    return Figure(measure, number * (1 - slack), number * (1 + slack))


def _of_people(number: Token) -> bool:
    """Tell whether a number counts people: those who died, the dead, or the toll itself."""
    if number.dep_ in {"nummod", "compound", "quantmod"}:
        noun = number.head
        return noun.lemma_.lower() in load_lexicon().people | load_derivations().measures["dead"] or noun.ent_type_ == "NORP"
    return number.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "attr"}
