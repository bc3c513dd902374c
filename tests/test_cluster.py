"""Reading on several workers: a lost worker's texts are read by another, a run broken off goes on, failures are told."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

import pytest

from geo.cli import main
from geo.errors import InputError
from geo.intake import Given
from geo.many import AHEAD, read_confined, readings, workers
from geo.reading_run import read_into
from geo.records import Article
from tests.conftest import TEXT
from tests.writing_process import impatient_reading, slow_reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from distributed import Client

    from geo.store import Store

TEXTS = 200 if os.environ.get("CONTESTED_SOAK") else 40

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def texts(count: int = TEXTS) -> list[Given]:
    return [Given(Article(f"{TEXT} ({i})", doc=f"{i}.txt")) for i in range(count)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Client]:
    with workers(2) as client:
        yield client


def test_a_worker_killed_midway_loses_nothing(cluster: Client, store: Store) -> None:
    (lost, *_) = cluster.run(os.getpid).values()
    kept = 0
    for number, outcome in enumerate(readings(texts(), cluster, slow_reading)):
        if number == TEXTS // 4:
            os.kill(lost, signal.SIGKILL)
        assert outcome.reading is not None
        kept += store.add_reading(outcome.reading)
    assert kept == store.counts()["articles"] == TEXTS
    cluster.wait_for_workers(2)
    assert lost not in cluster.run(os.getpid, on_error="ignore").values()


def test_no_more_texts_are_taken_than_keep_the_workers_busy(cluster: Client) -> None:
    taken = 0

    def source() -> Iterator[Given]:
        nonlocal taken
        for given in texts(30):
            taken += 1
            yield given

    room = sum(cluster.nthreads().values()) * AHEAD
    for done, _ in enumerate(readings(source(), cluster, slow_reading)):
        assert taken <= done + 1 + room


def test_a_text_that_fails_is_told_and_the_others_are_kept(cluster: Client, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    given = texts(6)
    given[2] = Given(Article("fail", doc="bad.txt"))
    items = [*given, InputError("x.txt is empty; give a file with the article's text.")]
    told: list[str] = []
    use(cluster, monkeypatch)
    report = read_into(store, items, jobs=2, tell=told.append, read=slow_reading)
    assert (report.new, report.failed) == (5, ["bad.txt could not be read: ValueError: no such text"])
    assert told == ["x.txt is empty; give a file with the article's text.", *report.failed]
    assert str(report).endswith("5 articles read into " + store.name + "; 2 could not be read.")


def test_a_text_that_takes_too_long_is_given_up_by_its_name_and_the_others_are_kept(
    cluster: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = Given(Article("Rebels shelled Goma on Friday, the army said. " * 2_000, doc="endless.txt"))
    told: list[str] = []
    use(cluster, monkeypatch)
    report = read_into(store, [endless, *texts(4)], jobs=2, tell=told.append, read=impatient_reading)
    assert told == ["endless.txt takes longer than 0 seconds to read and was given up; give a shorter text of it."]
    assert (report.new, report.unusable, report.failed) == (4, told, [])


def test_the_time_limit_goes_along_to_the_workers(cluster: Client, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    use(cluster, monkeypatch)
    asked: list[Any] = []
    monkeypatch.setattr("geo.reading_run.readings", lambda _items, _client, read: asked.append(read) or iter(()))
    read_into(store, [], jobs=2, seconds=77, tell=print)
    assert (asked[0].func, asked[0].keywords) == (read_confined, {"seconds": 77})


def test_a_run_broken_off_goes_on_where_it_was(cluster: Client, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def until_interrupted() -> Iterator[Given]:
        yield from texts(10)
        raise KeyboardInterrupt

    use(cluster, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        read_into(store, until_interrupted(), jobs=2, tell=print, read=slow_reading)
    kept = store.counts()["articles"]
    assert 0 < kept <= 10
    report = read_into(store, texts(14), jobs=2, tell=print, read=slow_reading)
    assert (report.known, report.new) == (kept, 14 - kept)


def use(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run have the module's cluster: starting one takes seconds."""
    from contextlib import nullcontext  # noqa: PLC0415

    monkeypatch.setattr("geo.reading_run.workers", lambda *_: nullcontext(client))


def test_a_cluster_by_its_address(cluster: Client) -> None:
    with workers(cluster=cluster.scheduler.address) as client:
        assert len(list(readings(texts(3), client, slow_reading))) == 3


def test_an_address_where_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.many.CONNECT_SECONDS", 0.5)
    with pytest.raises(InputError, match=r"No Dask scheduler answers at 'tcp://127\.0\.0\.1:1'"), workers(cluster="tcp://127.0.0.1:1"):
        pass
    with pytest.raises(InputError, match="No Dask scheduler answers at 'nonsense://x'"), workers(cluster="nonsense://x"):
        pass


def test_the_command_reads_with_several_jobs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    for i in range(3):
        (tmp_path / "in" / f"{i}.txt").write_text(f"Rebels shelled Goma on {i + 3} May 2024, the army said. Talks were held in Kinshasa.")
    store = str(tmp_path / "s.sqlite")
    assert main(["read", str(tmp_path / "in"), "--jobs", "2", "--store", store]) == 0
    assert capsys.readouterr().out == f"3 articles read into {store}.\n"
    assert main(["read", str(tmp_path / "in"), "--jobs", "2", "--store", store]) == 0
    assert capsys.readouterr().out == f"0 articles read into {store}; 3 kept already, nothing changed for them.\n"
