"""One event told several times is one event: within a sentence (attack, killing two) and over the article (the attack)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.language.clauses import SUBJECTS, clause_head, governors, inside
from geo.language.event_lexicon import load_lexicon
from geo.language.event_conditions import place_of
from geo.records import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from geo.language.event_conditions import Candidate
    from geo.language.parse import ParsedText
    from geo.records import DateMention, Span

CONSEQUENCES = frozenset({"kill", "wound", "injure", "die", "destroy", "damage", "demolish", "flatten", "maim", "perish", "hit", "strike", "explode", "detonate", "fire", "launch"})
"""Verbs that tell what an attack did: the attack beside them is the event."""
STEM = 5
"""Letters by which two words are taken for one family ("encircled", "encirclement")."""
VIOLENT = frozenset({"ASSAULT"})


def merge_in_sentences(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Join the candidates of one sentence that tell of one event ("shelled the town, killing two")."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if candidate.token.lemma_ in ("order", "instruct", "command") and any(
            o.status == "ordered" and candidate.token in list(governors(o.token)) for o in candidates
        ):
            continue  # "ordered the evacuation": the evacuation, ordered, is the event
        partner = next((k for k in reversed(kept) if _one_event(k, candidate)), None)
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
    if first.sources and second.sources and not set(first.sources) & set(second.sources) and not set(first.sources) & set(second.targets):
        return False
    if _conjoined_elsewhere(first, second):
        return False
    if first.entry.type == "ASSAULT" and _toll_beside_attack(first, second, one, two):
        return True
    if one.i == two.i:
        return True
    lower = two if one in list(governors(two)) else one if two in list(governors(one)) else None
    if lower is None:
        return False
    other = one if lower.i == two.i else two
    subjectless = not any(c.dep_ in SUBJECTS for c in lower.children)
    if lower.dep_ in ("advcl", "acl", "relcl", "xcomp", "conj") and lower.head in (other, *inside(other)):
        refers = [c for c in lower.children if c.dep_ in SUBJECTS and c.tag_ in ("WDT", "WP")]
        return subjectless or (bool(refers) and (first.token == lower.head or second.token == lower.head))
    return False


def _toll_beside_attack(first: Candidate, second: Candidate, one: Token, two: Token) -> bool:
    """Say whether one tells the toll of the other: "54 were killed and 158 wounded when the RSF shelled a market"."""
    toll = load_lexicon().kill | load_lexicon().harm
    tolls = [c.token.lemma_ in toll and not c.sources for c in (first, second)]
    if tolls[0] and second.is_noun and two.dep_ == "conj" and two.head.i == one.i:
        return True  # "ten were killed and dozens injured in an attack"
    if all(tolls):
        return two.head.i == one.i or one.i == two.i
    if not any(tolls):
        return False
    if tolls[1] and second.token.tag_ == "VBG" and second.token.dep_ in ("advcl", "conj", "acl") and not any(c.dep_ in SUBJECTS for c in second.token.children):
        return True  # "..., killing two": of whatever attack the sentence tells
    upper, lower = (one, two) if one in list(governors(two)) else (two, one)
    beside = lower.head
    while beside.dep_ == "conj" and beside != upper:
        beside = beside.head
    return lower.dep_ == "advcl" and beside == upper and any(c.lower_ in ("when", "as", "after", "in") for c in lower.children)


def _conjoined_elsewhere(first: Candidate, second: Candidate) -> bool:
    """Say whether two conjoined tellings each have a place of their own ("shelled A and stormed B")."""
    if second.token.dep_ != "conj":
        return False
    one, two = _places(first, own=True), _places(second, own=True)
    return bool(one and two and not one & two)


def _joined(first: Candidate, second: Candidate) -> Candidate:
    """Return one candidate for both; the attack leads, what it did follows."""
    lead, rest = (second, first) if first.token.lemma_ in CONSEQUENCES and second.token.lemma_ not in CONSEQUENCES else (first, second)
    lead.sources = lead.sources or tuple(n for n in rest.sources if n not in lead.targets)
    lead.targets = lead.targets or tuple(n for n in rest.targets if n not in lead.sources)
    lead.means = tuple(dict.fromkeys((*lead.means, *rest.means)))
    lead.remote = lead.remote or rest.remote or (lead.token.lemma_ == "attack" and rest.entry.acled == "Explosions/Remote violence" and not lead.means)
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
        start = min([token.i, *[c.i for c in left if all(t.dep_ in ("compound", "amod", "punct") for t in token.doc[c.i : token.i])]])
        return candidate.scene.paragraph.span(token.doc[start : token.i + 1])
    end = token.i + 1
    follower = token.doc[end] if end < len(token.doc) else None
    if follower is not None and follower.head == token and (follower.dep_ == "prt" or follower.lower_ in candidate.entry.companions):
        end += 1
    elif follower is not None and follower.lower_ in candidate.entry.companions and follower.dep_ == "mark":
        end += 1  # "called for forces to surrender"
    return candidate.scene.paragraph.span(token.doc[token.i : end])


def _places(candidate: Candidate, *, own: bool = False) -> set[str]:
    scope: list[Token] = list(inside(candidate.token)) if own else [*inside(candidate.token), *inside(clause_head(candidate.token))]
    found = [place_of(candidate, t) for t in scope]
    return {m.place.place_id for m in found if m is not None and m.place is not None}


def _dates(candidate: Candidate, dates: Sequence[DateMention]) -> list[DateMention]:
    paragraph = candidate.scene.paragraph
    indices = {paragraph.offset + t.idx for t in inside(clause_head(candidate.token))}
    return [d for d in dates if d.start in indices and d.date_start is not None and d.type in ("DATE", "TIME")]


def merge_in_article(candidates: Sequence[Candidate], parsed: ParsedText, dates: Sequence[DateMention]) -> list[Event]:
    """Join what different passages tell of one event, and make the records.

    A definite noun ("the attack", "this demand") points back to the nearest earlier event that fits; any other passage
    joins only an event of the same word family, place and actors.
    """
    del parsed
    kept: list[Candidate] = []
    for candidate in candidates:
        fits = [k for k in reversed(kept) if _told_again(k, candidate, dates)]
        match = next((k for k in fits if _family(k, candidate)), fits[0] if fits else None)
        if match is None:
            if not _empty_reference(candidate):
                kept.append(candidate)
            continue
        match.sources = match.sources or tuple(n for n in candidate.sources if n not in match.targets)
        match.targets = match.targets or tuple(n for n in candidate.targets if n not in match.sources)
        match.count = match.count if match.count is not None else candidate.count
        match.means = tuple(dict.fromkeys((*match.means, *candidate.means)))
        match.extra = [*match.extra, span_of(candidate), *candidate.extra]
    return sorted((_event(c) for c in kept), key=lambda e: e.trigger)


def _anaphoric(candidate: Candidate) -> bool:
    """Say whether the trigger is a noun that points back."""
    if not candidate.is_noun:
        return False
    if any(c.dep_ == "poss" for c in candidate.token.children):
        return candidate.entry.type in ("REQUEST", "ACCUSE", "REJECT", "THREATEN", "CONSULT") or any(c.tag_ == "PRP$" for c in candidate.token.children)
    determiners = {c.lower_ for c in candidate.token.children if c.dep_ == "det"}
    if determiners == {"the"} and any(c.dep_ in ("prep", "relcl") and c.lower_ != "in" for c in candidate.token.children):
        return False  # "the evacuation of eight villages" says itself which
    return bool(determiners & load_lexicon().anaphora)


def _empty_reference(candidate: Candidate) -> bool:
    """Say whether a pointing noun gives nothing of its own: no actor, no number, no means, no place."""
    return _anaphoric(candidate) and not (candidate.sources or candidate.targets or candidate.count or candidate.means or _places(candidate))


def _compatible(one: Sequence[str], two: Sequence[str], candidate: Candidate) -> bool:
    if not one or not two or set(one) & set(two):
        return True
    sides = [{candidate.scene.by_name[n].side if n in candidate.scene.by_name else n for n in names} - {None} for names in (one, two)]
    return bool(sides[0] & sides[1])


def _told_again(earlier: Candidate, later: Candidate, dates: Sequence[DateMention]) -> bool:
    if earlier.entry.type != later.entry.type:
        return False
    if {earlier.status, later.status} & {"planned", "denied"} and earlier.status != later.status and not (later.status == "denied" and _anaphoric(later)):
        return False
    if not _compatible(earlier.sources, later.sources, later) or not _compatible(earlier.targets, later.targets, later):
        return False
    one, two = _places(earlier), _places(later)
    if one and two and not one & two:
        return False
    days = [_dates(earlier, dates), _dates(later, dates)]
    if days[0] and days[1] and not any(_overlap(a, b) for a in days[0] for b in days[1]):
        return False
    if earlier.count is not None and later.count is not None and earlier.count != later.count and not _anaphoric(later):
        return False
    if earlier.count is None and later.count is not None and set(later.sources) - set(earlier.sources) and not _anaphoric(later):
        return False  # someone else gives a number: a part of it, or another one
    family = _family(earlier, later) or (later.entry.type == "ASSAULT" and later.token.lemma_ in load_lexicon().generic)
    shared_source, shared_target = bool(set(earlier.sources) & set(later.sources)), bool(set(earlier.targets) & set(later.targets))
    if _anaphoric(later):
        if shared_source and shared_target:
            return True
        near = later.paragraph_index - earlier.paragraph_index <= 2  # noqa: PLR2004  (news points back over a few short paragraphs)
        if later.entry.type in ("REQUEST", "ACCUSE", "REJECT", "THREATEN") and not set(earlier.sources) & set(later.sources):
            return False
        return near and (family or earlier.entry.acled == later.entry.acled)
    if later.entry.type in ("ASSAULT", "DISPLACE", "RETREAT", "MOBILIZE", "COERCE", "PROTEST"):
        alike = family or earlier.entry.acled == later.entry.acled
        if shared_source and one == two and one and later.paragraph_index == earlier.paragraph_index and any(c.lower_ == "had" for c in later.token.children):
            return True  # "said it had targeted": the strike of the sentence before
        return alike and bool(one & two) and bool(days[0] or days[1] or earlier.count == later.count) and (shared_source or not later.sources or not earlier.sources)
    if later.entry.type == "CONSULT":
        both = {*earlier.sources, *earlier.targets}, {*later.sources, *later.targets}
        return both[0] == both[1] or (family and bool(both[0] & both[1]) and bool(one & two))
    return shared_source and shared_target


def _family(one: Candidate, two: Candidate) -> bool:
    """Say whether the triggers are of one word family ("attacked", "the attack")."""
    return _stem(one.token.lemma_) == _stem(two.token.lemma_)


def _overlap(a: DateMention, b: DateMention) -> bool:
    if a.date_start is None or a.date_end is None or b.date_start is None or b.date_end is None:
        return True
    return a.date_start <= b.date_end and b.date_start <= a.date_end


def _stem(lemma: str) -> str:
    return lemma.lower()[:STEM]


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
    if any(d.lemma_.lower() in ("protester", "demonstrator", "rioter", "mob", "crowd") for d in candidate.doers):
        return "Riots"
    kinds = candidate.scene.kinds(candidate.targets)
    harmed = {t.lemma_.lower() for t in candidate.affected}
    civilians = kinds == {"population"} or bool(harmed & {"civilian", "child", "woman", "villager", "resident", "worshipper", "journalist", "worker", "farmer"})
    if civilians and base == "Battles" and not candidate.scene.is_armed(candidate.targets):
        return "Violence against civilians"
    if base == "Violence against civilians" and candidate.scene.is_armed(candidate.targets):
        return "Battles"
    return base
