"""The claims of an article as their relations need them: the words of each, who stands behind it, and which claims are near."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from geo.language.propositions import content_words
from geo.language.relation_lexicon import load_relation_lexicon
from geo.language.states import load_states

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from geo.language.actors import ActorTable
    from geo.language.parse import Paragraph, ParsedText
    from geo.records import Actor, Claim

REACH = 3
"""Sentences over which "these claims" reaches back."""
AIMED_REACH = 6
"""Sentences over which "the accusation" reaches back to one that names the denier."""
OWNED_REACH = 12
"""Sentences over which "the army's account" reaches back."""
TARGET_STANCES = frozenset({"assert", "accuse", "assess", "acknowledge"})
OFFICIAL = frozenset({"government", "military"})
LONG_NAME = 4
"""Letters of a part of a name by which a person is known again in another actor's name or role."""


@dataclass(frozen=True)
class ClaimView:
    """A claim with what relations need to know of it."""

    index: int
    claim: Claim
    paragraph: Paragraph
    tokens: tuple[Token, ...]
    sentence: int
    """Number of its sentence in the article."""

    @cached_property
    def words(self) -> list[str]:
        """The content words of the claim's content."""
        return content_words(self.tokens)

    @cached_property
    def negative(self) -> bool:
        """Whether the content is negated."""
        return any(t.dep_ == "neg" or t.lower_ in {"no", "never"} for t in self.tokens)

    @cached_property
    def root(self) -> Token | None:
        """The main word of the content."""
        inside = {t.i for t in self.tokens}
        roots = [t for t in self.tokens if t.head.i not in inside or t.head.i == t.i]
        return next((t for t in roots if t.pos_ in {"VERB", "AUX"}), roots[0] if roots else None)

    def holds(self, other: ClaimView) -> bool:
        """Tell whether another claim's cue stands within this claim's content."""
        return self.claim.content[0][0] <= other.claim.cue[0] < self.claim.content[-1][1]

    @property
    def numeric(self) -> bool:
        """Whether the content gives a number."""
        return any(t.like_num for t in self.tokens)


@dataclass(frozen=True)
class ClaimViews:
    """All claims of an article, with its actors."""

    parsed: ParsedText
    actors: ActorTable
    all: tuple[ClaimView, ...]
    _known: dict[frozenset[str], set[str]] = field(default_factory=dict)
    """What `own` has found, by speakers."""

    @cached_property
    def _sentences(self) -> list[int]:
        return [v.sentence for v in self.all]

    def window(self, first: int, last: int) -> tuple[ClaimView, ...]:
        """Return the claims whose cues stand in the sentences `first` to `last`."""
        return self.all[bisect_left(self._sentences, first) : bisect_right(self._sentences, last)]

    def eligible(self, view: ClaimView, *, before: bool, reach: int) -> list[ClaimView]:
        """Return the claims of others that a claim may be about, nearest first."""
        found = [
            o
            for o in self.window(view.sentence - reach, view.sentence + reach)
            if o.index != view.index
            and not set(o.claim.speakers) & set(view.claim.speakers)
            and o.claim.speakers
            and o.claim.stance in TARGET_STANCES
            and not o.holds(view)
            and (
                not before
                or (o.sentence, o.claim.cue) < (view.sentence, view.claim.cue)
                or (o.sentence == view.sentence and o.claim.content[0][0] < view.claim.content[0][0])
            )
        ]
        return sorted(found, key=lambda o: (-o.sentence if before else abs(view.sentence - o.sentence), -o.claim.cue[0]))

    # Who stands behind a claim --------------------------------------------------------------------------------------------------

    def sides(self, names: Iterable[str]) -> set[str]:
        """Return the sides of actors."""
        return {a.side for n in names if (a := self.actors.get(n)) is not None and a.side}

    def states(self, names: Iterable[str]) -> set[str]:
        """Return the states for which actors speak or act: those of governments, armies and their people, never of armed groups."""
        found = set()
        for name in names:
            actor = self.actors.get(name)
            if actor is None:
                continue
            if actor.side and (actor.kind in OFFICIAL or (actor.kind == "person" and not self._of_armed_group(actor.roles))):
                found.add(actor.side)
            elif actor.kind == "organisation" and (state := load_states().any(name.removesuffix("s").split("'")[0])) is not None:
                found.add(state.name)  # "Russia's mission"
        return found

    def _of_armed_group(self, roles: Iterable[str]) -> bool:
        """Tell whether one of a person's roles names an armed group of the article."""
        return any(a.kind == "armed group" for a in self._named_in(" ".join(roles)))

    @cached_property
    def _by_word(self) -> dict[str, list[tuple[str, Actor]]]:
        """Actors with what they are called, by the first word of it: names, capitalised aliases, and the surnames of persons."""
        found: dict[str, list[tuple[str, Actor]]] = {}
        for actor in self.actors.actors:
            last = (actor.name.split()[-1],) if actor.kind == "person" else ()
            words = [w for w in actor.name.split() if w[:1].isupper()]
            initials = ("".join(w[0] for w in words),) if len(words) > 2 and actor.kind != "person" else ()  # noqa: PLR2004
            for name in {actor.name, *actor.aliases, *last, *initials}:
                if (name[:1].isupper() or actor.kind in {*OFFICIAL, "armed group"}) and (len(name) >= LONG_NAME or name.isupper()):
                    found.setdefault(name.split()[0], []).append((name, actor))
        return found

    def _named_in(self, text: str) -> list[Actor]:
        """Return the actors that a role or the name of a body names ("spokesman for Haftar's Libyan National Army")."""
        words = text.replace("'s", " ").replace("’s", " ").replace("'", " ").split()
        joined = f" {' '.join(words)} "
        return [a for w in dict.fromkeys(words) for name, a in self._by_word.get(w, ()) if f" {name} " in joined]

    def own(self, names: Iterable[str]) -> set[str]:
        """Return the actors that a speaker's own side is called by: himself, whom his roles name, his state."""
        speakers = frozenset(names)
        if speakers not in self._known:
            found = speakers | self.states(speakers)
            for actor in (a for n in speakers if (a := self.actors.get(n)) is not None):
                found |= {a.name for a in self._named_in(" ".join((actor.name, *actor.roles)))}
            self._known[speakers] = set(found)
        return self._known[speakers]

    def is_own(self, token: Token, view: ClaimView, own: set[str], paragraph: Paragraph) -> bool:
        """Tell whether a noun phrase denotes the side of a claim's speaker: by name, by state, or by "his forces"."""
        names = set(self.actors.names_of(paragraph, token))
        if names & own or (self.states(names) & own):
            return True
        if paragraph is view.paragraph and token in view.tokens and any(c.tag_ == "PRP$" for c in token.children):
            return True
        states = (load_states().any(t.text) for t in token.subtree)
        return any(s is not None and s.name in own for s in states)

    def names_in(self, view: ClaimView) -> set[str]:
        """Return the actors that a content names, with the states for which they act."""
        names = {n for s, e in view.claim.content for n in self.actors.names_at(s, e)}
        return names | self.states(names)

    def opposed(self, one: Iterable[str], other: Iterable[str]) -> bool:
        """Tell whether two parties are surely not on one side: other states, or an armed group and a state's forces."""
        one, other = set(one), set(other)
        if not one or not other or self.own(one) & self.own(other):
            return False
        states = self.states(one), self.states(other)
        if states[0] and states[1]:
            return not states[0] & states[1]
        return any(states[i] and self._armed_group(names) for i, names in ((0, other), (1, one)))

    def _armed_group(self, names: Iterable[str]) -> bool:
        """Tell whether an actor is an armed group, or one of its people."""
        known = (a for n in names if (a := self.actors.get(n)) is not None)
        return any(a.kind == "armed group" or (a.kind == "person" and self._of_armed_group(a.roles)) for a in known)

    def names_state(self, view: ClaimView, sides: set[str]) -> bool:
        """Tell whether a content names one of the states, be it only as a place ("firms in the UAE")."""
        text = " ".join(t.text for t in view.tokens)
        states = (s for s in load_states().all if s.name in sides)
        return any(f" {n} " in f" {text} " for s in states for n in (s.name, *s.aliases, *s.adjectives, *s.capital))

    # What two claims have in common ---------------------------------------------------------------------------------------------

    @staticmethod
    def elsewhere(one: ClaimView, two: ClaimView) -> bool:
        """Tell whether the first content names places or days of which the second names others or none."""
        for kinds in (("GPE", "LOC", "FAC"), ("DATE", "TIME")):
            here, there = ({t.lower_ for t in v.tokens if t.ent_type_ in kinds and t.is_alpha and not t.is_stop} for v in (one, two))
            if here and not here & there:
                return True
        return False

    @staticmethod
    def apart(one: ClaimView, two: ClaimView) -> bool:
        """Tell whether both contents name places, or days, and none is the same."""
        for kinds in (("GPE", "LOC", "FAC"), ("DATE", "TIME")):
            here, there = ({t.lower_ for t in v.tokens if t.ent_type_ in kinds and t.is_alpha and not t.is_stop} for v in (one, two))
            if here and there and not here & there:
                return True
        return False


def negative_words(view: ClaimView) -> bool:
    """Tell whether a content says that something is not so, be it by "nothing" or "none"."""
    return view.negative or any(t.lower_ in load_relation_lexicon().words["negative"] for t in view.tokens)


def claim_views(parsed: ParsedText, claims: Sequence[Claim], actors: ActorTable) -> ClaimViews:
    """Return the claims of an article, in the same order, as their relations need them."""
    starts = [(p.offset + s.start_char, i) for i, (p, s) in enumerate(parsed.sentences())]
    views = []
    at = 0
    for index, claim in enumerate(claims):
        paragraph = parsed.paragraph_at(claim.cue[0])
        if paragraph is None:
            continue
        while at + 1 < len(starts) and starts[at + 1][0] <= claim.cue[0]:
            at += 1
        tokens: list[Token] = []
        for start, end in claim.content:
            where = parsed.paragraph_at(start)
            span = where.tokens(start, end) if where is not None else None
            tokens += list(span or ())
        views.append(ClaimView(index, claim, paragraph, tuple(tokens), starts[at][1] if starts else 0))
    return ClaimViews(parsed, actors, tuple(views))
