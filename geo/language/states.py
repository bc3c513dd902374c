"""States as news names them: adjectives, peoples, capitals and seats of power, and the state that a phrase points to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

RULES = Path(__file__).parent / "rules"
LONGEST_NAME = 7
"""Words of the longest name of a state."""


@dataclass(frozen=True, slots=True)
class State:
    """A state or territory that news treats as an actor."""

    code: str
    """ISO 3166-1 alpha-2."""
    name: str
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()


def _table(names: Iterable[tuple[str, State]]) -> dict[str, State]:
    table: dict[str, State] = {}
    for name, state in names:
        table.setdefault(name, state)
    return table


@dataclass(frozen=True)
class States:
    """All states with look-ups by what they are called (case counts: "US", not "us")."""

    all: tuple[State, ...]

    @cached_property
    def by_name(self) -> Mapping[str, State]:
        """States by name or alias ("US", "Burma")."""
        return _table((n, s) for s in self.all for n in (s.name, *s.aliases))

    @cached_property
    def by_adjective(self) -> Mapping[str, State]:
        """States by adjective ("Ukrainian")."""
        return _table((n, s) for s in self.all for n in s.adjectives)

    @cached_property
    def by_people(self) -> Mapping[str, State]:
        """States by the name of their people ("Russians")."""
        return _table((n, s) for s in self.all for n in s.people)

    @cached_property
    def by_capital(self) -> Mapping[str, State]:
        """States by the capital that stands for the government ("Moscow said")."""
        return _table((n, s) for s in self.all for n in s.capital)

    @cached_property
    def by_seat(self) -> Mapping[str, State]:
        """States by seat of power ("the Kremlin")."""
        return _table((n, s) for s in self.all for n in s.seats)

    def any(self, name: str) -> State | None:
        """Return the state that a name, adjective, people, capital or seat belongs to."""
        for table in (self.by_name, self.by_adjective, self.by_people, self.by_capital, self.by_seat):
            if name in table:
                return table[name]
        return None

    def first_in(self, words: Sequence[str]) -> State | None:
        """Return the first state that a run of words names, longest name first ("South Sudanese", not "Sudanese")."""
        for start in range(len(words)):
            if start and words[start - 1] in {"-", "pro", "anti"}:
                continue
            for end in range(min(len(words), start + LONGEST_NAME), start, -1):
                if end < len(words) and words[end] == "-":  # "Russian-backed" says who backs, not whose it is
                    continue
                if (state := self.any(" ".join(words[start:end]))) is not None:
                    return state
        return None


@lru_cache(maxsize=1)
def load_states() -> States:
    """Return the states of `rules/states.toml`.

    Raises
    ------
    DataError
        When the file is missing or not TOML.
    """
    path = RULES / "states.toml"
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        msg = f"The list of states {path} cannot be read ({error}); restore it from the project."
        raise DataError(msg) from error
    return States(
        tuple(
            State(code, r["name"], *(tuple(r.get(k, ())) for k in ("aliases", "adjectives", "people", "capital", "seats")))
            for code, r in rows.items()
        )
    )
