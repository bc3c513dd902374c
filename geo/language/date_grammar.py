"""Temporal expressions as a small grammar over word classes, kept in `rules/dates.toml`.

Each token gets one class, a paragraph becomes a string of one character a class, and the rules are regular expressions
over that string: they see "D MONTH Y", never letters, so they stay short, fast and without backtracking traps.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Value = int | float | str

TOKEN = re.compile(
    r"(?P<Z>\d{4}-\d\d-\d\d(?!\d))|(?P<S>\d{1,2}[/.]\d{1,2}[/.]\d{4}(?!\d))|(?P<K>\d{1,2}:\d\d(?!\d))"
    r"|(?P<X>(?:\d{3}0|'?\d0)'?s\b)|(?P<O>\d+(?:st|nd|rd|th)\b)"
    r"|(?P<F>\d+(?:[.,]\d+)+)|(?P<INT>\d+)|(?P<POSS>'s\b)|(?P<W>[ap]\.m\b|o'clock\b|[^\W\d_]+)|(?P<P>\S)",
    re.IGNORECASE,
)
DIGIT_CLASSES = ("D", "I", "F", "Y", "O", "K", "S", "Z", "X")
LAST_DAY_NUMBER = 31
YEARS = range(1000, 2100)
MAX_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Word:
    """One token of a paragraph with its class; offsets are those of the paragraph."""

    start: int
    end: int
    text: str
    kind: str
    value: Value


@dataclass(frozen=True, slots=True)
class Expression:
    """A stretch of words that a rule matched, with the name of the reading that turns it into days."""

    start: int
    end: int
    reading: str
    words: tuple[Word, ...]
    before: str
    """The word in front, lower case; empty at the beginning."""
    after: str

    def first(self, *kinds: str) -> Word | None:
        """Return the first word of one of the classes."""
        return next((w for w in self.words if w.kind in kinds), None)

    def all(self, *kinds: str) -> list[Word]:
        """Return the words of the classes, in order."""
        return [w for w in self.words if w.kind in kinds]

    def has(self, *kinds: str) -> bool:
        """Say whether a word of one of the classes is there."""
        return self.first(*kinds) is not None


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over class characters and the reading it asks for."""

    reading: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Grammar:
    """The word classes and rules of the data file, ready to match."""

    lexicon: dict[str, tuple[str, Value]]
    codes: dict[str, str]
    rules: tuple[Rule, ...]


@lru_cache(maxsize=1)
def load_grammar() -> Grammar:
    """Return the grammar of `rules/dates.toml`, compiled once a process."""
    data = tomllib.loads((files("geo.language") / "rules" / "dates.toml").read_text("utf-8"))
    names = [*DIGIT_CLASSES, *data["class"]]
    codes = {name: chr(0xE000 + i) for i, name in enumerate(names)}
    lexicon = {word: (name, value) for name, words in data["class"].items() for word, value in words.items()}
    rules = tuple(Rule(r["reading"], re.compile(_expand(r["pattern"], codes, data["macro"]))) for r in data["rule"])
    return Grammar(lexicon, codes, rules)


@lru_cache(maxsize=1)
def _context() -> dict[str, frozenset[str]]:
    data = tomllib.loads((files("geo.language") / "rules" / "dates.toml").read_text("utf-8"))
    return {name: frozenset(words) for section in ("context", "tense") for name, words in data[section].items()}


def context(name: str) -> frozenset[str]:
    """Return a list of the sections `context` and `tense` of the data file."""
    return _context()[name]


def _expand(pattern: str, codes: dict[str, str], macros: dict[str, Any]) -> str:
    """Turn class names into their characters and macros into their patterns."""

    def one(match: re.Match[str]) -> str:
        name = match.group()
        return codes[name] if name in codes else f"(?:{_expand(macros[name], codes, macros)})"

    return re.sub(r"[A-Z]+", one, pattern).replace(" ", "").replace("((", "(?:(").replace("(?:(?:", "(?:(?:")


def words_of(text: str, grammar: Grammar) -> list[Word]:
    """Return every token of the text with its class (`.` for a word of none)."""
    words = []
    for m in TOKEN.finditer(text):
        group, form = m.lastgroup or "P", m.group()
        kind, value = _digit_class(group, form) if group not in ("W", "P", "POSS") else grammar.lexicon.get(form.lower(), (".", 0))
        words.append(Word(m.start(), m.end(), form, kind, value))
    return words


def _digit_class(group: str, form: str) -> tuple[str, Value]:
    if group == "INT":
        if len(form) > MAX_DIGITS:
            return ".", 0
        number = int(form)
        if len(form) == 4 and number in YEARS:  # noqa: PLR2004  (the digits of a year)
            return "Y", number
        return ("D" if 1 <= number <= LAST_DAY_NUMBER and len(form) <= 2 else "I"), number  # noqa: PLR2004
    if group == "O":
        return ("O", int(form[:-2])) if len(form) <= MAX_DIGITS else (".", 0)
    if group == "F":
        plain = form.replace(",", "")
        return ("F", float(plain)) if plain.count(".") <= 1 and len(plain) <= MAX_DIGITS + 4 else (".", 0)
    return group, form


def expressions(text: str) -> Iterator[Expression]:
    """Yield the temporal expressions of a paragraph, the longest match at each place, in order.

    Parameters
    ----------
    text : str
        A paragraph with plain quotes and dashes.

    Yields
    ------
    Expression
        With offsets in `text`; what a reading refuses later is not an expression after all.
    """
    grammar = load_grammar()
    words = words_of(text, grammar)
    line = "".join(grammar.codes.get(w.kind, ".") for w in words)
    found = []
    for order, rule in enumerate(grammar.rules):
        found += [(m.start(), m.end(), order) for m in rule.pattern.finditer(line) if m.end() > m.start()]
    found.sort(key=lambda f: (f[0] - f[1], f[2], f[0]))
    taken = [False] * len(words)
    chosen = []
    for start, end, order in found:
        if not any(taken[start:end]):
            taken[start:end] = [True] * (end - start)
            chosen.append((start, end, order))
    for start, end, order in sorted(chosen):
        part = tuple(words[start:end])
        before = words[start - 1].text.lower() if start else ""
        after = words[end].text.lower() if end < len(words) else ""
        yield Expression(part[0].start, part[-1].end, grammar.rules[order].reading, part, before, after)
