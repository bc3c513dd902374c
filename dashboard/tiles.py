"""Online maps that a person may lay under the marks: named in a file, off until they are chosen."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dashboard.wording import catalogue
from geo.errors import InputError
from geo.toml_files import parse_toml

SETTING = "CONTESTED_TILES"
"""Environment variable with the path of a file in place of our own."""
OWN = Path(__file__).parent / "tiles.toml"
MAX_ZOOM = 22
USUAL_ZOOM = 18


def servers() -> list[dict[str, Any]]:
    """Return the servers that may be chosen, each with `id name url attribution max_zoom host`.

    Raises
    ------
    InputError
        If the file that `CONTESTED_TILES` names cannot be read, or a server in it lacks a name, an attribution or a usable address.
    """
    return _read(Path(os.environ.get(SETTING) or OWN))


@lru_cache(maxsize=4)
def _read(path: Path) -> list[dict[str, Any]]:
    try:
        tables = parse_toml(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"The file of online maps {path} cannot be read ({error.strerror}); {SETTING} names it."
        raise InputError(msg) from None
    except ValueError as error:
        msg = f"The file of online maps {path} is not TOML: {error}."
        raise InputError(msg) from None
    return [_server(path, name, table) for name, table in tables.items()]


def _server(path: Path, name: str, table: object) -> dict[str, Any]:
    given = table if isinstance(table, dict) else {}
    for key in ("name", "url", "attribution"):
        if not isinstance(given.get(key), str) or not given[key].strip():
            msg = f"The online map {name!r} in {path} has no {key}; give it one, as a text."
            raise InputError(msg)
    url, zoom = given["url"], given.get("max_zoom", USUAL_ZOOM)
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in ("https", "http") else None
    except ValueError:
        host = None
    if not host or not all(part in url for part in ("{z}", "{x}", "{y}")):
        msg = f"The online map {name!r} in {path} has the address {url!r}; write it as https://server/{{z}}/{{x}}/{{y}}.png."
        raise InputError(msg)
    if isinstance(zoom, bool) or not isinstance(zoom, int) or not 1 <= zoom <= MAX_ZOOM:
        msg = f"The online map {name!r} in {path} has max_zoom {zoom!r}; give a whole number from 1 to {MAX_ZOOM}."
        raise InputError(msg)
    return {
        "id": name,
        "name": given["name"],
        "url": url,
        "attribution": given["attribution"],
        "max_zoom": zoom,
        "host": host.replace("{s}.", ""),
    }


def choices() -> dict[str, Any]:
    """Return what the map's control needs: the servers and its texts."""
    return {"servers": servers(), "words": catalogue()["tiles"]}
