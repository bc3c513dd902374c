"""Contents that cannot both be true though neither is worded as a denial: who did it, who holds the town, whether he lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.language.propositions import load_derivations
from geo.language.relation_lexicon import load_relation_lexicon
from geo.language.states import load_states

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from spacy.tokens import Token

    from geo.language.claim_views import ClaimView, ClaimViews

UNREAL = frozenset({"will", "would", "could", "may", "might", "should", "must", "can", "to"})
HOLD_REACH = 8
"""Sentences between who says to hold a town and who says to have taken it."""


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


def began_it(view: ClaimView, other: ClaimView) -> bool:
    """Tell whether a claim answers another's by saying that its side began: "it was the rebels who attacked first", "they started it"."""
    began = load_relation_lexicon().words["began"]
    told = [t for t in other.tokens if t.lemma_ in began or t.lemma_ == "offensive"]
    if not told:
        return False
    for token in view.tokens:
        if token.lemma_ not in began or token.pos_ != "VERB" or any(c.dep_ == "neg" for c in token.children):
            continue
        subject = next((c for c in token.children if c.dep_ == "nsubj"), None)
        cleft = subject is not None and subject.lower_ in {"who", "that", "which"} and _is_cleft(token.head)
        they = subject is not None and subject.lower_ == "they" and view.claim.quote == "direct"
        if cleft or they:
            return True
    return False


def _is_cleft(noun: Token) -> bool:
    verb = noun.head
    return verb.lemma_ == "be" and any(c.lower_ == "it" and c.dep_ in {"nsubj", "expl"} for c in verb.children)


# Who holds a town ------------------------------------------------------------------------------------------------------------------


def _is_told(verb: Token) -> bool:
    """Tell whether a verb tells of what is or was, and not of what will, may or did not happen."""
    words = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    unreal = words & UNREAL and not words >= {"to", "have"}  # "claimed to have taken the town"
    return not unreal and not any(c.dep_ == "neg" for c in verb.children)


def _place(noun: Token) -> set[str]:
    """Return the capitalised words of a noun phrase that names a place; "town" and its noun for one that only points to it."""
    names = {t.lower_ for t in noun.subtree if t.pos_ == "PROPN" and t.text[:1].isupper()}
    lemma = noun.lemma_.lower()
    return names or ({"town", f"the {lemma}"} if lemma in load_relation_lexicon().towns else set())


def _names_a_town(noun: Token) -> bool:
    return noun.ent_type_ in {"GPE", "LOC", "FAC"} or noun.pos_ == "PROPN" or noun.lemma_.lower() in load_relation_lexicon().towns


def taken(view: ClaimView) -> tuple[set[str], Token | None] | None:
    """Return the place that a content says was taken, and the taker's word where there is one."""
    lexicon = load_relation_lexicon()
    for verb in view.tokens:
        if verb.pos_ != "VERB" or not _is_told(verb):
            continue
        if verb.lemma_ in lexicon.taking:
            thing = next((c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}), None)
            agent = next((g for c in verb.children if c.dep_ == "agent" for g in c.children), None)
            taker = agent or next((c for c in verb.children if c.dep_ == "nsubj"), None)
        elif verb.lemma_ == "fall":
            thing, taker = next((c for c in verb.children if c.dep_ == "nsubj"), None), None
        else:
            continue
        if thing is not None and _names_a_town(thing) and (place := _place(thing)):
            return place, taker
    return None


def held(view: ClaimView) -> tuple[set[str], list[Token]] | None:
    """Return the place that a content says is held, and the words that say by whom ("our forces", "the Defence Army")."""
    lexicon = load_relation_lexicon()
    for token in view.tokens:
        if token.lemma_ in lexicon.held_under and token.dep_ == "pobj" and token.head.lower_ in {"under", "in"}:
            verb = next((a for a in token.ancestors if a.pos_ in {"VERB", "AUX"}), None)
            place = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None) if verb is not None else None
            by = list(token.subtree)
        elif token.lemma_ in lexicon.holding and token.pos_ == "VERB" and any(c.dep_ == "dobj" for c in token.children):
            verb, place = token, next(c for c in token.children if c.dep_ == "dobj")
            by = [t for c in token.children if c.dep_ == "nsubj" for t in c.subtree]
        else:
            continue
        if verb is not None and place is not None and _is_told(verb) and (named := _place(place)):
            return named, by
    return None


def _hold_it_themselves(views: ClaimViews, view: ClaimView, by: Sequence[Token]) -> bool:
    own = views.own(view.claim.speakers)
    if any(t.lower_ in load_relation_lexicon().words["own"] for t in by):
        return True
    named = {n for t in by for n in views.actors.names_of(view.paragraph, t)}
    return bool(named & own) or bool(views.states(named) & own) or (bool(named) and not views.opposed(named, view.claim.speakers))


def whose_town(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim before by which the town is another's: "under our full control" against "our forces took the town"."""
    hold, take = held(view), taken(view)
    for other in views.eligible(view, before=True, reach=HOLD_REACH):
        if other.negative or view.negative or other.holds(view):
            continue
        theirs: tuple[set[str], list[Token]] | tuple[set[str], Token | None] | None
        if hold is not None and (theirs := taken(other)) is not None:
            holder, taker, places = (view, hold[1]), (other, theirs[1]), (hold[0], theirs[0])
        elif take is not None and (theirs := held(other)) is not None:
            holder, taker, places = (other, theirs[1]), (view, take[1]), (take[0], theirs[0])
        else:
            continue
        near = view.sentence - other.sentence <= 1 and any("town" in p for p in places)
        if not places[0] & places[1] - {"town"} and not near:
            continue
        if _hold_it_themselves(views, *holder) and not _same_party(views, holder[0], *taker):
            return [other]
    return []


def _same_party(views: ClaimViews, holder: ClaimView, view: ClaimView, taker: Token | None) -> bool:
    """Tell whether who took a town may be who is said to hold it."""
    own = views.own(holder.claim.speakers)
    names = set(views.actors.names_of(view.paragraph, taker)) if taker is not None else set()
    names = names or set(view.claim.speakers if taker is None or any(c.tag_ == "PRP$" for c in taker.children) else ())
    return bool(names & own) or bool(views.states(names) & own)


# Fates that exclude each other -----------------------------------------------------------------------------------------------------


def other_fate(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim just before that tells another fate of the same person or thing: "was killed" against "had survived"."""
    if view.negative:
        return []
    for other in views.eligible(view, before=True, reach=2):
        if other.negative or other.holds(view) or view.holds(other):
            continue
        for one, two in load_relation_lexicon().opposites:
            for mine, theirs in ((one, two), (two, one)):
                here = {n for t in view.tokens if t.lemma_.lower() in mine for n in _undergoer(t)}
                there = {n for t in other.tokens if t.lemma_.lower() in theirs for n in _undergoer(t)}
                if here & there:
                    return [other]
    return []


def _undergoer(word: Token) -> set[str]:
    """Return the capitalised words that name whom a fate befell, by the surname or the last word of a name."""
    verb = word if word.pos_ == "VERB" else word.head
    present = {c.dep_ for c in verb.children}
    befallen = "nsubjpass" if "nsubjpass" in present else "dobj" if "dobj" in present and verb.lemma_ != "survive" else "nsubj"
    return {c.lower_ for c in verb.children if c.dep_ == befallen and c.pos_ == "PROPN"}
