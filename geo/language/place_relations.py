"""What the words between mentions say: "Sudzha, in Kursk region", "the Kursk and Bryansk regions", "10 km north of Sumy"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.language.place_words import place_words, read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.language.place_facts import FactBook
    from geo.records import PlaceSpan

_LIST_GAP = re.compile(r"\s*(?:,|,?\s(?:and|or|&)|,?\sas well as)\s+(?:the\s+)?$")
_DISTANCE_GAP = re.compile(r",? (?:\(|about |some |just |around |roughly )*[\w.,]+ ?(?:km|kilomet\w+|miles?)[^.;]{0,25} (?:of|from) ")
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
        if held.wide and holder.kind != "country":
            return False  # "Washington, Oregon and Idaho" is a list
        return following.kind in _WIDE or holder.kind in _WIDE
    if _DISTANCE_GAP.fullmatch(gap):
        return True  # "Tawila, 60 km west of El Fasher"
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
        head = re.search(r"([\w-]+)\s+of\s+(?:the\s+)?$", text[max(0, result[i].start - 30) : result[i].start])
        if head and head[1].lower() in plural and result[i].kind is not None:
            k = i + 1
            while k < len(result) and result[k].kind is None and _LIST_GAP.fullmatch(text[result[k - 1].end : result[k].start]):
                result[k] = replace(result[k], kind=result[i].kind)
                k += 1
    return result


@lru_cache(maxsize=1)
def _offset_pattern() -> re.Pattern[str]:
    rules = read_offset_rules()
    number = r"(?P<number>\d+(?:[.,]\d+)?|" + "|".join(rules["numbers"]) + ")"
    unit = "(?P<unit>" + "|".join(sorted(rules["units"], key=len, reverse=True)) + r")\b\.?"
    bearing = "(?P<bearing>" + "|".join(sorted(rules["bearings"], key=len, reverse=True)) + ")"
    distance = rf"(?:{number}[\s-]{unit}(?:\s\([^)]{{1,20}}\))?\s(?:to the\s|away\s)?)?"
    before = rf"(?:(?:{'|'.join(rules['before'])})\s(?:of\s)?)*"
    return re.compile(rf"{distance}(?:{bearing}\s(?:of|from)|from)\s(?:the\s)?{before}$", re.IGNORECASE)


def offset_words(text: str, start: int) -> str | None:
    """Return the words before a name that offset_before reads ("10 km north of")."""
    match = _offset_pattern().search(text[max(0, start - 80) : start])
    return " ".join(match.group().split()) if match is not None else None


def offset_before(text: str, start: int) -> tuple[float | None, float | None]:
    """Return the distance (km) and bearing (degrees) that the words before a name give: "10 km north of Sumy"."""
    rules = read_offset_rules()
    before = text[max(0, start - 80) : start]
    match = _offset_pattern().search(before)
    if match is None or re.search(r"[A-Z][\w'-]+(?: \(|, )(?:about |some |just |around |roughly )?$", before[: match.start()]):
        return None, None  # "Tawila, 60 km west of El Fasher" tells where Tawila is
    distance = None
    if match["number"]:
        word = match["number"].lower().replace(",", ".")
        value = rules["numbers"].get(word)
        distance = round((float(word) if value is None else value) * rules["units"][match["unit"].lower()], 2)
    bearing = rules["bearings"][match["bearing"].lower()] if match["bearing"] else None
    return (distance, bearing) if bearing is not None or distance is not None else (None, None)


@lru_cache(maxsize=1)
def read_offset_rules() -> dict[str, dict[str, float]]:
    """Return place_offsets.toml, read once."""
    return read_rules("place_offsets.toml")
