"""Which claim disputes, supports or repeats which: by what it points back to, whom it names, and what it is about."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.language.claim_cues import load_cues
from geo.language.claim_views import claim_views, negative_words
from geo.language.contrasts import began_it, blame_each_other, no_loss, other_fate, whose_town
from geo.language.denial_pointers import anaphor, by_noun, by_pronoun, compared, is_told, referred, such
from geo.language.denied_matters import (
    accused,
    answered,
    denied_deed,
    negated_matter,
    no_evidence,
    not_there,
    one_thing,
    same_matter,
    same_things,
)
from geo.language.other_figures import counted_otherwise, main_toll, other_figure, own_losses, put_at, told_otherwise
from geo.language.propositions import load_derivations, overlap
from geo.records import Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.language.actors import ActorTable
    from geo.language.claim_views import ClaimView, ClaimViews
    from geo.language.parse import ParsedText
    from geo.records import Claim, RelationType

    Answer = Callable[[ClaimViews, ClaimView], list[ClaimView]]

REPEAT_REACH = 60
"""Sentences over which a claim may be said again."""
SAME = 0.6
"""Part of the content words that two claims share when one repeats the other."""
DENIED: tuple[Answer, ...] = (denied_deed, same_matter, accused, one_thing, no_evidence, answered, same_things, not_there)
"""What a denial without a pointing word may answer, surest first."""
CONTRADICTED: tuple[Answer, ...] = (whose_town, other_fate, negated_matter)
"""What a plain statement may contradict in full."""
COUNTED: tuple[Answer, ...] = (other_figure, put_at, own_losses, told_otherwise, main_toll)
"""Of what a plain statement may give another number."""


@dataclass
class _Relater:
    views: ClaimViews
    disputed: dict[int, tuple[ClaimView, ...]] = field(default_factory=dict)
    """The claims that each claim read so far disputes in full, by its index."""

    def answer(self, view: ClaimView) -> tuple[Claim, tuple[Relation, ...]]:
        """Return the claim, a denial where "there is no blockade" makes it one, and its relations."""
        claim = view.claim
        if not view.tokens:
            return claim, ()
        if claim.stance == "deny":
            found = self._denied(view)
        elif answered := not_there(self.views, view):
            claim, found = replace(claim, stance="deny"), _as(answered, "disputes")
        else:
            found = self._supported(view) or self._contrasted(view)
        found = found or self._added(view)
        self.disputed[view.index] = tuple(self.views.all[self._at(r.claim)] for r in found if r.type == "disputes" and r.degree == "full")
        return claim, found or self._repeated(view)

    def _at(self, index: int) -> int:
        return bisect_left(self.views.all, index, key=lambda v: v.index)

    def _denied(self, view: ClaimView) -> tuple[Relation, ...]:
        """Return what a denial disputes."""
        targets, partly = compared(self.views, view)
        if targets:
            return _as(targets, "disputes", part=partly)
        cue = view.paragraph.tokens(*view.claim.cue)
        if cue is not None and cue[0].lemma_ in load_cues().turning_down:
            return ()
        if cue is not None and any(c.lower_ in load_cues().earlier for c in cue[0].children if c.dep_ == "advmod"):
            return ()  # "previously denied": what was claimed then
        noun = referred(view) or anaphor(view)
        if noun is not None:
            return _as(by_noun(self.views, view, noun) if noun.pos_ == "NOUN" else self._meant(view), "disputes")
        return _as(such(self.views, view) or _first(DENIED, self.views, view), "disputes")

    def _meant(self, view: ClaimView) -> list[ClaimView]:
        """Return what "it" or "this" means: the claim before, or what that denies where it is one by the speaker's own side."""
        last = by_pronoun(self.views, view)
        if last is None:
            return []
        if last.claim.stance == "deny" and not self.views.opposed(last.claim.speakers, view.claim.speakers):
            return list(self.disputed.get(last.index, ()))
        return [last] if is_told(last) else []

    def _supported(self, view: ClaimView) -> tuple[Relation, ...]:
        cue = view.paragraph.tokens(*view.claim.cue)
        if cue is None or cue[0].lemma_ not in load_derivations().supporting:
            return ()
        noun = anaphor(view)
        return _as(by_noun(self.views, view, noun), "supports") if noun is not None and noun.pos_ == "NOUN" else ()

    def _contrasted(self, view: ClaimView) -> tuple[Relation, ...]:
        """Return what a plain statement cannot be true beside."""
        if view.claim.stance not in {"assert", "accuse", "acknowledge"}:
            return ()
        if found := self._opposite(view) or _first(CONTRADICTED, self.views, view):
            return _as(found, "disputes")
        return _as(_first(COUNTED, self.views, view), "disputes", part=True)

    def _opposite(self, view: ClaimView) -> list[ClaimView]:
        """Return the claim just before that blames the other side for what this one blames the first, or that this one undoes."""
        for other in reversed(self.views.eligible(view, before=True, reach=1)[:2]):
            if other.holds(view) or view.holds(other):
                continue
            sides = self.views.sides(view.claim.speakers), self.views.sides(other.claim.speakers)
            negative = view.negative or other.negative
            if not negative and not self.views.apart(view, other) and began_it(view, other):
                return [other]
            if self.views.elsewhere(view, other):
                continue
            if no_loss(view.tokens, other.tokens) or (not negative and blame_each_other(view.tokens, other.tokens, sides)):
                return [other]
        return []

    def _added(self, view: ClaimView) -> tuple[Relation, ...]:
        """Return what a denial just before disputes, where this claim goes on with it.

        The same speaker goes on in the sentence ("rejected the accusation and said it had not attacked civilians"), or another one
        bears the denial out in the next ("Residents disputed that. 'There was nothing here but families,' said one").
        """
        if view.claim.stance not in {"assert", "deny"}:
            return ()
        negative = view.claim.stance == "deny" or negative_words(view)
        for other in reversed(self.views.window(view.sentence - 1, view.sentence)):
            targets = self.disputed.get(other.index, ())
            if other.index >= view.index or other.claim.stance != "deny" or not targets or other.holds(view):
                continue
            same = set(other.claim.speakers) == set(view.claim.speakers) or not view.claim.speakers
            goes_on = negative and same and other.sentence == view.sentence
            bears_out = (
                not same
                and other.sentence == view.sentence - 1
                and other.paragraph is view.paragraph
                and ((negative and view.claim.quote == "direct") or any(counted_otherwise(view, t) for t in targets))
                and len(other.tokens) <= 2  # noqa: PLR2004
                and not any(set(t.claim.speakers) & set(view.claim.speakers) for t in targets)
            )
            if goes_on or bears_out:
                return _as(targets, "disputes")
        return ()

    def _repeated(self, view: ClaimView) -> tuple[Relation, ...]:
        """Return the earlier claim of another speaker that a claim says again."""
        if view.claim.stance not in {"assert", "accuse"} or len(view.words) < 4:  # noqa: PLR2004
            return ()
        for other in self.views.window(view.sentence - REPEAT_REACH, view.sentence):
            if other.index >= view.index:
                break
            if set(other.claim.speakers) & set(view.claim.speakers) or other.claim.stance != view.claim.stance or len(other.words) < 4:  # noqa: PLR2004
                continue
            if other.holds(view) or len(set(view.words) & set(other.words)) < 2:  # noqa: PLR2004  (spares the dear comparison)
                continue
            if (
                other.negative == view.negative
                and min(overlap(view.words, other.words)[1], overlap(other.words, view.words)[1]) >= SAME
                and _numbers(view) == _numbers(other)
            ):
                return (Relation("repeats", other.index),)
        return ()


def _first(answers: Iterable[Answer], views: ClaimViews, view: ClaimView) -> list[ClaimView]:
    return next((found for answer in answers if (found := answer(views, view))), [])


def _numbers(view: ClaimView) -> set[str]:
    return {t.lower_ for t in view.tokens if t.like_num}


def _as(targets: Iterable[ClaimView], kind: RelationType, *, part: bool = False) -> tuple[Relation, ...]:
    return tuple(Relation(kind, t.index, "part" if part else "full") for t in sorted(targets, key=lambda t: t.index))


def relate_claims(parsed: ParsedText, claims: Sequence[Claim], actors: ActorTable) -> list[Claim]:
    """Add to each claim its relations to other claims of the article.

    Precision comes before recall: a relation is given only where the words point to the other claim ("these claims", "the army's
    account", "not as dire as Trump had suggested"), take up its proposition, answer an accusation against the speaker, or tell of
    the same town, person or victims what cannot be true beside it.

    Parameters
    ----------
    parsed : ParsedText
        The parsed article.
    claims : sequence of Claim
        Its claims in order of their cues; relations refer to this order.
    actors : ActorTable
        Its actors.

    Returns
    -------
    list[Claim]
        The claims with `relations` filled in.
    """
    views = claim_views(parsed, claims, actors)
    relater = _Relater(views)
    related = list(claims)
    for view in views.all:
        claim, relations = relater.answer(view)
        related[view.index] = replace(claim, relations=relations)
    return related
