"""One event told several times is one event: within a sentence (attack, killing two) and over the article (the attack)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.language.clauses import SUBJECTS, clause_head, governors, inside, is_answered, timed_after, without_joined
from geo.language.event_arguments import number_of
from geo.language.event_conditions import place_of, points_back
from geo.language.event_lexicon import grammar, load_lexicon
from geo.records import Event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spacy.tokens import Token

    from geo.language.event_conditions import Candidate
    from geo.records import DateMention, Span

STEM = 5
"""Letters by which two words are taken for one family ("encircled", "encirclement")."""
LONGEST_HEADLINE = 25
"""Words of a headline."""
LEAD = 3
"""Paragraphs down to which the lead may stand, below a byline and a second headline."""
POINTING_REACH = 2
"""Paragraphs over which "the attack" points back: news paragraphs are short."""
SENTENCE_REACH = 12
"""Candidates before in which the other half of an event is looked for."""
REACH = 40
"""Events of a type among which a passage may find the one that it tells of again: keeps long texts linear."""


@dataclass
class _Telling:
    """A candidate with the places and dates of its own clause, and of the passages joined to it."""

    candidate: Candidate
    places: dict[str, str]
    """Ids to kinds."""
    dates: tuple[DateMention, ...]
    lands: frozenset[str] = frozenset()
    """Ids of the countries of its places."""


def merge_in_sentences(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Join the candidates of one sentence that tell of one event ("shelled the town, killing two")."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if candidate.token.lemma_ in grammar("ordering") and any(
            o.status == "ordered" and candidate.token in list(governors(o.token)) for o in candidates
        ):
            continue  # "ordered the evacuation": the evacuation, ordered, is the event
        partner = next((k for k in reversed(kept[-SENTENCE_REACH:]) if _one_event(k, candidate)), None)
        if partner is None:
            kept.append(candidate)
        else:
            kept[kept.index(partner)] = _joined(partner, candidate)
    return kept


def _one_event(first: Candidate, second: Candidate) -> bool:
    if first.entry.type != second.entry.type or first.token.sent.start != second.token.sent.start:
        return False
    if {first.status, second.status} & {"planned", "denied"} and first.status != second.status:
        return False
    one, two = clause_head(first.token), clause_head(second.token)
    if second.token.dep_ == "dobj" and second.token.head == first.token:
        return True  # "brokered a ceasefire between the two"
    if ("down" in first.entry.companions) != ("down" in second.entry.companions):
        return False  # "launched drones, of which 72 were shot down": two sides' deeds
    if first.sources and second.sources and not set(first.sources) & set(second.sources) and not set(first.sources) & set(second.targets):
        return False
    if _conjoined_elsewhere(first, second) or _in_sequence(first, second, one, two):
        return False
    if first.entry.type == "ASSAULT" and _toll_beside_attack(first, second, one, two):
        return True
    if any(c.is_noun and c.token.dep_ == "pobj" and c.token.head.lower_ in grammar("later") for c in (first, second)):
        return False  # "went from door to door after an ambush, shooting 45 people"
    if one.i == two.i:
        return True
    lower = two if one in list(governors(two)) else one if two in list(governors(one)) else None
    if lower is None:
        return False
    other = one if lower.i == two.i else two
    subjectless = not any(c.dep_ in SUBJECTS for c in lower.children)
    if lower.dep_ in ("advcl", "acl", "relcl", "xcomp", "conj") and lower.head in (other, *inside(other)):
        refers = [c for c in lower.children if c.dep_ in SUBJECTS and c.tag_ in ("WDT", "WP")]
        if _in_which(lower) and first.is_noun and first.token.i < lower.head.i + 1 and clause_head(lower.head) == other:
            return True  # "the attack in Kano, in which 26 people died"
        return subjectless or (bool(refers) and lower.head in (first.token, second.token))
    return False


def _in_sequence(first: Candidate, second: Candidate, one: Token, two: Token) -> bool:
    """Say whether the words put one after the other: "clashes follow the killing", "was killed a day after gunmen attacked"."""
    if is_answered(first.token, second.token) or is_answered(second.token, first.token):
        return True
    if one.i == two.i and one.lemma_ in grammar("sequence") and {first.token.dep_, second.token.dep_} == {"nsubj", "dobj"}:
        return True
    return any(timed_after(clause) and other in (clause.head, *governors(clause)) for clause, other in ((one, two), (two, one)))


def _in_which(clause: Token) -> bool:
    """Say whether a relative clause tells what happened in its noun's event ("in which", "during which")."""
    leads = [c for c in clause.children if c.dep_ == "prep" and c.lower_ in ("in", "during")]
    return any(p.tag_ == "WDT" for c in leads for p in c.children)


def _toll_beside_attack(first: Candidate, second: Candidate, one: Token, two: Token) -> bool:
    """Say whether one tells the toll of the other: "54 were killed and 158 wounded when the RSF shelled a market"."""
    toll = load_lexicon().kill | load_lexicon().harm
    tolls = [c.token.lemma_ in toll and not c.sources for c in (first, second)]
    if tolls[0] and second.is_noun and two.dep_ == "conj" and two.head.i == one.i:
        return True  # "ten were killed and dozens injured in an attack"
    if all(tolls):
        return one.i in (two.head.i, two.i)
    if not any(tolls):
        return False
    if (
        tolls[1]
        and second.token.tag_ == "VBG"
        and second.token.dep_ in ("advcl", "conj", "acl")
        and not any(c.dep_ in SUBJECTS for c in second.token.children)
    ):
        return True  # "..., killing two": of whatever attack the sentence tells
    upper, lower = (one, two) if one in list(governors(two)) else (two, one)
    beside = lower.head
    while beside.dep_ == "conj" and beside != upper and beside.head.i != beside.i:
        beside = beside.head
    return lower.dep_ == "advcl" and beside == upper and any(c.lower_ in grammar("beside") for c in lower.children)


def _conjoined_elsewhere(first: Candidate, second: Candidate) -> bool:
    """Say whether two conjoined tellings each have a place of their own ("shelled A and stormed B")."""
    if second.token.dep_ != "conj":
        return False
    one, two = ({p for p, kind in _places(c, own=True).items() if kind != "country"} for c in (first, second))
    return bool(one and two and not one & two)


def _joined(first: Candidate, second: Candidate) -> Candidate:
    """Return one candidate for both; the attack leads, what it did follows."""
    lead, rest = (
        (second, first)
        if first.token.lemma_ in grammar("consequences") and second.token.lemma_ not in grammar("consequences")
        else (first, second)
    )
    lead.sources = lead.sources or tuple(n for n in rest.sources if n not in lead.targets)
    lead.targets = lead.targets or tuple(n for n in rest.targets if n not in lead.sources)
    if not lead.targets and rest.targets and set(rest.targets) <= set(lead.sources):
        lead.targets = tuple(n for n in rest.sources if n not in lead.sources)  # "repelled an assault by the rebels"
    lead.means = tuple(dict.fromkeys((*lead.means, *rest.means)))
    lead.remote = (
        lead.remote
        or rest.remote
        or (lead.token.lemma_ == "attack" and rest.entry.acled == "Explosions/Remote violence" and not lead.means)
    )
    killed = [c.count for c in (first, second) if c.token.lemma_ in load_lexicon().kill and c.count is not None]
    lead.count = killed[0] if killed else lead.count if lead.count is not None else rest.count
    lead.extra = [*lead.extra, *rest.extra, span_of(rest)]
    lead.affected = [*lead.affected, *rest.affected]
    return lead


def span_of(candidate: Candidate) -> Span:
    """Return the article's span of a trigger: a verb with its particle, a noun with its compounds and adjectives."""
    token = candidate.token
    if candidate.is_noun:
        left = [c for c in token.children if c.dep_ in ("compound", "amod") and c.i < token.i and token.i - c.i <= 3]  # noqa: PLR2004
        start = min([token.i, *[_edge(c) for c in left if all(t.dep_ in ("compound", "amod", "punct") for t in token.doc[c.i : token.i])]])
        return candidate.scene.paragraph.span(token.doc[start : token.i + 1])
    end = token.i + 1
    follower = token.doc[end] if end < len(token.doc) else None
    if follower is not None and follower.head == token and (follower.dep_ == "prt" or follower.lower_ in candidate.entry.companions):
        end += 1
    elif follower is not None and follower.lower_ in candidate.entry.companions and follower.dep_ == "mark":
        end += 1  # "called for forces to surrender"
    return candidate.scene.paragraph.span(token.doc[token.i : end])


def _edge(modifier: Token) -> int:
    """Return the first word of a modifier, a compound with a hyphen taken whole ("Hamas-led attack")."""
    joined = any(c.text == "-" for c in modifier.lefts)
    return modifier.left_edge.i if joined else modifier.i


def _places(candidate: Candidate, *, own: bool = False) -> dict[str, str]:
    scope: list[Token] = without_joined(candidate.token) if own else [*inside(candidate.token), *inside(clause_head(candidate.token))]
    found = [place_of(candidate, t) for t in scope]
    return {m.place.place_id: m.place.kind for m in found if m is not None and m.place is not None}


def _lands(candidate: Candidate) -> frozenset[str]:
    """Return the countries of the places of the candidate's clause."""
    found = (place_of(candidate, t) for t in inside(clause_head(candidate.token)))
    return frozenset(f"iso:{m.place.country}" for m in found if m is not None and m.place is not None)


def _dates(candidate: Candidate, days: Mapping[int, DateMention]) -> tuple[DateMention, ...]:
    """Return the dates of the candidate's own clause."""
    starts = (candidate.scene.paragraph.offset + t.idx for t in inside(clause_head(candidate.token)))
    return tuple(days[s] for s in starts if s in days)


def merge_in_article(candidates: Sequence[Candidate], dates: Sequence[DateMention]) -> list[Event]:
    """Join what different passages tell of one event, and make the records.

    A definite noun ("the attack", "this demand") points back to the nearest earlier event that fits; any other passage
    joins only an event of the same word family, place and actors.
    """
    days = {d.start: d for d in dates if d.date_start is not None and d.type in ("DATE", "TIME")}
    told = [
        _Telling(c, _places(c, own=points_back(c) and c.token.dep_ in ("dobj", "pobj")), _dates(c, days), _lands(c)) for c in candidates
    ]
    kept: dict[str, list[_Telling]] = {}
    for telling in told:
        same_type = kept.setdefault(telling.candidate.entry.type, [])
        fits = [k for k in reversed(same_type[-REACH:]) if _told_again(k, telling)]
        match = min(fits, key=lambda k: (not _family(k.candidate, telling.candidate), not _in_main_clause(k.candidate)), default=None)
        if match is None:
            if not _empty_reference(telling):
                same_type.append(telling)
            continue
        first, again = match.candidate, telling.candidate
        if not first.sources or (again.sources and _unnamed(first.sources, first) and not _unnamed(again.sources, again)):
            first.sources = tuple(n for n in again.sources if n not in first.targets)
        first.targets = first.targets or tuple(n for n in again.targets if n not in first.sources)
        dead = again.token.lemma_ in load_lexicon().kill and first.is_noun and _headline(first)
        first.count = again.count if first.count is None or (dead and again.count is not None) else first.count
        first.means = tuple(dict.fromkeys((*first.means, *again.means)))
        first.extra = [*first.extra, span_of(again), *again.extra]
        match.places |= telling.places
        match.dates += telling.dates
    return sorted((_event(t.candidate) for ts in kept.values() for t in ts), key=lambda e: e.trigger)


def _empty_reference(telling: _Telling) -> bool:
    """Say whether a pointing noun gives nothing of its own: no actor, no number, no means, no place."""
    c = telling.candidate
    return points_back(c) and not (c.sources or c.targets or c.count or c.means or telling.places)


def _compatible(one: Sequence[str], two: Sequence[str], candidate: Candidate) -> bool:
    if not one or not two or set(one) & set(two):
        return True
    if any(_unnamed(names, candidate) for names in (one, two)) and candidate.scene.kinds(one) & candidate.scene.kinds(two):
        return True  # "gunmen attacked ... JNIM claimed the assault"
    sides = [{candidate.scene.by_name[n].side if n in candidate.scene.by_name else n for n in names} - {None} for names in (one, two)]
    return bool(sides[0] & sides[1])


def _unnamed(names: Sequence[str], candidate: Candidate) -> bool:
    """Say whether the actors are known only by a common noun ("gunmen")."""
    return all(n[:1].islower() and (n not in candidate.scene.by_name or candidate.scene.by_name[n].side is None) for n in names)


def _told_again(first: _Telling, again: _Telling) -> bool:
    earlier, later = first.candidate, again.candidate
    if (
        {earlier.status, later.status} & {"planned", "denied"}
        and earlier.status != later.status
        and not (later.status == "denied" and points_back(later))
    ):
        return False
    same_sentence = earlier.scene.paragraph is later.scene.paragraph and earlier.token.sent.start == later.token.sent.start
    if same_sentence and (
        _conjoined_elsewhere(earlier, later) or _in_sequence(earlier, later, clause_head(earlier.token), clause_head(later.token))
    ):
        return False  # "seized Goma in January and captured Bukavu in February"
    if ("down" in earlier.entry.companions) != ("down" in later.entry.companions):
        return False
    if not _compatible(earlier.sources, later.sources, later) or not _compatible(earlier.targets, later.targets, later):
        return False
    if _headline(earlier) and later.paragraph_index <= LEAD and _in_main_clause(later) and not _titled(later):
        if earlier.count is not None and later.count is not None:
            return earlier.count == later.count or earlier.count in (number_of(t) for t in later.token.sent if t.tag_ == "CD")
        shared = first.places.keys() & again.places.keys()
        alike = earlier.entry.type == "ASSAULT" and (_acled(earlier) == _acled(later) or bool(set(earlier.targets) & set(later.targets)))
        alike = alike and not set(earlier.sources) & set(later.targets)
        unplaced = all(kind == "country" for kind in first.places.values()) and later.paragraph_index == 1
        return bool(set(earlier.sources) & set(later.sources)) or (alike and unplaced) or any(first.places[p] != "country" for p in shared)
    one, two = first.places, again.places
    near = later.paragraph_index - earlier.paragraph_index
    if (
        one
        and two
        and not one.keys() & two.keys()
        and not (near <= 1 and points_back(later) and later.token.lemma_ in load_lexicon().generic)
        and not (near <= 1 and points_back(later) and one.keys() <= again.lands)
    ):
        return False  # "bombed Beirut. ... The strike hit a house in Dahiyeh" may be one all the same
    days = first.dates, again.dates
    if days[0] and days[1] and not any(_overlap(a, b) for a in days[0] for b in days[1]):
        return False
    if earlier.count is not None and later.count is not None and earlier.count != later.count and not points_back(later):
        return False
    if earlier.count is None and later.count is not None and set(later.sources) - set(earlier.sources) and not points_back(later):
        return False  # someone else gives a number: a part of it, or another one
    same_kind = earlier.entry.acled == later.entry.acled
    family = _family(earlier, later) or (later.entry.type == "ASSAULT" and later.token.lemma_ in load_lexicon().generic)
    shared_source, shared_target = bool(set(earlier.sources) & set(later.sources)), bool(set(earlier.targets) & set(later.targets))
    if points_back(later):
        if shared_source and shared_target:
            return True
        if later.entry.type in ("REQUEST", "ACCUSE", "REJECT", "THREATEN") and not set(earlier.sources) & set(later.sources):
            return False
        return near <= POINTING_REACH and (family or earlier.entry.acled == later.entry.acled)
    if later.entry.type == "ASSAULT" and shared_target and "person" in later.scene.kinds(set(earlier.targets) & set(later.targets)):
        return earlier.entry.acled == later.entry.acled == "Violence against civilians"  # a person is killed once
    if later.entry.type in ("ASSAULT", "DISPLACE", "RETREAT", "MOBILIZE", "COERCE", "PROTEST"):
        if (
            near <= POINTING_REACH
            and not two
            and days[0]
            and days[1]
            and earlier.entry.acled == later.entry.acled
            and _definite_victim(later)
        ):
            return True  # "a jet bombed the village on Wednesday"
        alike = family or (same_kind and shared_source)
        if (
            shared_source
            and one == two
            and one
            and later.paragraph_index == earlier.paragraph_index
            and any(c.lower_ == "had" for c in later.token.children)
        ):
            return True  # "said it had targeted": the strike of the sentence before
        return (
            alike
            and _same_spot(one, two, dated=bool(days[0] and days[1]))
            and bool(days[0] or days[1] or earlier.count == later.count)
            and (shared_source or not later.sources or not earlier.sources)
        )
    if later.entry.type == "CONSULT":
        both = {*earlier.sources, *earlier.targets}, {*later.sources, *later.targets}
        return both[0] == both[1] or (family and bool(both[0] & both[1]) and bool(one.keys() & two.keys()))
    return shared_source and shared_target


def _headline(candidate: Candidate) -> bool:
    """Say whether a passage is the headline: the first paragraph, which no stop ends. The lead tells of the same."""
    doc = candidate.scene.paragraph.doc
    return candidate.paragraph_index == 0 and len(doc) <= LONGEST_HEADLINE and not doc[-1].is_punct


def _titled(candidate: Candidate) -> bool:
    """Say whether a passage stands in a line that no stop ends: a second headline, or who wrote it."""
    doc = candidate.scene.paragraph.doc
    return len(doc) <= LONGEST_HEADLINE and not doc[-1].is_punct


def _same_spot(one: Mapping[str, str], two: Mapping[str, str], *, dated: bool) -> bool:
    """Say whether two passages share a place: a whole country only if both are dated too."""
    shared = one.keys() & two.keys()
    return any(dated or one[place] != "country" for place in shared)


def _in_main_clause(candidate: Candidate) -> bool:
    """Say whether the sentence is about the event, which news takes up again sooner than what it mentions beside."""
    head = clause_head(candidate.token)
    return head.dep_ == "ROOT" or (head.dep_ == "ccomp" and head.head.dep_ == "ROOT")


def _definite_victim(candidate: Candidate) -> bool:
    """Say whether what was struck is something named before ("the village")."""
    nouns = load_lexicon().objects["target"]
    return any(t.lemma_ in nouns and any(c.lower_ == "the" for c in t.children) for t in candidate.affected)


def _family(one: Candidate, two: Candidate) -> bool:
    """Say whether the triggers are of one word family ("attacked", "the attack")."""
    return _stem(one.token.lemma_) == _stem(two.token.lemma_)


def _overlap(a: DateMention, b: DateMention) -> bool:
    if a.date_start is None or a.date_end is None or b.date_start is None or b.date_end is None:
        return True
    return a.date_start <= b.date_end and b.date_start <= a.date_end


def _stem(lemma: str) -> str:
    return lemma.lower().removeprefix("air").lstrip("-")[:STEM]


def _event(candidate: Candidate) -> Event:
    return Event(
        trigger=span_of(candidate),
        type=candidate.entry.type,
        acled_type=_acled(candidate),
        sources=candidate.sources,
        targets=candidate.targets,
        status=candidate.status,
        count=candidate.count,
        means=candidate.means if candidate.entry.type in ("ASSAULT", "AID", "MOBILIZE") else (),
        spans=tuple(sorted(set(candidate.extra) - {span_of(candidate)})),
    )


def _acled(candidate: Candidate) -> str | None:
    """Return ACLED's event type: remote weapons, then unarmed victims, decide over the word's own (ACLED codebook 2023, section 3)."""
    base = candidate.entry.acled
    if candidate.entry.type != "ASSAULT" or base in ("Strategic developments", "Riots"):
        return base
    if candidate.remote:
        return "Explosions/Remote violence"
    if any(d.lemma_.lower() in grammar("rioters") for d in candidate.doers):
        return "Riots"
    kinds = candidate.scene.kinds(candidate.targets)
    harmed = {t.lemma_.lower() for t in candidate.affected}
    civilians = kinds == {"population"} or bool(harmed & grammar("civilians"))
    if civilians and base == "Battles" and not candidate.scene.is_armed(candidate.targets):
        return "Violence against civilians"
    if base == "Violence against civilians" and candidate.scene.is_armed(candidate.targets):
        return "Battles"
    return base
