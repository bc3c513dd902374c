"""Mends what the parser often gets wrong and the words show: on the parse itself, so that all who read it gain."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FINITE = frozenset({"VBD", "VBZ", "VBP"})
CLAUSAL = frozenset({"ROOT", "ccomp", "conj", "advcl", "relcl"})


def repair(doc: Doc) -> Doc:
    """Mend a parsed text in place and return it."""
    for token in doc:
        if token.lower_ == "that":
            _pronoun(token)
        elif token.dep_ == "conj":
            _go_on(token)
        elif token.tag_ == "NN" and token.dep_ in CLAUSAL:
            _verb(token)
    return doc


def _go_on(verb: Token) -> None:
    """Hang a finite verb on the one that it goes on from: "[urged] them to help and [accused] them of ..." is not "to accused"."""
    infinitive = verb.head
    if verb.tag_ not in FINITE or infinitive.tag_ != "VB" or any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children):
        return
    governor = next((t for t in infinitive.ancestors if t.tag_ == verb.tag_ and t.i < infinitive.i), None)
    if governor is None or any(c.lower_ in {"did", "does", "do"} for c in infinitive.children):
        return
    for joining in [c for c in infinitive.children if infinitive.i < c.i < verb.i and c.dep_ in {"cc", "punct"}]:
        joining.head = governor
    verb.head = governor


def _pronoun(that: Token) -> None:
    """Read "that" before a stop as what a verb has for its object: "dismissed [that], saying ..."."""
    if that.dep_ != "mark" or that.i == 0 or that.i + 1 >= len(that.doc) or not that.nbor(1).is_punct or that.nbor(1).is_quote:
        return
    verb, clause = that.nbor(-1), that.head
    if verb.pos_ != "VERB" or that.nbor(1).text not in {",", ".", ";"}:
        return
    that.head, that.dep_, that.tag_, that.pos_ = verb, "dobj", "DT", "PRON"
    if clause.head.i == verb.i and clause.dep_ == "ccomp" and clause.tag_ == "VBG":
        clause.dep_ = "advcl"


def _verb(noun: Token) -> None:
    """Read "fighters [claim] to have taken the town" as it must be read: a plural subject and a clause make it a verb."""
    subject = any(c.dep_ == "nsubj" and c.i < noun.i and c.tag_ in {"NNS", "NNPS", "PRP"} for c in noun.children)
    clause = any(c.dep_ in {"xcomp", "ccomp"} and c.i > noun.i for c in noun.children)
    if subject and clause:
        noun.tag_, noun.pos_ = "VBP", "VERB"
