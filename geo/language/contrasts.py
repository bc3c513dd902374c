"""Contents that cannot both be true though neither is worded as a denial: each side blames the other, or owns no loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.language.propositions import load_derivations
from geo.language.states import load_states

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from spacy.tokens import Token


def blame_each_other(one: Sequence[Token], other: Sequence[Token], sides: tuple[AbstractSet[str], AbstractSet[str]]) -> bool:
    """Tell whether two sides say of one deed that the other did it: "a Chinese ship rammed it", "the Philippine vessel collided".

    Parameters
    ----------
    one, other : sequences of Token
        The contents of two claims, neither of them negated.
    sides : pair of sets of str
        The states for which their speakers speak.
    """
    deeds = load_derivations().one_sided
    first, second = (next((t for t in tokens if t.lemma_ in deeds and t.pos_ == "VERB"), None) for tokens in (one, other))
    if first is None or second is None or not deeds[first.lemma_] & deeds[second.lemma_] or any(len(s) != 1 for s in sides):
        return False
    return sides[0] != sides[1] and _doers(first) == sides[1] and _doers(second) == sides[0]


def _doers(verb: Token) -> set[str]:
    """Return the states whose people or things a verb's subject names."""
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    found = (load_states().any(t.text) for t in subject.subtree) if subject is not None else ()
    return {s.name for s in found if s is not None}


def no_loss(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Tell whether the first says to have lost none of what the second says to have destroyed: "had lost no tanks"."""
    lost = next((t for t in one if t.lemma_ in {"lose", "suffer"} and t.pos_ == "VERB"), None)
    nouns = [c for c in lost.children if c.dep_ == "dobj" and any(d.lower_ == "no" for d in c.children)] if lost is not None else []
    destroyed = (c for t in other if t.lemma_ in load_derivations().destroying for c in t.children if c.dep_ == "dobj")
    return bool({n.lemma_.lower() for n in nouns} & {c.lemma_.lower() for c in destroyed})
