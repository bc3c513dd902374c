"""Reading the TOML files that people write: what is no TOML is told in the same way, however it is wrong."""

from __future__ import annotations

import tomllib
from typing import Any


def parse_toml(text: str) -> dict[str, Any]:
    """Return the tables of a TOML file.

    Raises
    ------
    tomllib.TOMLDecodeError
        If it is none, or its values lie too deep inside each other.
    """
    try:
        return tomllib.loads(text)
    except RecursionError:
        msg = "its values lie too deep inside each other"
        raise tomllib.TOMLDecodeError(msg) from None


def text_of(given: dict[str, Any], key: str) -> str | None:
    """Return the text that a table states; `None` where it states none, or an empty one.

    Raises
    ------
    TypeError
        If it states something else.
    """
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        msg = f"{key} is {value!r}, and no text in quotation marks"
        raise TypeError(msg)
    return value or None
