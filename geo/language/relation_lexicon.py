"""The words by which one claim is seen to answer another: a data file, loaded once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.errors import DataError
from geo.language.propositions import same_family
from geo.language.states import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class RelationLexicon:
    """Word groups and lists of `rules/relations.toml`, all lemmas."""

    deeds: Mapping[str, frozenset[int]]
    """Verbs and nouns of deeds, with the numbers of the groups that may name the same deed."""
    kinds: Mapping[str, frozenset[int]]
    """Nouns, with the numbers of the groups that name one kind of thing or people."""
    armed: frozenset[str]
    unarmed: frozenset[str]
    casualties: frozenset[str]
    taking: frozenset[str]
    holding: frozenset[str]
    held_under: frozenset[str]
    towns: frozenset[str]
    opposites: tuple[tuple[frozenset[str], frozenset[str]], ...]
    """Pairs of fates that exclude each other."""
    figures: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]


def _groups(groups: Iterable[Iterable[str]]) -> dict[str, frozenset[int]]:
    listed = [frozenset(g) for g in groups]
    return {w: frozenset(i for i, g in enumerate(listed) if w in g) for group in listed for w in group}


@lru_cache(maxsize=1)
def load_relation_lexicon() -> RelationLexicon:
    """Return the lists of `rules/relations.toml`.

    Raises
    ------
    DataError
        When the file is missing or malformed.
    """
    path = RULES / "relations.toml"
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
        return RelationLexicon(
            deeds=_groups(rules["deeds"]),
            kinds=_groups(rules["kinds"]),
            opposites=tuple((frozenset(o["one"]), frozenset(o["other"])) for o in rules["opposites"]),
            figures={k: frozenset(v) for k, v in rules["figures"].items()},
            words={k: frozenset(v) for k, v in rules["words"].items()},
            **{k: frozenset(rules[k]) for k in ("armed", "unarmed", "casualties", "taking", "holding", "held_under", "towns")},
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        msg = f"The words of relations in {path} cannot be read ({error}); restore the file from the project."
        raise DataError(msg) from error


def same_deed(one: str, other: str) -> bool:
    """Tell whether two lemmas may name one deed ("steal", "take")."""
    deeds = load_relation_lexicon().deeds
    return bool(deeds.get(one, frozenset()) & deeds.get(other, frozenset())) or same_family(one, other)


def same_kind(one: str, other: str) -> bool:
    """Tell whether two lemmas name one thing or one kind of it ("ship", "vessel")."""
    kinds = load_relation_lexicon().kinds
    return bool(kinds.get(one, frozenset()) & kinds.get(other, frozenset())) or same_family(one, other)
