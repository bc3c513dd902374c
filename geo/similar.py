"""Articles that share much of their words: a wire story that two outlets print, a page saved twice, an update of a report.

Each text is known by the hashes of its runs of five words, and of those by every eighth, so that a hundred thousand articles
fit into memory (some 90 MB); what looks alike by them is compared word by word.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import sqlalchemy as sa

from geo.store_schema import articles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.store import Store

RUN = 5
"""Words in a run: two reports of one event hardly share five in a row, two printings of one report nearly all."""
ONE_IN = 8
ALIKE = 0.4
"""Share of the runs of one text that stand in the other, from which on the two are told to be alike."""
CANDIDATES = 8
"""Articles that are compared word by word."""
PORTION = 500
"""Articles read from the store at once."""
BEGINNING = 90
"""Characters of an article that name it where it has no title."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Alike:
    """A kept article that shares much with a text."""

    article_id: str
    title: str | None
    outlet: str | None
    beginning: str
    """Its first words, for an article without a title."""
    shared: float
    """Share of the text's runs of words that stand in the article."""
    covered: float
    """Share of the article's runs of words that stand in the text."""


def runs(text: str) -> set[int]:
    """Return the hashes of a text's runs of five words, in this process; of a shorter text, of its words together."""
    words = _WORD.findall(text.casefold())
    if len(words) < RUN:
        return {hash(tuple(words))} if words else set()
    return {hash(run) for run in zip(*(words[i:] for i in range(RUN)), strict=False)}


def _sample(found: Iterable[int]) -> np.ndarray:
    return np.array([h for h in found if h % ONE_IN == 0], np.int64)


class Sketches:
    """What is remembered of the articles of one store; it may be shared by threads."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._known: set[str] = set()
        self._hashes = np.empty(0, np.int64)
        self._owners = np.empty(0, np.int32)
        self._turn = threading.Lock()

    def alike(self, store: Store, text: str, without: str | None = None) -> list[Alike]:
        """Return the kept articles that share much of their words with a text, the most alike first.

        Parameters
        ----------
        store
            The store; what it has got since the last call is looked at first.
        text
            The text.
        without
            The `article_id` to leave out: that of the text itself.

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        own = runs(text)
        with self._turn:
            self._update(store)
            candidates = self._candidates(_sample(own))
        if not own or not candidates:
            return []
        kept = articles.c.article_id, articles.c.title, articles.c.outlet, articles.c.text
        with store.reading() as connection:
            rows = connection.execute(sa.select(*kept).where(articles.c.article_id.in_(candidates))).all()
        found = []
        for row in rows:
            if row.article_id == without:
                continue
            theirs = runs(row.text)
            common = len(own & theirs)
            found.append(
                Alike(
                    row.article_id,
                    row.title,
                    row.outlet,
                    " ".join(row.text[:BEGINNING].split()),
                    common / len(own),
                    common / max(1, len(theirs)),
                )
            )
        return sorted((a for a in found if max(a.shared, a.covered) >= ALIKE), key=lambda a: -(a.shared + a.covered))

    def _update(self, store: Store) -> None:
        with store.reading() as connection:
            new = [i for i in connection.scalars(sa.select(articles.c.article_id)) if i not in self._known]
            hashes, owners = [self._hashes], [self._owners]
            for start in range(0, len(new), PORTION):
                part = new[start : start + PORTION]
                for row in connection.execute(sa.select(articles.c.article_id, articles.c.text).where(articles.c.article_id.in_(part))):
                    sample = _sample(runs(row.text))
                    hashes.append(sample)
                    owners.append(np.full(len(sample), len(self._ids), np.int32))
                    self._ids.append(row.article_id)
                    self._known.add(row.article_id)
        if len(hashes) > 1:
            together = np.concatenate(hashes)
            order = np.argsort(together, kind="stable")
            self._hashes, self._owners = together[order], np.concatenate(owners)[order]

    def _candidates(self, sample: np.ndarray) -> list[str]:
        """Return the ids of the articles that share most sampled runs."""
        if not len(self._hashes) or not len(sample):
            return []
        first = np.searchsorted(self._hashes, sample, "left")
        last = np.searchsorted(self._hashes, sample, "right")
        hits = np.concatenate([self._owners[a:b] for a, b in zip(first, last, strict=True)])
        numbers, counts = np.unique(hits, return_counts=True)
        best = numbers[np.argsort(-counts, kind="stable")[:CANDIDATES]]
        return [self._ids[n] for n in best]
