"""The words around place names, read from rules/places.toml and rules/metonyms.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.records import PlaceKind

RULES = Path(__file__).with_name("rules")


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The lists of places.toml, lower case unless said otherwise."""

    kind_after: dict[str, PlaceKind | None]
    """"region" -> admin1: the kind that a word after the name asks for; `None` where it shows a place of whatever kind."""
    kind_inside: dict[str, PlaceKind]
    """"Regional" -> admin1, in the name of a public body."""
    kind_before: dict[str, PlaceKind]
    """"city of" -> settlement: likewise before the name."""
    name_words: frozenset[str]
    """Kind words that belong to the name when capitalised ("Metcalfe County")."""
    facilities: frozenset[str]
    """Kind words that end the name of a facility no gazetteer knows ("Hertford Road")."""
    prepositions: frozenset[str]
    strong_prepositions: frozenset[str]
    verbs: frozenset[str]
    """Lemmas of verbs whose object is often a place."""
    motion: frozenset[str]
    """Lemmas of verbs after which "to" leads to a place."""
    nouns: frozenset[str]
    """Lemmas of nouns after which "of" or "on" leads to a place."""
    modifiers: frozenset[str]
    plain_modifiers: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    kin: frozenset[str]
    befall: frozenset[str]
    authorities: frozenset[str]
    person_nouns: frozenset[str]
    """"X, a member of ...": what the apposition makes of X."""
    thing_nouns: frozenset[str]
    products: frozenset[str]
    """Goods that bear the name of a town ("Bologna sauce")."""
    public_heads: frozenset[str]
    bearing_heads: frozenset[str]
    bearing_before: frozenset[str]
    """Words before a place's name that make the whole something else ("Air Berlin", "USS Nashville")."""
    certain_before: frozenset[str]
    """Those of them that leave no doubt."""
    of_public: frozenset[str]
    of_bearing: frozenset[str]
    attributive_names: frozenset[str]
    """Short names of states that serve as adjectives; as written."""
    attributive_people: frozenset[str]
    with_article: frozenset[str]
    """Names that the article belongs to ("The Hague")."""
    never: frozenset[str]
    doubtful: frozenset[str]
    abbreviations: dict[str, str]
    """Short form as written -> the name to look up."""
    postal: dict[str, str]
    """Postal code as written -> the name to look up."""
    demonyms: frozenset[str]
    adjectives: dict[str, str]
    """"syrian" -> "Syria"."""


def read_rules(name: str) -> dict[str, Any]:
    """Return a TOML file of the rules folder."""
    with (RULES / name).open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def state_words() -> dict[str, dict[str, Any]]:
    """Return states.toml: ISO 3166-1 alpha-2 code -> its names, adjectives, capital and seats of power."""
    return read_rules("states.toml")


@lru_cache(maxsize=1)
def place_words() -> PlaceWords:
    """Return the word lists of places.toml, read once."""
    rules = read_rules("places.toml")
    context, heads, attributive = rules["context"], rules["heads"], rules["attributive"]
    demonyms = set(rules["demonyms"]["words"])
    own_names: set[str] = set()  # "New Zealand" is an adjective too; that does not make it less of a place
    for state in state_words().values():
        own_names.update(name.lower() for name in (state["name"], *state.get("aliases", ()), *state.get("seats", ())))
        demonyms.update(word.lower() for word in (*state.get("adjectives", ()), *state.get("people", ())))
    return PlaceWords(
        kind_after={word: kind or None for word, kind in rules["kind_after"].items()},
        kind_inside=rules["kind_inside"],
        kind_before=rules["kind_before"],
        name_words=frozenset(rules["name_words"]["words"]),
        facilities=frozenset(rules["name_words"]["facilities"]),
        prepositions=frozenset(context["prepositions"]),
        strong_prepositions=frozenset(context["strong"]),
        verbs=frozenset(context["verbs"]),
        motion=frozenset(context["motion"]),
        nouns=frozenset(context["nouns"]),
        modifiers=frozenset(context["modifiers"]),
        plain_modifiers=frozenset(context["plain_modifiers"]),
        particles=frozenset(context["particles"]),
        titles=frozenset(context["titles"]),
        kin=frozenset(context["kin"]),
        befall=frozenset(context["befall"]),
        authorities=frozenset(context["authorities"]),
        person_nouns=frozenset(context["person_nouns"]),
        thing_nouns=frozenset(context["thing_nouns"]),
        products=frozenset(context["products"]),
        public_heads=frozenset(heads["public"]),
        bearing_heads=frozenset(heads["bearing"]),
        bearing_before=frozenset(heads["bearing_before"]) | frozenset(heads["certain_before"]),
        certain_before=frozenset(heads["certain_before"]),
        of_public=frozenset(heads["of_public"]),
        of_bearing=frozenset(heads["of_bearing"]),
        attributive_names=frozenset(attributive["names"]),
        attributive_people=frozenset(attributive["people"]),
        with_article=frozenset(rules["never"]["with_article"]),
        never=frozenset(rules["never"]["words"]),
        doubtful=frozenset(rules["never"]["doubtful"]),
        abbreviations=rules["abbreviations"],
        postal=rules["postal"],
        demonyms=frozenset(demonyms - own_names - {name.lower() for name in (*attributive["names"], *rules["abbreviations"])}),
        adjectives={word.lower(): state["name"] for state in reversed(state_words().values()) for word in state.get("adjectives", ())},
    )


@lru_cache(maxsize=1)
def adjective_countries() -> dict[str, str]:
    """Return the states' adjectives and names of peoples in lower case -> ISO 3166-1 alpha-2 code."""
    return {
        word.lower(): code
        for code, state in reversed(state_words().items())
        for word in (*state.get("adjectives", ()), *state.get("people", ()))
        if len(code) == 2  # noqa: PLR2004  (states.toml has bodies such as the EU too)
    }
