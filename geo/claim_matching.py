"""Whether two claims are about one proposition or one event, and what says so. Precision before recall.

Two claims go together only by their own words and by what was read of them: never by an embedding or a score that nobody can
check. Each match lists its reasons, for the page to tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.claim_words import keys_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.claim_facts import ClaimFacts, Days
    from geo.claim_words import Keys

ReasonKind = Literal[
    "repeats", "disputes", "other_figure", "words", "denied_words", "event", "figure", "speaker", "place", "day", "near", "later"
]

SAME = 0.6
"""Part of the content words of each of two propositions that the other must have."""
SAME_IN_ARTICLE = 0.75
"""The same within one article, where the reader of relations has had its say already."""
SAME_LATER = 0.8
"""The same where the days differ: what stays true for longer."""
SHARED, SHARED_PLAIN = 3, 2
"""Words that two propositions of one place and day share at least; and how many of these are no names."""
SHARED_IN_REGION = 4
"""Words that two propositions of one region and day share at least."""
SHARED_ALONE, SHARED_PLAIN_ALONE = 4, 3
"""The same where nothing but the words says that they are one."""
ANOTHER_ACCOUNT = 0.3
"""Part of the words of the shorter proposition that another account of the same event shares with it."""
CONTAINED = 0.99
"""The same where a speaker says a thing of one place and day again, in fewer words or more."""
NEAR_DAYS = 3
"""Days between what is said of one region and what is said of it again, and is still the same news."""
SHORT_DAYS = 7
"""Days of an interval beyond which it does not tell events apart."""
ACTS = frozenset({"ASSAULT", "DISPLACE", "PROTEST", "RETREAT", "AID", "COERCE", "CONSULT", "AGREE", "COOPERATE", "MOBILIZE"})
"""Types of events that happen at a place; the others are things said."""
HOLDS = frozenset({"assert", "accuse", "acknowledge", "assess", "deny"})
"""Stances on what is the case; a demand and a promise are each of their own kind."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing by which a claim belongs to a group, and the words, places or days that say so."""

    kind: ReasonKind
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """That two claims go together."""

    opposed: bool
    """Whether the one says that it is not so."""
    reasons: tuple[Reason, ...]
    strength: float

    @property
    def is_account(self) -> bool:
        """Whether it is only the event that they share: another account of it, in words of its own."""
        return self.reasons[0].kind == "event"

    @property
    def by_words(self) -> bool:
        """Whether their words say so: another account of an event may go on in words of its own."""
        return self.reasons[0].kind in ("words", "denied_words") and all(r.kind != "later" for r in self.reasons)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A claim with what comparing needs at hand."""

    facts: ClaimFacts
    keys: frozenset[str]
    speaker: frozenset[str]
    """Keys of the speakers' names and countries."""
    named: frozenset[str]
    """Keys of the names in its proposition, and of the speakers where it tells of their own."""
    weights: tuple[float, ...]
    """How much each of its content words tells: the rarer, the more."""
    negative: bool
    """Whether it says that its proposition is not so."""
    kind: str
    """What its stance is about: `holds demand promise`."""
    events: frozenset[tuple[str, str, int]]
    """Type, place and day (ordinal) of each event that it is about, where these are known well."""
    figures: frozenset[str]


def prepare(facts: ClaimFacts, weigh: Callable[[Keys], float] = lambda _: 1.0) -> Prepared:
    """Return a claim with what comparing needs at hand.

    Parameters
    ----------
    facts
        The claim.
    weigh
        How much a content word tells; alike for all, where it is not given.
    """
    words = facts.words
    speaker = frozenset(k for n in (*(w for s in facts.speakers for w in s.split()), *facts.sides) for k in keys_of(n))
    named = frozenset(words.content[i][0] for i in words.names)
    denies = facts.stance == "deny"
    events = {(e.type, place, day) for e in facts.events if e.type in ACTS for place in e.fine for day in each_day(e.days)}
    return Prepared(
        facts,
        frozenset(k for keys in words.content for k in keys),
        speaker,
        named | speaker if words.of_speaker else named,
        tuple(map(weigh, words.content)),
        denies != words.negative,
        "holds" if facts.stance in HOLDS else facts.stance,
        frozenset(events),
        frozenset(f.kind for f in words.figures),
    )


def each_day(days: Days) -> range:
    """Return the ordinals of the days of a short interval; none of one that is long, open or unknown."""
    first, last = days
    if first is None or last is None or not 0 <= (last - first).days < SHORT_DAYS:
        return range(0)
    return range(first.toordinal(), last.toordinal() + 1)


def shared_words(one: Prepared, other: Prepared, told: frozenset[str] = frozenset()) -> tuple[list[int], float, float]:
    """Return which words of `one` are among those of `other`, and which part of the words of each the other has, by weight.

    Parameters
    ----------
    one, other
        Two claims.
    told
        Keys of words that weigh nothing: the names of a place that is known to be that of both.
    """
    found = [i for i, keys in enumerate(one.facts.words.content) if not other.keys.isdisjoint(keys)]
    back = [i for i, keys in enumerate(other.facts.words.content) if not one.keys.isdisjoint(keys)]
    return found, _part(one, found, told), _part(other, back, told)


def _part(claim: Prepared, found: Iterable[int], told: frozenset[str]) -> float:
    content, weights = claim.facts.words.content, claim.weights
    if told:
        weights = tuple(w if told.isdisjoint(keys) else 0.0 for w, keys in zip(weights, content, strict=True))
    total = sum(weights)
    return sum(weights[i] for i in found) / total if total else 0.0


def overlap_of_days(one: Days, other: Days) -> bool | None:
    """Tell whether two intervals of days overlap; `None` where one is unknown."""
    if one == (None, None) or other == (None, None):
        return None
    (a, b), (c, d) = one, other
    return not ((b is not None and c is not None and b < c) or (d is not None and a is not None and d < a))


def near_in_days(one: Days, other: Days) -> bool:
    """Tell whether two intervals of days lie `NEAR_DAYS` apart at most."""
    (a, b), (c, d) = one, other
    if a is None or b is None or c is None or d is None:
        return False
    return -NEAR_DAYS <= (c - b).days <= NEAR_DAYS or -NEAR_DAYS <= (a - d).days <= NEAR_DAYS


def overlap_of_places(one: ClaimFacts, other: ClaimFacts) -> bool | None:
    """Tell whether two claims may be about one place: `True` by a town or district, `False` if each has others, else `None`."""
    if one.fine and other.fine:
        return not one.fine.isdisjoint(other.fine)
    if one.coarse and other.coarse:
        return None if not one.coarse.isdisjoint(other.coarse) else False
    return None


def match(one: Prepared, other: Prepared) -> Match | None:
    """Return why a claim goes together with an earlier one, or `None` where nothing sure says so.

    Parameters
    ----------
    one, other
        Two claims, of one article or of two.
    """
    if one.kind != other.kind or len(one.keys & other.keys) < (1 if one.events or other.events else SHARED_PLAIN):
        return None
    place = overlap_of_places(one.facts, other.facts)
    if place is False:
        return None
    days = overlap_of_days(one.facts.days, other.facts.days)
    found, part, back = shared_words(one, other, _told(one, other, place=place is True))
    if not found:
        return None
    plain = sum(i not in one.facts.words.names for i in found)
    opposed = one.negative != other.negative
    types = {t for t, _, _ in one.events & other.events} or _types_of_one_event(one, other)
    words = tuple(one.facts.words.shown[i] for i in found)
    together = days is True and (place is True or _one_spot(one, other, found))
    if not together and (_of_others(one, other) or _other_numbers(one, other)):
        return None
    near = days is False and near_in_days(one.facts.days, other.facts.days)
    where_and_when = _where_and_when(one, other, place=place is True, days=days is True)
    if near:
        where_and_when = (*where_and_when, Reason("near"))
    least = min(part, back)
    if opposed:
        themselves = bool(set(one.facts.speakers) & set(other.facts.speakers))
        if not themselves and (days is not False or near) and _denied(one, other, place=place is True, later=near):
            return Match(opposed=True, reasons=(Reason("denied_words", words), *where_and_when), strength=least)
        return None
    in_article = one.facts.article_id == other.facts.article_id
    enough = (SHARED_ALONE, SHARED_PLAIN_ALONE)
    if together:
        enough = (SHARED, SHARED_PLAIN)
    elif (days is True or near) and _one_region(one.facts, other.facts):
        enough = (SHARED_IN_REGION, SHARED_PLAIN)
    alike = one.figures == other.figures or not one.figures.isdisjoint(other.figures)  # "killed a commander" is no count of the dead
    if alike and len(found) >= enough[0] and plain >= enough[1] and least >= (SAME_IN_ARTICLE if in_article else SAME):
        if (days is not False or (near and not one.figures and not other.figures)) and (together or _figures_agree(one, other)):
            return Match(opposed=False, reasons=(Reason("words", words), *where_and_when), strength=least)
        lasting = not one.figures and not other.figures and not (one.facts.fine or other.facts.fine)
        if days is False and lasting and least >= SAME_LATER:
            return Match(opposed=False, reasons=(Reason("words", words), Reason("later")), strength=least)
    spoke = set(one.facts.speakers) & set(other.facts.speakers)
    if together and spoke and max(part, back) >= CONTAINED and len(found) >= SHARED_PLAIN and plain:
        return Match(
            opposed=False, reasons=(Reason("speaker", tuple(sorted(spoke))), Reason("words", words), *where_and_when), strength=least
        )
    if types:
        figures = tuple(sorted(one.figures & other.figures))
        if figures or (plain >= (SHARED_PLAIN if in_article else 1) and max(part, back) >= ANOTHER_ACCOUNT):
            reasons = [Reason("event", tuple(sorted(types))), *where_and_when]
            reasons += [Reason("figure", figures)] if figures else []
            return Match(opposed=False, reasons=(*reasons, Reason("words", words)), strength=least)
    return None


def _told(one: Prepared, other: Prepared, *, place: bool) -> frozenset[str]:
    return one.facts.where | other.facts.where if place else frozenset()


def _of_others(one: Prepared, other: Prepared) -> bool:
    """Tell whether two propositions name others: each a country that the other does not, or no name that both have."""
    if not one.named or not other.named:
        return False
    mine, theirs = one.named - other.named, other.named - one.named
    if any(k.startswith("state:") for k in mine) and any(k.startswith("state:") for k in theirs):
        return True
    return one.named.isdisjoint(other.named)


def _other_numbers(one: Prepared, other: Prepared) -> bool:
    """Tell whether two propositions each give numbers, and no number that both have."""
    mine, theirs = one.facts.words.numbers, other.facts.words.numbers
    return bool(mine) and bool(theirs) and mine.isdisjoint(theirs)


def _types_of_one_event(one: Prepared, other: Prepared) -> set[str]:
    """Return the types of the events of one article that both claims are about."""
    mine = {e.event_id for e in one.facts.events if e.type in ACTS}
    return {e.type for e in other.facts.events if e.event_id in mine}


def _one_region(one: ClaimFacts, other: ClaimFacts) -> bool:
    """Tell whether two claims are about one region: a unit of a country, or an area, that both are in."""
    return any(not place.startswith("iso:") for place in one.coarse & other.coarse)


def _one_spot(one: Prepared, other: Prepared, found: Sequence[int]) -> bool:
    """Tell whether two claims of one region share a name that is neither a country nor one of those who speak: a village on no map."""
    if not _one_region(one.facts, other.facts):
        return False
    speakers = one.speaker | other.speaker
    content = one.facts.words.content
    return any(
        i in one.facts.words.names
        and not content[i][0].startswith("state:")
        and speakers.isdisjoint(content[i])
        and content[i][0] in other.named
        for i in found
    )


def _where_and_when(one: Prepared, other: Prepared, *, place: bool, days: bool) -> tuple[Reason, ...]:
    reasons = [Reason("place", tuple(sorted(one.facts.fine & other.facts.fine)))] if place else []
    if days:
        firsts = [d for d in (one.facts.days[0], other.facts.days[0]) if d is not None]
        reasons.append(Reason("day", (max(firsts).isoformat(),) if firsts else ()))
    return tuple(reasons)


def differ_in_figures(one: Prepared, other: Prepared) -> bool:
    """Tell whether two claims give different numbers of the same, and neither denies."""
    return one.facts.stance != "deny" and other.facts.stance != "deny" and not _figures_agree(one, other)


def _figures_agree(one: Prepared, other: Prepared) -> bool:
    mine, theirs = ({f.kind: f.number for f in c.facts.words.figures} for c in (one, other))
    return all(mine[k] == theirs[k] for k in mine.keys() & theirs.keys())


def _denied(one: Prepared, other: Prepared, *, place: bool, later: bool) -> bool:
    """Tell whether one of two claims says that what the other says is not so.

    A denial says little beside what it denies; it must be about the denier, or about one place. A "not" in what is asserted may belong to
    anything: then the two must be the same otherwise, and more so if they are of other days and no town is known to be that of both.
    """
    denial, said = (one, other) if one.negative else (other, one)
    told = _told(one, other, place=place) | denial.speaker  # the denier is told by the cue already
    found, part, back = shared_words(denial, said, told)
    plain = sum(i not in denial.facts.words.names for i in found)
    if denial.facts.stance != "deny":
        words, least = (SHARED_ALONE, SAME_LATER) if later and not place else (SHARED, SAME)
        return len(found) >= words and plain >= SHARED_PLAIN and min(part, back) >= least
    said_keys = said.keys | said.speaker  # "said they had captured": whoever speaks is spoken of
    inner = [i for i, keys in enumerate(denial.facts.words.content) if denial.speaker.isdisjoint(keys)]
    common = [i for i in inner if not said_keys.isdisjoint(denial.facts.words.content[i])]
    total = sum(denial.weights[i] for i in inner)
    if not common or plain < 1 or sum(denial.weights[i] for i in common) < SAME * total:
        return False
    about_denier = not denial.speaker.isdisjoint(said.keys) or said.facts.addressee in denial.facts.speakers
    return (about_denier and len(common) >= SHARED_PLAIN) or (place and len(found) >= SHARED_PLAIN)
