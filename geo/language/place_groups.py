"""Places that an article counts and does not name: "eight villages" and the area they lie in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.language.place_words import place_words, read_rules
from geo.records import PlaceSpan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from geo.language.parse import Paragraph, ParsedText

_WIDE = frozenset({"country", "admin1", "admin2", "area"})
_REACH = 60
"""Characters between a group and the name of the area that it lies in."""
_LYING_IN = re.compile(r"\W*(?:[\w\s'-]{0,45}\b)?(?:in|of|across|inside|from|throughout|within|near|around|outside)\s[^.;,]{0,40}")
SEVERAL = "|"
"""Between the names of the areas that a group lies in: "villages in the Sumy and Kursk regions"."""
_AND = re.compile(r"(?: [a-z]+)?(?:,|,? and|,? or|,? as well as)(?: in| of| the)* ")
_LARGEST = 5000
"""More places than this in one count is a slip of reading."""


@dataclass(frozen=True, slots=True)
class GroupRules:
    """The lists of place_groups.toml."""

    nouns: frozenset[str]
    numbers: dict[str, int]
    words: frozenset[str]
    skip_before: frozenset[str]
    careful: frozenset[str]
    prepositions: frozenset[str]
    units: frozenset[str]
    befall: frozenset[str]
    """Lemmas of what happens to places."""
    many: int
    """A larger count is a statistic unless something happens to the places."""


@lru_cache(maxsize=1)
def group_rules() -> GroupRules:
    """Return the lists of place_groups.toml, read once."""
    rules = read_rules("place_groups.toml")
    return GroupRules(
        nouns=frozenset(rules["nouns"]["settlements"]) | frozenset(rules["nouns"]["units"]),
        numbers=rules["numbers"],
        words=frozenset(rules["adjectives"]["words"]),
        skip_before=frozenset(rules["skip"]["before"]),
        careful=frozenset(rules["skip"]["nouns_need_preposition"]),
        prepositions=frozenset(rules["skip"]["prepositions"]),
        units=frozenset(rules["nouns"]["units"]),
        befall=frozenset(rules["befall"]["lemmas"]),
        many=rules["befall"]["many"],
    )


def _value(words: Sequence[str]) -> int | None:
    """Return the number that words or digits give: "twenty-three", "two dozen", "1,200"."""
    numbers = group_rules().numbers
    total, seen = 0, False
    for word in words:
        plain = word.replace(",", "").lower()
        if plain.isdigit():
            total, seen = total + int(plain), True
        elif plain in numbers:
            value = numbers[plain]
            total = (
                max(total, 1) * value
                if value in {12, 20, 100, 1000} and plain in {"dozen", "score", "hundred", "thousand"}
                else total + value
            )
            seen = True
        elif plain not in {"a", "an", "and", "-", "half"}:
            return None
    return total if seen and 1 < total <= _LARGEST else None


def _count(noun: Token) -> tuple[Token, int] | None:
    """Return the first token of the count before a plural noun, and the count."""
    rules = group_rules()
    doc, i = noun.doc, noun.i - 1
    while i >= noun.sent.start and doc[i].lower_ not in rules.numbers and not doc[i].like_num:
        token = doc[i]
        fits = (
            token.pos_ in {"ADJ", "PROPN"}
            or token.tag_ in {"VBN", "VBG"}
            or token.lower_ in rules.words
            or token.text == "-"
            or (token.dep_ in {"amod", "compound"} and token.head == noun)
        )
        if not fits or noun.i - i > 5:  # noqa: PLR2004
            return None
        i -= 1
    if i < noun.sent.start:
        return None
    last = i
    while i - 1 >= noun.sent.start and (
        doc[i - 1].lower_ in rules.numbers or doc[i - 1].like_num or (doc[i - 1].text == "-" and doc[i - 2].lower_ in rules.numbers)
    ):
        i -= 1
    if i > noun.sent.start and doc[last].lower_ in {"dozen", "score", "hundred", "thousand"} and doc[i - 1].lower_ in {"a", "an"}:
        i -= 1
    value = _value([t.text for t in doc[i : last + 1]])
    return (doc[i], value) if value else None


def find_groups(parsed: ParsedText, spans: Sequence[PlaceSpan]) -> Iterator[PlaceSpan]:
    """Yield the groups of places that the text counts and does not name.

    Parameters
    ----------
    parsed
        The text.
    spans
        The named places found in it, in order; a group followed by the names of its members is left out, and the
        nearest wider place tells where a group lies.
    """
    rules = group_rules()
    for paragraph in parsed.paragraphs:
        for noun in paragraph.doc:
            if noun.lower_ not in rules.nouns or not noun.text.islower():
                continue  # "Three Counties Radio"
            counted = _count(noun)
            if counted is None:
                continue
            first, count = counted
            start, end = paragraph.span(first)[0], paragraph.span(noun)[1]
            if any(s.start < end and start < s.end for s in spans):
                continue
            previous = noun.doc[first.i - 1].lower_ if first.i > noun.sent.start else ""
            if previous in rules.skip_before:
                continue
            if (
                noun.lower_ in rules.careful
                and not _befallen(noun)
                and previous not in rules.prepositions
                and not any(t.lower_ in rules.prepositions for t in noun.sent[: first.i - noun.sent.start])
            ):
                continue
            if (noun.lower_ in rules.units or count > rules.many) and not _befallen(noun):
                continue
            if _named_right_there(parsed.plain, spans, paragraph.span(noun)[1], count):
                continue
            within = _within(parsed, paragraph, first, noun, spans)
            yield PlaceSpan(start, end, parsed.text[start:end], parsed.text[start:end], kind="group", count=count, parent=within)


def _one_list(text: str, spans: Sequence[PlaceSpan]) -> list[PlaceSpan]:
    """Return the first span with the wide ones listed with it."""
    found = [spans[0]]
    for span in spans[1:]:
        if found[-1].kind not in _WIDE or span.kind not in _WIDE or not _AND.fullmatch(text[found[-1].end : span.start]):
            break
        found.append(span)
    return found


def _befallen(noun: Token) -> bool:
    """Return whether something happens to the places: "shelled three districts", not "eggs were sold in seventeen states"."""
    token = noun
    for _ in range(4):
        if token.head.i == token.i:
            return False
        token = token.head
        if token.lemma_.lower() in group_rules().befall:
            return True
        if token.pos_ == "VERB":
            return False
    return False


def _named_right_there(text: str, spans: Sequence[PlaceSpan], end: int, count: int) -> bool:
    """Return whether the names of all members follow: "two villages, X and Y", "the towns of X, Y and Z"."""
    named, at = 0, end
    for span in spans:
        if span.start < end:
            continue
        gap = text[at : span.start].lower()
        if len(gap) > (40 if named == 0 else 12) or re.search(r"[.;!?]|\b(?:in|near|of the|from|including|within|across|around)\b", gap):
            break
        named, at = named + 1, span.end
    return named >= min(count, 3)


def _within(parsed: ParsedText, paragraph: Paragraph, first: Token, noun: Token, spans: Sequence[PlaceSpan]) -> str | None:
    """Return the name to look up of the area that the group lies in."""
    sentence = paragraph.span(noun.sent)
    start, end = paragraph.span(first)[0], paragraph.span(noun)[1]
    ahead = [s for s in spans if end <= s.start < min(sentence[1], end + _REACH)]
    if ahead and _LYING_IN.fullmatch(parsed.plain[end : ahead[0].start]):
        return SEVERAL.join(s.lookup for s in _one_list(parsed.plain, ahead))
    adjectives = place_words().adjectives
    for token in noun.doc[max(noun.sent.start, noun.i - 5) : noun.i]:
        if token.lower_ in adjectives:
            return adjectives[token.lower_]
    before = [s for s in spans if s.start < start and not s.metonym]
    here = [s for s in before if s.start >= sentence[0]]
    wide = [s for s in here if s.kind in _WIDE]
    for choice in (wide, here):
        if choice:
            return choice[-1].lookup
    later = [s for s in spans if end <= s.start < sentence[1] and s.kind in _WIDE]
    if later:
        return later[0].lookup
    wide = [s for s in before if s.kind in {"admin1", "admin2"}]
    if wide:
        return wide[-1].lookup
    return before[-1].lookup if before else None
