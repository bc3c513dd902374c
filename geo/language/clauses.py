"""Clauses of the dependency parse: the words that belong to one verb, without those of the clauses inside it."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from geo.language.event_lexicon import grammar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

CLAUSES = frozenset({"ccomp", "advcl", "relcl", "parataxis", "csubj", "csubjpass"})
PERIODS = frozenset({"hour", "day", "week", "month", "year", "moment", "minute", "decade"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})


def is_clause(token: Token) -> bool:
    """Say whether the token heads a clause of its own."""
    if token.head.i == token.i:  # the model labels some of these heads of sentences otherwise than ROOT
        return True
    if token.pos_ not in ("VERB", "AUX"):
        return False
    if token.dep_ in CLAUSES:
        return True
    return token.dep_ in ("conj", "pcomp", "acl", "dep") and any(c.dep_ in SUBJECTS for c in token.children)


def clause_head(token: Token) -> Token:
    """Return the head of the clause that the token belongs to."""
    while not is_clause(token):
        token = token.head
    return token


def inside(head: Token, *, bounded: bool = True) -> Iterator[Token]:
    """Yield the words under a head; with `bounded`, not those of clauses inside it."""
    stack = [head]
    while stack:
        token = stack.pop()
        yield token
        stack += [c for c in token.children if not (bounded and is_clause(c))]


def governors(token: Token) -> Iterator[Token]:
    """Yield the words above a token, nearest first."""
    while token.head.i != token.i:
        token = token.head
        yield token


def is_answered(token: Token, deed: Token) -> bool:
    """Say whether a word below a deed belongs to what that answers: "fired rockets in response to the killing in Khiam"."""
    between = list(takewhile(lambda t: t != deed, governors(token)))
    return bool(between) and between[-1].head == deed and any(t.lemma_ in grammar("answers") for t in between)


def without_joined(trigger: Token) -> list[Token]:
    """Return the trigger's phrase without the verbs joined to it ("shelled A and stormed B")."""
    joined = [c for c in trigger.children if c.dep_ == "conj" and c.pos_ == "VERB"]
    away = {t.i for c in joined for t in c.subtree}
    return [t for t in inside(trigger) if t.i not in away]


def told_as_earlier(head: Token) -> bool:
    """Say whether a relative clause in the perfect tells of another time and place than its sentence ("firms that had sold arms")."""
    relative = head.dep_ == "relcl" or (head.dep_ in ("ccomp", "conj") and head.head.dep_ == "relcl")
    perfect = [head, *([head.head] if head.dep_ == "conj" else [])]
    return relative and any(c.lower_ in ("had", "has", "have") and c.dep_ == "aux" for verb in perfect for c in verb.children)


def timed_after(clause: Token) -> bool:
    """Say whether a clause only tells how long after or before it something else was: "days after gunmen shot 26"."""
    marked = any(c.dep_ == "mark" and c.lower_ in ("after", "before") for c in clause.children)
    first = clause.left_edge
    before = first.nbor(-1) if first.i and first.lower_ in ("after", "before") else first
    how_long = [before, *(c for c in clause.children if c.dep_ == "npadvmod" and c.i < clause.i)]
    return clause.dep_ == "advcl" and marked and any(t.lemma_.lower() in PERIODS for t in how_long)
