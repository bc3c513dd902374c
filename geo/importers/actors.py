"""Who the actors of event tables are: what kind, whose side, and under which other names a reader would look for them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.importers.mapping import RULES
from geo.language.actor_lexicon import load_actor_lexicon
from geo.language.states import load_states

if TYPE_CHECKING:
    from geo.language.states import State
    from geo.records import ActorKind


@dataclass(frozen=True)
class SourceActor:
    """An actor as a data set names it."""

    name: str
    kind: ActorKind
    side: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Pattern:
    name: re.Pattern[str]
    kind: ActorKind
    aliases: tuple[str, ...]


@lru_cache(maxsize=1)
def _patterns() -> tuple[_Pattern, ...]:
    rules = tomllib.loads((RULES / "actors.toml").read_text(encoding="utf-8"))
    return tuple(_Pattern(re.compile(f"(?:{r['name']})(?: \\([^()]*\\))?"), r["kind"], tuple(r["aliases"])) for r in rules["patterns"])


@lru_cache(maxsize=100_000)
def source_actor(name: str) -> SourceActor:
    """Return the actor of a name, matched to the program's list of actors and states where it is in there."""
    named = load_actor_lexicon().named
    bare, inside = _apart(name)
    actor = next((named[n] for n in (name, bare, inside) if n and n in named), None)
    if actor is not None:
        names = (actor.name, *actor.aliases, bare, *([inside] if inside else []))
        return SourceActor(name, actor.kind, actor.side, tuple(dict.fromkeys(n for n in names if n != name)))
    for pattern in _patterns():
        found = pattern.name.fullmatch(name)
        if found is None:
            continue
        state = _state(found.groupdict().get("side"))
        return SourceActor(name, pattern.kind, state.name if state else None, _aliases(pattern.aliases, state))
    # ACLED writes the short name first and the long one after a colon: "RSF: Rapid Support Forces".
    short, _, long = bare.partition(":")
    parts = [p.strip() for p in (short, long, inside or "") if p.strip() and p.strip() != name]
    known = next((named[p] for p in parts if p in named), None)
    if known is not None:
        return SourceActor(name, known.kind, known.side, tuple(dict.fromkeys((known.name, *known.aliases, *parts))))
    return SourceActor(name, "armed group", None, tuple(dict.fromkeys(parts)))


def _apart(name: str) -> tuple[str, str | None]:
    """Return the name without what stands in brackets at its end, and that."""
    found = re.fullmatch(r"(.+?) \(([^()]+)\)", name)
    return (found[1], found[2]) if found else (name, None)


def _state(side: str | None) -> State | None:
    if not side:
        return None
    states = load_states().by_name
    bare, inside = _apart(side)
    return next((states[n] for n in (side, bare, inside) if n and n in states), None)


def _aliases(forms: tuple[str, ...], state: State | None) -> tuple[str, ...]:
    if state is None:
        return ()
    made = []
    for form in forms:
        for adjective in state.adjectives if "{adjective}" in form else ("",):
            made += [form.format(state=n, adjective=adjective) for n in ((state.name, *state.aliases) if "{state}" in form else ("",))]
    return tuple(dict.fromkeys(made))
