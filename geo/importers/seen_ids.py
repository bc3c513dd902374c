"""Which ids a table had so far: kept on disk, since a table may have more of them than memory should hold."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence


class SeenIds:
    """The ids of one table; they are gone with the object, or with the process."""

    def __init__(self) -> None:
        # No name: SQLite keeps a few MB in memory and the rest in a file of its temporary folder that no other can open.
        self._kept = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._kept.execute("pragma journal_mode = off")
        self._kept.execute("create table seen (id text primary key) without rowid")

    def repeated(self, ids: Sequence[str | None]) -> list[bool]:
        """Tell for each id whether it stood before, among these or in an earlier call; these are then seen too.

        Raises
        ------
        InputError
            If the temporary folder has no room for them.
        """
        given = json.dumps([i for i in ids if i is not None])
        try:
            known = {i for (i,) in self._kept.execute("select value from json_each(?) where value in (select id from seen)", (given,))}
            self._kept.execute("insert or ignore into seen select value from json_each(?)", (given,))
        except sqlite3.Error as error:
            msg = f"The ids of the table cannot be kept in the temporary folder ({error}); make room there, or name another in TMPDIR."
            raise InputError(msg) from None
        told = []
        for one in ids:
            told.append(one in known)
            if one is not None:
                known.add(one)
        return told
