"""A shared server with a real OpenID Connect provider: who comes in, and who may change what."""

from __future__ import annotations

import contextlib
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from geo.store import open_store
from tests.browser.conftest import Explore, hostile_reading, running, served
from tests.free_port import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

VIEWER, EDITOR, STRANGER, UNVERIFIED = "dee@desk.example", "ana@desk.example", "eve@evil.example", "ana@desk.example (unverified)"
USERS = {
    VIEWER: {"sub": VIEWER, "email": VIEWER, "email_verified": True},
    EDITOR: {"sub": EDITOR, "email": EDITOR, "email_verified": True},
    STRANGER: {"sub": STRANGER, "email": STRANGER, "email_verified": True},
    UNVERIFIED: {"sub": UNVERIFIED, "email": EDITOR, "email_verified": False},
}


@dataclass(frozen=True)
class Shared:
    """A shared server."""

    address: str
    audit: Path

    def acts(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.audit.read_text(encoding="utf-8").splitlines()] if self.audit.exists() else []


@contextlib.contextmanager
def provider(folder: Path) -> Iterator[str]:
    """Run an OpenID Connect provider until the block ends; yields its address."""
    port = free_port()
    users = [part for claims in USERS.values() for part in ("--user-claims", json.dumps(claims))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *users]
    address = f"http://127.0.0.1:{port}"
    with running(command, f"{address}/.well-known/openid-configuration", folder / "provider.log"):
        yield address


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    folder = tmp_path_factory.mktemp("shared")
    open_store(folder / "store.sqlite").add_reading(hostile_reading())
    port = free_port()
    with provider(folder) as issuer:
        (folder / "secrets.toml").write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "a secret of this test alone"\n'
            f'client_id = "contested"\nclient_secret = "of this test"\nserver_metadata_url = "{issuer}/.well-known/openid-configuration"\n',
            encoding="utf-8",
        )
        (folder / "access.toml").write_text(
            f'audit = "{folder / "audit.jsonl"}"\n[roles]\nviewer = ["*@desk.example"]\neditor = ["ana@desk.example"]\n', encoding="utf-8"
        )
        secrets, access = str(folder / "secrets.toml"), str(folder / "access.toml")
        with served(folder / "store.sqlite", folder, "--secrets.files", secrets, port=port, CONTESTED_ACCESS=access) as address:
            yield Shared(address, folder / "audit.jsonl")


@pytest.fixture
def signed_in(shared: Shared, explore: Explore) -> Iterator[Callable[..., Explore]]:
    """Come to the shared server and sign in as one of the provider's users."""
    explore.page.context.clear_cookies()

    def come(who: str) -> Explore:
        page = explore.page
        page.goto(shared.address)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name=who, exact=True).click()
        page.wait_for_url(f"{shared.address}/**")
        return explore

    explore.page.route("https://**", lambda route: route.abort())

    yield come
    explore.page.context.clear_cookies()
    # The provider's own page asks for a style from elsewhere.
    explore.requests[:] = [url for url in explore.requests if "picocss" not in url]


def test_a_stranger_sees_nothing(shared: Shared, signed_in: Callable[..., Explore]) -> None:
    page = signed_in(STRANGER).page
    expect(page.get_by_text(f"You are signed in as {STRANGER}, who is not on this server's list.")).to_be_visible()
    for path in ("", "review", "add", "?select=1"):
        page.goto(f"{shared.address}/{path}")
        expect(page.get_by_text("who is not on this server's list")).to_be_visible()
        expect(page.locator(".panel")).to_have_count(0)
        assert "Goma" not in page.content()


def test_nobody_sees_anything_without_signing_in(shared: Shared, explore: Explore) -> None:
    explore.page.context.clear_cookies()
    explore.page.goto(shared.address)
    expect(explore.page.get_by_text("sign in to go on")).to_be_visible()
    assert "Goma" not in explore.page.content()


def test_an_address_that_the_provider_has_not_verified_is_a_strangers(signed_in: Callable[..., Explore]) -> None:
    expect(signed_in(UNVERIFIED).page.get_by_text("who is not on this server's list")).to_be_visible()


def test_a_viewer_sees_the_map_and_cannot_open_what_changes_it(shared: Shared, signed_in: Callable[..., Explore]) -> None:
    view = signed_in(VIEWER)
    expect(view.page.locator(".panel")).to_be_visible()
    assert view.page.get_by_role("link", name="Review").count() == 0
    for path in ("review", "add"):
        view.page.goto(f"{shared.address}/{path}")
        expect(view.page.get_by_text("a viewer; this needs the role of editor")).to_be_visible()


def test_an_export_is_logged_before_it_is_given(shared: Shared, signed_in: Callable[..., Explore]) -> None:
    page = signed_in(VIEWER).page
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.locator(".st-key-download button").click()
    assert "Goma" in download.value.path().read_text(encoding="utf-8")
    assert [(act["who"], act["act"], act["layers"]) for act in shared.acts() if act["act"] == "export"] == [(VIEWER, "export", ["events"])]


def test_an_editor_keeps_an_article_and_the_log_says_so(shared: Shared, signed_in: Callable[..., Explore]) -> None:
    page = signed_in(EDITOR).page
    page.get_by_role("link", name="Add").click()
    page.get_by_label("Text of the article").fill("Rebels shelled Bunia on 3 May 2024, the army said.")
    page.get_by_role("button", name="Read", exact=True).click()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("Open on the map")).to_be_visible()
    assert (EDITOR, "keep") in [(act["who"], act["act"]) for act in shared.acts()]


def test_signing_out_shuts_the_door(shared: Shared, signed_in: Callable[..., Explore]) -> None:
    page = signed_in(EDITOR).page
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/end_session**")  # the provider's own page
    page.goto(shared.address)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
