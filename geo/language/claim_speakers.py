"""Who utters a cue: its subject, its agent, or the subject of the clause that governs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.language.actor_mentions import listed_speaker
from geo.language.claim_cues import load_cues

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj"})
RELATIVES = frozenset({"who", "which", "that", "whom"})
NOT_SPEAKERS = frozenset({"it", "there", "this", "that", "what", "which", "i", "we", "you", "one", "these", "those", "who", "me", "us"})


def _subject(verb: Token) -> Token | None:
    found = [c for c in verb.children if c.dep_ in SUBJECTS]
    if len(found) > 1 and found[0].tag_ == "WDT":
        return found[-1]  # "Iran, which Washington says arms the group"
    return found[0] if found else None


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent" or (
            child.dep_ == "prep" and child.lower_ == "by" and any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children)
        ):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def is_passive(verb: Token) -> bool:
    """Tell whether a verb is in the passive."""
    return any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children) or (
        verb.tag_ == "VBN" and verb.dep_ in {"acl", "relcl"} and not any(c.dep_ == "aux" for c in verb.children)
    )


def _inverted(verb: Token) -> Token | None:
    """Return the name after the verb in "...," said Smith, where the parser took it for an object."""
    if (verb.i and not verb.is_sent_start and verb.nbor(-1).text not in {'"', ",", "'"}) or verb.tag_ not in {"VBD", "VBZ", "VBP"}:
        return None
    for child in verb.children:
        if (
            child.i > verb.i
            and child.dep_ in {"dobj", "npadvmod", "attr", "dep", "oprd", "nsubjpass", "appos"}
            and child.pos_ in {"PROPN", "NOUN", "PRON"}
            and child.left_edge.i == verb.i + 1
        ):
            return child
    return None


def find_speaker(verb: Token, *, depth: int = 0) -> Token | None:
    """Return the head of the noun phrase that utters a cue verb, `None` where the sentence does not tell.

    Follows relative clauses ("X, who said"), co-ordination ("said ... but denied"), gerunds ("..., saying"), infinitives ("continues to
    demand") and nouns with a clause ("issued a statement refuting").
    """
    if depth > 6:  # noqa: PLR2004  (a parse is a tree; deep chains are parser errors)
        return None
    if is_passive(verb):
        return _agent(verb)
    subject = _subject(verb) or _inverted(verb)
    if subject is not None:
        if subject.lower_ in RELATIVES and subject.tag_ in {"WP", "WDT", "IN"}:
            return verb.head if verb.dep_ == "relcl" else _relative_head(verb, depth)
        return subject
    listed = listed_speaker(verb)
    if listed is not None:
        return listed
    head = verb.head
    if head.i == verb.i:
        return None
    if verb.dep_ == "conj" and head.pos_ in {"VERB", "AUX"}:
        if is_passive(head):
            return next((c for c in head.children if c.dep_ == "nsubjpass"), None) or _agent(head)
        return find_speaker(head, depth=depth + 1)
    if verb.dep_ in {"advcl", "xcomp", "ccomp"} and head.pos_ in {"VERB", "AUX"}:
        if verb.dep_ == "xcomp" and head.lemma_ in load_cues().object_control:
            target = next((c for c in head.children if c.dep_ in {"dobj", "dative"}), None)
            if target is not None:
                return target
        if verb.dep_ == "ccomp" and verb.tag_ not in {"VBG", "VB"}:
            return None
        if is_passive(head):
            return next((c for c in head.children if c.dep_ == "nsubjpass"), None)
        return find_speaker(head, depth=depth + 1)
    if verb.dep_ == "pcomp" and head.head.i != head.i:
        shared = next((c for c in head.children if c.dep_ == "pobj" and c.i < verb.i), None)
        if shared is not None:  # "despite Ukraine and the US offering", "with officials saying"
            return shared
        governor = head.head
        if head.lower_ == "as" and is_passive(governor):  # "was quoted as saying"
            return next((c for c in governor.children if c.dep_ == "nsubjpass"), None)
        return find_speaker(governor, depth=depth + 1) if governor.pos_ in {"VERB", "AUX"} else None
    if verb.dep_ in {"acl", "relcl"} and verb.tag_ in {"VBG", "VB"} and head.pos_ in {"NOUN", "PROPN", "PRON"}:
        if head.dep_ in {"dobj", "pobj"} and head.lemma_.lower() in load_cues().said_things:
            governor = head.head if head.dep_ == "dobj" else head.head.head
            owner = owner_of(head)
            if owner is not None:
                return owner
            return find_speaker(governor, depth=depth + 1) if governor.pos_ in {"VERB", "AUX"} else None
        return head if verb.tag_ == "VBG" else owner_of(head)
    return None


def _relative_head(verb: Token, depth: int) -> Token | None:
    for ancestor in verb.ancestors:
        if ancestor.dep_ == "relcl":
            return ancestor.head
        if ancestor.dep_ not in {"conj", "ccomp", "advcl", "xcomp"} or depth > 6:  # noqa: PLR2004
            return None
    return None


def owner_of(noun: Token) -> Token | None:
    """Return whose a noun is: "Putin's demand", "the claim by Putin", "the statement of the ministry"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from"} and child.i > noun.i:
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None
