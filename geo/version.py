"""The program's version, installed or not."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

NAME = "Contested Ground"


@cache
def program_version() -> str:
    """Return the version that is installed, else the one of the source tree that runs, else an empty text."""
    try:
        return version("contested-ground")
    except PackageNotFoundError:
        pass
    try:
        project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
        return str(project["project"]["version"])
    except (OSError, tomllib.TOMLDecodeError, KeyError):
        return ""


def program() -> str:
    """Return "Contested Ground 0.1.0"."""
    return f"{NAME} {program_version()}".strip()
