"""What the rest of an article says of a name: its neighbours in a list, its other mentions, the region that the story is about."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from geo.language.place_candidates import PLACE_LABELS
from geo.language.place_evidence import LOCATING, Judged
from geo.language.place_facts import FEW_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.language.place_candidates import Candidate

_LIST_GAPS = frozenset({", ", " and ", ", and ", " or ", " and the ", "; "})


def add_article_evidence(judged: Iterable[Judged]) -> list[Judged]:
    """Add to each candidate what its neighbours in a list and the rest of the article say."""
    judged = list(judged)
    _add_lists(judged)
    _add_longer_names(judged)
    _add_regions(judged)
    labels: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for j in judged:
        labels[j.candidate.text.lower()].append((_placed(j), bool(LOCATING & j.evidence.keys())))
    for j in judged:
        rows = labels[j.candidate.text.lower()]
        if len(rows) > 1:
            placed, located = _placed(j), bool(LOCATING & j.evidence.keys())
            others = len(rows) - 1
            j.evidence["elsewhere called a place"] = (sum(p for p, _ in rows) - placed) / others
            j.evidence["elsewhere in a place context"] = max(0.0, min(1.0, sum(x for _, x in rows) - located))
    return judged


def _placed(judged: Judged) -> bool:
    """Return whether the model takes the candidate for a place."""
    return any(f"model: is {label}" in judged.evidence for label in PLACE_LABELS)


def _known(judged: Judged) -> bool:
    return "gazetteer: none" not in judged.evidence


def _likely(judged: Judged) -> bool:
    """Return whether a candidate is a place at first sight: the gazetteer has it, and the model or its surroundings say so."""
    return _known(judged) and (_placed(judged) or bool(LOCATING & judged.evidence.keys()))


def _add_lists(judged: Sequence[Judged]) -> None:
    """Mark the candidates that stand in a list with a likely place: "Babanusa, Nahud and El Obeid"."""
    starts: dict[tuple[int, int], list[Judged]] = defaultdict(list)
    for j in judged:
        starts[id(j.names), j.candidate.start].append(j)
    pairs: list[tuple[Judged, Judged]] = []
    for j in judged:
        text, end = j.names.text, j.candidate.end
        for gap in _LIST_GAPS:
            if text.startswith(gap, end):
                pairs.extend((j, other) for other in starts.get((id(j.names), end + len(gap)), ()))
    good = {id(j) for j in judged if _likely(j)}
    opened = {id(j) for j in judged if LOCATING & j.evidence.keys()}
    for _ in range(2):  # along the list, both ways
        for chain in (pairs, list(reversed(pairs))):
            for left, right in chain:
                for one, other in ((left, right), (right, left)):
                    if id(other) in good:
                        one.evidence["listed with a place"] = 1
                        if _known(one):
                            good.add(id(one))
    for left, right in pairs:  # "near Sudzha, Guevo and Gornal": the preposition holds for all
        if id(left) in opened and id(right) not in opened and id(left) in good:
            right.evidence["in a list that opens in a place context"] = 1
            opened.add(id(right))
    plural = {id(j) for j in judged if _after_plural(j)}
    for left, right in pairs:  # "the villages of Zike, Hurti and Mangor", whoever knows them
        if id(left) in plural:
            right.evidence["in a list that a plural kind word opens"] = 1
            plural.add(id(right))
    both = {id(j) for j in _between(pairs, good)}
    for j in judged:
        if id(j) in both:
            j.evidence["between two places of a list"] = 1


def _after_plural(judged: Judged) -> bool:
    """Return whether a plural kind word leads to the candidate: "the villages of X", "four towns: X"."""
    if "opens a list of places" in judged.evidence:
        return True
    if not {"after a kind word", "after a kind word and 'of'"} & judged.evidence.keys():
        return False
    before = judged.names.atoms[max(0, judged.candidate.first - 3) : judged.candidate.first]
    return any(a.low.endswith("s") and a.low in judged.names.words.kind_after for a in before)


def _between(pairs: Sequence[tuple[Judged, Judged]], good: set[int]) -> list[Judged]:
    """Return the candidates with a likely place on either side in their list."""
    after = {id(right) for left, right in pairs if id(left) in good}
    return [left for left, right in pairs if id(left) in after and id(right) in good]


def _add_longer_names(judged: Sequence[Judged]) -> None:
    """Mark the candidates inside a longer name that some place bears: "Malaya" of "Malaya Loknya"."""
    longer: dict[int, list[Candidate]] = defaultdict(list)
    for j in judged:
        if _known(j) and j.candidate.last > j.candidate.first:
            longer[id(j.names)].append(j.candidate)
    for j in judged:
        own = j.candidate
        if any(c.start <= own.start and own.end <= c.end and (c.start, c.end) != (own.start, own.end) for c in longer.get(id(j.names), ())):
            j.evidence["inside a longer known name"] = 1


def _add_regions(judged: Sequence[Judged]) -> None:
    """Mark the small places that lie where the article's other places lie: a name that only the gazetteer knows, in a Sumy story."""
    said: dict[str, set[str]] = defaultdict(set)
    for j in judged:
        if not _likely(j):
            continue
        facts = j.facts
        units = facts.names if facts.kind == "admin1" else {facts.unit} if facts.unit else ()
        for unit in units:
            if unit is not None:
                said[unit].add(j.candidate.text.lower())
    countries = {c for j in judged if _likely(j) and j.facts.kind == "country" for c in j.facts.names}
    for j in judged:
        facts = j.facts
        if facts.kind not in {"settlement", "admin2"}:
            continue
        low = j.candidate.text.lower()
        few = sum(":" in h for h in facts.holders) <= FEW_UNITS
        person = ", called a person" if "model: is PERSON" in j.evidence else ""
        if any(said[unit] - {low} for unit in facts.holders if unit in said):
            j.evidence[f"lies in a region of the article{'' if few else ', as others do elsewhere'}{person}"] = 1
        elif few and facts.holders & countries:
            j.evidence[f"lies in a country of the article{person}"] = 1
