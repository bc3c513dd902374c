"""Collectives of two: "both sides", "the two countries", "the warring parties" as the actors that the article names together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.language.actor_lexicon import load_actor_lexicon
from geo.records import Actor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token

    from geo.language.actors import ActorTable
    from geo.language.parse import Paragraph, ParsedText
    from geo.records import ActorKind, Span

FIGHTING = frozenset({"government", "military", "armed group"})
STATES = frozenset({"countries", "nations", "neighbours", "neighbors", "governments"})
GROUPS = frozenset({"groups", "organisations", "organizations", "factions"})
ACTING = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "dative"})
KIND: ActorKind = "organisation"
"""The kind of "both sides" where the article does not tell who they are."""


def _marked(token: Token) -> bool:
    """Tell whether a noun in the plural stands for a pair: after "both" or "two", or as "warring parties"."""
    lexicon = load_actor_lexicon()
    if token.lower_ not in lexicon.paired or token.tag_ not in {"NNS", "NNPS"} or token.dep_ not in ACTING:
        return False
    before = [c.lower_ for c in token.children if c.i < token.i]
    if any(c.dep_ == "poss" for c in token.children) or "other" in before or ("two" in before and not {"the", "these"} & set(before)):
        return False
    return any(w in lexicon.pairing for w in before)


def _fits(noun: str, kinds: set[ActorKind]) -> bool:
    if noun in STATES:
        return kinds == {"government"}
    return kinds == {"armed group"} if noun in GROUPS else kinds <= FIGHTING


def _together(table: ActorTable, paragraph: Paragraph, token: Token, by_name: Mapping[str, Actor]) -> tuple[str, ...]:
    """Return the two parties of a phrase like "Armenia and Azerbaijan", if they are two."""
    if not any(c.dep_ == "conj" and c.i > token.i for c in token.children):
        return ()
    names = table.names_of(paragraph, token)
    if len(names) != 2 or not all(n in by_name and by_name[n].kind in FIGHTING for n in names):  # noqa: PLR2004
        return ()
    return names


def resolve_pairs(parsed: ParsedText, table: ActorTable) -> ActorTable:
    """Return the table with phrases for two parties resolved to the pair named together last, else as an actor of their own words."""
    by_name = {a.name: a for a in table.actors}
    heads, spans = dict(table.heads), dict(table.spans)
    pair: tuple[str, ...] = ()
    found: dict[str, list[Span]] = {}
    for paragraph in parsed.paragraphs:
        for token in paragraph.doc:
            at = paragraph.offset + token.idx
            pair = _together(table, paragraph, token, by_name) or pair
            if not _marked(token) or at in heads:
                continue
            span = paragraph.span(paragraph.doc[token.left_edge.i : token.i + 1])
            meant: tuple[str, ...] = pair if pair and _fits(token.lower_, {by_name[n].kind for n in pair}) else ()
            name = paragraph.doc[token.left_edge.i : token.i + 1].text.lower().removeprefix("the ")
            if not meant and token.lower_ in STATES:
                continue  # "the two countries", of a story told elsewhere
            heads[at], spans[at] = meant or (name,), span
            for who in meant or (name,):
                found.setdefault(who, []).append(span)
    actors = [replace(a, mentions=tuple(sorted({*a.mentions, *found.pop(a.name, ())}))) for a in table.actors]
    actors += [Actor(name, KIND, None, tuple(places)) for name, places in found.items()]
    return replace(table, actors=tuple(actors), heads=heads, spans=spans)
