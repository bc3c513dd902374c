"""Whether an event happened, was ordered, planned or denied, or is only talk that a list of events should leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.language.clauses import governors
from geo.language.event_arguments import children
from geo.language.event_lexicon import grammar, load_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geo.records import EventStatus

CLIMB = 6
"""Words above the trigger that can change what became of the event."""


def status_of(trigger: Token) -> EventStatus | None:
    """Return the status of what a verb or noun tells, `None` when it is denied in the article's own voice or not told as a fact.

    Parameters
    ----------
    trigger : spacy.tokens.Token
        The verb or noun.
    """
    if _negated(trigger) or _not_yet(trigger):
        return None
    own = _own_status(trigger)
    if own == "hypothetical":
        return "planned" if _announced(trigger) else own
    below = trigger
    for step, above in enumerate(governors(trigger)):
        if step >= CLIMB:
            break
        if below.dep_ == "ccomp" and below.i < above.i and any(t.text == ";" for t in trigger.doc[below.i : above.i]):
            break  # "was arrested; his party calls it a kidnapping"
        verdict = _governed(below, above, trigger)
        if verdict == "none":
            return None
        if verdict is not None:
            return verdict  # type: ignore[return-value]
        if above.pos_ in ("VERB", "AUX") and below.dep_ != "conj" and own is None and step == 0 and trigger.pos_ in ("NOUN", "PROPN"):
            if _negated(above) and below.dep_ in ("dobj", "pobj", "nsubj", "attr"):
                return None
            verdict = _own_status(above)
            if verdict is not None and below.dep_ in ("dobj", "nsubj", "nsubjpass", "prep", "pobj"):
                return verdict
        if (
            above.pos_ == "ADP"
            and below.dep_ == "pobj"
            and step == 0
            and trigger.pos_ == "NOUN"
            and _own_status(above.head) == "hypothetical"
        ):
            return "hypothetical"  # "if they came under attack"
        if below.dep_ in ("relcl", "conj", "advcl", "appos", "parataxis"):
            break  # a clause that is told beside the governing one, not under it
        below = above
    return own or "happened"


def _announced(trigger: Token) -> bool:
    """Say whether "would" is a future told by its doer ("said it would withdraw its troops")."""
    above = trigger.head
    return (
        trigger.dep_ == "ccomp"
        and above.lemma_ in load_lexicon().status["announcing"]
        and any(c.lower_ == "would" for c in trigger.children)
    )


def _negated(token: Token) -> bool:
    negations = load_lexicon().status["negations"]
    return any((c.dep_ == "neg" or c.dep_ in ("det", "preconj")) and c.lower_ in negations for c in token.children)


def _own_status(token: Token) -> EventStatus | None:
    """Return what the token's own auxiliaries, conjunctions and adjectives say."""
    words = load_lexicon().status
    if token.pos_ in ("VERB", "AUX"):
        auxiliaries = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
        if auxiliaries & words["hypothetical_auxiliaries"]:
            return "hypothetical"
        if any(c.dep_ == "mark" and c.lower_ in words["hypothetical_marks"] for c in token.children):
            return "hypothetical"
        if auxiliaries & grammar("future"):
            return "planned"
        return None
    adjectives = {c.lemma_.lower() for c in token.children if c.dep_ in ("amod", "det", "compound")} | {
        c.lower_ for c in token.children if c.dep_ == "amod"
    }
    if adjectives & words["ordered_adjectives"]:
        return "ordered"
    if adjectives & words["planned_adjectives"]:
        return "planned"
    if adjectives & words["hypothetical_adjectives"]:
        return "hypothetical"
    return None


def _not_yet(clause: Token) -> bool:
    """Say whether a present-tense clause of time hangs on a verb about what is to come ("after the army takes the city")."""
    return (
        clause.dep_ == "advcl"
        and clause.tag_ in ("VBZ", "VBP")
        and any(c.lower_ in grammar("until") for c in clause.children)
        and any(c.lower_ in grammar("will") for c in clause.head.children)
    )


def _governed(below: Token, above: Token, trigger: Token) -> EventStatus | str | None:
    """Return what a governing word makes of the event, `none` when it makes it no event."""
    words = load_lexicon().status
    lemma = above.lemma_.lower()
    if above.pos_ in ("VERB", "AUX"):
        direct = below.dep_ in ("xcomp", "ccomp", "dobj", "prep", "nsubjpass", "advcl", "pcomp", "dep")
        if lemma in words["ordered"] and below.dep_ in ("dobj", "nsubjpass", "xcomp", "ccomp"):
            return "ordered" if status_of(above) in ("happened", "ordered") else "none"
        if lemma in words["denied"] and below.dep_ in ("xcomp", "ccomp", "dobj", "prep", "pcomp") and trigger.i > above.i:
            return "denied"
        if lemma in words["planned"] and (
            below.dep_ in ("xcomp", "nsubjpass")
            or (below.dep_ == "dobj" and trigger.pos_ == "NOUN")
            or (below.dep_ == "ccomp" and lemma == "expect")
        ):
            return "planned"
        if lemma in words["demanded"] and direct and below.dep_ != "nsubjpass" and _under_request(below, lemma):
            return "none"
        if lemma in words["hypothetical_verbs"] and below.dep_ in ("xcomp", "ccomp", "dobj", "prep", "pcomp") and above.i < below.i:
            return "none"
        if below.dep_ in ("xcomp", "ccomp", "dobj") and any(
            f"{lemma} {p.lower_}" in words["hypothetical_particles"] for p in children(above, "prt", "prep")
        ):
            return "none"  # "ruled out meeting him"
        if lemma == "be" and below.dep_ == "xcomp" and above.tag_ in ("VBZ", "VBP") and below.tag_ == "VB":
            return "planned"  # "is to meet the ambassador"
        if lemma == "go" and below.dep_ == "xcomp" and above.tag_ == "VBG":
            return "planned"
        if below.dep_ in ("ccomp", "xcomp") and _own_status(above) == "hypothetical":
            return "hypothetical"
    elif above.pos_ in ("NOUN", "PROPN", "ADJ"):
        if (
            below.dep_ in ("prep", "acl", "pcomp", "advcl", "xcomp", "compound")
            and lemma in words["hypothetical_nouns"]
            and below.i != above.i
        ):
            return "none" if below.dep_ != "acl" or trigger.tag_ == "VB" else None
        if lemma in grammar("plans") and below.dep_ in (
            "prep",
            "acl",
        ):
            return "planned"
        if lemma == "order" and below.dep_ in ("acl", "prep"):
            return "ordered"
        if lemma == "denial" and below.dep_ in ("prep", "acl"):
            return "denied"
        if above.pos_ == "ADJ" and below.dep_ == "xcomp" and lemma in words["planned"]:
            return "planned"  # "are due to attend"
        if lemma in grammar("ability"):
            return "hypothetical"
    elif above.pos_ in ("ADP", "SCONJ") and above.lower_ in ("without", "against", "than"):
        return "none" if above.lower_ == "without" else None
    return None


def _under_request(below: Token, lemma: str) -> bool:
    """Say whether the words under a request are its content; "called for" and the like need their preposition."""
    if below.dep_ == "prep":
        return below.lower_ in grammar("complement_prepositions") and lemma in grammar("request_with_preposition")
    return not (below.dep_ == "ccomp" and lemma in grammar("telling"))


def in_quotes(token: Token) -> bool:
    """Say whether the token stands between double quotes in its paragraph."""
    return sum(t.text in ('"', "``", "''") for t in token.doc[: token.i]) % 2 == 1


def future_infinitive(trigger: Token) -> bool:
    """Say whether the verb is an infinitive of purpose or plan ("to surrender"), not told as done."""
    return (
        trigger.tag_ in ("VB", "VBN")
        and any(c.dep_ == "aux" and c.lower_ == "to" for c in children(trigger, "aux"))
        and trigger.dep_ in ("acl", "advcl", "xcomp", "relcl")
    )
