"""The export dialog: what the view leaves in every format that `geo.export` writes, and as a report for printing."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard import access, claims_source, filters, report, state
from dashboard.evidence import shown_store
from dashboard.wording import language, say, speaking
from geo.errors import GeoError
from geo.export import ABOUT, BARE, LAYERS, export, facts_file, facts_of, layer, write
from geo.frames import load_rows
from geo.query import select_ids

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboard.evidence import Evidence
    from dashboard.state import View

PREVIEW_ROWS = 5
"""Rows of the preview."""
PREVIEW_CLAIMS = 40
"""Events and claims that the preview of places, mentions and actors is taken from."""
PREVIEW_LETTERS = 160
"""Letters of a cell of the preview."""


@dataclass(frozen=True)
class Format:
    """A format of `geo.export` as the page offers it."""

    kind: str
    ending: str
    mime: str
    many_layers: bool = False
    hxl: bool = False


FORMATS = {
    "geojson": Format("geojson", "geojson", "application/geo+json"),
    "gpkg": Format("gpkg", "gpkg", "application/geopackage+sqlite3", many_layers=True),
    "geoparquet": Format("geoparquet", "parquet", "application/vnd.apache.parquet"),
    "geojsonl": Format("geojsonl", "geojsonl", "application/geo+json-seq"),
    "csv": Format("csv", "csv", "text/csv"),
    "hxl": Format("csv", "csv", "text/csv", hxl=True),
}


def counts(evidence: Evidence) -> dict[str, int | None]:
    """Return how many rows each layer has; `None` where only making the file tells."""
    shown: Any = getattr(evidence, "shown", None)
    found: dict[str, int | None] = {name: evidence.exported(name) for name in ("events", "claims", "places")}
    return found | {name: len(getattr(shown, name)) if shown is not None else None for name in ("mentions", "actors")}


def preview(view: View, name: str, *, points: bool) -> pd.DataFrame:
    """Return the first rows of a layer as the file will have them, cut short, the shape as the name of its kind."""
    store = shown_store()
    found = select_ids(store, view.filter, unplaced=view.unplaced)
    few = PREVIEW_ROWS if name in ("events", "claims") else PREVIEW_CLAIMS
    frames = load_rows(
        store, found.events[:few] if name != "claims" else (), found.claims[:few] if name != "events" else ()
    )  # the order of the ids is that of the file
    rows = layer(frames, name, points=points).head(PREVIEW_ROWS)
    shape = rows.geometry.geom_type
    plain = pd.DataFrame(rows.drop(columns=rows.geometry.name)).map(_cell)
    plain.insert(0, "geometry", [s if isinstance(s, str) else "" for s in shape])
    return plain.reset_index(drop=True)


def _cell(value: Any) -> str:
    if isinstance(value, tuple | list):
        text = ", ".join(_cell(v) for v in value)
    else:
        text = "" if value is None or value is pd.NA or value is pd.NaT or value != value else str(value)  # noqa: PLR0124  NaN
    return text if len(text) <= PREVIEW_LETTERS else f"{text[:PREVIEW_LETTERS]}…"


def made(evidence: Evidence, names: tuple[str, ...], form: Format, *, points: bool) -> bytes:
    """Return the file: layers of what the view leaves, the same rows in every format.

    Raises
    ------
    GeoError
        If the store cannot be read.
    """
    view, store = evidence.view, shown_store()
    with tempfile.TemporaryDirectory(prefix="contested-") as folder:
        path = Path(folder) / f"export.{form.ending}"
        if names == ("places",):  # what a large store leaves of them is known without loading what lies there
            facts = facts_of(store, view.filter, unplaced=view.unplaced)
            write(evidence.left_places(), "places", form.kind, path, points=points, hxl=form.hxl, facts=facts)
        else:
            export(store, view.filter, names, form.kind, path, points=points, hxl=form.hxl, unplaced=view.unplaced)
        return path.read_bytes()


def about(view: View) -> bytes:
    """Return what stands beside a file of a format that cannot state its filter, time and licences itself."""
    return facts_file(facts_of(shown_store(), view.filter, unplaced=view.unplaced))


def _report(view: View, chips: list[str], code: str) -> Callable[[], bytes]:
    def make() -> bytes:
        with speaking(code):
            return report.build(shown_store(), view, claims_source.board(view), chips).encode("utf-8", "replace")

    return make


def noted(act: str, view: View, make: Callable[[], bytes], **facts: Any) -> Callable[[], bytes]:
    """Return what makes a file; on a shared server who takes what is written down first, and without that none is made.

    The button's callback would not do: the browser asks for the file whether or not it went well.
    """
    if access.rules() is None:
        return make
    who = access.require("viewer")  # the file is made in a thread that knows nobody

    def logged() -> bytes:
        access.record(act, by=who, filter=view.filter.to_query(), **facts)
        return make()

    return logged


def show(evidence: Evidence) -> None:
    """Open the dialog over the page."""
    st.dialog(say("export.title"), width="large")(_draw)(evidence)


def _draw(evidence: Evidence) -> None:
    view, _ = state.current()
    try:
        _draw_files(evidence, view)
    except GeoError as error:
        st.text(str(error))
        return
    st.divider()
    st.text(say("export.report_note"))
    chips = [c["label"] for c in filters.chips(evidence, view)]
    st.download_button(
        say("export.report"), data=noted("report", view, _report(view, chips, language())), file_name="contested-ground-report.html",
        mime="text/html", on_click="ignore", key="download-report",
    )  # fmt: skip


def _draw_files(evidence: Evidence, view: View) -> None:
    key = st.radio(
        say("export.format"), list(FORMATS), key="export-format", format_func=lambda k: say(f"export.formats.{k}"), horizontal=True,
        captions=[say(f"export.uses.{k}") for k in FORMATS],
    )  # fmt: skip
    form = FORMATS[key]
    rows = counts(evidence)
    told = {n: say("export.rows", n=f"{c:,}") if c is not None else say("export.not_counted") for n, c in rows.items()}
    if form.many_layers:
        names = tuple(st.pills(
            say("export.layers"), LAYERS, selection_mode="multi", default=LAYERS[:3], key="export-layers",
            format_func=lambda n: f"{say(f'export.{n}')} · {told[n]}",
        ))  # fmt: skip
    else:
        one = st.radio(
            say("export.layer"), LAYERS, key="export-layer", format_func=lambda n: say(f"export.{n}"), horizontal=True,
            captions=[told[n] for n in LAYERS],
        )  # fmt: skip
        names = (one,)
    points = st.checkbox(say("export.points"), key="export-points")
    if not names:
        st.text(say("export.no_layer"))
        return
    st.text(say("export.preview", layer=say(f"export.{names[0]}"), n=PREVIEW_ROWS))
    st.dataframe(preview(view, names[0], points=points), hide_index=True, height=215)
    if view.unplaced:
        st.text(say("export.unplaced"))
    name = f"contested-ground{'' if form.many_layers else f'-{names[0]}'}.{form.ending}"

    def make() -> bytes:
        return made(evidence, names, form, points=points)

    with st.container(horizontal=True):
        st.download_button(
            say("export.download", format=say(f"export.formats.{key}")),
            data=noted("export", view, make, layers=names, format=form.kind, unplaced=view.unplaced),  # made when it is asked for
            file_name=name, mime=form.mime, type="primary", on_click="ignore", key="download",
        )  # fmt: skip
        if form.kind in BARE:
            st.download_button(
                say("export.about"), data=lambda: about(view), file_name=name + ABOUT, mime="application/json", on_click="ignore",
                key="download-about",
            )  # fmt: skip
    st.caption(say("export.stated_beside" if form.kind in BARE else "export.stated"))
