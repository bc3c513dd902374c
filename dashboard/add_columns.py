"""What the columns of an unknown table mean: a proposal that a person corrects, kept as the mapping file that the importer takes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard.wording import catalogue, say, type_name
from geo.errors import InputError
from geo.filter import EVENT_TYPES
from geo.importers.guess import DATE_FORMATS, fitting_formats, guess_columns, guess_types, mapping_toml
from geo.importers.preview import first_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MEANINGS = (
    "date_start",
    "date_end",
    "type",
    "place",
    "admin1",
    "country",
    "latitude",
    "longitude",
    "sources",
    "targets",
    "notes",
    "fatalities",
    "id",
)
MOST_TYPES = 60
"""Words for types of events that one is asked about; a column of more is no column of types."""
_NONE = ""


def _selected(meaning: str, header: list[str], guessed: Mapping[str, tuple[str, ...]], file_id: str) -> str:
    options = [_NONE, *header]
    start = guessed.get(meaning, (_NONE,))[0]
    chosen = st.selectbox(
        say(f"add.means.{meaning}"), range(len(options)), index=options.index(start), key=f"means-{meaning}-{file_id}",
        format_func=lambda i: options[i] or say("add.no_column"),
    )  # fmt: skip
    return options[chosen]


def choose_columns(path: Path, file_id: str, folder: Path) -> Path | None:
    """Draw the choice of columns; return the mapping file that it makes, `None` while something is missing.

    Raises
    ------
    InputError
        If the table cannot be read.
    """
    first, table, _ = first_rows("csv", path)
    guessed = guess_columns(table.header)
    source = st.text_input(say("add.source"), value=path.stem, key=f"source-{file_id}", max_chars=100)
    chosen: dict[str, str] = {}
    columns = st.columns(3, gap="small")
    for i, meaning in enumerate(MEANINGS):
        with columns[i % len(columns)]:
            chosen[meaning] = _selected(meaning, table.header, guessed, file_id)
    if not chosen["date_start"]:
        st.text(say("add.needs_date"))
        return None
    values = first[chosen["date_start"]].to_pylist()
    form = _date_format(values, file_id)
    if form is None:
        return None
    types, default = _types(first[chosen["type"]].to_pylist() if chosen["type"] else [], file_id)
    if not types and default is None:
        st.text(say("add.needs_type"))
        return None
    if not chosen["type"]:
        chosen["type"] = _NONE
    try:
        made = mapping_toml(
            source, {m: [c] for m, c in chosen.items() if c}, formats=[form], types=types, default_type=default
        )  # fmt: skip
    except InputError as error:
        st.text(str(error))
        return None
    mapping = folder / f"mapping-{hashlib.sha256(made.encode()).hexdigest()[:12]}.toml"
    mapping.write_text(made, encoding="utf-8")
    st.download_button(
        say("add.download_mapping"), made, file_name=f"{path.stem}.toml", mime="application/toml", on_click="ignore", key="mapping"
    )
    return mapping


def _date_format(values: list[Any], file_id: str) -> str | None:
    """Return how the table writes its days: what fits all of them, or what a person says."""
    fitting = fitting_formats(values)
    options = fitting or list(DATE_FORMATS)
    if len(fitting) == 1:
        return fitting[0]
    example = next((str(v) for v in values if v), "")
    st.text(say("add.which_date" if fitting else "add.no_date_fits", example=example[:40]))
    chosen = (st.radio if fitting else st.selectbox)(
        say("add.date_format"), options, index=None, key=f"format-{file_id}", format_func=lambda f: catalogue()["add"]["formats"].get(f, f)
    )
    return str(chosen) if chosen else None


def _types(values: list[Any], file_id: str) -> tuple[dict[str, str], str | None]:
    """Return the types that the table's words mean, and that of all others."""
    words = list(dict.fromkeys(str(v).strip() for v in values if v and str(v).strip()))
    names = {type_name(code): code for code in EVENT_TYPES}
    found: dict[str, str] = {}
    if words and len(words) <= MOST_TYPES:
        guessed = guess_types(words)
        frame = pd.DataFrame(
            {
                say("add.col_word"): words,
                say("add.col_type"): [type_name(code) if (code := guessed[w]) else None for w in words],
            }
        )
        st.text(say("add.types_note"))
        edited = st.data_editor(
            frame, hide_index=True, disabled=[say("add.col_word")], key=f"types-{file_id}", width="stretch",
            height=min(38 + 35 * len(frame), 280),
            column_config={say("add.col_type"): st.column_config.SelectboxColumn(options=list(names), required=False)},
        )  # fmt: skip
        for word, name in zip(words, edited[say("add.col_type")], strict=True):
            if isinstance(name, str) and name in names:
                found[word] = names[name]
        if len(found) == len(words):
            return found, None
    elif words:
        st.text(say("add.too_many_types", n=f"{len(words):,}"))
    default = st.selectbox(
        say("add.other_types" if found else "add.all_types"), [None, *names.values()], key=f"default-{file_id}",
        format_func=lambda code: type_name(code) if code else say("add.leave_out"),
    )  # fmt: skip
    return found, default
