"""Files as they were dropped, sorted out: facts files to their texts, what is of no use left out and said."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from dashboard.add_job import Source
from dashboard.wording import counted, say
from geo.formats.kinds import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence

LINES = (".jsonl", ".ndjson")
NAMED = 3
"""Files left out that are told by name; of more, how many."""


def sources_of(files: Sequence[tuple[str, bytes]], *, folder: bool) -> tuple[list[Source], str | None]:
    """Return what is to be read of files that were dropped, and a sentence on what is not.

    Parameters
    ----------
    files
        Their names, with folders where a whole folder was dropped, and their bytes.
    folder
        Whether they are all that a folder holds: then files of other kinds are no mistake, and left out.
    """
    facts = {str(PurePosixPath(name).with_suffix("")): data for name, data in files if _suffix(name) == ".toml"}
    texts = [(name, data) for name, data in files if _suffix(name) != ".toml"]
    used = [(n, d) for n, d in texts if not folder or (_suffix(n) and (_suffix(n) in SUFFIXES or _suffix(n) in LINES))]
    stems = {str(PurePosixPath(n).with_suffix("")) for n, _ in used}
    left = [n for n, _ in texts if n not in {u for u, _ in used}] + [f"{s}.toml" for s in facts if s not in stems and not folder]
    sources = [Source(n, d, sidecar=facts.get(str(PurePosixPath(n).with_suffix("")))) for n, d in used]
    if not left:
        return sources, None
    names = ", ".join(PurePosixPath(n).name for n in left[:NAMED]) + (" …" if len(left) > NAMED else "")
    return sources, say("add.left_out", files=counted(len(left), "file"), names=names)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
