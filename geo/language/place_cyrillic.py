"""Places in Russian and Ukrainian text: the gazetteer's Cyrillic names in their cases, and regions as adjectives ("Курской области").

No language model reads these languages here: a name counts where the words beside it show a place, or where it is well known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, product, zip_longest
from typing import TYPE_CHECKING, Any

from geo.language.place_words import read_rules
from geo.records import PlaceSpan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.gazetteer.index import Gazetteer
    from geo.records import PlaceKind

_WORD = re.compile(r"[^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_LETTER = re.compile(r"[^\W\d_]")
_LIST_GAP = re.compile(r"\s*(?:,|,?\s(?:и|и в|и у|та|і|й|або|или))\s+")
_HOLDING = re.compile(r",?\s(?:в\s|у\s|на\s)?|\s\(")
_ADJECTIVE = re.compile("(?:ск|цк|ськ|цьк|зьк)[^ ]{1,3}$")
MOST_LISTED = 9
"""Words of a list of regions that are looked at."""
MOST_WORDS = 3
SHORTEST = 3
"""Letters of the shortest name that an ending is cut from."""
SHARE = 0.5
"""Share of Cyrillic letters from which a paragraph is read here."""


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    low: str
    capital: bool
    opens: bool
    """It is the first word of a sentence."""


@lru_cache(maxsize=1)
def cyrillic_rules() -> dict[str, Any]:
    """Return cyrillic_places.toml, read once."""
    return read_rules("cyrillic_places.toml")


def is_cyrillic(text: str) -> bool:
    """Return whether most letters of a text are Cyrillic."""
    letters = len(_LETTER.findall(text))
    return letters > 0 and len(_CYRILLIC.findall(text)) > SHARE * letters


def find_cyrillic_places(text: str, gazetteer: Gazetteer, offset: int = 0) -> list[PlaceSpan]:
    """Return the places that a Russian or Ukrainian text names.

    Parameters
    ----------
    text
        A paragraph.
    gazetteer
        Its Cyrillic aliases are the names.
    offset
        Index in the article of the paragraph's first character.

    Returns
    -------
    list of PlaceSpan
        In order, `lookup` in the nominative. Towns followed by their region have it as `parent` ("в Судже Курской области").
    """
    words = _words(text)
    found: list[PlaceSpan] = []
    i = 0
    while i < len(words):
        span = _unit(words, i, text) or _name(words, i, text, gazetteer, found)
        if span is None or (span.kind == "admin1" and not gazetteer.has(span.lookup)):
            span = None if span is None or span.kind != "admin1" else _name(words, i, text, gazetteer, found)
        if span is None:
            i += 1
            continue
        found.append(span)
        while i < len(words) and words[i].start < span.end:
            i += 1
    found = [_with_parent(s, after, text) for s, after in zip_longest(found, found[1:])]
    return [replace(s, start=s.start + offset, end=s.end + offset) for s in found]


def _with_parent(span: PlaceSpan, after: PlaceSpan | None, text: str) -> PlaceSpan:
    """Return a town with the region that follows it as its parent: "в Судже Курской области"."""
    if span.kind is None and after is not None and after.kind == "admin1" and _HOLDING.fullmatch(text[span.end : after.start]):
        return replace(span, parent=after.lookup)
    return span


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    for m in _WORD.finditer(text):
        gap = text[words[-1].end : m.start()] if words else ". "
        opens = bool(re.search(r"[.!?:\n]\s|^\W*$", gap)) and not gap.isspace() if words else True
        words.append(_Word(m.start(), m.end(), m.group(), m.group().lower(), m.group()[0].isupper(), opens))
    return words


def nominatives(word: str, endings: str = "noun_endings") -> Iterator[str]:
    """Yield the forms that a word may have in the nominative, itself first."""
    yield word
    head, joint, rest = word.partition("-на-")
    if joint:  # Ростове-на-Дону
        yield from (form + joint + rest for form in nominatives(head, endings))
        return
    table: dict[str, list[str]] = cyrillic_rules()[endings]
    for length in (3, 2, 1):
        ending = word[-length:].lower()
        if len(word) > length and ending in table:
            yield from (word[:-length] + base for base in table[ending])


def _unit(words: Sequence[_Word], i: int, text: str) -> PlaceSpan | None:
    """Return the region that an adjective here names, by itself or in a list: "в Курской и Белгородской областях"."""
    units, word = cyrillic_rules()["units"], words[i]
    if not word.capital:
        return None
    for stem, adjective in units["lands"].items():
        for ending in units["land_endings"]:
            if word.low.endswith(stem + ending):
                base = word.text[: -len(stem + ending)] + adjective
                return PlaceSpan(word.start, word.end, word.text, base, kind="admin1", sure=0.95)
    k = i + 1
    joining = cyrillic_rules()["context"]["joining"]
    while k < len(words) and k - i < MOST_LISTED and (words[k].low in joining or (words[k].capital and _ADJECTIVE.search(words[k].low))):
        k += 1
    if k >= len(words) or re.search(r"[^\s,]", "".join(text[a.end : b.start] for a, b in pairwise(words[i : k + 1]))):
        return None
    listed = k > i + 1
    noun = words[k].low
    feminine = noun in units["nouns"]
    table: dict[str, str] = units["feminine"] if feminine else units["masculine"]
    kind: PlaceKind = "admin2" if noun in units["districts"] else "admin1"
    if not feminine and noun not in units["krai"] and noun not in units["districts"]:
        return None
    ending = next((e for e in sorted(table, key=len, reverse=True) if word.low.endswith(e)), None)
    if ending is None or not _ADJECTIVE.search(word.low):
        return None
    full = "область" if feminine else "край" if kind == "admin1" else "район"
    base = word.text[: -len(ending)] + table[ending] + " " + full
    end = word.end if listed else words[k].end
    return PlaceSpan(word.start, end, text[word.start : end], base, kind=kind, sure=0.97)


def _name(words: Sequence[_Word], i: int, text: str, gazetteer: Gazetteer, found: Sequence[PlaceSpan]) -> PlaceSpan | None:
    """Return the place that the words from here name."""
    rules = cyrillic_rules()
    if not words[i].capital or words[i].low in rules["context"]["never"] or len(words[i].text) < SHORTEST - 1:
        return None
    for count in range(MOST_WORDS, 0, -1):
        run = words[i : i + count]
        if len(run) < count or any(text[a.end : b.start] != " " for a, b in pairwise(run)):
            continue
        if not all(w.capital for w in run):
            continue
        best = _best(run, gazetteer, ukrainian=_is_ukrainian(text))
        if best is None:
            continue
        lookup, known = best
        if not _stands_alone(words, i, count, text) or not (known or _shown(words, i, text, found)):
            return None
        end = run[-1].end
        metonym = i + count < len(words) and words[i + count].low in rules["metonyms"]["verbs"] and _governs(lookup)
        return PlaceSpan(
            words[i].start, end, text[words[i].start : end], lookup, metonym=metonym, sure=0.97 if _shown(words, i, text, found) else 0.85
        )
    return None


def _governs(lookup: str) -> bool:
    """Return whether a name can stand for a government: a state's, the Kremlin's, a capital's."""
    return lookup in cyrillic_rules()["names"].values() or lookup.lower() in cyrillic_rules()["metonyms"]["capitals"]


@lru_cache(maxsize=64)
def _is_ukrainian(text: str) -> bool:
    return any(c in cyrillic_rules()["context"]["only_ukrainian"] for c in text.lower())


def _forms(word: str, endings: str, *, ukrainian: bool) -> list[str]:
    """Return the nominatives of a word that its language can have, itself first."""
    context = cyrillic_rules()["context"]
    forms = dict.fromkeys(nominatives(word, endings))
    if ukrainian:
        return [f for f in forms if f == word or not f.endswith(tuple(context["not_ukrainian"]))]
    return [f for f in forms if f == word or not set(f.lower()) & set(context["only_ukrainian"])]


def _best(run: Sequence[_Word], gazetteer: Gazetteer, *, ukrainian: bool) -> tuple[str, bool] | None:
    """Return the best-known name that the words are a case form of, and whether everybody knows it."""
    rules = cyrillic_rules()
    choices = [_forms(w.text, "adjective_endings", ukrainian=ukrainian) for w in run[:-1]]
    choices.append(_forms(run[-1].text, "noun_endings", ukrainian=ukrainian))
    best: tuple[int, str, bool] | None = None
    for parts in product(*choices):
        name = " ".join(parts)
        if name.lower() in rules["names"]:
            return rules["names"][name.lower()], True
        if name.lower() in rules["context"]["never"] or not gazetteer.has(name):
            continue
        first = gazetteer.find(name, variants=False)[0]
        if best is None or first.population > best[0]:
            best = (first.population, name, first.population >= rules["context"]["well_known"])
    return None if best is None else (best[1], best[2])


def _stands_alone(words: Sequence[_Word], i: int, count: int, text: str) -> bool:
    """Return whether no capitalised word stands right beside: "Владимир Путин" is a man."""
    before, after = words[i - 1] if i else None, words[i + count] if i + count < len(words) else None
    joined_before = before is not None and before.capital and text[before.end : words[i].start] == " " and not before.opens
    joined_after = after is not None and after.capital and text[words[i + count - 1].end : after.start] == " "
    region = joined_after and after is not None and re.search("ск(?:ой|ая|ую)|ськ(?:ої|ій)", after.low) is not None
    return not joined_before and (not joined_after or region)


def _shown(words: Sequence[_Word], i: int, text: str, found: Sequence[PlaceSpan]) -> bool:
    """Return whether a preposition, a kind word or a list shows that a name is a place's."""
    context = cyrillic_rules()["context"]
    leading = {*context["prepositions"], *context["kinds"], *context["verbs"]}
    if i and words[i - 1].low in leading and re.fullmatch(r"\.?\s", text[words[i - 1].end : words[i].start]):
        return True
    return bool(found) and _LIST_GAP.fullmatch(text[found[-1].end : words[i].start]) is not None
