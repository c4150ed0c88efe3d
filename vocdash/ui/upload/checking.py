"""Step 3: every row checked, before anything is written; what each becomes, what is refused and why; and the press of Import."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from vocdash.charts.theme import fmt_n
from vocdash.errors import VocError
from vocdash.ingest.bring_in import Progress, bring_in
from vocdash.ingest.jobs import start_import
from vocdash.ingest.mapping import Mapping
from vocdash.ingest.preview import preview
from vocdash.ingest.remembered import remember
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge, tell
from vocdash.ui.frame import Here
from vocdash.ui.upload import findings, importing, state
from vocdash.ui.upload.plan import mapping_of
from vocdash.ui.upload.state import MEANING, Checked, Upload

_ROWS = 6


def draw(here: Here, upload: Upload) -> None:
    """The report of the rows, which is made once and kept."""
    if upload.checked is None:
        try:
            upload = replace(upload, checked=_check(here, upload))
        except VocError as error:
            tell(error)
            _draw_back(upload)
            return
        state.go(upload)
    if upload.checked is not None:
        _draw_report(here, upload, upload.checked)


def _check(here: Here, upload: Upload) -> Checked:
    mapping = mapping_of(upload.meant, state.known())
    place = st.empty()
    bar = place.progress(0.0, text="Checking every row")

    def told(progress: Progress) -> None:
        done = min(progress.done, progress.total)
        bar.progress(done / max(1, progress.total), text=f"Checking every row: {fmt_n(done)} of {fmt_n(progress.total)}")

    report = bring_in(data.store(), here.actor, upload.file, mapping, dry_run=True, progress=told, file_name=upload.name)
    place.empty()
    return Checked(report, preview(data.store(), upload.read.table, mapping, _ROWS))


def _draw_report(here: Here, upload: Upload, checked: Checked) -> None:
    report = checked.report
    coming = report.added + report.changed
    with st.container(border=True, key="voc_card_report"):
        blocks.draw(blocks.finding(*findings.report_title(report), main=True), *findings.counts(report))
        if any(finding.column for finding in report.findings):
            blocks.draw(blocks.caption("To give words a number, or to leave codes out, go back and look closer at the column."))
        if report.refused_csv():
            st.download_button(
                "Download the refused rows to mend",
                report.refused_csv,
                "refused-rows.csv",
                "text/csv",
                on_click="ignore",
                icon=":material/download:",
                key="refused",
            )
        with st.expander("See what the first rows become", icon=":material/visibility:", expanded=not report.findings):
            blocks.draw(findings.preview_table(checked.rows))
    with st.container(horizontal=True, gap="small"):
        if coming:
            st.button(
                f"Import {fmt_n(coming)} {'row' if coming == 1 else 'rows'}",
                type="primary",
                icon=":material/arrow_forward:",
                icon_position="right",
                key="to_import",
                on_click=_start,
                args=(here, upload),
            )
        _draw_back(upload)


def _draw_back(upload: Upload) -> None:
    st.button("Back", type="tertiary", key="back", on_click=state.go, args=(replace(upload, step=MEANING),))


def _start(here: Here, upload: Upload) -> None:
    """Start the job and remember what the columns mean for the next file like this one."""
    with edge():
        mapping: Mapping = mapping_of(upload.meant, state.known())
        job_id = start_import(data.store(), here.actor, upload.file, mapping, file_name=upload.name)
        remember(data.store(), here.actor, upload.read.table.columns, mapping, name=upload.name)
        importing.follow(job_id)
