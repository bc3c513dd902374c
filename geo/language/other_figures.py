"""Claims that give another number of dead, wounded, displaced or captured for what another has just told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.language.event_arguments import number_of
from geo.language.figures import figures_of
from geo.language.relation_lexicon import load_relation_lexicon, same_kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.language.claim_views import ClaimView, ClaimViews
    from geo.language.figures import Figure

VICTIMS = frozenset({"civilian", "soldier", "troop", "fighter", "militant", "rebel", "child", "woman", "policeman", "officer"})
TAKEN_UP = 16
"""Words of a content that gives another figure for what was told just before."""
BARE = 8
"""Words of a content that gives a toll and names nothing beside it."""
LEAD = 2
"""Paragraphs of the lead, in which a report gives its main toll."""
STORY = 40
"""Sentences down to which a bare toll may still be the one of the lead."""
CLAUSES = frozenset({"ccomp", "ROOT", "advcl", "relcl", "conj"})
NAMING = frozenset({"GPE", "LOC", "FAC", "DATE", "ORG", "PERSON", "EVENT"})


def _victims(view: ClaimView) -> set[str]:
    return {t.lemma_.lower() for t in view.tokens if t.lemma_.lower() in VICTIMS}


def _other_victims(one: ClaimView, two: ClaimView) -> bool:
    """Tell whether two contents count different people ("its soldiers", "Russian troops", civilians and soldiers)."""
    here, there = ({t.lemma_.lower() for t in v.tokens if t.tag_ == "PRP$" or t.ent_type_ == "NORP"} for v in (one, two))
    if here != there:
        return True
    mine, theirs = _victims(one), _victims(two)
    return bool(mine and theirs) and not any(same_kind(a, b) for a in mine for b in theirs)


def other_figure(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim just before that gives another number of dead, wounded or displaced for the same event."""
    mine = figures_of(view.tokens)
    if not mine or view.negative or _is_new(view) or len(view.tokens) > TAKEN_UP or _clauses(view) > 1:
        return []
    for other in _near(views, view):
        if _other_victims(view, other) or views.elsewhere(view, other):
            continue
        if any(a.differs(b) for a in mine for b in figures_of(other.tokens)):
            return [other]
    return []


def _near(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the positive claims of others in the sentence and the one before it, within the paragraph."""
    return [
        o
        for o in views.window(view.sentence - 1, view.sentence)
        if o.index < view.index
        and o.claim.speakers
        and not set(o.claim.speakers) & set(view.claim.speakers)
        and o.paragraph is view.paragraph
        and not o.negative
        and not o.holds(view)
        and not view.holds(o)
    ]


def _is_new(view: ClaimView) -> bool:
    """Tell whether a content tells of something else than what was told before ("in a separate attack")."""
    return any(t.lower_ in load_relation_lexicon().figures["new"] for t in view.tokens)


def _clauses(view: ClaimView) -> int:
    return sum(t.pos_ == "VERB" and t.dep_ in CLAUSES for t in view.tokens)


def put_at(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim just before whose number another puts elsewhere: "the government put the figure at 30,000"."""
    noun = next((t for t in view.tokens if t.lemma_.lower() in load_relation_lexicon().figures["nouns"]), None)
    cue = view.paragraph.tokens(*view.claim.cue)
    if noun is None or cue is None or cue[0].lemma_ != "put" or any(c.dep_ == "prep" and c.lower_ == "of" for c in noun.children):
        return []
    number = next((t for t in view.tokens if t.tag_ == "CD" and t.i > noun.i), None)
    mine = number_of(number) if number is not None else None
    for other in _near(views, view):
        theirs = [f.low or f.high for f in figures_of(other.tokens)] if other.claim.stance != "deny" else []
        if mine is not None and theirs and not any(abs(mine - n) <= n / 10 for n in theirs):
            return [other]
    return []


def counted_otherwise(view: ClaimView, other: ClaimView) -> bool:
    """Tell whether two contents give numbers of the same kind of victims that cannot both be right."""
    return any(a.differs(b) for a in figures_of(view.tokens) for b in figures_of(other.tokens))


def own_losses(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim just before by which more or fewer of a side were killed than it says to have lost ("had lost three men")."""
    mine = _lost(view)
    if mine is None:
        return []
    lexicon = load_relation_lexicon()
    for other in _near(views, view):
        if views.elsewhere(view, other):
            continue
        dead = [f for f in figures_of(other.tokens) if f.measure == "dead"]
        armed = any(t.lemma_.lower() in lexicon.armed for t in other.tokens)
        if armed and dead and all(not f.low <= mine <= f.high for f in dead):
            return [other]
    return []


def _lost(view: ClaimView) -> int | None:
    """Return how many of its own a side says to have lost."""
    figures = load_relation_lexicon().figures
    for verb in view.tokens:
        if verb.lemma_ not in figures["losing"] or verb.pos_ != "VERB" or any(c.dep_ == "neg" for c in verb.children):
            continue
        for noun in (c for c in verb.children if c.dep_ == "dobj" and c.lemma_.lower() in figures["lost"] | figures["losses"]):
            number = next((n for c in noun.children if c.dep_ == "nummod" and (n := number_of(c)) is not None), None)
            if number is not None:
                return number
    return None


def told_otherwise(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim just before of whose victims another gives number and kind otherwise ("the strikes killed 21 civilians")."""
    lexicon = load_relation_lexicon()
    taken_up = any(t.lemma_.lower() in lexicon.words["events"] and any(c.lower_ == "the" for c in t.children) for t in view.tokens)
    if not taken_up:
        return []
    mine = _killed(figures_of(view.tokens))
    people = {t.lemma_.lower() for t in view.tokens} & lexicon.unarmed
    for other in _near(views, view):
        theirs = _killed(figures_of(other.tokens))
        armed = {t.lemma_.lower() for t in other.tokens} & lexicon.armed
        civilian = {t.lemma_.lower() for t in other.tokens} & lexicon.unarmed
        kinds = (people and armed and not civilian) or (not people and {t.lemma_.lower() for t in view.tokens} & lexicon.armed and civilian)
        if kinds and any(a.differs(b) for a in mine for b in theirs) and not views.apart(view, other):
            return [other]
    return []


def _killed(figures: Iterable[Figure]) -> list[Figure]:
    return [f for f in figures if f.measure == "dead"]


def main_toll(views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    """Return the claim of the lead that gives another toll, where a claim further down gives no more than a number.

    "Tripoli's health ministry said 53 people had died" takes up the toll of the lead; a number with a place, a day or people of its
    own, or one after the deaths of another event, does not.
    """
    mine = _killed(figures_of(view.tokens))
    lesser = any(t.lower_ in load_relation_lexicon().words["lesser"] for t in view.tokens)
    named = any(t.ent_type_ in NAMING for t in view.tokens)
    if not mine or view.negative or _is_new(view) or len(view.tokens) > BARE or named or _clauses(view) > 1 or _victims(view):
        return []
    if view.sentence > STORY:
        return []
    before = [o for o in views.all if o.index < view.index and not o.holds(view)]
    lead = views.parsed.paragraphs[LEAD - 1].offset if len(views.parsed.paragraphs) >= LEAD else 0
    tolls = [(o, _killed(figures_of(o.tokens))) for o in before]
    told = [(o, figures) for o, figures in tolls if figures]
    heads = [(o, figures) for o, figures in told if o.paragraph.offset <= lead]
    if not heads or (len(told) > len(heads) and not lesser):
        return []
    other, figures = heads[-1]
    if set(other.claim.speakers) & set(view.claim.speakers) or not other.claim.speakers or other.negative:
        return []
    differs = any(a.differs(b) for a in mine for b in figures)
    return [other] if differs and not _victims(other) & VICTIMS else []
