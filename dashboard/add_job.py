"""Reading what a person adds: in a thread of its own, so that the page can say how far it is, and be left meanwhile."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Self

from dashboard.wording import language, say, speaking
from geo.article_facts import implausible, published_of, title_of
from geo.confined import shared
from geo.errors import GeoError, InputError
from geo.intake import Given, read_jsonl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.confined import Worker
    from geo.records import Reading
    from geo.similar import Alike, Sketches
    from geo.store import Store

MOST_AT_ONCE = 200
"""Articles that one preview holds; more are read by the command line."""


@dataclass(frozen=True)
class Source:
    """Something to read: a file as it was dropped, a pasted text, or an address to fetch."""

    name: str
    data: bytes = b""
    sidecar: bytes | None = None
    url: str | None = None
    pasted: bool = False


@dataclass
class Draft:
    """An article that was read and is not kept yet."""

    given: Given
    reading: Reading
    alike: list[Alike] = field(default_factory=list)
    date_found: str | None = None
    """The words of the text that gave the day of publication, where nothing else did."""
    stands: str = "read"
    """`read`, `kept` just now, or `known`: kept before."""

    @property
    def key(self) -> str:
        """The article's id."""
        return self.reading.article.article_id


class Work:
    """Something that a thread does, and how far it is; the page looks at it from time to time."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.failures: list[tuple[str, str]] = []
        """Names and why they could not be read."""
        self.doing = ""
        """In words."""
        self.finished = threading.Event()
        self.stopped = False
        self._since = time.monotonic()
        self._language = language()  # a thread draws no page whose language it could ask for

    @property
    def seconds(self) -> int:
        """For how long the present step has been going on."""
        return int(time.monotonic() - self._since)

    def started(self) -> Self:
        """Start the thread."""
        threading.Thread(target=self._run, name="reading", daemon=True).start()
        return self

    def _run(self) -> None:
        try:
            with speaking(self._language):
                self.work()
        finally:
            self.finished.set()

    def work(self) -> None:
        """Do it."""
        raise NotImplementedError

    def tell(self, doing: str) -> None:
        """Say what is being done now."""
        self.doing = doing
        self._since = time.monotonic()


class Job(Work):
    """Reading sources into drafts, one after the other."""

    def __init__(self, sources: list[Source], store: Store, sketches: Sketches) -> None:
        super().__init__()
        self.sources = sources
        self.store = store
        self.sketches = sketches

    def work(self) -> None:
        """Read one source after the other."""
        for number, source in enumerate(self.sources, start=1):
            if self.stopped:
                break
            self._tell("add.doing_open", number, source.name)
            try:
                self._read_source(source, number)
            except GeoError as error:
                self.failures.append((source.name, str(error)))

    def _tell(self, what: str, number: int, name: str) -> None:
        told = say(what, name=name)
        self.tell(told if len(self.sources) == 1 else say("add.doing_of", what=told, n=number, total=len(self.sources)))

    def _read_source(self, source: Source, number: int) -> None:
        for item in self._opened(source, number):
            if self.stopped:
                return
            if isinstance(item, InputError):
                self.failures.append((source.name, str(item)))
                continue
            if len(self.drafts) >= MOST_AT_ONCE:
                raise InputError(say("add.too_many", n=MOST_AT_ONCE))
            self._tell("add.doing_read", number, item.article.title or source.name)
            draft = draft_of(item, shared(), pasted=source.pasted)
            if draft.key in {d.key for d in self.drafts}:
                self.failures.append((source.name, say("add.twice")))
                continue
            self._tell("add.doing_compare", number, source.name)
            compare(draft, self.store, self.sketches)
            self.drafts.append(draft)

    def _opened(self, source: Source, number: int) -> Iterator[Given | InputError]:
        name = source.name
        if source.url is not None:
            self._tell("add.doing_fetch", number, name)
            from geo.fetch import fetch  # noqa: PLC0415  (only when an address is given)

            page = fetch(source.url)
            given = shared().open(page.data, page.url, media_type=page.media_type, charset=page.charset)
            yield replace(given, article=replace(given.article, url=page.url))
        elif PurePosixPath(name).suffix.lower() in (".jsonl", ".ndjson"):
            yield from read_jsonl(source.data.decode("utf-8-sig", errors="replace").splitlines())
        else:
            yield shared().open(source.data, name, sidecar=source.sidecar)


class Redating(Work):
    """Reading a draft again with another day of publication: what "Friday" means has changed."""

    def __init__(self, draft: Draft, published: dt.date | None) -> None:
        super().__init__()
        self.draft = draft
        self.published = published

    def work(self) -> None:
        """Read it again."""
        name = self.draft.reading.article.title or self.draft.given.article.doc
        self.tell(say("add.doing_read", name=name))
        given = self.draft.given
        given = replace(given, article=replace(given.article, published=self.published))
        try:
            self.draft.reading = shared().read(given)
        except GeoError as error:
            self.failures.append((name, str(error)))
            return
        self.draft.given, self.draft.date_found = given, None


def draft_of(given: Given, worker: Worker, *, pasted: bool = False) -> Draft:
    """Return an article with what is read from it, its title and day of publication found at its head where nothing states them.

    Parameters
    ----------
    given
        The article.
    worker
        Who reads it.
    pasted
        Whether it has no name, so that its `doc` is its title.

    Raises
    ------
    InputError
        If it cannot be read in time.
    """
    article = given.article
    if article.title is None:
        article = replace(article, title=title_of(article.text))
    if pasted:
        article = replace(article, doc=article.title or say("add.pasted"))
    given = replace(given, article=article)
    reading = worker.read(given)
    found = published_of(reading) if article.published is None and given.spans is None else None
    if found is None or found.date_start is None or implausible(found.date_start, today()):
        return Draft(given, reading)
    given = replace(given, article=replace(article, published=found.date_start))
    return Draft(given, worker.read(given), date_found=found.text)


def compare(draft: Draft, store: Store, sketches: Sketches) -> None:
    """Note whether the article is kept already, and which kept ones are like it."""
    if store.has_article(draft.key):
        draft.stands = "known"
    draft.alike = sketches.alike(store, draft.reading.article.text, without=draft.key)


def today() -> dt.date:
    """Return the day as it is where the clock is furthest ahead: what is dated so is not in the future."""
    return (dt.datetime.now(dt.UTC) + dt.timedelta(hours=14)).date()


def changed(draft: Draft, **facts: Any) -> None:
    """Change title, outlet or address of a draft; its reading does not depend on them."""
    draft.given = replace(draft.given, article=replace(draft.given.article, **facts))
    draft.reading = replace(draft.reading, article=replace(draft.reading.article, **facts))
