"""What a denial without a pointing word answers: an accusation, a deed, a thing said to be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.language.claim_cues import load_cues
from geo.language.claim_views import AIMED_REACH, OWNED_REACH, REACH
from geo.language.denial_pointers import aimed_at, best
from geo.language.figures import figures_of
from geo.language.propositions import load_derivations, overlap, same_family
from geo.language.relation_lexicon import load_relation_lexicon, same_deed, same_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from geo.language.claim_views import ClaimView, ClaimViews

SAME = 0.6
"""Part of the content words that a claim shares with the one it takes up."""
UNNAMED_REACH = 2
"""Sentences over which a side denies a deed of which no doer is named."""
CORE = frozenset({"ROOT", "ccomp", "xcomp", "pcomp", "dobj", "attr", "acl"})
NAMED = frozenset({"PROPN", "NOUN"})


def accused(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the accusation against the denier right before: "accused Rwanda of ..., Kigali denies"."""
    own = set(view.claim.speakers)
    for other in views.eligible(view, before=True, reach=2):
        if other.claim.stance != "accuse":
            continue
        names = views.actors.names_at(*other.claim.content[0])
        if own & set(names) or other.claim.addressee in own or views.states(own) & views.states(names[:1]):
            return [other]
    return []


def same_matter(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claims whose proposition a denial takes up in its own words."""
    if view.negative or len(view.words) < 2:  # noqa: PLR2004
        return []
    scored = []
    deed = _own_deed(views, view)
    own = views.own(view.claim.speakers)
    for other in views.eligible(view, before=False, reach=OWNED_REACH):
        count, part = overlap(view.words, other.words)
        if deed is not None and not views.names_in(other) & own and not aimed_at(views, other, view):
            continue  # "denied that his forces had hit it" answers nobody who says no more than that it was hit
        if count >= 2 and part >= SAME and not other.negative and _roots_agree(view, other):  # noqa: PLR2004
            scored.append((part, other))
    return best(scored)


def _roots_agree(view: ClaimView, other: ClaimView) -> bool:
    mine = [t.lemma_.lower() for t in view.tokens if t.pos_ in {"VERB", "NOUN"} and t.dep_ in CORE]
    theirs = [t.lemma_.lower() for t in other.tokens if t.pos_ in {"VERB", "NOUN"}]
    return any(same_family(a, b) for a in mine for b in theirs)


def one_thing(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim just before that tells of the one thing denied ("denied any theft", "there is no blockade")."""
    words = [w for w in view.words if w not in load_cues().no_nouns | load_derivations().involvement]
    if len(words) != 1 or not any(t.pos_ in {"NOUN", "VERB"} and t.lemma_.lower() == words[0] for t in view.tokens):
        return []
    return [o for o in views.eligible(view, before=True, reach=REACH) if not o.negative and overlap(words, o.words)[0]][:1]


def answered(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim about the denier that a denial answers: "said it hit the militia, but the militia denied"."""
    for other in views.eligible(view, before=True, reach=0):
        gap = views.parsed.plain[other.claim.content[-1][1] : view.claim.cue[0]] if other.paragraph is view.paragraph else ""
        if gap.lstrip().startswith(", but ") and set(view.claim.speakers) & views.names_in(other):
            return [other]
    return []


def no_evidence(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim just before of whose matter a denial says that there is no evidence."""
    nothing = (t for t in view.tokens if t.lower_ in load_cues().no_nouns and any(c.lower_ == "no" for c in t.children))
    if next(nothing, None) is None:
        return []
    nouns = _nouns(view.tokens) - load_cues().no_nouns - load_derivations().common
    near = [o for o in views.eligible(view, before=True, reach=1)[:1] if not o.negative]
    harm = nouns & load_relation_lexicon().casualties
    return [o for o in near if nouns & _nouns(o.tokens) or (harm and any(f.measure in {"dead", "wounded"} for f in figures_of(o.tokens)))]


def _nouns(tokens: Iterable[Token]) -> set[str]:
    return {t.lemma_.lower() for t in tokens if t.pos_ in NAMED}


# Deeds ------------------------------------------------------------------------------------------------------------------------------


def _own_deed(views: ClaimViews, view: ClaimView) -> Token | None:
    """Return the verb of what the denier's own side is said not to have done ("denied shelling", "that his forces had shelled")."""
    root = view.tokens[0] if view.tokens[0].tag_ == "VBG" else view.root
    if root is None or root.pos_ not in {"VERB", "NOUN"} or (root.pos_ == "NOUN" and root.tag_ != "VBG"):
        return None
    if root.tag_ == "VBG" and not any(c.dep_ in {"nsubj", "nsubjpass", "aux"} and c.lower_ != "having" for c in root.children):
        return root
    subject = next((c for c in root.children if c.dep_ == "nsubj"), None)
    if subject is None:
        return None
    return root if views.is_own(subject, view, views.own(view.claim.speakers), view.paragraph) else None


def denied_deed(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim before that tells of the deed which a side denies, perhaps in other words ("denied stealing it").

    The claim accuses the denier or makes his side the doer; or it stands right before in the paragraph and its doer stays unnamed
    ("seven had been murdered", "armed men", "the strikes").
    """
    deed = _own_deed(views, view)
    if deed is None:
        return []
    own = views.own(view.claim.speakers)
    for other in views.eligible(view, before=True, reach=AIMED_REACH):
        if other.negative or other.holds(view) or views.apart(view, other):
            continue
        near = view.sentence - other.sentence
        told = [t for t in other.tokens if t.pos_ in {"VERB", "NOUN"} and same_deed(deed.lemma_.lower(), t.lemma_.lower())]
        if other.claim.stance == "accuse":
            if told and _accused_of(views, other) & own:
                return [other]
            continue
        verbs = [t for t in told if t.pos_ == "VERB"]
        if near <= REACH and any(_by(views, other, t, own) for t in verbs):
            return [other]
        unnamed = other.paragraph is view.paragraph and any(_doer_unknown(views, other, t) for t in verbs)
        answers = near <= UNNAMED_REACH and (aimed_at(views, other, view) or views.opposed(view.claim.speakers, other.claim.speakers))
        if unnamed and answers:
            return [other]
        if unnamed and near == 1 and any(t.tag_ == "PRP" for t in view.tokens):
            return [other]  # "denied targeting them"
    return []


def _accused_of(views: ClaimViews, accusation: ClaimView) -> set[str]:
    """Return whom an accusation accuses: who is named before "of" or "for", or after "blamed it on"."""
    tokens = accusation.tokens
    on = next((t for t in tokens if t.lower_ == "on" and t.dep_ == "prep"), None)
    cue = accusation.paragraph.tokens(*accusation.claim.cue)
    if on is not None and cue is not None and cue[0].lemma_ == "blame":
        words = [t for t in tokens if t.i > on.i]
    else:
        words = list(tokens[: next((k for k, t in enumerate(tokens) if t.lower_ in {"of", "for"} and t.dep_ == "prep" and k), len(tokens))])
    if not words:
        return set()
    offset = accusation.paragraph.offset
    names = set(views.actors.names_at(offset + words[0].idx, offset + words[-1].idx + len(words[-1])))
    return names | views.states(names)


def _by(views: ClaimViews, other: ClaimView, verb: Token, own: set[str]) -> bool:
    """Tell whether the denier's side does a deed in another's content."""
    doers = [c for c in verb.children if c.dep_ == "nsubj"] + [g for c in verb.children if c.dep_ == "agent" for g in c.children]
    if not doers and verb.dep_ in {"conj", "xcomp"} and verb.head in other.tokens:
        doers = [c for c in verb.head.children if c.dep_ == "nsubj"]
    if not doers and verb.dep_ == "relcl":
        doers = [verb.head]
    for doer in doers:
        names = set(views.actors.names_of(other.paragraph, doer))
        if names & own or views.states(names) & own:
            return True
        if any(_one_people(n, t.text) for n in own for t in doer.subtree if t.text[:1].isupper() and t.pos_ in {"PROPN", "ADJ"}):
            return True  # "Tigrayan forces" and the Tigray People's Liberation Front
    return False


def _one_people(name: str, word: str) -> bool:
    first = name.split(maxsplit=1)[0].lower()
    return len(first) >= 5 and word.lower().startswith(first)  # noqa: PLR2004


def _doer_unknown(views: ClaimViews, other: ClaimView, verb: Token) -> bool:
    """Tell whether a content leaves open who did a deed: in the passive, or done by "armed men" or "the strikes"."""
    if any(c.dep_ == "agent" for c in verb.children):
        return False
    doer = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if doer is None and verb.dep_ == "conj":
        doer = next((c for c in verb.head.children if c.dep_ == "nsubj"), None)
    if doer is None:
        return any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children)
    names = views.actors.names_of(other.paragraph, doer)
    return doer.lemma_.lower() in load_relation_lexicon().words["unnamed_doers"] and not names


def same_things(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim just before whose fate of a thing is denied in other words ("no vessel was damaged": "struck a ship")."""
    root = view.root
    if root is None or root.pos_ != "VERB" or view.negative:
        return []
    things = [t for c in root.children if c.dep_ in {"nsubjpass", "dobj"} for t in c.subtree if t.pos_ == "NOUN"]
    for other in views.eligible(view, before=True, reach=1)[:1]:
        if other.negative or views.apart(view, other) or other.paragraph is not view.paragraph:
            continue
        told = any(t.pos_ == "VERB" and same_deed(root.lemma_, t.lemma_) for t in other.tokens)
        if told and any(same_kind(a.lemma_.lower(), b.lemma_.lower()) for a in things for b in other.tokens if b.pos_ == "NOUN"):
            return [other]
    return []


# What is not there -----------------------------------------------------------------------------------------------------------------


def not_there(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim before that tells of what another says is not there ("there were no fighters in the village")."""
    root = next((t for t in view.tokens if t.lemma_ == "be" and any(c.dep_ == "expl" for c in t.children)), None)
    if root is None or view.claim.stance not in {"assert", "deny"}:
        return []
    missing = [c for c in root.children if c.dep_ == "attr" and any(d.lower_ == "no" for d in c.children)]
    if not missing or missing[0].lower_ in load_cues().no_nouns:
        return []
    thing = missing[0]
    named = [t.lemma_.lower() for t in thing.subtree if t.pos_ == "PROPN" or t.i == thing.i]
    near = [o for o in views.eligible(view, before=True, reach=REACH) if not o.negative and not views.apart(view, o)]
    for other in near:
        if other.paragraph is not view.paragraph and view.sentence - other.sentence > 2:  # noqa: PLR2004
            continue
        if len(view.words) == 1 and overlap(view.words, other.words)[0]:
            return [other]
        theirs = [t.lemma_.lower() for t in other.tokens if t.pos_ in NAMED]
        if any(same_kind(n, t) for n in named for t in theirs):
            return [other]
    return []


def negated_matter(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim of another side that an own negative statement takes up ("said its troops had not withdrawn")."""
    root = view.root
    if root is None or root.pos_ not in {"VERB", "AUX"} or not any(c.dep_ == "neg" for c in root.children):
        return []
    if any(c.tag_ == "MD" for c in root.children) or len(view.words) < 2:  # noqa: PLR2004
        return []
    found: Sequence[ClaimView] = views.eligible(view, before=True, reach=AIMED_REACH)
    scored = []
    for other in found:
        count, part = overlap(view.words, other.words)
        same = any(t.pos_ in {"VERB", "NOUN"} and same_family(root.lemma_.lower(), t.lemma_.lower()) for t in other.tokens)
        if count >= 2 and part >= SAME and same and not other.negative and not views.apart(view, other):  # noqa: PLR2004
            scored.append((part, other))
    return best(scored)[:1]
