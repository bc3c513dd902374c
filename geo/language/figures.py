"""How many are said to be dead, wounded or displaced, and whether two numbers can both be right."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.language.event_arguments import number_of
from geo.language.event_lexicon import load_lexicon
from geo.language.propositions import load_derivations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from geo.records import Span

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
    number: int = field(compare=False)
    span: Span = field(compare=False)
    """The characters of its document: the number and the words that bound it ("at least 12")."""

    def differs(self, other: Figure) -> bool:
        """Tell whether two figures count the same thing and cannot both be right."""
        return self.measure == other.measure and (self.high < other.low or other.high < self.low)


def _measure(number: Token, tokens: Sequence[Token], counted: Sequence[Token]) -> str | None:
    """Return what a number counts: by the word it stands with, else by the only such word of the passage."""
    measures = load_derivations().measures
    noun = number.head if number.dep_ in {"nummod", "compound", "quantmod"} else number
    near = [number, noun, *(c for c in noun.children if c.dep_ != "conj"), noun.head]
    if noun.head.dep_ == "prep":
        near.append(noun.head.head)
    if number.i + 1 < len(number.doc):
        near.append(number.nbor(1))
    for words in (near, tokens if len(counted) == 1 else ()):
        found = {m for m, lemmas in measures.items() for t in words if t.lemma_.lower() in lemmas or t.lower_ in lemmas}
        if len(found) == 1:
            return next(iter(found))
    return None


def figures_of(tokens: Sequence[Token]) -> list[Figure]:
    """Return the numbers of dead, wounded, displaced or captured that a passage gives.

    Parameters
    ----------
    tokens : sequence of Token
        The words of a claim's content.
    """
    counted = [t for t in tokens if t.tag_ == "CD" and t.ent_type_ not in TIMED and not any(c.is_currency for c in t.children)]
    heads = [t for t in counted if not (t.head.tag_ == "CD" and t.head in counted)]
    found = []
    for head in heads:
        number, measure = number_of(head), _measure(head, tokens, heads)
        if number is None or measure is None or not _of_people(head):
            continue
        found.append(_bounded(measure, number, head, min(t.i for t in (head, *head.subtree) if t.tag_ == "CD")))
    return found


def _bounded(measure: str, number: int, head: Token, first: int) -> Figure:
    """Return a figure with the bounds that the words before it give."""
    before = " ".join(t.lower_ for t in head.doc[max(head.sent.start, first - NEAR) : first])
    kind, words = next(((k, w) for k, listed in load_derivations().bounds.items() for w in listed if before.endswith(w)), ("", ""))
    slack = SLACK if kind == "about" else 0
    low, high = {"least": (number, math.inf), "most": (0, number)}.get(kind, (number * (1 - slack), number * (1 + slack)))
    return Figure(measure, low, high, number, (head.doc[first - len(words.split())].idx, head.idx + len(head)))


def _of_people(number: Token) -> bool:
    """Tell whether a number counts people: those who died, the dead, or the toll itself."""
    if number.dep_ in {"nummod", "compound", "quantmod"}:
        noun, measures = number.head, load_derivations().measures
        people = load_lexicon().people | measures["dead"] | measures["wounded"]
        return noun.lemma_.lower() in people or noun.ent_type_ == "NORP"
    return number.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj", "attr", "amod", "conj"}
