"""The verbs and nouns that tell of events, and the words that shape their reading: data files, loaded once."""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.records import EventType


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of `rules/event_lexicon.csv`."""

    lemma: str
    pos: str
    """`verb` or `noun`."""
    companions: tuple[str, ...]
    """Particles, prepositions or `object:KIND`, one of which must be there; none asks for nothing."""
    type: EventType
    acled: str | None
    needs: tuple[str, ...]
    """Names of conditions (`event_conditions.py`), one of which must hold."""


@dataclass(frozen=True)
class Lexicon:
    """All that the data files say of events."""

    entries: Mapping[tuple[str, str], tuple[Entry, ...]]
    light: Mapping[str, frozenset[str]]
    status: Mapping[str, frozenset[str]]
    objects: Mapping[str, frozenset[str]]
    means: Mapping[tuple[str, ...], tuple[str, bool]]
    """Weapon words (lemmas) to the name of the means and whether it works from afar."""
    people: frozenset[str]
    kill: frozenset[str]
    harm: frozenset[str]
    anaphora: frozenset[str]
    generic: frozenset[str]
    """Nouns that can take up any kind of attack."""
    grammar: Mapping[str, frozenset[str]]
    numbers: Mapping[str, int]
    accidents: frozenset[str]
    trivial: frozenset[str]
    undergone: frozenset[str]
    """Nouns whose possessor is the victim ("his arrest")."""
    nobody: frozenset[str]


def grammar(name: str) -> frozenset[str]:
    """Return a list of the section `grammar` of `rules/events.toml`."""
    return load_lexicon().grammar[name]


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """Return the lexicon of `rules/event_lexicon.csv` and `rules/events.toml`."""
    folder = files("geo.language") / "rules"
    entries: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for row in csv.DictReader((folder / "event_lexicon.csv").read_text("utf-8").splitlines()):
        entry = Entry(
            row["lemma"],
            row["pos"],
            tuple(row["with"].split()),
            cast("EventType", row["type"]),
            row["acled"] or None,
            tuple(row["needs"].split()),
        )
        entries[entry.lemma, entry.pos].append(entry)
    for rows in entries.values():
        rows.sort(key=lambda e: not e.companions)  # a row that asks for a companion is the closer reading
    data = tomllib.loads((folder / "events.toml").read_text("utf-8"))
    means = {
        tuple(w.replace("-", " - ").split()): (name, kind == "remote")
        for kind, names in data["means"].items()
        for name, words in names.items()
        for w in words
    }
    return Lexicon(
        entries={k: tuple(v) for k, v in entries.items()},
        light={k: frozenset(v) for k, v in data["light"].items() if isinstance(v, list)},
        status={k: frozenset(v) for k, v in data["status"].items()},
        objects={k: frozenset(v) for k, v in data["objects"].items()},
        means=means,
        people=frozenset(data["people"]["nouns"]),
        kill=frozenset(data["victims"]["kill"]),
        harm=frozenset(data["victims"]["harm"]),
        anaphora=frozenset(data["anaphora"]["determiners"]),
        generic=frozenset(data["anaphora"]["generic"]),
        grammar={k: frozenset(v) for k, v in data["grammar"].items()},
        numbers=data["numbers"],
        accidents=frozenset(data["accidents"]["words"]),
        undergone=frozenset(data["undergone"]["nouns"]),
        trivial=frozenset(data["trivial"]["verbs"]),
        nobody=frozenset(data["nobody"]["words"]),
    )
