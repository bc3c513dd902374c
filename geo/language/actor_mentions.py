"""A mention of an actor, as found before it is known who is who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.records import ActorKind

Form = Literal["person", "named", "collective", "state", "unnamed", "definite", "unknown"]
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A noun phrase that may denote an actor, by token indices of its paragraph."""

    head: int
    start: int
    end: int
    form: Form
    kind: ActorKind
    name: str
    """The name to give the actor if nothing better is found in the article."""
    key: tuple[str, ...]
    """Mentions of one key are one actor."""
    side: str | None = None
    core: tuple[str, ...] = ()
    """Persons: the words of the name without titles."""
    roles: tuple[str, ...] = ()
    gender: str | None = None
    titled: bool = False
    anonymous: bool = False
    noun: str | None = None
    """Definite descriptions and unnamed persons: the head noun ("leader")."""
    firm: bool = True
    """False: an actor only where something else in the article says so (it speaks, or stands for a longer name)."""


def speaks(token: Token, verbs: frozenset[str]) -> bool:
    """Tell whether a token is the subject of a verb of `verbs`, also after "according to", in inversion, and by "who said"."""
    head = token.head
    if token.dep_ in SUBJECTS and head.lemma_ in verbs:
        return True
    if token.dep_ == "pobj" and head.lower_ == "to" and head.i and head.nbor(-1).lower_ == "according":
        return True
    if token.dep_ == "agent" or (token.dep_ == "pobj" and head.dep_ == "agent" and head.head.lemma_ in verbs):
        return True
    if token.dep_ in {"conj", "appos"} and head.i != token.i:
        return speaks(head, verbs)
    left = token.left_edge.i
    if left > 1 and token.doc[left - 2].text in {'"', ",", "'"}:
        verb = token.doc[left - 1]
        if (
            verb.lemma_ in verbs
            and verb.tag_ in {"VBD", "VBZ", "VBP"}
            and not any(c.dep_ in SUBJECTS and c.i < verb.i for c in verb.children)
        ):
            return token.dep_ in {"dobj", "npadvmod", "dep", "attr", "oprd", "appos", "ROOT"} and (verb.dep_ != "conj")
    return any(
        c.dep_ == "relcl" and c.lemma_ in verbs and any(s.dep_ == "nsubj" and s.lower_ == "who" for s in c.children) for c in token.children
    )
