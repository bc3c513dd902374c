"""The names under which a filter finds places and actors: a place also by the areas around it, an actor also by its aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.gazetteer.index import load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

Names = tuple[str, ...]


def names_of_places(places: pd.DataFrame) -> dict[str, Names]:
    """Return for each `place_id` its own name and those of the areas around it, casefolded."""
    gazetteer = load_gazetteer()
    around_of: dict[tuple[str | None, ...], list[str]] = {}
    found: dict[str, Names] = {}
    columns = (places[c] for c in ("place_id", "name", "within", "admin1", "country"))
    for place_id, name, within, admin1, country in zip(*columns, strict=True):
        key = (within, admin1, country)
        if key not in around_of:
            around = [within, admin1, f"iso:{country}" if country else None]
            if within and (area := gazetteer.get(within)) is not None:
                around += [area.place.admin1, f"iso:{area.place.country}"]
            around_of[key] = [entry.place.name for a in around if a and (entry := gazetteer.get(a)) is not None]
        found[place_id] = tuple(dict.fromkeys(n.casefold() for n in (name, *around_of[key])))
    return found


def places_named(place_names: Mapping[str, Names], place: str) -> set[str]:
    """Return the ids of the places that a name, or an id, means: by name with all that lies inside."""
    if place in place_names:
        return {place}
    wanted = {place.casefold()} | {e.place.name.casefold() for e in load_gazetteer().find(place)[:1]}
    return {place_id for place_id, names in place_names.items() if not wanted.isdisjoint(names)}


def names_of_actors(actors: Iterable[tuple[str, Iterable[str]]]) -> dict[str, Names]:
    """Return for each name and alias, casefolded, the names of the actors meant."""
    found: dict[str, dict[str, None]] = {}
    for name, aliases in actors:
        for alias in (name, *aliases):
            found.setdefault(alias.casefold(), {})[name] = None
    return {alias: tuple(names) for alias, names in found.items()}


def actors_named(actor_names: Mapping[str, Names], wanted: Iterable[str]) -> set[str]:
    """Return the names that rows may bear for the actors wanted."""
    return {n for a in wanted for n in (a, *actor_names.get(a.casefold(), ()))}
