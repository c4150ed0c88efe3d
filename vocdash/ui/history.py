"""What was brought in, by whom and with which mapping, and taking it back."""

from __future__ import annotations

import streamlit as st

from vocdash.charts.theme import fmt_day, fmt_n
from vocdash.choices import PastImport, read_imports
from vocdash.errors import VocError
from vocdash.ingest.known import read_mapping_of
from vocdash.ingest.refused import refused_csv
from vocdash.ingest.remembered import as_toml
from vocdash.ingest.undo import UndoReport, undo_import
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here
from vocdash.ui.markup import bold, join

_UNDONE = "voc_undone"
_WAY_BACK = "What it added goes, and what it changed is as before. What later imports changed stays. The file can come in again."
_FEW = 8
_STAYED = 200


def draw(here: Here) -> None:
    """The list of imports, newest first, each with its mapping, its refused rows, and its way back."""
    imports = data.remembered(read_imports)
    with st.container(border=True, key="voc_card_history"):
        blocks.draw(
            blocks.finding("Earlier imports", "Undo takes back what an import added and changed; what later imports changed stays.")
        )
        if report := st.session_state.pop(_UNDONE, None):
            _draw_undone(report)
        if not imports:
            blocks.draw(blocks.empty("Nothing was brought in yet.", "Choose a file above."))
        for item in imports[:_FEW]:
            _draw_import(here, item)
        if len(imports) > _FEW:
            with st.expander(f"{len(imports) - _FEW} older ones"):
                for item in imports[_FEW:]:
                    _draw_import(here, item)


def _draw_import(here: Here, item: PastImport) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"voc_import_{item.import_id}"):
        st.html(join([bold(item.file_name), blocks.caption(_told(item))]), width="stretch")
        if item.sample:
            return
        if item.refused and item.undone_at is None:
            _draw_file(f"refused_{item.import_id}", "Refused rows", f"refused-{item.import_id}.csv", here)
        if item.mapped:
            _draw_file(f"mapping_{item.import_id}", "Mapping", f"mapping-{item.import_id}.toml", here)
        if item.undone_at is None:
            draw_undo(here, item.import_id, f"undo_{item.import_id}")


def _draw_file(key: str, label: str, name: str, here: Here) -> None:
    """A file made when somebody presses the button."""
    kind, number = key.split("_")

    def made() -> str:
        if kind == "refused":
            return refused_csv(data.store(), here.actor, int(number))
        mapping = read_mapping_of(data.store(), int(number))
        if mapping is None:
            raise VocError("This import has no mapping any more.", "Reload the page.")
        return as_toml(mapping)

    mime = "text/csv" if kind == "refused" else "application/toml"
    st.download_button(label, made, name, mime, on_click="ignore", type="tertiary", icon=":material/download:", key=key)


def _told(item: PastImport) -> str:
    undone = f" Undone on {fmt_day(item.undone_at, with_year=True)}." if item.undone_at else ""
    sample = " Sample data." if item.sample else ""
    counts = f"{fmt_n(item.rows)} rows: {fmt_n(item.added)} new, {fmt_n(item.changed)} changed, {fmt_n(item.refused)} refused"
    return f"{fmt_day(item.imported_at, with_year=True)}, {item.imported_by}. {counts}.{sample}{undone}"


def draw_undo(here: Here, import_id: int, key: str) -> None:
    """The way back of one import, which is taken on purpose."""
    with st.popover("Undo this import", type="tertiary", icon=":material/undo:", key=f"voc_{key}"):
        blocks.draw(blocks.caption(_WAY_BACK))
        st.button("Undo it now", type="primary", key=key, on_click=_undo, args=(here, import_id))


def _undo(here: Here, import_id: int) -> None:
    with edge():
        st.session_state[_UNDONE] = undo_import(data.store(), here.actor, import_id)


def _draw_undone(report: UndoReport) -> None:
    """What an undo did, and which submissions stay."""
    blocks.draw(blocks.notice(undone_words(report)))
    if not report.stayed:
        return
    with st.expander(f"See the {fmt_n(len(report.kept))} that stay" if len(report.kept) > 1 else "See the one that stays"):
        rows = [[one.external_id or "none", fmt_day(one.day, with_year=True), one.file_name] for one in report.stayed[:_STAYED]]
        blocks.draw(blocks.table(["Id in its file", "Day", "Changed by"], rows))
        if len(report.kept) > len(rows):
            blocks.draw(blocks.caption(f"These are the first {fmt_n(len(rows))}."))


def undone_words(report: UndoReport) -> str:
    """What an undo did, in a sentence or two."""
    done = f"{report.file_name} is undone"
    if report.contacts:
        return f"{done}: {fmt_n(report.contacts)} contacts removed."
    stay = "stays" if len(report.kept) == 1 else "stay"
    kept = f" {fmt_n(len(report.kept))} {stay} as a later import left them; undo that one too to take them back." if report.kept else ""
    return f"{done}: {fmt_n(report.removed)} submissions removed, {fmt_n(report.restored)} as before.{kept}"
