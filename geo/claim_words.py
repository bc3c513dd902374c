"""What a proposition is about, read from its words alone: content words, whether it is negated, and the figures it gives.

The grouping of claims over a whole store reads the stored text, which has no parse; the rules of one article's relations,
which have one, are in `geo.language.relations`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.errors import DataError
from geo.language.propositions import load_derivations
from geo.language.states import RULES, load_states

if TYPE_CHECKING:
    from collections.abc import Mapping

Keys = tuple[str, ...]

SHORTEST_STEM = 4
FIGURE_REACH = 5
"""Words between a number and the word that says what it counts."""
UNTOLD = 1e15
"""No number in news; a row of digits that long counts nothing."""
LARGEST_YEAR = 2100
SMALLEST_YEAR = 1900

_TOKEN = re.compile(r"[^\W\d_][\w]*(?:['’-][\w]+)*|\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|[^\w\s]")


@dataclass(frozen=True, slots=True)
class FigureWords:
    """The words by which a number is known to count one thing."""

    after: frozenset[str]
    before: frozenset[str]


@dataclass(frozen=True)
class WordRules:
    """The lists of `rules/claim_words.toml`."""

    stop: frozenset[str]
    negations: frozenset[str]
    own: frozenset[str]
    irregular: Mapping[str, str]
    suffixes: tuple[str, ...]
    figures: Mapping[str, FigureWords]
    numbers: Mapping[str, int]
    scales: Mapping[str, int]
    about: frozenset[str]
    not_before: frozenset[str]
    people: frozenset[str]
    families: Mapping[str, Keys]
    common: frozenset[str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a proposition gives, and what it counts."""

    kind: str
    """`killed wounded displaced captured missing drones missiles`."""
    number: int
    most: int
    """The greater number of "between 100 and 300", else the number itself."""
    words: str
    """The number with the words around it, as the proposition has them: "at least 12"."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a proposition is about."""

    content: tuple[Keys, ...]
    """Its content words in order, each as the keys under which others may find it: its stem, its families, or its state."""
    shown: tuple[str, ...]
    """The same words as they stand in the text."""
    names: frozenset[int]
    """Which of them are names."""
    negative: bool
    of_speaker: bool
    """Whether it speaks of the speaker's own: "its first case"."""
    numbers: frozenset[str]
    """Every number in digits, whatever it counts."""
    figures: tuple[Figure, ...]


@lru_cache(maxsize=1)
def word_rules() -> WordRules:
    """Return the lists of `rules/claim_words.toml`, with the word families of `rules/derivations.toml` by stem.

    Raises
    ------
    DataError
        When the file is missing or malformed.
    """
    path = RULES / "claim_words.toml"
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        msg = f"The words in {path} cannot be read ({error}); restore the file from the project."
        raise DataError(msg) from error
    derivations = load_derivations()
    irregular, suffixes = dict(rules["irregular"]), tuple(rules["suffixes"]["cut"])
    families: dict[str, set[str]] = {}
    for word, numbers in derivations.families.items():
        families.setdefault(_stem(word, irregular, suffixes), set()).update(f"family:{n}" for n in numbers)
    return WordRules(
        stop=frozenset(rules["stop"].split()),
        negations=frozenset(rules["negations"]),
        own=frozenset(rules["own"]),
        irregular=irregular,
        suffixes=suffixes,
        figures={kind: FigureWords(frozenset(w["after"]), frozenset(w["before"])) for kind, w in rules["figures"].items()},
        numbers=rules["numbers"]["words"],
        scales=rules["numbers"]["scales"],
        about=frozenset(rules["numbers"]["about"]),
        not_before=frozenset(rules["numbers"]["not_before"]),
        people=frozenset(rules["numbers"]["people"]),
        families={stem: tuple(sorted(keys)) for stem, keys in families.items()},
        common=frozenset(_stem(w, irregular, suffixes) for w in derivations.common),
    )


def _stem(word: str, irregular: Mapping[str, str], suffixes: tuple[str, ...]) -> str:
    word = irregular.get(word, word)
    for suffix in suffixes:
        # "invas-ion", but no "port-ion"
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM + suffix.startswith("ion"):
            word = word[: -len(suffix)]
            break
    if len(word) > SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]  # "stopped"
    return word[:-1] if len(word) > SHORTEST_STEM and word[-1] in "ey" else word


@lru_cache(maxsize=65536)
def keys_of(word: str) -> Keys:
    """Return the keys under which a word as written is found: of its state, else its stem and its families; none for empty words."""
    state = load_states()
    bare = re.sub(r"['’]s$|['’]$", "", word)
    found = state.by_name.get(bare) or state.by_adjective.get(bare) or state.by_people.get(bare)
    if found is not None:
        return (f"state:{found.code}",)
    rules = word_rules()
    lower = bare.lower()
    if lower in rules.stop or len(lower) < 2:  # noqa: PLR2004  single letters
        return ()
    stem = _stem(lower, rules.irregular, rules.suffixes)
    return () if stem in rules.common else (stem, *rules.families.get(stem, ()))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as written, with what it may say."""

    keys: Keys
    shown: str
    negates: bool
    counts: bool
    name: bool
    """Whether it is a name wherever it stands."""
    capital: bool


@lru_cache(maxsize=65536)
def _word(token: str) -> _Word:
    rules = word_rules()
    lower = token.lower()
    counts = token[0].isdecimal() or all(p in rules.numbers or p in rules.scales for p in lower.split("-"))
    empty = counts or not token[0].isalpha() or lower.endswith("n't")
    keys = () if empty else keys_of(token)
    return _Word(
        keys,
        re.sub(r"'s$|'$", "", token),
        negates=lower in rules.negations or lower.endswith("n't"),
        counts=counts,
        name=bool(keys) and (keys[0].startswith("state:") or token.isupper()),
        capital=token[0].isupper(),
    )


@lru_cache(maxsize=262144)  # a store is grouped again after each change, and most of it is as before
def words_of(text: str) -> Words:
    """Return what a proposition is about.

    Parameters
    ----------
    text
        Its words as the article has them.
    """
    tokens = [(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text.replace("’", "'"))]
    words = [_word(token) for token, _, _ in tokens]
    content: dict[Keys, str] = {}
    names: set[int] = set()
    first = True
    for word in words:
        if word.keys and word.keys not in content:
            if word.name or (word.capital and not first):
                names.add(len(content))
            content[word.keys] = word.shown
        first = first and not word.shown[:1].isalpha()
    return Words(
        tuple(content),
        tuple(content.values()),
        frozenset(names),
        any(w.negates for w in words),
        any(w.shown.lower() in word_rules().own for w in words),
        frozenset(token for token, _, _ in tokens if token[0].isdecimal()),
        _figures(text, tokens) if any(w.counts for w in words) else (),
    )


def _figures(text: str, tokens: list[tuple[str, int, int]]) -> tuple[Figure, ...]:
    rules = word_rules()
    numbers = _numbers(tokens)
    found: list[Figure] = []
    for at, (start, end, value) in enumerate(numbers):
        following = tokens[end][0].lower() if end < len(tokens) else ""
        if following in rules.not_before or following in ("-", "–") or value <= 0:
            continue
        kind = _kind_before(tokens, start) or _kind_after(tokens, end, numbers[at + 1][0] if at + 1 < len(numbers) else len(tokens))
        if kind is None or any(f.kind == kind for f in found):
            continue
        begin = start
        while begin and tokens[begin - 1][0].lower() in rules.about:
            begin -= 1
        low = value
        if at and begin and _between(tokens, numbers[at - 1], begin):
            begin, low = numbers[at - 1][0], min(low, numbers[at - 1][2])
            begin -= begin > 0 and tokens[begin - 1][0].lower() in ("between", "from")
        found.append(Figure(kind, low, value, text[tokens[begin][1] : tokens[end - 1][2]]))
    return tuple(found)


def _between(tokens: list[tuple[str, int, int]], before: tuple[int, int, int], begin: int) -> bool:
    """Tell whether a number before makes a range with the one that begins here: "between 100 and 300", "100-300", "100 to 300"."""
    start, end, value = before
    if value <= 0 or begin != end + 1:
        return begin == end and tokens[end][0].lower() == "to"
    joint = tokens[end][0].lower()
    return joint in ("-", "–", "to") or (joint == "and" and start > 0 and tokens[start - 1][0].lower() == "between")


def _numbers(tokens: list[tuple[str, int, int]]) -> list[tuple[int, int, int]]:
    """Return each number with the tokens that it takes: first, past the last, value."""
    rules = word_rules()
    found = []
    at = 0
    while at < len(tokens):
        value, end = _number_at(tokens, at)
        if value is None:
            at += 1
            continue
        year = end == at + 1 and tokens[at][0].isdecimal() and SMALLEST_YEAR <= value <= LARGEST_YEAR
        if not year or (end < len(tokens) and tokens[end][0].lower() in rules.people):
            found.append((at, end, value))
        at = end
    return found


def _number_at(tokens: list[tuple[str, int, int]], at: int) -> tuple[int | None, int]:
    rules = word_rules()
    word = tokens[at][0].lower()
    value: float | None = None
    if word[0].isdecimal():
        value = float(word.replace(",", ""))
    elif word in rules.numbers:
        value = rules.numbers[word]
    elif "-" in word and all(p in rules.numbers for p in word.split("-")):
        value = sum(rules.numbers[p] for p in word.split("-"))
    elif word == "a" and at + 1 < len(tokens) and tokens[at + 1][0].lower() in rules.scales:
        value = 1
    if value is None:
        return None, at
    end = at + 1
    while end < len(tokens) and tokens[end][0].lower() in rules.scales:
        value *= rules.scales[tokens[end][0].lower()]
        end += 1
    return (int(value) if value < UNTOLD else None), end


def _kind_before(tokens: list[tuple[str, int, int]], start: int) -> str | None:
    rules = word_rules()
    at = start - 1
    while at >= 0 and tokens[at][0].lower() in rules.about:
        at -= 1
    word = tokens[at][0].lower() if at >= 0 else ""
    return next((kind for kind, words in rules.figures.items() if word in words.before), None)


def _kind_after(tokens: list[tuple[str, int, int]], end: int, limit: int) -> str | None:
    rules = word_rules()
    for at in range(end, min(end + FIGURE_REACH + 1, limit)):
        word = tokens[at][0].lower()
        if word in ";:.!?":
            return None
        kind = next((kind for kind, words in rules.figures.items() if word in words.after), None)
        if kind is not None:
            return kind
    return None
