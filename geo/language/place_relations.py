"""What the words between mentions say of what holds what: "Sudzha, in Kursk region", "the Kursk and Bryansk regions"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.language.place_words import place_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.language.place_facts import FactBook
    from geo.records import PlaceSpan

_LIST_GAP = re.compile(r"\s*(?:,|,?\s(?:and|or|&)|,?\sas well as)\s+(?:the\s+)?$")
_COUNTED_LIST = re.compile(r"([\w-]+)(?:,\s(?:including|such as|namely)|\s(?:including|such as)|:)\s+(?:the\s+)?$")
"""What opens a list of the places that a plural counts."""
_DISTRICT = re.compile(r"\s(?:County|District)$")
_WIDE = frozenset({"country", "admin1", "admin2", "area"})


@lru_cache(maxsize=1)
def _between_words() -> frozenset[str]:
    """Words that may stand between a place and the wider place that holds it."""
    words = place_words()
    kinds = {part for phrase in words.kind_before for part in phrase.split()}
    return (
        words.modifiers
        | set(words.kind_after)
        | kinds
        | {"the", "of", "in", "and", "part", "parts", "area", "border", "a", "major", "key", "near", "administrative"}
    )


def parents(text: str, spans: Sequence[PlaceSpan], book: FactBook) -> list[PlaceSpan]:
    """Return the spans with the containing place that the text gives right beside them.

    Read are "X, Y", "X in (the) Y", "X (Y)", "Y's X", and "the Syrian city of X".
    """
    result: list[PlaceSpan] = []
    for i, span in enumerate(spans):
        parent = None
        following = spans[i + 1] if i + 1 < len(spans) else None
        if following is not None and following.start - span.end < 70:  # noqa: PLR2004
            gap = text[span.end : following.start]
            if _holds(gap, span, following, book):
                parent = following.lookup
        if parent is None and i:
            gap = text[spans[i - 1].end : span.start]
            if len(gap) < 50 and (mark := re.match(r"(?:\s[a-z]+)?'s?\s", gap)) and _plain(gap[mark.end() :]):  # noqa: PLR2004
                parent = spans[i - 1].lookup
        if parent is None:
            parent = _adjective(text, span.start)
        result.append(replace(span, parent=parent) if parent and parent != span.lookup else span)
    return result


def _plain(gap: str) -> bool:
    return all(w in _between_words() for w in re.findall(r"[\w-]+", gap.lower())) and not re.search(r"[.;:!?]", gap)


def _holds(gap: str, span: PlaceSpan, following: PlaceSpan, book: FactBook) -> bool:
    """Return whether the words between two mentions say that the second holds the first."""
    if re.fullmatch(r"\.?,\s|\s\(", gap):
        holder, held = book.of(following.lookup), book.of(span.lookup)
        if held.kind == "country" and _DISTRICT.search(following.lookup):
            return True  # "Tonga, Panyikang County": no state lies in a county
        if held.wide and holder.kind != "country":
            return False  # "Washington, Oregon and Idaho" is a list
        return following.kind in _WIDE or holder.kind in _WIDE
    if not re.search(r"\b(?:in|of|inside)\s", gap) or not _plain(gap.replace(",", " ").replace("(", " ")):
        return False
    return following.kind in _WIDE or book.of(following.lookup).kind in _WIDE


def _adjective(text: str, start: int) -> str | None:
    """Return the state whose adjective stands before a name: "the Syrian city of Aleppo", "Russia's" is not one."""
    words = re.findall(r"[\w-]+", text[max(0, start - 60) : start])
    if re.search(r"[.;:!?,]", text[max(0, start - 60) : start].rsplit("\n", maxsplit=1)[-1][-40:]):
        words = re.findall(r"[\w-]+", re.split(r"[.;:!?,]", text[max(0, start - 60) : start])[-1])
    adjectives = place_words().adjectives
    for word in reversed(words):
        if word.lower() in adjectives:
            return adjectives[word.lower()] if word is not words[-1] else None
        if word.lower() not in _between_words():
            return None
    return None


def shared_kinds(text: str, spans: Sequence[PlaceSpan]) -> list[PlaceSpan]:
    """Return the spans with kinds distributed over lists: "the Kursk, Belgorod and Bryansk regions", "the villages of X and Y"."""
    result = list(spans)
    words = place_words()
    plural = {w for w in words.kind_after if w.endswith("s")}
    for i in range(len(result) - 1, 0, -1):
        follower = re.match(r"\s+([\w-]+)", text[result[i].end : result[i].end + 25])
        if follower and follower[1].lower() in plural:
            kind = words.kind_after[follower[1].lower()]
            k = i - 1
            while k >= 0 and result[k].kind is None and _LIST_GAP.fullmatch(text[result[k].end : result[k + 1].start]):
                result[k] = replace(result[k], kind=kind)
                k -= 1
    for i in range(len(result) - 1):
        listed = _COUNTED_LIST.search(text[max(0, result[i].start - 60) : result[i].start])
        if listed and listed[1].lower() in plural and result[i].kind is None and (kind := words.kind_after[listed[1].lower()]) == "admin1":
            k = i  # "seven provinces, including Guayas and Esmeraldas"
            while k < len(result) and result[k].kind is None and (k == i or _LIST_GAP.fullmatch(text[result[k - 1].end : result[k].start])):
                result[k] = replace(result[k], kind=kind)
                k += 1
        head = re.search(r"([\w-]+)\s+of\s+(?:the\s+)?$", text[max(0, result[i].start - 30) : result[i].start])
        if head and head[1].lower() in plural and result[i].kind is not None:
            k = i + 1
            while k < len(result) and result[k].kind is None and _LIST_GAP.fullmatch(text[result[k - 1].end : result[k].start]):
                result[k] = replace(result[k], kind=result[i].kind)
                k += 1
    return result
