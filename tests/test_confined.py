"""The process that opens and reads what strangers wrote: it may hang, swell or die, and the program goes on."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo.confined import Worker
from geo.errors import GeoError, InputError
from geo.intake import Given, read_file
from geo.records import Article
from tests.formats.files import docx, docx_of, pdf_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTES = 2**20
STORY = Given(Article("Rebels shelled Goma on 3 May 2024, the army said.", doc="goma.txt"))


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


def test_it_opens_and_reads(worker: Worker) -> None:
    given = worker.open(docx_of("Rebels shelled Goma on 3 May 2024, the army said."), "goma.docx")
    assert given.text_extracted
    reading = worker.read(given)
    assert [m.place.name for m in reading.mentions if m.place] == ["Goma"]
    assert reading.article.text == STORY.article.text


def test_what_cannot_be_read_is_told_and_the_next_is_read(worker: Worker) -> None:
    with pytest.raises(InputError, match=r"bad\.pdf is a damaged PDF"):
        worker.open(b"%PDF-1.4 nothing", "bad.pdf")
    assert worker.open(b"A text.", "good.txt").article.text == "A text."


def test_what_takes_too_long_is_given_up_and_the_next_is_read(worker: Worker) -> None:
    with pytest.raises(InputError, match=r"goma\.txt takes longer than 0 seconds to read and was given up"):
        worker.run("read", STORY, seconds=0.001)
    assert worker.open(b"A text.", "good.txt").article.text == "A text."


def test_what_swells_beyond_the_memory_allowed_is_given_up() -> None:
    small = Worker(memory=150 * MEGABYTES)
    swelling = docx(f"<w:p><w:r><w:t>{'a' * 95_000_000}</w:t></w:r></w:p>")
    with pytest.raises(InputError, match=r"big\.docx needs more memory than one article may take"):
        small.open(swelling, "big.docx")
    assert small.open(b"A text.", "good.txt").article.text == "A text."
    small.stop()


def test_a_process_killed_between_two_texts_is_started_again(worker: Worker) -> None:
    worker.open(b"A text.", "good.txt")
    assert worker._process is not None
    os.kill(worker._process.pid, signal.SIGKILL)
    worker._process.wait()
    assert worker.open(b"A text.", "good.txt").article.text == "A text."


def seconds_at_work(pid: int) -> float:
    """How long a process has computed so far."""
    user, system = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def test_a_process_killed_at_its_work_is_a_sentence(worker: Worker) -> None:
    long = Given(Article("Rebels shelled Goma on Friday, the army said. " * 4000, doc="long.txt"))
    worker.open(b"A text.", "good.txt")
    process = worker._process
    assert process is not None
    at_rest = seconds_at_work(process.pid)

    def kill_at_work() -> None:
        while seconds_at_work(process.pid) < at_rest + 0.1:
            time.sleep(0.01)
        process.kill()

    threading.Thread(target=kill_at_work, daemon=True).start()
    with pytest.raises(InputError, match=r"long\.txt needs more memory than one article may take, or made its reader fail"):
        worker.read(long)


def test_a_fault_of_the_program_itself_is_told_as_one(worker: Worker, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(GeoError, match="5 could not be read: TypeError"):
        worker.run("open", 4, 5)
    capfd.readouterr()
    assert worker.open(b"A text.", "good.txt").article.text == "A text."


def test_threads_take_turns(worker: Worker) -> None:
    found: list[str] = []

    def ask(number: int) -> None:
        found.append(worker.open(f"Text {number}.".encode(), f"{number}.txt").article.text)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"Text {n}." for n in range(8)]


def test_files_on_disk_are_opened_by_it_with_their_facts(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf_of("Rebels shelled Goma on Friday, the army said, and went on for hours."))
    (tmp_path / "a.toml").write_text('published = 2024-05-04\noutlet = "Example Times"\n')
    given = read_file(tmp_path / "a.pdf")
    assert given.text_extracted
    assert given.article.outlet == "Example Times"
    assert str(given.article.published) == "2024-05-04"
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(InputError, match=r"b\.docx is a damaged or protected Word file"):
        read_file(tmp_path / "b.docx")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4" + bytes(31_000_000))
    with pytest.raises(InputError, match=r"c\.pdf has 30\.0 MB|c\.pdf has 31\.0 MB; such a file may have 30 MB at most"):
        read_file(tmp_path / "c.pdf")
    (tmp_path / "d.pdf").write_text("Only a text with a wrong name.")
    with pytest.raises(InputError, match=r"d\.pdf is no PDF file, whatever its name says"):
        read_file(tmp_path / "d.pdf")
