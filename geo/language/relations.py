"""Which claim disputes, supports or repeats which: by what it points back to, whom it names, and what it is about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from geo.language.claim_cues import load_cues
from geo.language.contrasts import blame_each_other, no_loss
from geo.language.figures import figures_of
from geo.language.propositions import content_words, load_derivations, overlap, same_family
from geo.language.states import load_states
from geo.records import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spacy.tokens import Token

    from geo.language.actors import ActorTable
    from geo.language.parse import Paragraph, ParsedText
    from geo.records import Claim, RelationType

REACH = 3
"""Sentences over which "these claims" reaches back."""
AIMED_REACH = 6
"""Sentences over which "the accusation" reaches back to one that names the denier."""
OWNED_REACH = 12
"""Sentences over which "the army's account" reaches back."""
TARGET_STANCES = frozenset({"assert", "accuse", "assess", "acknowledge"})
VICTIMS = frozenset({"civilian", "soldier", "troop", "fighter", "militant", "rebel", "child", "woman", "policeman", "officer"})
GIVEN = frozenset({"given", "made", "provided", "published", "issued", "released", "cited", "announced", "reported", "claimed"})
TAKEN_UP = 16
"""Words of a content that gives another figure for what was told just before."""
REPEAT_REACH = 60
"""Sentences over which a claim may be said again."""
SAME = 0.6
"""Part of the content words that two claims share when one repeats the other."""


@dataclass(frozen=True)
class _View:
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

    def holds(self, other: _View) -> bool:
        """Tell whether another claim's cue stands within this claim's content."""
        return self.claim.content[0][0] <= other.claim.cue[0] < self.claim.content[-1][1]

    @property
    def numeric(self) -> bool:
        """Whether the content gives a number."""
        return any(t.like_num for t in self.tokens)


def _other_victims(one: _View, two: _View) -> bool:
    """Tell whether two contents count different people ("its soldiers", "Russian troops", civilians and soldiers)."""
    for kind in (lambda t: t.tag_ == "PRP$" or t.ent_type_ == "NORP", lambda t: t.lemma_.lower() in VICTIMS):
        here, there = ({t.lemma_.lower() for t in v.tokens if kind(t)} for v in (one, two))
        if here != there and ((here and there) or not here | there <= VICTIMS):
            return True
    return False


@dataclass(frozen=True)
class _Relater:
    parsed: ParsedText
    actors: ActorTable
    views: tuple[_View, ...]

    def sides(self, names: Iterable[str]) -> set[str]:
        """Return the sides of actors."""
        return {a.side for n in names if (a := self.actors.get(n)) is not None and a.side}

    def eligible(self, view: _View, *, before: bool, reach: int) -> list[_View]:
        """Return the claims of others that a claim may be about, nearest first."""
        found = [
            o
            for o in self._window(view.sentence, reach)
            if o.index != view.index
            and not set(o.claim.speakers) & set(view.claim.speakers)
            and o.claim.speakers
            and o.claim.stance in TARGET_STANCES
            and (
                not before
                or (o.sentence, o.claim.cue) < (view.sentence, view.claim.cue)
                or (o.sentence == view.sentence and o.claim.content[0][0] < view.claim.content[0][0])
            )
            and abs(view.sentence - o.sentence) <= reach
        ]
        return sorted(found, key=lambda o: (-o.sentence if before else abs(view.sentence - o.sentence), -o.claim.cue[0]))

    @cached_property
    def _sentences(self) -> list[int]:
        return [v.sentence for v in self.views]

    def _window(self, sentence: int, reach: int) -> tuple[_View, ...]:
        return self.views[bisect_left(self._sentences, sentence - reach) : bisect_right(self._sentences, sentence + reach)]

    # What a denial points to ------------------------------------------------------------------------------------------------

    def anaphor(self, view: _View) -> Token | None:
        """Return the noun or pronoun by which a denial points to a claim."""
        cues = load_cues()
        for token in view.tokens:
            if (
                token.lower_ in cues.anaphoric_nouns
                and token.pos_ == "NOUN"
                and token.dep_
                in {"dobj", "pobj", "nsubj", "nsubjpass", "ROOT", "appos", "attr", "compound", "conj", "dep", "nmod", "npadvmod"}
            ):
                if token.dep_ == "compound" or not self._near_root(token, view):
                    continue
                return token
        first = view.tokens[0]
        if first.lower_ in {"this", "that", "these", "those"} and first.dep_ == "nsubj" and first.head.lemma_ == "be":
            return first  # "These are lies"
        if len(view.tokens) <= 2 and first.lower_ in cues.anaphoric_pronouns:  # noqa: PLR2004
            return first
        if first.lower_ in cues.anaphoric_pronouns and first.dep_ == "dobj":
            return first
        return None

    def _near_root(self, token: Token, view: _View) -> bool:
        inside = {t.i for t in view.tokens}
        steps, at = 0, token
        while at.head.i in inside and at.head.i != at.i:
            at = at.head
            steps += 1
        return steps <= 3  # noqa: PLR2004  (subject, object, "evidence to support the assertion")

    def owners(self, noun: Token, paragraph: Paragraph) -> tuple[set[str], set[str]]:
        """Return the actors and the sides whose claim a noun names ("the army's account", "Russian claims", "claims by the RSF")."""
        names: set[str] = set()
        sides: set[str] = set()
        states = load_states()
        for child in noun.children:
            if child.dep_ == "poss":
                names |= set(self.actors.names_of(paragraph, child))
                state = states.any(child.text)
                if state is not None:
                    sides.add(state.name)
            elif child.dep_ in {"amod", "compound", "nmod"} and child.i < noun.i:
                state = states.by_adjective.get(child.text)
                if state is not None:
                    sides.add(state.name)
                else:
                    names |= set(self.actors.names_of(paragraph, child)) if child.pos_ == "PROPN" else set()
            elif (child.dep_ == "prep" and child.lower_ in {"by", "from"}) or (child.dep_ == "acl" and child.lower_ in GIVEN):
                agents = (c for c in child.children if c.dep_ == "agent") if child.dep_ == "acl" else (child,)
                for target in (t for agent in agents for t in agent.children):  # "the figure given by the army"
                    names |= set(self.actors.names_of(paragraph, target))
        return names, sides

    def _about(self, noun: Token, owners: set[str], view: _View) -> list[str]:
        """Return the words that say what the claims are about that a noun names ("the encirclement reports")."""
        cues = load_cues()
        states = load_states()
        modifiers = [
            c
            for c in noun.children
            if c.dep_ in {"compound", "amod", "nmod"}
            and c.i < noun.i
            and states.any(c.text) is None
            and c.lower_
            not in {
                "earlier",
                "latest",
                "previous",
                "initial",
                "such",
                "other",
                "recent",
                "own",
                "same",
                "similar",
                "official",
                "early",
                "russian",
                *cues.denial_adjectives,
            }
        ]
        tokens = [t for m in modifiers for t in m.subtree if not any(t.text in o for o in owners)]
        cue = view.paragraph.tokens(*view.claim.cue)
        for child in noun.children:
            if cue is not None and child.i == cue[0].i:
                continue  # "a claim that the government rejected"
            if child.dep_ in {"acl", "relcl"} or (child.dep_ == "prep" and child.lower_ in {"of", "about", "on"} and child.i > noun.i):
                tokens += [t for t in child.subtree if t.i != child.i or child.dep_ != "prep"]
        inside = {t.i for t in view.tokens}
        return content_words(t for t in tokens if t.i in inside and t.lower_ not in cues.denial_adjectives)

    def by_anaphor(self, view: _View, noun: Token) -> list[_View]:
        """Return the claims that "these claims", "the army's account", "the encirclement reports" mean."""
        lists = load_derivations()
        if noun.lower_ in lists.not_true_or_false:
            return []
        names, sides = self.owners(noun, view.paragraph)
        about = self._about(noun, names, view)
        owned = bool(names or sides)
        aimed = noun.lower_ in lists.accusations and not (owned or about)
        candidates = self.eligible(
            view, before=not (owned and about), reach=OWNED_REACH if owned or about else AIMED_REACH if aimed else REACH
        )
        if owned:
            candidates = [c for c in candidates if set(c.claim.speakers) & names or (self.sides(c.claim.speakers) & sides)]
        if about:
            floor = 0.3 if owned else 0.6
            scored = [(overlap(about, c.words), c) for c in candidates]
            return self._best([(part, c) for (count, part), c in scored if count and part >= floor])
        if noun.lower_ in lists.numbers:
            candidates = [c for c in candidates if c.numeric]
        if any(c.lower_ in {"a", "an"} for c in noun.children) or (noun.i and noun.nbor(-1).lower_ in {"a", "an"}):
            return [c for c in candidates if c.sentence == view.sentence][:1]  # "..., an allegation that the group rejects"
        if noun.lower_ in lists.accusations:
            candidates = [c for c in candidates if self._aimed_at(c, view)]
        if not candidates:
            return []
        nearest = [c for c in candidates if c.sentence == candidates[0].sentence]
        outer = [c for c in nearest if not any(o is not c and o.holds(c) for o in nearest)]
        return outer if noun.tag_ == "NNS" else outer[:1]

    def by_pronoun(self, view: _View) -> list[_View]:
        """Return the claim that "it", "this", "that" means: the last one before, in the same sentence or the one before it."""
        before = [o for o in self._window(view.sentence, 1) if o.index < view.index and o.claim.content[-1][1] <= view.claim.content[0][0]]
        others = [o for o in before if o.claim.speakers and not set(o.claim.speakers) & set(view.claim.speakers)]
        last = max(others, key=lambda o: (o.sentence, o.claim.cue), default=None)
        return [last] if last is not None and last.claim.stance in {*TARGET_STANCES, "promise"} else []

    def _aimed_at(self, accusation: _View, view: _View) -> bool:
        """Tell whether a claim accuses the one who denies, or the forces of the denier's side."""
        own = self._and_state(view.claim.speakers)
        if self._names_in(accusation) & own:
            return True
        speakers = [a for n in view.claim.speakers if (a := self.actors.get(n)) is not None]
        if self._names_state(accusation, {a.side for a in speakers if a.side and a.kind in {"government", "military"}}):
            return True
        if accusation.claim.stance != "accuse" or self.sides(view.claim.speakers):
            return False
        accused = [a for n in self.actors.names_at(*accusation.claim.content[0]) if (a := self.actors.get(n)) is not None][:1]
        return any(a.kind in {"military", "government"} and a.side is None for a in accused)

    def _names_state(self, view: _View, sides: set[str]) -> bool:
        """Tell whether a content names one of the states, be it only as a place ("firms in the UAE")."""
        text = " ".join(t.text for t in view.tokens)
        states = (s for s in load_states().all if s.name in sides)
        return any(f" {n} " in f" {text} " for s in states for n in (s.name, *s.aliases, *s.adjectives, *s.capital))

    def _best(self, scored: list[tuple[float, _View]]) -> list[_View]:
        if not scored:
            return []
        top = max(part for part, _ in scored)
        return [c for part, c in scored if part >= top - 0.01]

    def _names_in(self, view: _View) -> set[str]:
        names = {n for s, e in view.claim.content for n in self.actors.names_at(s, e)}
        return names | {s for n in names if (s := next(iter(self.sides([n])), None)) is not None}

    def _and_state(self, names: Iterable[str]) -> set[str]:
        names = set(names)
        return names | self.sides(names)

    # Denials without an anaphor --------------------------------------------------------------------------------------------------

    def accused(self, view: _View) -> list[_View]:
        """Return the accusation against the denier right before: "accused Rwanda of ..., Kigali denies"."""
        own = set(view.claim.speakers)
        found = []
        for other in self.eligible(view, before=True, reach=2):
            if other.claim.stance != "accuse":
                continue
            accused = self.actors.names_at(*other.claim.content[0])[:1]
            speaks_for = (
                self.sides(own) & self.sides(accused)
                if any(
                    a is not None and (a.kind in {"government", "military"} or (a.kind == "person" and a.roles))
                    for a in map(self.actors.get, own)
                )
                else set()
            )
            if own & set(self.actors.names_at(*other.claim.content[0])) or other.claim.addressee in own or speaks_for:
                found.append(other)
        return found[:1]

    def compared(self, view: _View) -> tuple[list[_View], bool]:
        """Return the claim of whom a denial names: "not as dire as Trump had suggested"; and whether it denies the degree only."""
        comparing = load_derivations().comparing
        for token in view.tokens:
            if (
                token.lemma_ not in comparing
                or token.pos_ != "VERB"
                or not any(c.dep_ == "mark" and c.lower_ == "as" for c in token.children)
            ):
                continue
            subject = next((c for c in token.children if c.dep_ == "nsubj"), None)
            names = set(self.actors.names_of(view.paragraph, subject)) if subject is not None else set()
            degree = any(t.lower_ == "as" and t.dep_ == "advmod" for t in view.tokens) or any(t.tag_ in {"RBR", "JJR"} for t in view.tokens)
            theirs = [
                c
                for c in self.eligible(view, before=True, reach=OWNED_REACH)
                if set(c.claim.speakers) & names and c.claim.stance in {"assert", "accuse", "assess"}
            ]
            about = [
                w for w in view.words if not any(same_family(w, n.lower()) for name in names for n in name.split()) and w not in comparing
            ]
            shared = [c for c in theirs if overlap(about, c.words)[0] >= 1]
            return (shared or theirs)[:1], degree
        return [], False

    def same_matter(self, view: _View) -> list[_View]:
        """Return the claims whose proposition a denial takes up in its own words."""
        if view.negative or len(view.words) < 2:  # noqa: PLR2004
            return []
        scored = []
        for other in self.eligible(view, before=False, reach=OWNED_REACH):
            count, part = overlap(view.words, other.words)
            if count >= 2 and part >= SAME and not other.negative and self._roots_agree(view, other):  # noqa: PLR2004
                scored.append((part, other))
        return self._best(scored)

    def one_thing(self, view: _View) -> list[_View]:
        """Return the claim just before that tells of the one thing denied ("denied any theft", "there is no blockade")."""
        words = [w for w in view.words if w not in load_cues().no_nouns | load_derivations().involvement]
        if len(words) != 1:
            return []
        near = [o for o in self.eligible(view, before=True, reach=REACH) if not o.negative and overlap(words, o.words)[0]]
        return near[:1]

    def answered(self, view: _View) -> list[_View]:
        """Return the claim about the denier that a denial answers: "said it hit the militia, but the militia denied"."""
        for other in self.eligible(view, before=True, reach=0):
            gap = self.parsed.plain[other.claim.content[-1][1] : view.claim.cue[0]] if other.paragraph is view.paragraph else ""
            if gap.lstrip().startswith(", but ") and set(view.claim.speakers) & self._names_in(other):
                return [other]
        return []

    def contrast(self, view: _View) -> tuple[Relation, ...]:
        """Return the claim just before that a claim contradicts without a word of denial: each blames the other, or one owns no loss."""
        for other in reversed(self.eligible(view, before=True, reach=1)[:2]):
            if other.holds(view) or view.holds(other) or self._elsewhere(view, other):
                continue
            sides = self.sides(view.claim.speakers), self.sides(other.claim.speakers)
            negative = view.negative or other.negative
            if no_loss(view.tokens, other.tokens) or (not negative and blame_each_other(view.tokens, other.tokens, sides)):
                return self._as([other], "disputes")
        return ()

    def no_evidence(self, view: _View) -> list[_View]:
        """Return the claim just before of whose matter a denial says that there is no evidence."""
        if not any(t.lower_ in load_cues().no_nouns and any(c.lower_ == "no" for c in t.children) for t in view.tokens):
            return []
        nouns = {t.lemma_.lower() for t in view.tokens if t.pos_ in {"NOUN", "PROPN"}} - load_cues().no_nouns - load_derivations().common
        near = self.eligible(view, before=True, reach=1)[:1]
        return [o for o in near if not o.negative and nouns & {t.lemma_.lower() for t in o.tokens if t.pos_ in {"NOUN", "PROPN"}}]

    def other_figure(self, view: _View) -> tuple[Relation, ...]:
        """Return the claim just before that gives another number of dead, wounded or displaced for the same event."""
        mine = figures_of(view.tokens)
        if not mine:
            return ()
        for other in self._window(view.sentence, 1):
            if other.index >= view.index or not other.claim.speakers or set(other.claim.speakers) & set(view.claim.speakers):
                continue
            if other.paragraph is not view.paragraph or view.negative or other.negative or other.holds(view) or view.holds(other):
                continue
            if not self._takes_up(view) or _other_victims(view, other):
                continue
            theirs = figures_of(other.tokens)
            if any(a.differs(b) for a in mine for b in theirs) and not self._elsewhere(view, other):
                return (Relation("disputes", other.index, "part"),)
        return ()

    @staticmethod
    def _takes_up(view: _View) -> bool:
        """Tell whether a content tells of nothing new: it is short, and what it names beside the number is known."""
        new = any(t.lower_ in {"a", "an", "another", "other", "elsewhere", "separate", "separately"} for t in view.tokens)
        clauses = sum(t.pos_ == "VERB" and t.dep_ in {"ccomp", "ROOT", "advcl", "relcl", "conj"} for t in view.tokens)
        return not new and clauses <= 1 and len(view.tokens) <= TAKEN_UP

    @staticmethod
    def _elsewhere(one: _View, two: _View) -> bool:
        """Tell whether two contents name different places or days."""
        for kinds in (("GPE", "LOC", "FAC"), ("DATE", "TIME")):
            here, there = ({t.lower_ for t in v.tokens if t.ent_type_ in kinds and t.is_alpha and not t.is_stop} for v in (one, two))
            if here and not here & there:
                return True
        return False

    def _roots_agree(self, view: _View, other: _View) -> bool:
        mine = [
            t.lemma_.lower()
            for t in view.tokens
            if t.pos_ in {"VERB", "NOUN"} and t.dep_ in {"ROOT", "ccomp", "xcomp", "pcomp", "dobj", "attr", "acl"}
        ]
        theirs = [t.lemma_.lower() for t in other.tokens if t.pos_ in {"VERB", "NOUN"}]
        return any(same_family(a, b) for a in mine for b in theirs)

    # All ----------------------------------------------------------------------------------------------------------------------------

    def relations(self, view: _View) -> tuple[Relation, ...]:
        """Return the relations of one claim."""
        if not view.tokens:
            return ()
        if view.claim.stance == "deny":
            return self._disputes(view)
        cue = view.paragraph.tokens(*view.claim.cue)
        if cue is not None and cue[0].lemma_ in load_derivations().supporting:
            noun = self.anaphor(view)
            targets = self.by_anaphor(view, noun) if noun is not None and noun.pos_ == "NOUN" else []
            return self._as(targets, "supports")
        return ()

    def there_is_no(self, view: _View) -> tuple[Relation, ...]:
        """Return what "there is no blockade" answers, where another has just spoken of the blockade."""
        root = next((t for t in view.tokens if t.lemma_ == "be" and any(c.dep_ == "expl" for c in t.children)), None)
        if (
            view.claim.stance != "assert"
            or root is None
            or len(view.words) != 1
            or not any(d.lower_ == "no" for c in root.children if c.dep_ == "attr" for d in c.children)
        ):
            return ()
        return self._as(self.one_thing(view), "disputes")

    def _disputes(self, view: _View) -> tuple[Relation, ...]:
        targets, partly = self.compared(view)
        if targets:
            return self._as(targets, "disputes", part=partly)
        cue = view.paragraph.tokens(*view.claim.cue)
        if cue is not None and cue[0].lemma_ in load_cues().turning_down:
            return ()
        if cue is not None and any(c.lower_ in load_cues().earlier for c in cue[0].children if c.dep_ == "advmod"):
            return ()  # "previously denied": what was claimed then
        noun = self.anaphor(view)
        if noun is not None:
            return self._as(self.by_anaphor(view, noun) if noun.pos_ == "NOUN" else self.by_pronoun(view), "disputes")
        found = self.same_matter(view) or self.accused(view) or self.one_thing(view) or self.no_evidence(view) or self.answered(view)
        return self._as(found, "disputes")

    def _as(self, targets: Sequence[_View], kind: RelationType, *, part: bool = False) -> tuple[Relation, ...]:
        return tuple(Relation(kind, t.index, "part" if part else "full") for t in sorted(targets, key=lambda t: t.index))

    def repeats(self, view: _View) -> tuple[Relation, ...]:
        """Return the earlier claim of another speaker that a claim says again."""
        if view.claim.stance not in {"assert", "accuse"} or len(view.words) < 4:  # noqa: PLR2004
            return ()
        for other in self.views[max(0, bisect_left(self._sentences, view.sentence - REPEAT_REACH)) :]:
            if other.index >= view.index:
                break
            if set(other.claim.speakers) & set(view.claim.speakers) or other.claim.stance != view.claim.stance or len(other.words) < 4:  # noqa: PLR2004
                continue
            if other.holds(view) or len(set(view.words) & set(other.words)) < 2:  # noqa: PLR2004  (spares the dear comparison)
                continue
            if (
                other.negative == view.negative
                and min(overlap(view.words, other.words)[1], overlap(other.words, view.words)[1]) >= SAME
                and self._numbers(view) == self._numbers(other)
            ):
                return (Relation("repeats", other.index),)
        return ()

    def _numbers(self, view: _View) -> set[str]:
        return {t.lower_ for t in view.tokens if t.like_num}


def _views(parsed: ParsedText, claims: Sequence[Claim]) -> tuple[_View, ...]:
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
        views.append(_View(index, claim, paragraph, tuple(tokens), starts[at][1] if starts else 0))
    return tuple(views)


def relate_claims(parsed: ParsedText, claims: Sequence[Claim], actors: ActorTable) -> list[Claim]:
    """Add to each claim its relations to other claims of the article.

    Precision comes before recall: a relation is given only where the words point to the other claim ("these claims", "the army's
    account", "not as dire as Trump had suggested"), take up its proposition, or answer an accusation against the speaker.

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
    relater = _Relater(parsed, actors, _views(parsed, claims))
    by_index = {v.index: v for v in relater.views}
    related = []
    for index, claim in enumerate(claims):
        view = by_index.get(index)
        if view is None:
            related.append(claim)
            continue
        answered = relater.there_is_no(view)
        if answered:
            related.append(replace(claim, stance="deny", relations=answered))
            continue
        related.append(
            replace(
                claim, relations=relater.relations(view) or relater.contrast(view) or relater.other_figure(view) or relater.repeats(view)
            )
        )
    return related
