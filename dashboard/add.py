"""The Add page: texts, files, web addresses and event tables come in; what was read is shown before it is kept."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import access, header, navigation, state
from dashboard.add_drafts import drafts, draw_drafts, failures
from dashboard.add_job import Job, Source, Work
from dashboard.add_sources import sources_of
from dashboard.add_tables import Importing, draw_table
from dashboard.component import ASSETS
from dashboard.evidence import opened, shown_store
from dashboard.state import View
from dashboard.wording import catalogue, say
from geo.confined import shared
from geo.errors import GeoError, StoreError
from geo.intake import Given
from geo.records import Article
from geo.similar import Sketches
from geo.store import default_store

if TYPE_CHECKING:
    from collections.abc import Callable

WAYS = ("paste", "files", "url", "table")
POLL_SECONDS = 0.2
SLOW_SECONDS = 3
"""After how long the page says for how long something has been going on."""


@st.cache_resource(show_spinner=False)
def _sketches(name: str) -> Sketches:  # noqa: ARG001  one for each store
    return Sketches()


@st.cache_resource(show_spinner=False)
def _warm() -> threading.Thread:
    """Load the language model into the reading process while the first person still looks for a text."""

    def load() -> None:
        shared().read(Given(Article(say("add.intro"))))

    thread = threading.Thread(target=load, name="warming", daemon=True)
    thread.start()
    return thread


def _start(sources: list[Source], left_out: str | None = None, *, url: str | None = None) -> None:
    """Begin to read; what was read before stays in the list."""
    name = default_store()
    failures().clear()
    if left_out:
        failures().append((say("add.not_read"), left_out))
    if not sources or st.session_state.get("add_job"):
        return
    try:
        access.require("editor")
        if url is not None:
            access.record("fetch", url=url)
        job = Job(sources, opened(name), _sketches(name))
    except GeoError as error:
        failures().append((say("add.could_not"), str(error)))
        return
    st.session_state["add_job"] = job.started()


def _read_text() -> None:
    text = st.session_state["add-text"]
    if not text.strip():
        failures()[:] = [(say("add.nothing_yet"), say("add.empty"))]
        return
    _start([Source(say("add.pasted"), text.encode("utf-8", "replace"), pasted=True)])


def _read_files(key: str) -> None:
    uploaded = st.session_state[key] or []
    _start(*sources_of([(f.name, f.getvalue()) for f in uploaded], folder=key == "add-folder"))


def _read_url() -> None:
    url = st.session_state["add-url"].strip()
    if not url:
        failures()[:] = [(say("add.nothing_yet"), say("add.no_url"))]
        return
    _start([Source(url, url=url)], url=url)


def _stop() -> None:
    job: Work | None = st.session_state.get("add_job")
    if job is not None:
        job.stopped = True


def _draw_read(label: str, act: Callable[..., None], *arguments: str, ready: bool = True) -> None:
    busy = st.session_state.get("add_job") is not None
    st.button(say(label), key="read", type="primary", on_click=act, args=arguments, disabled=busy or not ready)


def _draw_paste() -> None:
    st.text_area(say("add.text"), key="add-text", height=240, placeholder=say("add.text_hint"))
    _draw_read("add.read", _read_text)


def _draw_files() -> None:
    folder = st.toggle(say("add.folder"), key="add-whole")
    key = "add-folder" if folder else "add-files"
    uploaded = st.file_uploader(say("add.files"), accept_multiple_files="directory" if folder else True, key=key)
    st.caption(say("add.files_note"))
    _draw_read("add.read", _read_files, key, ready=bool(uploaded))  # not before all of it has arrived


def _draw_url() -> None:
    st.text_input(say("add.url"), key="add-url", placeholder="https://", max_chars=2000)
    st.caption(say("add.url_note"))
    _draw_read("add.fetch", _read_url)


def _follow(job: Work, place: Any) -> None:
    """Say how far the reading is until it has finished, then take over what it found."""
    with place.container(horizontal=True, vertical_alignment="center", key="add-progress"):
        words = st.empty()
        st.button(say("add.stop"), key="stop", on_click=_stop)
    told = None
    while not job.finished.wait(POLL_SECONDS):
        seconds = job.seconds
        now = job.doing if seconds < SLOW_SECONDS else say("add.doing_seconds", what=job.doing, n=seconds)
        if now != told:
            words.text(now)
            told = now
    st.session_state["add_job"] = None
    # What was read last stands first.
    st.session_state["add_drafts"] = {d.key: d for d in job.drafts} | {
        k: d for k, d in drafts().items() if k not in {n.key for n in job.drafts}
    }
    failures().extend(job.failures)
    if isinstance(job, Importing):
        st.session_state["add_imported"] = job
        st.rerun()
    if job.stopped:
        failures().append((say("add.stop_name"), say("add.stopped")))
    st.rerun()


def draw() -> None:
    """Draw the page."""
    header.draw("add")
    try:
        store = shown_store()
    except StoreError as error:
        st.text(str(error))
        return
    if wanted := st.session_state.pop("add_open", None):
        st.switch_page(
            navigation.page("explore"), query_params=View(tab="article", reading=wanted, lang=state.current()[0].lang).to_query()
        )
    _warm()
    st.html(ASSETS / "add.css")
    with st.container(key="add"):
        st.header(say("add.title"), anchor=False)
        st.text(say("add.intro"))
        way = st.segmented_control(
            say("add.way"), WAYS, default=WAYS[0], required=True, key="add-way", format_func=catalogue()["add"]["ways"].get,
            label_visibility="collapsed",
        )  # fmt: skip
        {"paste": _draw_paste, "files": _draw_files, "url": _draw_url, "table": partial(draw_table, store)}[way or WAYS[0]]()
        place = st.empty()
        if way != "table":
            draw_drafts(store)
        job = st.session_state.get("add_job")
        if job is not None:
            _follow(job, place)
