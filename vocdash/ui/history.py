"""What was brought in, and taking it back."""

from __future__ import annotations

import streamlit as st

from vocdash.charts.theme import fmt_day, fmt_n
from vocdash.choices import PastImport, read_imports
from vocdash.ingest.undo import undo_import
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here
from vocdash.ui.markup import bold, join

_UNDONE = "voc_undone"


def draw(here: Here) -> None:
    """The list of imports, newest first, each with its way back."""
    imports = data.remembered(read_imports)
    with st.container(border=True, key="voc_card_history"):
        blocks.draw(
            blocks.finding("What was brought in", "Undo takes back what an import added and changed; what later imports changed stays.")
        )
        if said := st.session_state.pop(_UNDONE, None):
            blocks.draw(said)
        if not imports:
            blocks.draw(blocks.empty("Nothing was brought in yet.", "Choose a file above."))
        for item in imports:
            with st.container(horizontal=True, vertical_alignment="center", key=f"voc_import_{item.import_id}"):
                st.html(join([bold(item.file_name), blocks.caption(_told(item))]), width="stretch")
                if item.undone_at is None and not item.sample:
                    st.button(
                        "Undo this import", type="tertiary", key=f"undo_{item.import_id}", on_click=_undo, args=(here, item.import_id)
                    )


def _told(item: PastImport) -> str:
    undone = f" Undone on {fmt_day(item.undone_at, with_year=True)}." if item.undone_at else ""
    sample = " Sample data." if item.sample else ""
    return (
        f"{fmt_day(item.imported_at, with_year=True)}, {item.imported_by}: {fmt_n(item.added)} new, {fmt_n(item.changed)} changed, "
        f"{fmt_n(item.refused)} refused.{sample}{undone}"
    )


def _undo(here: Here, import_id: int) -> None:
    with edge():
        report = undo_import(data.store(), here.actor, import_id)
        kept = f" {fmt_n(len(report.kept))} stay as a later import left them." if report.kept else ""
        words = f"Import {import_id} is undone: {fmt_n(report.removed)} submissions removed, {fmt_n(report.restored)} as before.{kept}"
        st.session_state[_UNDONE] = blocks.notice(words)
