"""Borders as places: "near the border with Chad", "along the Syrian-Turkish border"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.language.place_words import place_words, read_rules
from geo.records import PlaceSpan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from geo.language.parse import Paragraph, ParsedText

_WITH = re.compile(r" with (?:the )?(?:[a-z]+ )?")
_BETWEEN = re.compile(r" (?:between|of) (?:the )?(?:[a-z]+ )?")
_AND = re.compile(r"(?: [a-z]+)? and (?:the )?(?:[a-z]+ )?")
_FARTHEST = 6
"""Words before the noun that are looked at."""


@lru_cache(maxsize=1)
def border_rules() -> dict[str, Any]:
    """Return place_borders.toml, read once."""
    return read_rules("place_borders.toml")


def find_borders(parsed: ParsedText, spans: Sequence[PlaceSpan]) -> Iterator[PlaceSpan]:
    """Yield the borders that the text speaks of as places.

    Parameters
    ----------
    parsed
        The text.
    spans
        The named places found in it, in order.

    Yields
    ------
    PlaceSpan
        Over the noun with the states' adjectives before it, `between` holding the names of the sides that the text gives: two, one ("the
        border with Chad"), or none ("near the border").
    """
    nouns = set(border_rules()["nouns"])
    for paragraph in parsed.paragraphs:
        for token in paragraph.doc:
            if token.lower_ in nouns and token.tag_ == "NN" and token.dep_ != "compound" and not _goes_on(token):
                opening = _opening(token, paragraph, spans)
                if opening is None:
                    continue
                first, begin = opening
                start, end = paragraph.span(first)[0], paragraph.span(token)[1]
                if any(s.start < end and start < s.end for s in spans):  # "the Ukraine-Russia border": the names are mentions themselves
                    start = paragraph.span(token)[0]
                sides = _sides(parsed, paragraph, token, begin, spans)
                yield PlaceSpan(start, end, parsed.text[start:end], parsed.text[start:end], kind="area", between=sides)


def _goes_on(token: Token) -> bool:
    """Return whether the border is part of another word or thing: "border guards", "cross-border"."""
    doc, i = token.doc, token.i
    after = doc[i + 1] if i + 1 < len(doc) else None
    joined = i > 0 and doc[i - 1].text == "-" and doc[i - 2].lower_ in {"cross", "trans"}
    return joined or (after is not None and (after.text == "-" or after.pos_ in {"NOUN", "PROPN"}))


def _opening(token: Token, paragraph: Paragraph, spans: Sequence[PlaceSpan]) -> tuple[Token, int] | None:
    """Return the first word of a border's own name, and where the words after its preposition start; `None` where none governs it."""
    rules, adjectives = border_rules(), place_words().adjectives
    first = token
    for k in range(1, _FARTHEST + 1):
        if token.i - k < token.sent.start:
            return None
        word = token.doc[token.i - k]
        if word.lower_ in rules["prepositions"] and word.lower_ != "to":
            return first, paragraph.span(word)[1]
        if word.lower_ == "to" and token.doc[word.i - 1].lower_ in {"close", "next"}:
            return first, paragraph.span(word)[1]
        start, end = paragraph.span(word)
        named = any(s.start < end and start < s.end for s in spans)
        if word.lower_ in adjectives or word.text == "-":
            first = word if word.text != "-" else first
        elif not (named or word.lower_ in rules["between"] or word.text in {"'s", "'", "/"}):
            return None
    return None


def _sides(parsed: ParsedText, paragraph: Paragraph, token: Token, begin: int, spans: Sequence[PlaceSpan]) -> tuple[str, ...]:
    text, end = parsed.plain, paragraph.span(token)[1]
    sentence_end = paragraph.span(token.sent)[1]
    following = [s for s in spans if end <= s.start < sentence_end]
    adjectives = place_words().adjectives
    found = [s.lookup for s in spans if begin <= s.start and s.end <= paragraph.span(token)[0]]
    for word in token.doc[max(token.sent.start, token.i - 4) : token.i]:
        if word.lower_ in adjectives and adjectives[word.lower_] not in found:
            found.append(adjectives[word.lower_])
    if following and _WITH.fullmatch(text[end : following[0].start]):
        found.append(following[0].lookup)
    elif len(following) > 1 and _BETWEEN.fullmatch(text[end : following[0].start]):
        if _AND.fullmatch(text[following[0].end : following[1].start]):
            found = [following[0].lookup, following[1].lookup]
        else:
            found.append(following[0].lookup)
    elif following and _BETWEEN.fullmatch(text[end : following[0].start]):
        found.append(following[0].lookup)
    return tuple(dict.fromkeys(found))[-2:]
