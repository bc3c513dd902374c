"""Every act that changes the store, fetches, or takes something out is in the audit log; where the log fails, it is not done."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import access, add, add_drafts, add_tables, export_dialog, review_acts
from dashboard.access import AccessError, Person
from dashboard.add_job import Draft
from dashboard.export_dialog import FORMATS
from dashboard.state import View
from geo.filter import Filter
from geo.intake import Given
from tests.conftest import GOMA, made_reading

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store

WHO = Person("ana@desk.example", "editor")
POINT = {"lat": 1.0, "lon": 2.0}
ACTOR = "all:actor:Rebels"
SHELLING = f"{made_reading().article.article_id}:event:{'-'.join(map(str, made_reading().events[0].trigger))}"


@dataclass
class Desk:
    """A shared server of which somebody does something."""

    store: Store
    folder: Path
    session: dict[str, Any]
    made: list[str]
    """Files that were made, and jobs that were begun."""

    def correct(self, target: str, field: str, value: Any) -> None:
        review_acts.record(self.store, [(target, field, value, None)], review_acts.Why("seen there"))

    def make(self) -> bytes:
        self.made.append("file")
        return b"x"


def keep(desk: Desk) -> None:
    reading = made_reading()
    add_drafts.keep(Draft(Given(reading.article), reading), desk.store)


def begin_import(desk: Desk) -> None:
    class Begun:
        def __init__(self, *_: object) -> None: ...

        def started(self) -> str:
            desk.made.append("import")
            return "job"

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(add_tables, "Importing", Begun)
        add_tables._begin(add_tables.TableDraft("1", None, desk.folder / "mali.csv", "acled", None), "acled", None, desk.store)  # type: ignore[arg-type]


def fetch(desk: Desk) -> None:
    class Begun:
        def __init__(self, *_: object) -> None: ...

        def started(self) -> str:
            desk.made.append("fetch")
            return "job"

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(add, "Job", Begun)
        patched.setattr(add, "opened", lambda _: desk.store)
        desk.session["add-url"] = "https://news.example/a"
        add._read_url()


def undo(desk: Desk) -> None:
    review_acts.mark(desk.store, [int(i) for i in desk.store.history()["correction_id"]], undo=True)


def redo(desk: Desk) -> None:
    review_acts.mark(desk.store, [int(i) for i in desk.store.history()["correction_id"]], undo=False)


def take(act: str, **facts: Any) -> Callable[[Desk], None]:
    view = View(filter=Filter(actors=("M23",)))
    return lambda desk: export_dialog.noted(act, view, desk.make, **facts)() and None


Act = tuple[Callable[[Desk], None], str, dict[str, Any]]
"""What is done, and the act and the facts that the log then states."""


def correcting(target: str, field: str, value: Any) -> Act:
    return lambda desk: desk.correct(target, field, value), "correct", {"target": target, "field": field, "value": value}


ACTS: dict[str, Act] = {
    "an article is kept": (keep, "keep", {"article": made_reading().article.article_id, "title": "=Shelling of Goma"}),
    "a table is imported": (begin_import, "import", {"kind": "acled", "file": "mali.csv"}),
    "a page is fetched": (fetch, "fetch", {"url": "https://news.example/a"}),
    "a place is corrected": correcting(GOMA.place_id, "point", {"lat": 1.0, "lon": 2.0}),
    "two actors are made one": correcting(ACTOR, "same_as", "the army"),
    "a row is taken out": correcting(SHELLING, "removed", value=True),
    "a row is accepted": correcting(SHELLING, "accepted", value=True),
    "a correction is undone": (undo, "undo", {}),
    "a correction is done again": (redo, "redo", {}),
    "a report is taken": (take("report"), "report", {"filter": {"actor": ["M23"]}}),
} | {
    f"an export is taken as {name}": (
        take("export", layers=("events",), format=form.kind), "export",
        {"filter": {"actor": ["M23"]}, "layers": ["events"], "format": form.kind},
    )
    for name, form in FORMATS.items()
}  # fmt: skip


@pytest.fixture
def desk(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(store, tmp_path, {}, [])
    monkeypatch.setenv("CONTESTED_ACCESS", str(tmp_path / "access.toml"))
    monkeypatch.setattr(access, "person", lambda: WHO)
    for module in (add, add_drafts, add_tables, review_acts):
        monkeypatch.setattr(module.st, "session_state", made.session)
    return made


def log_to(desk: Desk, audit: str) -> None:
    (desk.folder / "access.toml").write_text(f'audit = "{audit}"\n[roles]\neditor = ["ana@desk.example"]\n', encoding="utf-8")


def state_of(desk: Desk) -> tuple[Any, ...]:
    history = desk.store.history()
    return desk.store.counts(), len(history), history["undone_at"].isna().tolist(), list(desk.made)


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_logged_with_who_when_and_what(desk: Desk, act: str) -> None:
    do, name, facts = ACTS[act]
    prepare(desk, name)
    log_to(desk, str(desk.folder / "audit.jsonl"))
    before, began = state_of(desk), dt.datetime.now(dt.UTC).replace(microsecond=0)
    do(desk)
    assert state_of(desk) != before
    (line,) = [json.loads(text) for text in (desk.folder / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    assert (line["who"], line["act"]) == ("ana@desk.example", name)
    assert began <= dt.datetime.fromisoformat(line["at"]) <= dt.datetime.now(dt.UTC)
    assert {key: line[key] for key in facts} == facts
    if name in ("undo", "redo"):
        assert line["corrections"] == [int(i) for i in desk.store.history()["correction_id"]]


@pytest.mark.parametrize("audit", ["/dev/full", "/no/such/folder/audit.jsonl"])
@pytest.mark.parametrize("act", ACTS)
def test_what_cannot_be_logged_is_not_done(desk: Desk, act: str, audit: str) -> None:
    do, name, _ = ACTS[act]
    prepare(desk, name)
    log_to(desk, audit)
    before = state_of(desk)
    try:
        do(desk)
    except AccessError as error:
        told = str(error)
    else:
        told = str(desk.session)
    assert f"The audit log {audit} cannot be written" in told
    assert state_of(desk) == before


def prepare(desk: Desk, name: str) -> None:
    """Have something to undo or to do again."""
    if name == "keep":
        return
    log_to(desk, str(desk.folder / "before.jsonl"))
    desk.store.add_reading(made_reading())
    if name in ("undo", "redo"):
        desk.correct(GOMA.place_id, "point", POINT)
    if name == "redo":
        undo(desk)
    desk.session.clear()


def test_a_line_that_was_written_in_part_only_is_a_failure(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    log_to(desk, str(desk.folder / "audit.jsonl"))
    monkeypatch.setattr(access.os, "write", lambda _file, data: len(data) - 1)
    with pytest.raises(AccessError, match="No space left on device"):
        access.record("keep")
