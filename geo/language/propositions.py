"""What a passage is about, as words, and whether two passages speak of one thing ("encircled", "encirclement")."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.errors import DataError
from geo.language.states import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spacy.tokens import Token

CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
SHARED = 4
"""Letters that two words of one family share at least."""


@dataclass(frozen=True)
class TollRule:
    """The name of a number of victims, and the types of event that have such victims."""

    name: str
    types: frozenset[str]


@dataclass(frozen=True)
class Derivations:
    """Word families and lists about propositions."""

    suffixes: frozenset[str]
    inflections: frozenset[str]
    families: Mapping[str, frozenset[int]]
    common: frozenset[str]
    supporting: frozenset[str]
    not_true_or_false: frozenset[str]
    numbers: frozenset[str]
    accusations: frozenset[str]
    comparing: frozenset[str]
    destroying: frozenset[str]
    one_sided: Mapping[str, frozenset[int]]
    """Verbs of deeds that only one of two sides can have done, with the numbers of their groups."""
    involvement: frozenset[str]
    """Nouns for having to do with something: what is denied is the thing itself ("denies any role in the disappearances")."""
    measures: Mapping[str, frozenset[str]]
    """Words that say what a number counts, by what is counted."""
    tolls: Mapping[str, TollRule]
    """What a number of victims is called and which events have them, by what is counted."""
    bounds: Mapping[str, tuple[str, ...]]
    """Words before a number that make it a `least`, a `most` or an `about`."""


@lru_cache(maxsize=1)
def load_derivations() -> Derivations:
    """Return the lists of `rules/derivations.toml`.

    Raises
    ------
    DataError
        When the file is missing or malformed.
    """
    try:
        rules = tomllib.loads((RULES / "derivations.toml").read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        msg = f"The word families in {RULES / 'derivations.toml'} cannot be read ({error}); restore the file from the project."
        raise DataError(msg) from error
    families: defaultdict[str, set[int]] = defaultdict(set)
    for number, family in enumerate(rules["families"]):
        for word in family:
            families[word].add(number)
    return Derivations(
        suffixes=frozenset(rules["suffixes"]),
        inflections=frozenset(rules["inflections"]),
        one_sided={
            w: frozenset(i for i, group in enumerate(rules["one_sided"]) if w in group) for group in rules["one_sided"] for w in group
        },
        families={w: frozenset(n) for w, n in families.items()},
        measures={m: frozenset(words) for m, words in rules["measures"].items()},
        tolls={m: TollRule(rule["name"], frozenset(rule["types"])) for m, rule in rules["tolls"].items()},
        bounds={b: tuple(words) for b, words in rules["bounds"].items()},
        **{
            k: frozenset(rules[k])
            for k in ("common", "supporting", "not_true_or_false", "numbers", "accusations", "comparing", "involvement", "destroying")
        },
    )


@lru_cache(maxsize=65536)
def same_family(one: str, other: str) -> bool:
    """Tell whether two lower-case words are forms or derivations of one word."""
    if one == other:
        return True
    lists = load_derivations()
    if lists.families.get(one, frozenset()) & lists.families.get(other, frozenset()):
        return True
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    if shared < SHARED or shared < min(len(one), len(other)) - 2:
        return False
    allowed = lists.suffixes if shared > SHARED else lists.inflections  # "port" and "portion" only begin alike
    return one[shared:] in allowed and other[shared:] in allowed


def content_words(tokens: Iterable[Token]) -> list[str]:
    """Return the lemmas that say what a passage is about."""
    common = load_derivations().common
    words = [
        t.lemma_.lower() if t.pos_ != "PROPN" else t.lower_ for t in tokens if (t.pos_ in CONTENT and not t.is_stop) or t.pos_ == "NUM"
    ]
    return [w for w in dict.fromkeys(words) if w not in common and any(c.isalnum() for c in w)]


def overlap(words: Iterable[str], others: Iterable[str]) -> tuple[int, float]:
    """Return how many of `words` have a relative among `others`, and which part of them that is."""
    words, others = list(words), list(others)
    found = sum(any(same_family(w, o) for o in others) for w in words)
    return found, found / len(words) if words else 0.0
