"""Step 1: the file, how it is written, and its first rows. What was detected can be corrected, and the preview follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from vocdash import settings
from vocdash.domain import Severity
from vocdash.errors import VocError
from vocdash.ingest.read import Table
from vocdash.ui import blocks
from vocdash.ui.edge import edge, tell
from vocdash.ui.markup import element
from vocdash.ui.upload import contacts, dates, findings, state
from vocdash.ui.upload.state import MEANING, Upload, hold
from vocdash.ui.upload.words import DECIMALS, DELIMITERS, ENCODINGS, HEADERS, share

TYPES = [
    "csv",
    "tsv",
    "txt",
    "tab",
    "psv",
    "dat",
    "xlsx",
    "xlsm",
    "xlsb",
    "xls",
    "ods",
    "html",
    "htm",
    "xml",
    "json",
    "jsonl",
    "ndjson",
    "zip",
]
_ROWS = 6
_ASKED = "voc_read_"
_NOTHING_SEEN = 0.5
"""How sure the detection is of a decimal mark that stands nowhere."""


def draw(upload: Upload) -> None:
    """The uploader, or what we read of the file."""
    if upload.inspection is None:
        _draw_uploader()
        return
    with st.container(border=True, key="voc_card_read"):
        _draw_read(upload)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Say what it means",
            type="primary",
            icon=":material/arrow_forward:",
            icon_position="right",
            key="to_meaning",
            on_click=state.go,
            args=(replace(upload, step=MEANING),),
        )
        st.button("It lists contacts", key="are_contacts", on_click=state.go, args=(replace(upload, lists_contacts=True),))
        st.button("Choose another file", type="tertiary", key="other_file", on_click=state.leave)


def _draw_uploader() -> None:
    with st.container(border=True, key="voc_card_file"):
        said = "CSV of any kind, Excel, OpenDocument, HTML, JSON, or a zip of one of them. Nothing is stored until you press Import."
        blocks.draw(blocks.finding("Drop an export from your survey tool, as it came out", said, main=True))
        limit = settings.get("max_upload_mb")
        contacts.draw_how()
        given = st.file_uploader("File", type=TYPES, max_upload_size=limit, key="upload_file", label_visibility="collapsed")
        # The field itself says why it took no larger file only to who points at its red mark.
        command = element("code", "python -m vocdash import")
        blocks.draw(blocks.caption(f"Up to {limit:,} MB a file. A larger one comes in with ", command, "."))
        if given is None:
            return
        with edge(), st.spinner(f"Reading {given.name}"):
            state.go(state.take(given))
            st.rerun()


def _draw_read(upload: Upload) -> None:
    table = upload.read.table
    blocks.draw(
        blocks.finding(findings.read_title(table), "Nothing is stored yet. Correct anything below and the preview follows.", main=True)
    )
    with st.container(horizontal=True, gap="small", key="voc_reading"):
        if table.dialect.encoding and table.dialect.format in ("csv", "html"):
            _draw_choice("encoding", "Encoding", table, ENCODINGS, table.dialect.encoding)
        if table.dialect.format == "csv":
            split_by = table.dialect.delimiter if len(table.columns) > 1 or "delimiter" in state.current().asked else ""
            _draw_choice("delimiter", "Columns split by", table, DELIMITERS, split_by)
        if len(upload.sheets) > 1:
            _draw_choice("sheet", "Sheet", table, dict.fromkeys(upload.sheets, ""), table.dialect.sheet or "")
        if table.dialect.format != "json":
            _draw_choice("header_rows", "Header rows", table, HEADERS, table.dialect.header_rows)
            _draw_header_line(table)
        _draw_choice("decimal", "Decimal mark", table, DECIMALS, table.dialect.decimal)
    _draw_rows(table)
    dates.draw_readings(upload.meant)
    blocks.draw(findings.findings_table(sorted(table.findings, key=lambda finding: finding.severity is Severity.NOTE)))


def _draw_choice(name: str, label: str, table: Table, options: Mapping[Any, str], value: Any) -> None:
    """A setting of the reading, filled with what was detected, and how sure that is."""
    asked = name in state.current().asked
    sure = table.dialect.confidence.get(name)
    unseen = name == "decimal" and sure is not None and sure <= _NOTHING_SEEN
    how = "your choice" if asked else "no decimals seen" if unseen else share(sure) if sure is not None else ""
    told = f"{label} · {how}" if how else label
    choices = dict(options) if value in options else {value: "", **options}
    key = f"{_ASKED}{name}"
    st.selectbox(
        told,
        list(choices),
        format_func=lambda option: choices.get(option) or str(option),
        key=hold(key, value),
        on_change=_read_again,
        args=(name,),
        width=184,
    )


def _draw_header_line(table: Table) -> None:
    if table.dialect.header_rows:
        key = hold(f"{_ASKED}header_line", table.dialect.header_line)
        st.number_input("Header is in line", min_value=1, step=1, key=key, on_change=_read_again, args=("header_line",), width=130)


def _read_again(name: str) -> None:
    upload = state.current()
    asked = {**upload.asked, name: st.session_state[f"{_ASKED}{name}"]}
    try:
        state.go(state.understood(upload, asked))
    except VocError as error:
        tell(VocError(f"It cannot be read so: {error.what}", error.fix))


def _draw_rows(table: Table) -> None:
    """The first rows as they stand, as text."""
    first = [[f"{line:,}", *cells] for line, cells in table.first(_ROWS)]
    frame = pd.DataFrame(first, columns=["Line", *table.columns], dtype=str)
    st.dataframe(
        frame,
        hide_index=True,
        height="content",
        placeholder="",
        alt="The first rows of the file",
        column_config={"Line": st.column_config.TextColumn(pinned=True, width=60)},
        key="voc_first_rows",
    )
