"""Claims of all articles, grouped: who says what of one proposition or event, who denies it, with which figures.

A group begins with the first claim of its kind. A later claim joins it if it matches (`geo.claim_matching`) one of the first few
that were matched by their words, and shares words with the very first, so that groups do not drift; a claim that disputes
another stands in the group of that one. The same claims give the same groups in whatever order they come.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from geo.claim_matching import SHARED_PLAIN, Match, Prepared, Reason, differ_in_figures, match, prepare, shared_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.claim_facts import ClaimFacts
    from geo.claim_words import Keys

Role = Literal["holds", "denies", "denies_in_part", "account"]
"""What a claim does to the proposition of its group; an `account` tells of the same event in words of its own, or answers one that does."""

RARE_WORDS = 6
"""Words of a claim, the rarest ones, under which groups are looked for."""
LOOKED_AT = 24
"""Groups looked at under one word, the latest ones: what keeps the step linear where many share all their words."""
HITS = 2
"""Words, or a word and an event, that a group shares at least with a claim that it is compared with."""
LEADERS = 4
"""Claims of a group that others are compared with."""
COMPARED = 40
"""Groups that a claim is compared with at most, those that share most of its rare words."""


@dataclass(frozen=True, slots=True)
class GivenFigure:
    """A number that one claim of a group gives."""

    claim_id: str
    kind: str
    number: int
    most: int
    words: str


@dataclass(frozen=True, slots=True)
class Member:
    """A claim in a group."""

    claim_id: str
    role: Role
    answers: str | None
    """The claim that it joined, repeats, supports or disputes; `None` for the first."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """Claims about one proposition or event."""

    members: tuple[Member, ...]
    """By the day on which they were said, the first one first."""
    articles: int
    figures: tuple[GivenFigure, ...]

    @property
    def group_id(self) -> str:
        """The `claim_id` of its first claim."""
        return self.members[0].claim_id

    @property
    def disputed(self) -> bool:
        """Whether some hold and others deny it, or an account of it is disputed or has another figure that disputes it."""
        roles = {m.role for m in self.members}
        return ("holds" in roles and len(roles - {"holds", "account"}) > 0) or any(
            m.role == "account" and m.reasons[0].kind in ("disputes", "other_figure") for m in self.members
        )

    @property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """The least and the greatest number of each kind of figure."""
        found: dict[str, tuple[int, int]] = {}
        for f in self.figures:
            low, high = found.get(f.kind, (f.number, f.most))
            found[f.kind] = min(low, f.number), max(high, f.most)
        return found


@dataclass
class _Growing:
    """A group while it is made."""

    leaders: list[Prepared]
    members: list[Member] = field(default_factory=list)


def group_claims(facts: Iterable[ClaimFacts]) -> list[ClaimGroup]:
    """Return the groups of claims: every claim is in at least one, a denial in the group of each claim that it disputes.

    Parameters
    ----------
    facts
        All claims of a store, in any order.

    Returns
    -------
    list of ClaimGroup
        By the day and place of their first claims.
    """
    facts = list(facts)
    rarity = Counter(k for f in facts for k in {k for keys in f.words.content for k in keys})

    def weigh(keys: Keys) -> float:
        return math.log1p(len(facts) / max(rarity[k] for k in keys))

    claims = sorted((prepare(f, weigh) for f in facts), key=_order)
    by_id = {c.facts.claim_id: c for c in claims}
    answers = _answers(claims, by_id)
    groups: list[_Growing] = []
    home: dict[str, _Growing] = {}
    index: defaultdict[object, list[int]] = defaultdict(list)
    for unit in _units([c for c in claims if c.facts.claim_id not in answers], by_id):
        best = _best_group(unit, groups, index, rarity)
        if best is None:
            group = _Growing(unit)
            _index(index, unit, len(groups), rarity)
            groups.append(group)
            _join_first(group, unit)
        else:
            number, found, joined, met = best
            group = groups[number]
            _join(group, unit, found, joined, met)
            if len(group.leaders) < LEADERS and found.by_words:
                group.leaders.append(joined)
                _index(index, [joined], number, rarity)
        for claim in unit:
            home[claim.facts.claim_id] = group
    _add_answers(answers, claims, by_id, home)
    return sorted((_finished(g, by_id) for g in groups), key=lambda g: _order(by_id[g.group_id]))


def _order(claim: Prepared) -> tuple[dt.date, str, int, str]:
    facts = claim.facts
    return facts.said or facts.days[1] or facts.days[0] or dt.date.max, facts.article_id, facts.start, facts.claim_id


def _answers(claims: Sequence[Prepared], by_id: dict[str, Prepared]) -> dict[str, tuple[str, ...]]:
    """Return the claims that dispute others, with those that they dispute; and those that repeat such an answer, with the answer."""
    others = ((c.facts.claim_id, tuple(d for d in c.facts.disputes if d in by_id and d != c.facts.claim_id)) for c in claims)
    found = {key: known for key, known in others if known}
    # Two claims that dispute each other: the later one answers.
    for key, targets in list(found.items()):
        if any(key in found.get(t, ()) and _order(by_id[key]) < _order(by_id[t]) for t in targets):
            del found[key]
    for claim in claims:
        facts = claim.facts
        if facts.claim_id not in found and (echoed := tuple(s for s in facts.same if s in found and s != facts.claim_id)):
            found[facts.claim_id] = echoed
    # An answer to an answer belongs where that one does; a ring of answers begins with its first claim.
    for key in sorted(found, key=lambda k: _order(by_id[k])):
        seen, at = {key}, found[key]
        while at and all(t in found for t in at):
            if not seen.isdisjoint(at):
                del found[key]
                break
            seen.update(at)
            at = tuple(dict.fromkeys(u for t in at for u in found[t]))
    return found


def _units(claims: Sequence[Prepared], by_id: dict[str, Prepared]) -> Iterator[list[Prepared]]:
    """Yield the claims that repeat or support each other within their article, together, in order of their first ones."""
    parent = {c.facts.claim_id: c.facts.claim_id for c in claims}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for claim in claims:
        for other in claim.facts.same:
            if other in parent:
                one, two = sorted((root(claim.facts.claim_id), root(other)), key=lambda k: _order(by_id[k]))
                parent[two] = one
    units: dict[str, list[Prepared]] = {}
    for claim in claims:
        units.setdefault(root(claim.facts.claim_id), []).append(claim)
    yield from units.values()


def _blocks(claim: Prepared, rarity: Counter[str]) -> list[object]:
    """Return what a claim is looked for under: its rarest words, and its events by type, place and day."""
    rare = sorted(claim.keys, key=lambda k: (rarity[k], k))[:RARE_WORDS]
    return [*rare, *sorted(claim.events)]


def _index(index: defaultdict[object, list[int]], unit: Sequence[Prepared], number: int, rarity: Counter[str]) -> None:
    for block in dict.fromkeys(b for claim in unit for b in _blocks(claim, rarity)):
        index[block].append(number)


def _best_group(
    unit: Sequence[Prepared], groups: Sequence[_Growing], index: defaultdict[object, list[int]], rarity: Counter[str]
) -> tuple[int, Match, Prepared, Prepared] | None:
    """Return the group that a unit joins, the match, and which claim of the unit matched which of the group."""
    best: tuple[tuple[float, int], int, Match, Prepared, Prepared] | None = None
    for claim in unit:
        near: Counter[int] = Counter()
        for block in _blocks(claim, rarity):
            near.update(dict.fromkeys(index[block][-LOOKED_AT:], 1) if block in index else {})
        likely = [item for item in near.items() if item[1] >= HITS]
        for number, _ in sorted(likely, key=lambda item: (-item[1], item[0]))[:COMPARED]:
            first = groups[number].leaders[0]
            for leader in groups[number].leaders:
                if leader is not first and len(shared_words(claim, first)[0]) < SHARED_PLAIN:
                    continue
                found = match(claim, leader)
                if found is not None and (best is None or (found.strength, -number) > best[0]):
                    best = (found.strength, -number), number, found, claim, leader
    return best[1:] if best is not None else None


def _role(claim: Prepared) -> Role:
    return "denies" if claim.facts.stance == "deny" else "holds"


def _join_first(group: _Growing, unit: Sequence[Prepared]) -> None:
    first = unit[0]
    group.members.append(Member(first.facts.claim_id, _role(first), None, ()))
    _join_rest(group, unit, first)


def _join_rest(group: _Growing, unit: Sequence[Prepared], first: Prepared) -> None:
    role: Role = group.members[-1].role
    for claim in unit:
        if claim is not first:
            to = next((s for s in claim.facts.same if any(s == c.facts.claim_id for c in unit)), first.facts.claim_id)
            group.members.append(Member(claim.facts.claim_id, role, to, (Reason("repeats"),)))


def _join(group: _Growing, unit: Sequence[Prepared], found: Match, joined: Prepared, met: Prepared) -> None:
    of_met = next(m.role for m in group.members if m.claim_id == met.facts.claim_id)
    role: Role = of_met if not found.opposed else "denies" if of_met == "holds" else "holds"
    if found.is_account or of_met == "account":
        role = "account"
    group.members.append(Member(joined.facts.claim_id, role, met.facts.claim_id, found.reasons))
    _join_rest(group, unit, joined)


def _add_answers(
    answers: dict[str, tuple[str, ...]], claims: Sequence[Prepared], by_id: dict[str, Prepared], home: dict[str, _Growing]
) -> None:
    def groups_of(key: str) -> list[tuple[_Growing, str]]:
        if key in home:
            return [(home[key], key)]
        return [(group, key) for target in answers[key] for group, _ in groups_of(target)]

    for claim in claims:
        key = claim.facts.claim_id
        if key not in answers:
            continue
        disputing = key in by_id and any(t in claim.facts.disputes for t in answers[key])
        done: list[_Growing] = []
        for target in answers[key]:
            for group, _ in groups_of(target):
                if any(group is g for g in done):
                    continue
                done.append(group)
                group.members.append(_answer(claim, by_id[target], group, disputing=disputing))


def _answer(claim: Prepared, target: Prepared, group: _Growing, *, disputing: bool) -> Member:
    key, to = claim.facts.claim_id, target.facts.claim_id
    of_target: Role = next((m.role for m in group.members if m.claim_id == to), "holds")
    if not disputing:
        return Member(key, of_target, to, (Reason("repeats"),))
    if differ_in_figures(claim, target) and to in claim.facts.in_part:
        return Member(key, "account", to, (Reason("other_figure"),))
    if of_target == "account":
        return Member(key, "account", to, (Reason("disputes"),))
    if of_target != "holds":
        return Member(key, "holds", to, (Reason("disputes"),))
    role: Role = "denies_in_part" if to in claim.facts.in_part else "denies"
    return Member(key, role, to, (Reason("disputes"),))


def _finished(group: _Growing, by_id: dict[str, Prepared]) -> ClaimGroup:
    first, rest = group.members[0], sorted(group.members[1:], key=lambda m: _order(by_id[m.claim_id]))
    figures = tuple(
        GivenFigure(m.claim_id, f.kind, f.number, f.most, f.words) for m in (first, *rest) for f in by_id[m.claim_id].facts.words.figures
    )
    return ClaimGroup((first, *rest), len({by_id[m.claim_id].facts.article_id for m in group.members}), figures)
