"""What the columns of an unknown table may mean, so that a person corrects a proposal and does not begin with nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.filter import EVENT_TYPES
from geo.importers.columns import day
from geo.importers.mapping import RULES, load_mapping, plain_name
from geo.language.event_lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DATE_FORMATS = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%Y/%m/%d",
    "%Y%m%d", "%d/%m/%y", "%m/%d/%y",
)  # fmt: skip
"""Ways to write a day that tables use."""


def guess_columns(header: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return for each meaning the columns of a table whose names suggest it."""
    known = {plain_name(name): name for name in reversed(header)}
    wanted = load_mapping(RULES / "points.toml", name="table").columns
    found = {meaning: tuple(known[plain_name(n)] for n in names if plain_name(n) in known)[:1] for meaning, names in wanted.items()}
    return {meaning: names for meaning, names in found.items() if names}


def fitting_formats(values: Iterable[str | None]) -> list[str]:
    """Return the ways to write a day that fit most of the values, if they fit half; several where day and month could be either."""
    filled = [v.strip() for v in dict.fromkeys(values) if v and v.strip()]
    fits = {form: sum(day(v, (form,)) is not None for v in filled) for form in DATE_FORMATS}
    most = max(fits.values())
    return [form for form, n in fits.items() if n == most] if most and 2 * most >= len(filled) else []


def guess_types(values: Iterable[str]) -> dict[str, str | None]:
    """Return for each word that a table has for its events the type that it may mean; `None` where nothing suggests one."""
    acled = load_mapping(RULES / "acled.toml", name="acled")
    rules = {k.casefold(): r.type for k, r in (*acled.type_groups.items(), *acled.types.items())}
    return {value: _guess_type(value, rules) for value in values}


def _guess_type(value: str, rules: Mapping[str, str]) -> str | None:
    if value.upper() in EVENT_TYPES:
        return value.upper()
    if value.casefold() in rules:
        return rules[value.casefold()]
    entries = load_lexicon().entries
    for word in re.findall(r"[a-z]+", value.casefold()):
        for lemma in dict.fromkeys(
            (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ing"), f"{word.removesuffix('ing')}e")
        ):
            for pos in ("noun", "verb"):
                plain = [e.type for e in entries.get((lemma, pos), ()) if not e.companions]
                if plain:
                    return plain[0]
    return None


def mapping_toml(
    source: str,
    columns: Mapping[str, Sequence[str]],
    *,
    formats: Sequence[str],
    types: Mapping[str, str],
    default_type: str | None,
    split: str | None = ";",
) -> str:
    """Return a mapping as the TOML file that `python -m geo import csv --mapping` takes.

    Parameters
    ----------
    source
        Name of whoever made the table.
    columns
        For each meaning its columns.
    formats
        How its days are written, as for `strptime`.
    types
        Words of its column of types, to PLOVER roots.
    default_type
        The type of rows whose word is not among them; `None` rejects these rows.
    split
        What stands between several names in a cell.

    Raises
    ------
    InputError
        If the source has no name.
    """
    if not source.strip():
        msg = "The source of the table has no name; say who made it."
        raise InputError(msg)
    lines = [f"source = {_string(source.strip())}"]
    if split:
        lines.append(f"split = {_string(split)}")
    if default_type:
        lines.append(f"default_type = {_string(default_type)}")
    lines += ["", "[columns]", *(f"{meaning} = [{', '.join(map(_string, names))}]" for meaning, names in columns.items() if names)]
    lines += ["", "[dates]", f"formats = [{', '.join(map(_string, formats))}]"]
    if types:
        lines += ["", "[types]", *(f"{_string(value)} = {_string(root)}" for value, root in types.items())]
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    """Return a TOML basic string: JSON's escapes are TOML's too, but for the sign DEL."""
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
