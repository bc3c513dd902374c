"""Who may come in and what they may do, on a shared server; off on one's own machine.

A file named by the environment's CONTESTED_ACCESS switches it on. People sign in with the OpenID Connect provider of
Streamlit's own `[auth]` secrets; the file gives them roles:

    audit = "/var/log/contested-ground/audit.jsonl"   # who changed or exported what, a JSON object a line
    identity = "email"                                # the claim that names a person; an email must be a verified one

    [roles]                                           # a `*` stands for any characters
    viewer = ["*@example.org"]
    editor = ["ana@example.org"]
    admin = ["chief@example.org"]

What cannot be read, or names nobody, lets nobody in. Every page is behind `gate`, and every action asks `require`
again, for Streamlit runs a button's callback before the page.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, NoReturn, get_args

import streamlit as st
from streamlit.errors import StreamlitAuthError

from dashboard.wording import say
from geo.errors import GeoError
from geo.toml_files import parse_toml, text_of

Role = Literal["viewer", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most that one may do: see; also change; also see who did what."""


class AccessError(GeoError):
    """Somebody may not do what was asked, or the access file cannot be used; the message says which."""


@dataclass(frozen=True)
class Person:
    """Who is at the screen.

    Attributes
    ----------
    name
        The identity that the provider gives, or an empty string on one's own machine.
    role
        What the person may do.
    """

    name: str
    role: Role


@dataclass(frozen=True)
class Rules:
    """What an access file says."""

    audit: Path
    identity: str
    roles: dict[Role, tuple[str, ...]]

    @classmethod
    def read(cls, path: Path) -> Rules:
        """Return the rules of a file.

        Raises
        ------
        AccessError
            If the file is missing or says something else than it may.
        """
        try:
            facts = parse_toml(path.read_text(encoding="utf-8"))
            roles = {role: _patterns(facts["roles"].get(role, [])) for role in ROLES}
            unknown = set(facts) - {"audit", "identity", "roles"} or set(facts["roles"]) - set(ROLES)
            rules = cls(Path(facts["audit"]), text_of(facts, "identity") or "email", roles)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            msg = f"The access file {path} cannot be used ({error}); nobody can come in until it is mended."
            raise AccessError(msg) from None
        if unknown:
            msg = f"The access file {path} has {min(unknown)!r}, which means nothing there; nobody can come in until it is mended."
            raise AccessError(msg)
        return rules

    def role_of(self, claims: dict[str, Any]) -> Person | None:
        """Return who the provider's claims name and the highest role the file gives; `None` for a stranger."""
        name = claims.get(self.identity)
        if not isinstance(name, str) or not name.strip():
            return None
        if self.identity == "email" and claims.get("email_verified") is not True:
            return None
        folded = name.casefold()
        held = [role for role in ROLES if any(fnmatchcase(folded, pattern) for pattern in self.roles[role])]
        return Person(name, held[-1]) if held else None


def _patterns(given: Any) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(p, str) for p in given):
        msg = f"{given!r} is no list of names"
        raise TypeError(msg)
    return tuple(p.casefold() for p in given)


def rules() -> Rules | None:
    """Return the rules in force; `None` where access is off."""
    path = os.environ.get("CONTESTED_ACCESS")
    return Rules.read(Path(path)) if path else None


def person() -> Person | None:
    """Return who is at the screen; `None` for somebody not signed in or not listed.

    Raises
    ------
    AccessError
        If the access file cannot be used.
    """
    found = rules()
    if found is None:
        return Person("", "admin")
    return found.role_of(st.user.to_dict()) if st.user.get("is_logged_in") else None


def may(role: Role) -> bool:
    """Tell whether the person at the screen has this role or a higher one."""
    who = person()
    return who is not None and ROLES.index(who.role) >= ROLES.index(role)


def require(role: Role) -> Person:
    """Return the person at the screen, who has this role or a higher one.

    Raises
    ------
    AccessError
        If they have not, with a sentence for them.
    """
    who = person()
    if who is None:
        name = st.user.get("email") or st.user.get("sub")
        raise AccessError(say("access.stranger", name=name) if st.user.get("is_logged_in") else say("access.signed_out"))
    if not may(role):
        raise AccessError(say("access.too_low", name=who.name, has=say(f"access.{who.role}"), needs=say(f"access.{role}")))
    return who


def record(act: str, *, by: Person | None = None, **facts: Any) -> None:
    """Write one line into the audit log, where access is on: who did what, when.

    Parameters
    ----------
    act, facts
        What is about to be done.
    by
        Who does it, where that is not the person at the screen.

    Raises
    ------
    AccessError
        If it cannot be written; what was to be recorded must then not be done.
    """
    found = rules()
    if found is None:
        return
    who = by or person()
    line = {"at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "who": who.name if who else None, "act": act, **facts}
    data = (json.dumps(line, ensure_ascii=False, default=str) + "\n").encode("utf-8", "replace")
    try:
        # One write to a file opened for appending: lines of sessions that write at once do not mix.
        file = os.open(found.audit, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            failure = None if os.write(file, data) == len(data) else os.strerror(errno.ENOSPC)
        finally:
            os.close(file)
    except OSError as error:
        failure = error.strerror
    if failure is not None:
        msg = f"The audit log {found.audit} cannot be written ({failure}); nothing was done. Ask who runs this server."
        raise AccessError(msg)


def gate(role: Role) -> None:
    """Let only those in who have the role; all others see one sentence, a way to sign in or out, and nothing else."""
    try:
        require(role)
    except AccessError as error:
        _turn_away(str(error))


def _turn_away(reason: str) -> NoReturn:
    st.header(say("name"), anchor=False)
    st.text(reason)
    if st.user.get("is_logged_in"):
        st.button(say("access.sign_out"), key="sign-out", on_click=st.logout)
    elif st.button(say("access.sign_in"), key="sign-in", type="primary"):
        try:
            st.login()
        except StreamlitAuthError:
            st.text(say("access.no_provider"))
    st.stop()
