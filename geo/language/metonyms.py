"""Places that stand for their government: "Moscow said", "talks between Kyiv and Washington", "the Kremlin revealed"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.language.place_words import read_rules, state_words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.gazetteer.index import Gazetteer


@dataclass(frozen=True, slots=True)
class MetonymRules:
    """The lists of metonyms.toml; lemmas in lower case."""

    subject: frozenset[str]
    states_only: frozenset[str]
    """Verbs of which a state may be the subject and a capital may not."""
    states: frozenset[str]
    minds: frozenset[str]
    """What only a government can be when it is one of `states`: "hopeful"."""
    object: frozenset[str]
    nouns: frozenset[str]
    noun_prepositions: frozenset[str]
    possessed: frozenset[str]
    located: frozenset[str]


@lru_cache(maxsize=1)
def metonym_rules() -> MetonymRules:
    """Return the lists of metonyms.toml, read once."""
    rules = read_rules("metonyms.toml")
    return MetonymRules(
        subject=frozenset(rules["subject"]["saying"]) | frozenset(rules["subject"]["deciding"]),
        states_only=frozenset(rules["subject"]["states_only"]),
        states=frozenset(rules["subject"]["states"]),
        minds=frozenset(rules["subject"]["minds"]),
        object=frozenset(rules["object"]["verbs"]),
        nouns=frozenset(rules["noun"]["nouns"]),
        noun_prepositions=frozenset(rules["noun"]["prepositions"]),
        possessed=frozenset(rules["noun"]["possessed"]),
        located=frozenset(rules["seat"]["located"]),
    )


@lru_cache(maxsize=1)
def _seats() -> frozenset[str]:
    return frozenset(seat.lower() for state in state_words().values() for seat in state.get("seats", ()))


@lru_cache(maxsize=1)
def _capitals() -> frozenset[str]:
    return frozenset(city.lower() for state in state_words().values() for city in state.get("capital", ()))


def is_seat(name: str, gazetteer: Gazetteer) -> bool:
    """Return whether a name is that of a seat of power ("the Kremlin", "the White House")."""
    return name.lower() in _seats() or any(e.seat_of for e in gazetteer.find(name))


def can_govern(name: str, gazetteer: Gazetteer) -> bool:
    """Return whether a name can stand for a government: a country's, a capital's, or a seat of power's."""
    if name.lower() in _capitals() or is_seat(name, gazetteer):
        return True
    entries = gazetteer.find(name)
    return bool(entries) and (entries[0].place.kind == "country" or entries[0].capital)


def _root(token: Token) -> Token:
    """Return the first of the conjuncts that a token belongs to: "Ukraine" of "Ukraine and the US"."""
    while token.dep_ in {"conj", "appos"} and token.head.i < token.i and token.head.pos_ in {"PROPN", "NOUN"}:
        token = token.head
    return token


def is_metonym(token: Token, *, seat: bool, state: bool) -> bool:
    """Return whether a place's name stands for its government here.

    Parameters
    ----------
    token
        The last token of the name, in a parsed sentence.
    seat
        The name is that of a seat of power, which stands for the government unless it is plainly a location.
    state
        The name is that of a country, which acts in more ways than its capital does.
    """
    rules = metonym_rules()
    root = _root(token)
    head = root.head
    verbs = rules.subject | rules.states_only if state else rules.subject
    if seat:
        preposition = next((t for t in _before(root) if t.dep_ == "prep"), head if root.dep_ == "pobj" else None)
        return not (root.dep_ == "pobj" and preposition is not None and preposition.lower_ in rules.located)
    if root.dep_ in {"nsubj", "nsubjpass"} and head.pos_ in {"VERB", "AUX"}:
        acts = {head.lemma_} | {c.lemma_ for c in head.children if c.dep_ in {"xcomp", "conj"} and c.pos_ == "VERB"}
        minded = head.lemma_ in rules.states and any(c.dep_ in {"acomp", "oprd"} and c.lower_ in rules.minds for c in head.children)
        return root.dep_ == "nsubj" and (minded or bool(acts & verbs))
    if root.dep_ in {"dobj", "dative"}:
        return head.lemma_ in rules.object
    if root.dep_ == "poss":
        return head.lemma_ in rules.possessed
    if root.dep_ == "pobj":
        acting = [
            c for c in (*root.children, *token.children, *head.children) if c.dep_ in {"acl", "pcomp"} and c.tag_ == "VBG" and c.i > root.i
        ]
        if any(c.lemma_ in verbs for c in acting):  # "despite Kyiv offering a truce"
            return True
        if head.dep_ == "agent":
            return head.head.lemma_ in verbs
        return head.lower_ in rules.noun_prepositions and head.head.lemma_ in rules.nouns
    return False


def _before(token: Token) -> list[Token]:
    return [t for t in token.children if t.i < token.i]
