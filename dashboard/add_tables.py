"""Event tables on the Add page: whose table it is, what its columns mean, its first rows as events, then the import."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard import access, navigation, state
from dashboard.add_columns import choose_columns
from dashboard.add_job import Work
from dashboard.wording import as_day, catalogue, counted, listed, say, type_name, when_name
from geo.errors import GeoError, InputError
from geo.importers.preview import Preview, kind_of_table, preview_table
from geo.importers.run import KINDS, Report, import_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from geo.importers.preview import MappedRow
    from geo.store import Store

SHOWN_ROWS = 20


@dataclass
class TableDraft:
    """A table that was dropped and is not imported yet; its folder goes away with it."""

    file_id: str
    folder: tempfile.TemporaryDirectory[str]
    path: Path
    kind: str
    mapping: Path | None
    previews: dict[tuple[str, str], Preview] = field(default_factory=dict)

    def told(self, error: Exception) -> str:
        """Return what went wrong, the file called by its name alone."""
        return str(error).replace(f"{self.folder.name}/", "")


class Importing(Work):
    """Importing a table into the store."""

    def __init__(self, draft: TableDraft, kind: str, mapping: Path | None, store: Store) -> None:
        super().__init__()
        self.draft, self.kind, self.mapping, self.store = draft, kind, mapping, store
        self.report: Report | None = None
        self.rejects: bytes | None = None
        self.told = ""
        self.rows = 0

    def work(self) -> None:
        """Import it."""
        self.tell(say("add.doing_import", rows=counted(0, "row")))
        try:
            self.report = import_table(self.kind, self.draft.path, self.store, self.mapping, progress=self._progress)
            self.told = in_words(self.report)
        except GeoError as error:
            self.told = self.draft.told(error)
        rejects = self.draft.path.with_name(f"{self.draft.path.name}.rejected.csv")
        self.rejects = rejects.read_bytes() if rejects.is_file() else None

    def _progress(self, rows: int) -> None:
        self.rows += rows
        self.doing = say("add.doing_import", rows=counted(self.rows, "row"))
        if self.stopped:
            raise InputError(say("add.import_stopped"))


def in_words(report: Report) -> str:
    """Return what an import did: "120 events added, 3 updated", or that nothing changed."""
    changes = [say(f"add.{name}", events=counted(n, "event")) for name in ("added", "updated") if (n := getattr(report, name))]
    told = listed(changes) if changes else say("add.unchanged_all", events=counted(report.unchanged, "event"))
    if changes and report.unchanged:
        told += say("add.unchanged", events=counted(report.unchanged, "event"))
    told += "."
    return f"{told} {say('add.rejected', rows=counted(report.rejected, 'row'))}" if report.rejected else told


def _draft_of(files: Sequence[UploadedFile]) -> TableDraft | None:
    """Return the table among files that were dropped, written where the importer can read it.

    Raises
    ------
    InputError
        If there is more than one table, or it cannot be read.
    """
    tables = [f for f in files if PurePosixPath(f.name).suffix.lower() != ".toml"]
    mappings = [f for f in files if f not in tables]
    if not tables:
        return None
    if len(tables) > 1 or len(mappings) > 1:
        raise InputError(say("add.one_table"))
    file_id = "+".join(f.file_id for f in files)
    known: TableDraft | None = st.session_state.get("add_table")
    if known is not None and known.file_id == file_id:
        return known
    folder = tempfile.TemporaryDirectory(prefix="contested-ground-")
    # The file's name becomes the name of the source where nothing else gives one, so it is kept, made safe.
    name = re.sub(r"[^\w. -]", "_", PurePosixPath(tables[0].name).name).lstrip(".")[-100:] or "table"
    path = Path(folder.name) / name
    path.write_bytes(tables[0].getbuffer())
    mapping = None
    if mappings:
        mapping = Path(folder.name) / "given mapping.toml"
        mapping.write_bytes(mappings[0].getbuffer())
    try:
        kind = "csv" if mapping is not None else kind_of_table(path)
    except InputError as error:
        raise InputError(str(error).replace(f"{folder.name}/", "")) from None
    made = TableDraft(file_id, folder, path, kind, mapping)
    st.session_state["add_table"] = made
    st.session_state["add_imported"] = None
    st.session_state["add-kind"] = kind
    return made


def _row(row: MappedRow) -> dict[str, Any]:
    where = row.place or say("panel.no_place")
    return {
        say("add.col_when"): when_name(_day(row.date_start), _day(row.date_end), row.date_precision),
        say("add.col_type"): type_name(row.type),
        say("add.col_sources"): listed(row.sources),
        say("add.col_targets"): listed(row.targets),
        say("add.col_place"): f"{where} ({row.lat:.3f}, {row.lon:.3f})" if row.lat is not None and row.lon is not None else where,
        say("add.col_quote"): row.quote or "",
        say("add.col_deaths"): row.fatalities,
    }


def _day(text: str | None) -> Any:
    return as_day(pd.Timestamp(text)) if text else None


def _draw_counts(preview: Preview) -> None:
    key = "rows_checked" if preview.whole else "rows_checked_first"
    st.text(say(f"add.{key}", checked=counted(preview.checked, "row"), usable=f"{len(preview.rows):,}", source=preview.source))
    if preview.licence:
        st.text(say("add.licence", licence=preview.licence))


def _draw_rows(preview: Preview) -> None:
    if preview.rows:
        frame = pd.DataFrame([_row(r) for r in preview.rows[:SHOWN_ROWS]])
        filled = [name for name in frame if any(v for v in frame[name] if pd.notna(v))]
        st.dataframe(frame[filled], hide_index=True, width="stretch", height=min(38 + 35 * len(frame), 320))


def _draw_rejects(preview: Preview, name: str) -> None:
    st.text(say("add.rejects", rows=counted(len(preview.rejected), "row")))
    wrong = pd.DataFrame(
        [{say("add.col_reason"): reason, say("add.col_row"): " · ".join(c for c in cells if c)} for reason, cells in preview.rejected]
    )
    st.dataframe(wrong.head(SHOWN_ROWS), hide_index=True, width="stretch", height=min(38 + 35 * len(wrong), 200))
    _download(preview.rejects_csv, name, "rejects-preview")


def _download(data: bytes | Callable[[], bytes], name: str, key: str) -> None:
    st.download_button(say("add.download_rejects"), data, file_name=f"{name}.rejected.csv", mime="text/csv", on_click="ignore", key=key)


def _begin(draft: TableDraft, kind: str, mapping: Path | None, store: Store) -> None:
    try:
        access.require("editor")
        access.record("import", kind=kind, file=draft.path.name)
    except GeoError as error:
        st.session_state["add_table_told"] = str(error)
        return
    st.session_state["add_imported"] = None
    st.session_state["add_job"] = Importing(draft, kind, mapping, store).started()


def _draw_outcome(done: Importing) -> None:
    with st.container(key="add-outcome"):
        st.text(done.told)
        if done.rejects:
            _download(done.rejects, done.draft.path.name, "rejects")
        if done.report is not None:
            st.page_link(navigation.page("explore"), label=say("add.open_map"), query_params=state.current()[0].elsewhere())


def draw_table(store: Store) -> None:
    """Draw the way in for event tables."""
    files = st.file_uploader(say("add.table"), accept_multiple_files=True, key="add-tables")
    st.caption(say("add.table_note"))
    if told := st.session_state.pop("add_table_told", None):
        st.text(told)
    try:
        draft = _draft_of(files or [])
    except InputError as error:
        st.text(str(error))
        return
    if draft is None:
        return
    kind = st.segmented_control(
        say("add.kind"), KINDS, required=True, key="add-kind", format_func=catalogue()["add"]["kinds"].get
    )  # fmt: skip
    try:
        mapping = draft.mapping
        if kind == "csv" and mapping is None:
            mapping = choose_columns(draft.path, draft.file_id, Path(draft.folder.name))
        if mapping is not None or kind != "csv":
            _draw_import(draft, kind or draft.kind, mapping if kind in ("csv", "geojson") else None, store)
    except InputError as error:
        st.text(draft.told(error))


def _draw_import(draft: TableDraft, kind: str, mapping: Path | None, store: Store) -> None:
    key = (kind, mapping.read_text(encoding="utf-8", errors="replace") if mapping is not None else "")
    if key not in draft.previews:
        draft.previews[key] = preview_table(kind, draft.path, mapping)
    preview = draft.previews[key]
    done: Importing | None = st.session_state.get("add_imported")
    again = done is not None and done.draft is draft
    _draw_counts(preview)
    if done is not None and again:
        _draw_outcome(done)
    if preview.rows or not preview.whole:
        st.button(
            say("add.import_again" if again else "add.import"), key="import", type="secondary" if again else "primary", on_click=_begin,
            args=(draft, kind, mapping, store),
        )  # fmt: skip
    _draw_rows(preview)
    if preview.rejected and not again:
        _draw_rejects(preview, draft.path.name)
