"""What the Add page makes of what it is given, without a browser: sources, drafts, previews, words."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest

from dashboard.add_job import Draft, Job, Redating, Source, changed
from dashboard.add_preview import draft_data, notes
from dashboard.add_sources import sources_of
from dashboard.add_tables import in_words
from geo import fetch
from geo.importers.run import Report
from geo.intake import Given
from geo.records import Article, Reading
from geo.similar import Alike, Sketches
from tests.conftest import made_reading
from tests.formats.files import docx_of
from tests.hostile_server import moved, page, server

if TYPE_CHECKING:
    from geo.store import Store

STORY = (
    "Shelling kills nine in Goma\n4 May 2024\n\nRebels shelled the city of Goma on Friday, killing at least nine people, the army said. "
    "The M23 group denied that it had shelled the city, and residents of the town told reporters that houses had burned."
)


def run(store: Store, *sources: Source) -> Job:
    job = Job(list(sources), store, Sketches())
    job.started().finished.wait(60)
    return job


def texts(draft: Draft) -> list[str]:
    return [note["text"] for note in notes(draft)]


def test_facts_files_go_with_their_texts_and_a_folder_may_hold_anything() -> None:
    files = [("a/one.txt", b"One"), ("a/one.toml", b"x"), ("a/photo.jpg", b"j"), ("a/two.PDF", b"p"), ("a/Makefile", b"m")]
    sources, left = sources_of(files, folder=True)
    assert [(s.name, s.sidecar) for s in sources] == [("a/one.txt", b"x"), ("a/two.PDF", None)]
    assert left == "2 files of other kinds left out: photo.jpg, Makefile"
    sources, left = sources_of([("one.txt", b"One"), ("two.toml", b"t"), ("photo.jpg", b"j")], folder=False)
    assert [s.name for s in sources] == ["one.txt", "photo.jpg"]  # a person who drops a picture hears why it cannot be read
    assert left == "1 file of other kinds left out: two.toml"


def test_a_pasted_text_becomes_a_draft_with_title_and_day_and_nothing_is_kept(store: Store) -> None:
    job = run(store, Source("Pasted text", STORY.encode(), pasted=True))
    (draft,) = job.drafts
    article = draft.reading.article
    assert (article.title, article.published, draft.date_found) == ("Shelling kills nine in Goma", dt.date(2024, 5, 4), "4 May 2024")
    assert draft.stands == "read"
    assert store.counts()["articles"] == 0
    data = draft_data(draft)
    assert data["counts"].startswith("published Sat 4 May 2024 · 1 place · ")
    places = next(p for p in data["parts"] if p["id"] == "places")
    assert places["lines"][0]["facts"] == "town or village · Democratic Republic of the Congo · named 2 times"
    events = next(p for p in data["parts"] if p["id"] == "events")
    assert events["lines"][0]["label"] == "Attack"
    assert events["lines"][0]["facts"] == "Fri 3 May 2024 · Goma"
    json.dumps(data)


def test_what_cannot_be_read_is_told_and_the_rest_is_read(store: Store) -> None:
    lines = b'{"doc": "a", "text": "Shells fell on Bakhmut, the army said."}\n{broken\n'
    job = run(store, Source("bad.pdf", b"%PDF-1.4 no"), Source("two.jsonl", lines), Source("x.docx", docx_of(STORY)), Source("y.txt", b""))
    assert [d.given.article.doc for d in job.drafts] == ["a", "x.docx"]
    assert [name for name, _ in job.failures] == ["bad.pdf", "two.jsonl", "y.txt"]
    assert [reason.split(";")[0] for _, reason in job.failures] == [
        "bad.pdf is a damaged PDF that cannot be read", "Line 2 is not JSON", "y.txt is empty",
    ]  # fmt: skip


def test_the_same_text_twice_in_a_batch_is_one_draft_and_a_kept_one_is_said(store: Store) -> None:
    job = run(store, Source("a.txt", STORY.encode()), Source("b.txt", STORY.encode()))
    assert len(job.drafts) == 1
    assert job.failures == [("b.txt", "The same text stands in this list already.")]
    store.add_reading(job.drafts[0].reading)
    (again,) = run(store, Source("c.txt", STORY.encode())).drafts
    assert again.stands == "known"
    assert texts(again) == ["This very text is kept already: keeping it again would change nothing."]
    (longer,) = run(store, Source("d.txt", (STORY + " Nobody has claimed the attack.").encode())).drafts
    assert longer.stands == "read"
    assert any("of this text stands in an article that is kept: “Shelling kills nine in Goma" in t or "is kept" in t for t in texts(longer))


def test_a_page_is_fetched_and_keeps_its_address(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real fetcher and a real server: only that this machine's second address counts as public is the test's."""
    article = "".join(f"<p>{STORY}</p>" for _ in range(3))
    body = f"<html><head><title>Goma</title></head><body><article>{article}</article></body></html>".encode()
    real = fetch.fetch
    names = {"news.example": "127.0.0.2", "trap.example": "127.0.0.1"}
    network = fetch.Network(resolver=lambda host, _: [names[host]], allowed=lambda a: str(a) == "127.0.0.2", ports=None)
    monkeypatch.setattr(fetch, "fetch", lambda url: real(url, network))
    with server("127.0.0.2") as site:
        site.answers |= {"/a": moved("/final"), "/final": page(body)}
        urls = [f"http://trap.example:{site.port}/", f"http://news.example:{site.port}/a"]
        job = run(store, *(Source(url, url=url) for url in urls))
    assert site.paths == ["/robots.txt", "/a", "/final"]
    ((name, reason),) = job.failures
    assert (name, reason.split(" and is")[0]) == (urls[0], "The server 'trap.example' lies in a private network")
    (draft,) = job.drafts
    assert draft.reading.article.url == f"http://news.example:{site.port}/final"
    assert {"Goma"} <= {m.text for m in draft.reading.mentions}


def test_another_day_of_publication_reads_the_text_again(store: Store) -> None:
    (draft,) = run(store, Source("a.txt", b"Rebels shelled Goma on Friday, the army said, and the town burned.")).drafts
    assert draft.reading.events[0].when.date_start is None
    assert any("stay undated" in t for t in texts(draft))
    changed(draft, title="Goma burns")
    Redating(draft, dt.date(2024, 5, 8)).started().finished.wait(60)
    assert draft.reading.events[0].when.date_start == dt.date(2024, 5, 3)
    assert draft.reading.article.title == "Goma burns"


def test_a_job_that_is_stopped_reads_no_more(store: Store) -> None:
    job = Job([Source(f"{n}.txt", f"{STORY} {n}".encode()) for n in range(50)], store, Sketches())
    job.stopped = True
    job.work()
    assert job.drafts == []


def draft(**facts: object) -> Draft:
    article = Article(**({"text": "x " * 50, "published": dt.date(2024, 5, 4)} | facts))  # type: ignore[arg-type]
    return Draft(Given(article), Reading(article))


def test_what_is_doubtful_is_said() -> None:
    nothing = ["No place in it could be found: it will not show on the map.", "No event and no claim was found in it."]
    assert texts(draft()) == nothing
    assert texts(draft(published=None)) == ["The day of publication is not known: please give it.", *nothing]
    assert texts(draft(published=dt.date(2999, 1, 2)))[0] == "The day of publication, 2 Jan 2999, lies in the future: please check it."
    assert texts(draft(published=dt.date(1024, 1, 2)))[0] == "The day of publication, 2 Jan 1024, is long ago: please check it."
    assert texts(draft(language="uk"))[0] == "This seems to be written in Ukrainian: only English is read well so far."
    assert texts(draft(language="xx"))[0] == "This seems to be written in xx: only English is read well so far."


def test_a_near_duplicate_is_named_by_title_or_first_words() -> None:
    made = draft()
    made.alike = [Alike("a" * 16, "Goma", "Times", "Rebels", 0.824, 0.5), Alike("b" * 16, None, None, "Rebels shelled", 0.99, 0.99)]
    first, second, *_ = notes(made)
    assert first["text"] == "82 % of this text stands in an article that is kept: Goma · Times."
    assert first["article"] == "a" * 16
    assert second["text"] == "But for a few words this text is kept already: “Rebels shelled…”."


def test_every_kind_of_record_has_its_line(reading: Reading) -> None:
    data = draft_data(Draft(Given(reading.article), made_reading()))
    parts = {p["id"]: p["lines"] for p in data["parts"]}
    assert [line["main"] for line in parts["places"]] == ["Goma", "Kinshasa", "three villages"]
    assert [line["label"] for line in parts["events"]] == ["Attack", "Talks", "Evacuation"]
    assert [(line["who"], line["disputed"]) for line in parts["claims"]] == [("the army", True), ("Rebels", False)]


@pytest.mark.parametrize(
    ("report", "told"),
    [
        (Report("x", 30, 0, 0, 2), "30 events added. 2 rows could not be used."),
        (Report("x", 1, 2, 3), "1 event added and 2 events updated, 3 events unchanged."),
        (Report("x", 0, 0, 30), "Nothing changed: 30 events kept already."),
    ],
)
def test_an_import_is_told_in_words(report: Report, told: str) -> None:
    assert in_words(report) == told
