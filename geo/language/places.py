"""Place mentions: which stretches of a text name a place, what kind the words ask for, and whether the place acts as a government."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.language.actor_lexicon import load_actor_lexicon
from geo.language.coordinates import find_coordinates
from geo.language.metonyms import can_govern, is_metonym, is_seat
from geo.language.place_article import add_article_evidence
from geo.language.place_borders import find_borders
from geo.language.place_candidates import ParagraphNames, candidates, kind_after, kind_before
from geo.language.place_cyrillic import find_cyrillic_places, is_cyrillic
from geo.language.place_evidence import LOCATING, Judged, Witness
from geo.language.place_groups import find_groups
from geo.language.place_offsets import offset_before, without_told
from geo.language.place_probability import probability
from geo.language.place_relations import parents, shared_kinds
from geo.language.place_words import place_words
from geo.records import PlaceSpan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer.index import Gazetteer
    from geo.language.parse import ParsedText
    from geo.records import PlaceKind

THRESHOLD = 0.38
"""Least probability of a mention: where F1 on gold spans of news is highest (geo.gazetteer.train prints it)."""
SEAT_PROBABILITY = 0.9
NAMED_AS_TOWN = 0.5
"""Least probability of a name after "the village of": the words leave little else for it to be."""
_LENGTH_BONUS = 0.015
"""Added per character when candidates overlap, so that the longest sound reading wins."""


def find_places(parsed: ParsedText, gazetteer: Gazetteer) -> list[PlaceSpan]:
    """Find every mention of a place.

    Parameters
    ----------
    parsed
        The text, parsed paragraph by paragraph.
    gazetteer
        Evidence for names: which words name places, of what kind and size.

    Returns
    -------
    list of PlaceSpan
        In order of start, none overlapping: named places (the bare name: "Kursk" of "the Kursk region", with the kind
        that the words ask for), groups that are counted and not named, borders, and coordinates.
    """
    cyrillic = [p for p in parsed.paragraphs if is_cyrillic(p.doc.text)]
    paragraphs = [ParagraphNames(p) for p in parsed.paragraphs if not is_cyrillic(p.doc.text)]
    witness = Witness(paragraphs, gazetteer)
    judged = add_article_evidence(
        Judged(names, c, witness.evidence(names, c), witness.book.of(c.lookup))
        for names in paragraphs
        for c in candidates(names, gazetteer)
    )
    named = [_span(parsed, p, j, gazetteer) for p, j in _select(judged, gazetteer)]
    named = without_told(parsed.plain, shared_kinds(parsed.plain, parents(parsed.plain, named, witness.book)))
    points = [
        PlaceSpan(p.start, p.end, parsed.text[p.start : p.end], parsed.text[p.start : p.end], kind="facility", point=(p.lat, p.lon))
        for p in find_coordinates(parsed.plain)
    ]
    named += [s for p in cyrillic for s in find_cyrillic_places(parsed.text[p.offset : p.end], gazetteer, p.offset)]
    named = [s for s in named if all(s.end <= p.start or p.end <= s.start for p in points)]
    named.sort(key=lambda s: s.start)
    return sorted([*named, *points, *find_groups(parsed, named), *find_borders(parsed, named)], key=lambda s: s.start)


def _select(judged: Sequence[Judged], gazetteer: Gazetteer) -> list[tuple[float, Judged]]:
    """Keep the probable candidates, the best of those that overlap, in order of start."""
    scored = ((_likelihood(j, gazetteer), j) for j in judged if not _ruled_out(j))
    likely = [(p, j) for p, j in scored if p >= THRESHOLD]
    sure = {id(j): p for p, j in likely}
    return [(sure[id(j)], j) for j in overlapping_best(likely)]


def _likelihood(judged: Judged, gazetteer: Gazetteer) -> float:
    """Return how probable a candidate is.

    By the contract a seat of power is a place whatever it does ("the Kremlin said"), and so is the name inside a regional
    authority's ("Sumy Regional Military Administration").
    """
    p = probability(judged.evidence)
    if judged.names.shouting:  # the model sees nothing in capitals
        known = "elsewhere called a place" in judged.evidence and judged.evidence["elsewhere called a place"] > 0
        return (
            max(p, SEAT_PROBABILITY)
            if known or "large and no place context" in judged.evidence or "large and in a place context" in judged.evidence
            else 0.0
        )
    if p < SEAT_PROBABILITY and "gazetteer: none" not in judged.evidence and _opens_dateline(judged):
        return SEAT_PROBABILITY
    if p < SEAT_PROBABILITY and "gazetteer: none" not in judged.evidence and _in_regional_authority(judged):
        return SEAT_PROBABILITY
    if p < NAMED_AS_TOWN and "after a kind word and 'of'" in judged.evidence and _named_as_town(judged):
        return NAMED_AS_TOWN
    if p < NAMED_AS_TOWN and _curated_town(judged, gazetteer):
        return NAMED_AS_TOWN
    if p < SEAT_PROBABILITY and "gazetteer: facility" in judged.evidence and is_seat(judged.candidate.lookup, gazetteer):
        return SEAT_PROBABILITY
    return p


def _opens_dateline(judged: Judged) -> bool:
    """Return whether a known name fills the place of the town in a dateline in capitals: "PORT SUDAN, Sudan (AFP) -"."""
    names, candidate = judged.names, judged.candidate
    town = names.text[: names.dateline].split(",")[0]
    return candidate.start == 0 and candidate.text == town and town.isupper()


def _curated_town(judged: Judged, gazetteer: Gazetteer) -> bool:
    """Return whether a whole name of several words is that of a town put into the gazetteer for a war's news: "Malaya Loknya"."""
    names, candidate = judged.names, judged.candidate
    if candidate.first == candidate.last or names.run(candidate.first, candidate.last) != (candidate.first, candidate.last):
        return False
    bearers = gazetteer.find(candidate.lookup, variants=False)
    return bool(bearers) and bearers[0].place.kind == "settlement" and bearers[0].place.place_id.startswith("own:")


def _named_as_town(judged: Judged) -> bool:
    """Return whether the words say that a whole name is a town's, whoever knows it: "the villages of Bengou and Yelou"."""
    names, candidate = judged.names, judged.candidate
    return (
        names.run(candidate.first, candidate.last) == (candidate.first, candidate.last)
        and kind_before(names, candidate.first) == "settlement"
    )


def _in_regional_authority(judged: Judged) -> bool:
    names, candidate = judged.names, judged.candidate
    follower = names.right_of(candidate)
    if follower is None or not follower.capital or follower.low not in names.words.kind_inside:
        return False
    first, last = names.run(candidate.first, candidate.last)
    return first == candidate.first and last > candidate.last + 1 and names.atoms[last].low in names.words.public_heads


def overlapping_best(scored: Sequence[tuple[float, Judged]]) -> list[Judged]:
    """Return, of candidates with their probabilities, the best of those that overlap, in order of start."""
    ranked = sorted(scored, key=lambda row: (-row[0] - _LENGTH_BONUS * len(row[1].candidate.text), row[1].candidate.start))
    taken: dict[int, list[Judged]] = {}
    for _, j in ranked:
        others = taken.setdefault(j.names.paragraph.offset, [])
        if all(j.candidate.end <= o.candidate.start or o.candidate.end <= j.candidate.start for o in others):
            others.append(j)
    kept = [j for group in taken.values() for j in group]
    return sorted(kept, key=lambda j: j.names.paragraph.offset + j.candidate.start)


def _ruled_out(judged: Judged) -> bool:
    """Return whether the contract keeps a candidate out, however likely it looks."""
    names, candidate = judged.names, judged.candidate
    words = names.words
    if "after 'of' of a certain bearer" in judged.evidence:  # the Bank of England
        return True
    if "a person's by the article's own words" in judged.evidence and not LOCATING & judged.evidence.keys():
        return True  # "Georgia" where the article is about Georgia Stevens
    if "called something else" in judged.evidence and not LOCATING & judged.evidence.keys():
        return True  # "Jackson, a member of the board"
    if "after a word of kinship" in judged.evidence and ("doubtful word" in judged.evidence or "gazetteer: settlement" in judged.evidence):
        return True  # "her mother Florence", while "its partner Turkey" is a state
    if candidate.first == candidate.last and candidate.text.lower() in words.public_heads | words.bearing_heads | words.titles:
        return True  # "the Bank", "the Centre"
    left = names.before(candidate.first)
    if left is not None and left.capital and left.low in words.certain_before:  # USS Nashville
        return True
    if _product(judged) or _listed_group(judged):
        return True
    if candidate.text.lower() in words.demonyms:
        region = "gazetteer: admin1" in judged.evidence or "gazetteer: area" in judged.evidence  # Amhara is both
        kind = "before a kind word" in judged.evidence or "name goes on: public body" in judged.evidence
        return not region or not (kind or _in_region(judged))
    return candidate.text in words.attributive_names and _attributive(judged)


def _in_region(judged: Judged) -> bool:
    """Return whether the name of a region and its people is the region's: "fighting in Amhara on Monday"."""
    token = judged.names.token_at(judged.candidate.end - 1)
    return "after a preposition of place" in judged.evidence and token is not None and token.dep_ == "pobj"


def _product(judged: Judged) -> bool:
    """Return whether a town's name says what a thing is like: "Bologna sauce"."""
    names, candidate = judged.names, judged.candidate
    right = names.right_of(candidate)
    spaced = right is not None and names.text[candidate.end : right.start] == " "
    return right is not None and spaced and not right.capital and right.low in names.words.products and not judged.facts.wide


def _listed_group(judged: Judged) -> bool:
    """Return whether a name is, or begins, that of an armed group or force of the actors' list: "Africa Corps", "Wagner"."""
    names, candidate = judged.names, judged.candidate
    first, last = names.run(candidate.first, candidate.last)
    named = load_actor_lexicon().named
    for end in range(last, candidate.last - 1, -1):
        group = named.get(names.text[names.atoms[candidate.first].start : names.atoms[end].end])
        if group is not None and group.kind in {"armed group", "military"}:
            return end > candidate.last or (first == candidate.first and not LOCATING & judged.evidence.keys())
    return False


def _attributive(judged: Judged) -> bool:
    """Return whether a state's short name is an adjective of people or bodies ("US officials", "the US special envoy")."""
    names, candidate = judged.names, judged.candidate
    words = names.words
    follower = names.right_of(candidate)
    if follower is None or not names.text[candidate.end : follower.start].isspace():
        return False
    people = words.attributive_people | words.titles
    if follower.low in people:
        return True
    token = names.token_at(candidate.end - 1)
    if token is None or token.dep_ not in {"compound", "amod", "nmod"}:
        return False
    head = token.head
    between = token.doc[token.i + 1 : head.i + 1]
    return any(t.lower_ in people for t in between)


def _span(parsed: ParsedText, sure: float, judged: Judged, gazetteer: Gazetteer) -> PlaceSpan:
    names, candidate = judged.names, judged.candidate
    offset = names.paragraph.offset
    start, end = offset + candidate.start, offset + candidate.end
    token = names.token_at(candidate.end - 1)
    metonym = False
    if token is not None and candidate.end > names.dateline and can_govern(candidate.lookup, gazetteer):
        metonym = is_metonym(token, seat=is_seat(candidate.lookup, gazetteer), state="gazetteer: country" in judged.evidence)
    distance, bearing = offset_before(parsed.plain, start)
    kind = _kind(judged) or ("area" if _like_a_river(judged, gazetteer) else None)
    return PlaceSpan(start, end, parsed.text[start:end], candidate.lookup, kind, metonym, offset_km=distance, bearing=bearing, sure=sure)


def _like_a_river(judged: Judged, gazetteer: Gazetteer) -> bool:
    """Return whether an article makes a river or region of a name that a town bears too: "across the Dnipro"."""
    names, candidate = judged.names, judged.candidate
    before = names.before(candidate.first)
    if before is None or before.low != "the" or names.headline or candidate.abbreviation:
        return False
    right = names.right_of(candidate)
    noun = names.token_at(right.start) if right is not None else None
    if noun is not None and noun.pos_ in {"NOUN", "PROPN", "ADJ"}:
        return False  # "the Dnipro mayor"
    kinds = {e.place.kind for e in gazetteer.find(candidate.lookup, variants=False)}
    return "area" in kinds and "settlement" in kinds


def _kind(judged: Judged) -> PlaceKind | None:
    """Return the kind that the words in, after or before a name ask for."""
    names, candidate = judged.names, judged.candidate
    words = names.words
    last = names.atoms[candidate.last].low
    if candidate.last > candidate.first and last in words.name_words | {"city"} and last in words.kind_after:
        return words.kind_after[last]
    after = kind_after(names, candidate.last)
    if after is not None:
        return words.kind_after[after]
    before = kind_before(names, candidate.first)
    if before is not None:
        return before
    apposition = re.match(
        r",? an? (?:[\w-]+ ){0,2}?([a-z]+)\b", names.text[candidate.end : candidate.end + 50]
    )  # "Kursk, a region where ..."
    if apposition is not None and names.text[candidate.end] == "," and apposition[1] in words.kind_after:
        return words.kind_after[apposition[1]]
    _, run_end = names.run(candidate.last, candidate.last)
    for k in range(candidate.last + 1, run_end + 1):
        if names.atoms[k].low in words.kind_inside:
            return words.kind_inside[names.atoms[k].low]
    return None


def _bears_a_name(span: PlaceSpan) -> bool:
    return span.kind != "group" and span.between is None and span.point is None


def with_text_spans(text: str, spans: Sequence[tuple[int, int]], found: Sequence[PlaceSpan]) -> list[PlaceSpan]:
    """Return one PlaceSpan for each span given from outside, in the same order.

    What the text says around a span (kind, parent, metonym) is taken from the mention found there, if one was.

    Parameters
    ----------
    text
        The article's text.
    spans
        `[start, end)` pairs.
    found
        What `find_places` found in the same text.
    """
    by_span = {(s.start, s.end): s for s in found}
    result: list[PlaceSpan] = []
    for start, end in spans:
        own = by_span.get((start, end))
        if own is None:
            near = next(
                (s for s in found if s.start < end and start < s.end and s.kind != "group" and s.between is None and s.point is None), None
            )
            own = PlaceSpan(start, end, text[start:end], place_words().abbreviations.get(text[start:end], text[start:end]))
            if near is not None and re.sub(r"\W", "", near.text) in re.sub(r"\W", "", own.text):
                own = replace(own, kind=near.kind, parent=near.parent, metonym=near.metonym)
        result.append(replace(own, sure=None))
    return result
