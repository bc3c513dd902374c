"""What a speaker does with a proposition: asserts, denies, accuses, demands, promises, acknowledges or assesses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from geo.language.claim_cues import Cue, CueLexicon
    from geo.records import Stance


def negated(verb: Token) -> bool:
    """Tell whether a cue is negated ("did not say", "never claimed")."""
    return any(c.dep_ == "neg" or c.lower_ in {"never", "neither"} for c in verb.children)


def _denies(tokens: Sequence[Token], cues: CueLexicon, frame: str) -> bool:
    """Tell whether a content calls something false, or says that there is no evidence of it."""
    if frame in {"call", "as"}:
        return any(
            (t.lower_ in cues.denial_adjectives or t.lower_ in cues.denial_nouns) and not any(c.dep_ == "neg" for c in t.children)
            for t in tokens
        )
    root = _root(tokens)
    if root is None:
        return False
    main = {
        root.i,
        *(c.i for c in root.children if c.dep_ in {"conj", "ccomp", "acomp", "attr", "oprd", "xcomp"}),
        *(g.i for c in root.children if c.dep_ == "conj" for g in c.children),
    }
    subject = next((c for c in root.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    pointing = subject is not None and (subject.lower_ in cues.anaphoric_nouns or subject.lower_ in cues.anaphoric_pronouns - {"so"})
    true = root.lemma_ in cues.true or any(c.lower_ in cues.true for c in root.children if c.dep_ in {"acomp", "attr", "oprd"})
    if pointing and true and any(c.dep_ == "neg" for c in root.children):
        return True  # "the statement did not correspond to reality"
    if any(c.dep_ == "attr" and {"no", "such"} <= {d.lower_ for d in c.children} for c in root.children):
        return True  # "there were no such plans"
    for token in tokens:
        if token.i not in main and token.head.i not in main:
            continue
        clause = token if token.pos_ in {"VERB", "AUX"} else token.head
        if any(c.dep_ == "neg" for c in (*token.children, *clause.children)):
            continue
        if token.tag_ == "VBN" and any(c.dep_ == "prep" and c.lower_ == "for" for c in token.children):
            continue  # "had been mistaken for suspects"
        if (
            token.lower_ in cues.denial_adjectives
            and token.dep_ in {"acomp", "oprd", "attr", "ccomp", "conj", "ROOT", "xcomp", "advcl"}
            and token.i in main
        ):
            return True
        if token.lower_ in cues.denial_nouns and token.dep_ in {"attr", "oprd"}:
            return True
        if token.lower_ in cues.no_nouns and token.dep_ in {"attr", "dobj", "nsubj"} and any(c.lower_ == "no" for c in token.children):
            return True
    return False


def _root(tokens: Sequence[Token]) -> Token | None:
    inside = {t.i for t in tokens}
    roots = [t for t in tokens if t.head.i not in inside or t.head.i == t.i]
    return next((t for t in roots if t.pos_ in {"VERB", "AUX"}), roots[0] if roots else None)


def _auxiliaries(root: Token) -> set[str]:
    return {c.lower_ for c in root.children if c.dep_ in {"aux", "advmod", "auxpass"}} | ({root.lower_} if root.tag_ == "MD" else set())


def stance_of(cue: Cue, tokens: Sequence[Token], cues: CueLexicon, *, same_subject: bool, own_words: bool, frame: str = "") -> Stance:
    """Return the stance of a cue over its content.

    A plain assertion becomes a denial where its content calls something false, a promise, a demand or an assessment where the main
    verb of its content says so.

    Parameters
    ----------
    cue : Cue
        The cue word.
    tokens : sequence of Token
        The content.
    cues : CueLexicon
        The word lists.
    same_subject : bool
        Whether the content's subject is the speaker ("said it would send troops").
    own_words : bool
        Whether the content is a direct quotation ("I", "we" are the speaker).
    frame : str
        How the content hangs on the cue ("that", "call", ...).
    """
    if cue.stance != "assert" or cue.group not in {"speech", "talk", "nominal", "support"}:
        return cue.stance
    if _denies(tokens, cues, frame):
        return "deny"
    root = _root(tokens)
    if root is None:
        return cue.stance
    words = _auxiliaries(root)
    subject = next((c for c in root.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    own = same_subject or (own_words and subject is not None and subject.lower_ in {"i", "we"})
    going = root.lower_ == "going" and any(c.dep_ == "xcomp" for c in root.children)
    if words & cues.forecast or going:
        if own and (words & {"will", "'ll", "wo", "would"} or going):
            return "promise"
        return "assess"
    obliged = bool(words & cues.obligation) or (
        root.lemma_ in cues.obligation_verbs and any(c.dep_ == "xcomp" and any(x.lower_ == "to" for x in c.children) for c in root.children)
    )
    if obliged and not any(c.dep_ == "neg" for c in root.children if root.lemma_ == "need"):
        return "demand"
    if own_words and root.tag_ == "VB" and subject is None and not words & {"do", "to"} and not any(c.dep_ == "aux" for c in root.children):
        return "demand"
    return cue.stance
