"""A mention of an actor, as found before it is known who is who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.records import ActorKind

Form = Literal["person", "named", "collective", "state", "unnamed", "definite", "unknown"]
LISTED = 10
"""Words within which the verb stands whose speaker the parser took for the last of a list."""
LABEL = 6
"""Words of "health ministry:" at the beginning or the end of a headline."""
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


LONGEST_LIST = 20
"""Names of one list that may speak together; a text may list thousands."""


def listed_speaker(verb: Token) -> Token | None:
    """Return who speaks where the parser took him for the last of a list: "killed 22 people, residents and a group say".

    The verb has no subject of its own, and right before it stands, after a comma, a noun phrase joined to what comes before.
    """
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or any(c.dep_ in SUBJECTS and c.i < verb.i for c in verb.children):
        return None
    doc, start = verb.doc, verb.sent.start
    comma = next((i for i in range(verb.i - 1, max(start, verb.i - LISTED), -1) if doc[i].text == ","), None)
    if comma is None:
        return None
    phrase = doc[comma + 1 : verb.i]
    heads = [t for t in phrase if not comma < t.head.i < verb.i and t.pos_ in {"NOUN", "PROPN"}]
    others = [t for t in phrase if t.pos_ in {"VERB", "AUX"} or t.dep_ in {"ROOT", "mark"} or t.tag_ in {"WDT", "WP", "WRB"}]
    if len(heads) != 1 or others or heads[0].head.i >= comma or heads[0].head.i < start:
        return None
    return heads[0] if heads[0].dep_ in {"conj", "appos", "dobj", "pobj", "dep"} else None


def _in_listed(token: Token, verbs: frozenset[str]) -> bool:
    """Tell whether a token is one of those whom `listed_speaker` finds."""
    for verb in token.doc[token.i + 1 : token.i + LISTED]:
        if verb.pos_ == "VERB":
            head = listed_speaker(verb) if verb.lemma_ in verbs else None
            return head is not None and (head.i == token.i or head.i in {a.i for a in token.ancestors if token.dep_ == "conj"})
    return False


def labels(token: Token) -> bool:
    """Tell whether a noun phrase with a colon says whose words a headline gives: "UN: 900 killed", "900 killed: ministry"."""
    doc = token.doc
    if len(doc) <= LABEL or doc[-1].is_punct:
        return False
    opens = token.left_edge.i == 0 and token.i + 1 < LABEL and doc[token.i + 1].text == ":"
    left = token.left_edge.i
    return opens or (token.i == len(doc) - 1 and left > len(doc) - LABEL and doc[left - 1].text == ":")


def speaks(token: Token, verbs: frozenset[str], *, joined: int = 0) -> bool:
    """Tell whether a token is the subject of a verb of `verbs`, also after "according to", in inversion, and by "who said".

    `joined` is the number of names of a list that have been gone back through.
    """
    head = token.head
    if (token.dep_ in SUBJECTS and head.lemma_ in verbs) or labels(token):
        return True
    if token.dep_ == "pobj" and head.lower_ == "to" and head.i and head.nbor(-1).lower_ == "according":
        return True
    if token.dep_ == "agent" or (token.dep_ == "pobj" and head.dep_ == "agent" and head.head.lemma_ in verbs):
        return True
    if token.dep_ in {"conj", "appos", "dobj", "pobj"} and _in_listed(token, verbs):
        return True
    if token.dep_ in {"conj", "appos"} and head.i != token.i and joined < LONGEST_LIST:
        return speaks(head, verbs, joined=joined + 1)
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
