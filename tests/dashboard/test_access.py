"""Roles from an access file: who gets which, and that a doubtful file or person gets none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import access
from dashboard.access import AccessError, Person, Rules

if TYPE_CHECKING:
    from pathlib import Path

FILE = """
audit = "{audit}"

[roles]
viewer = ["*@desk.example"]
editor = ["Ana@desk.example", "bo@other.example"]
admin = ["chief@desk.example"]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "access.toml"
    file.write_text(FILE.format(audit=tmp_path / "audit.jsonl"), encoding="utf-8")
    return file


def claims(email: str, *, verified: Any = True) -> dict[str, Any]:
    return {"is_logged_in": True, "email": email, "email_verified": verified, "sub": "1"}


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("dee@desk.example", "viewer"),
        ("ana@DESK.example", "editor"),
        ("bo@other.example", "editor"),
        ("chief@desk.example", "admin"),
    ],
)
def test_the_highest_role_listed_is_held(path: Path, email: str, role: str) -> None:
    assert Rules.read(path).role_of(claims(email)) == Person(email, role)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "who",
    [
        claims("x@desk.example.evil.example"),
        claims("ana@desk.example", verified=False),
        claims("ana@desk.example", verified=None),
        claims("ana@desk.example", verified="true"),
        claims(""),
        {"is_logged_in": True, "sub": "ana@desk.example"},
        {"is_logged_in": True, "email": ["ana@desk.example"], "email_verified": True},
        {},
    ],
)
def test_strangers_and_unverified_addresses_hold_none(path: Path, who: dict[str, Any]) -> None:
    assert Rules.read(path).role_of(who) is None


def test_another_claim_can_name_a_person(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('audit = "a.jsonl"\nidentity = "sub"\n[roles]\nadmin = ["7f-1"]\n', encoding="utf-8")
    assert Rules.read(file).role_of({"sub": "7f-1"}) == Person("7f-1", "admin")


@pytest.mark.parametrize(
    "text",
    [
        "", "roles = 3", 'audit = "a"\n[roles]\nadmin = 4', 'audit = "a"\n[roles]\nviewer = "*@desk.example"',
        'audit = "a"\n[roles]\nowner = ["x"]', "[roles]\nadmin = []", "\x00", 'audit = "a"\ntypo = 1\n[roles]\n',
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_lets_nobody_in(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "access.toml"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CONTESTED_ACCESS", str(file))
    with pytest.raises(AccessError, match="nobody can come in until it is mended"):
        access.may("viewer")


def test_a_missing_file_lets_nobody_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTESTED_ACCESS", str(tmp_path / "none.toml"))
    with pytest.raises(AccessError, match="nobody can come in"):
        access.may("viewer")


def test_on_ones_own_machine_everything_may_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONTESTED_ACCESS", raising=False)
    assert access.require("admin") == Person("", "admin")


def test_a_role_too_low_is_refused_with_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTESTED_ACCESS", str(path))
    monkeypatch.setattr(access, "person", lambda: Person("dee@desk.example", "viewer"))
    assert access.may("viewer")
    with pytest.raises(AccessError, match=r"dee@desk\.example, a viewer; this needs the role of editor"):
        access.require("editor")


def test_the_log_has_a_line_for_each_act(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTESTED_ACCESS", str(path))
    monkeypatch.setattr(access, "person", lambda: Person("ana@desk.example", "editor"))
    access.record("export", layer="events", rows=3)
    access.record("correct", target="Суджа\n")
    first, second = (json.loads(line) for line in (tmp_path / "audit.jsonl").read_text(encoding="utf-8").splitlines())
    assert {k: first[k] for k in ("who", "act", "layer", "rows")} == {
        "who": "ana@desk.example", "act": "export", "layer": "events", "rows": 3,
    }  # fmt: skip
    assert second["target"] == "Суджа\n"


def test_what_cannot_be_logged_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "access.toml"
    file.write_text(FILE.format(audit=tmp_path / "none" / "audit.jsonl"), encoding="utf-8")
    monkeypatch.setenv("CONTESTED_ACCESS", str(file))
    with pytest.raises(AccessError, match=r"audit log .* cannot be written"):
        access.record("export")
