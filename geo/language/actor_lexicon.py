"""The word lists by which actors are found, read once from `rules/actors.toml`, `named_actors.csv` and `office_holders.csv`."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from geo.errors import DataError
from geo.language.claim_cues import load_cues
from geo.language.states import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.records import ActorKind


@dataclass(frozen=True, slots=True)
class CollectiveNoun:
    """A head noun that names a collective, and the actor it makes."""

    kind: ActorKind
    group: str | None
    """Nouns of one group and one side are one actor ("troops", "forces"); `None`: each noun is its own actor."""


@dataclass(frozen=True, slots=True)
class NamedActor:
    """A body with a name of its own (Hamas, TASS, NATO)."""

    name: str
    kind: ActorKind
    side: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficeHolder:
    """A person who held an office in a span of days; facts as Wikidata states them."""

    person: str
    aliases: tuple[str, ...]
    office: str
    state: str | None
    start: dt.date
    until: dt.date | None
    distinct: bool
    """True when the surname alone points to this person in news of the world."""

    def held(self, day: dt.date | None) -> bool:
        """Tell whether the office was held on `day`; with no day, whether it still is held."""
        return self.until is None if day is None else self.start <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class ActorLexicon:
    """All lists about actors."""

    collectives: Mapping[str, CollectiveNoun]
    canonical: Mapping[str, str]
    """The noun that names a merged group where the article uses it."""
    always: frozenset[str]
    documents: frozenset[str]
    persons: frozenset[str]
    anonymity: tuple[str, ...]
    anonymous_adjectives: frozenset[str]
    titles: frozenset[str]
    """Single words of titles, capitalised."""
    male: frozenset[str]
    female: frozenset[str]
    modifiers: frozenset[str]
    title_nouns: Mapping[str, tuple[str, ...]]
    name_words: Mapping[str, ActorKind]
    not_actors: frozenset[str]
    first_names: frozenset[str]
    """Family names that come first, and first names by which people are called."""
    genders: Mapping[str, str]
    """First names that tell "she" (`f`) from "he" (`m`)."""
    speech_verbs: frozenset[str]
    pointing: Mapping[str, tuple[ActorKind, ...]]
    """Nouns that with "the" point back to a body named before, with the kinds it may be of, the likelier first."""
    deeds: frozenset[str]
    """What a government does or wants: "Moscow's demand" speaks of the state."""
    place_nouns: frozenset[str]
    """What a state owns and is no deed of it ("Ukraine's coast")."""
    uncounted: frozenset[str]
    """Determiners and quantifiers, no part of a collective's name."""
    platforms: frozenset[str]
    """Where people post ("on Telegram")."""
    behind: frozenset[str]
    """Participles after a hyphen that say who stands behind a body ("Hamas-run")."""
    ranks: frozenset[str]
    """Adjectives that make no other actor of a collective ("senior officials")."""
    relational: frozenset[str]
    """Nouns of persons that are understood only with what follows ("the head of a charity")."""
    counted: frozenset[str]
    fighters: frozenset[str]
    paired: frozenset[str]
    pairing: frozenset[str]
    """Nouns that with a number stand for actors named elsewhere ("the two leaders")."""
    particles: frozenset[str]
    """Lower-case words within names ("bin", "al", "von")."""
    lower_first: frozenset[str]
    """Lower-case words that listed names begin with."""
    named: Mapping[str, NamedActor]
    """Named actors by name and alias."""
    office_holders: tuple[OfficeHolder, ...]
    holders: frozenset[str]
    """Full names and aliases of the office holders."""


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return a name in lower case without diacritics, for comparing spellings."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()


def _named() -> dict[str, NamedActor]:
    named: dict[str, NamedActor] = {}
    with (RULES / "named_actors.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            aliases = tuple(a for a in row["aliases"].split(";") if a)
            actor = NamedActor(row["name"], cast("ActorKind", row["kind"]), row["side"] or None, aliases)
            for name in (actor.name, *aliases):
                named.setdefault(name, actor)
    return named


def _office_holders() -> tuple[OfficeHolder, ...]:
    with (RULES / "office_holders.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            OfficeHolder(
                row["person"],
                tuple(a for a in row["aliases"].split(";") if a),
                row["office"],
                row["state"] or None,
                dt.date.fromisoformat(row["from"]),
                dt.date.fromisoformat(row["until"]) if row["until"] else None,
                row["distinct"] == "yes",
            )
            for row in csv.DictReader(file)
        )


def _cue_verbs() -> frozenset[str]:
    """Return the cue verbs of speech whose subject must be one who speaks."""
    cues = load_cues()
    return frozenset(v for v, c in cues.verbs.items() if c.group == "speech" and c.frames & {"that", "quote"}) - cues.showing


@lru_cache(maxsize=1)
def load_actor_lexicon() -> ActorLexicon:
    """Return the lists about actors.

    Raises
    ------
    DataError
        When a file is missing or malformed.
    """
    try:
        rules = tomllib.loads((RULES / "actors.toml").read_text(encoding="utf-8"))
        given = tomllib.loads((RULES / "first_names.toml").read_text(encoding="utf-8"))
        named, holders = _named(), _office_holders()
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        msg = f"The lists of actors in {RULES} cannot be read ({error}); restore them from the project."
        raise DataError(msg) from error
    collectives: dict[str, CollectiveNoun] = {}
    canonical: dict[str, str] = {}
    for section in rules["collective"]:
        for noun in section.get("merge", ()):
            collectives.setdefault(noun, CollectiveNoun(section["kind"], section["canonical"]))
            canonical[section["canonical"]] = section["canonical"]
        for noun in section.get("nouns", ()):
            collectives.setdefault(noun, CollectiveNoun(section["kind"], None))
    titles = rules["titles"]
    return ActorLexicon(
        collectives=collectives,
        canonical=canonical,
        always=frozenset(rules["always"]["nouns"]),
        documents=frozenset(rules["documents"]["nouns"]),
        persons=frozenset(rules["person"]["nouns"]),
        anonymity=tuple(rules["anonymity"]["phrases"]),
        anonymous_adjectives=frozenset(rules["anonymity"]["adjectives"]),
        titles=frozenset(word for group, words in titles.items() if group != "modifiers" for title in words for word in title.split()),
        male=frozenset(titles["courtesy_male"]),
        female=frozenset(titles["courtesy_female"]),
        modifiers=frozenset(titles["modifiers"]),
        title_nouns={k: tuple(v) for k, v in rules["title_nouns"].items()},
        name_words={
            word: cast("ActorKind", kind) for kind, words in rules["name_words"].items() if kind != "none" for word in reversed(words)
        },
        not_actors=frozenset(rules["name_words"]["none"]),
        genders=dict.fromkeys(given["female"].split(), "f")
        | {n: "m" for n in given["male"].split() if n not in set(given["female"].split())},
        first_names=frozenset(rules["first_name_used"]["first"]),
        speech_verbs=frozenset(rules["speech_free"]["verbs"]) | _cue_verbs(),
        **{
            k: frozenset(rules["words"][k])
            for k in ("uncounted", "platforms", "behind", "ranks", "relational", "counted", "particles", "lower_first")
        },
        **{k: frozenset(rules["words"][k]) for k in ("fighters", "paired", "pairing")},
        pointing={k: tuple(v) for k, v in rules["pointing"].items()},
        deeds=frozenset(rules["deeds"]["nouns"]),
        place_nouns=frozenset(rules["place_nouns"]["nouns"]),
        named=named,
        office_holders=holders,
        holders=frozenset(n for h in holders for n in (h.person, *h.aliases)),
    )
