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
from vocdash.ingest.quality import Flag
from vocdash.ingest.remembered import remember
from vocdash.ingest.report import ImportReport
from vocdash.journeys.definition import SourceSpec
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge, tell
from vocdash.ui.frame import Here
from vocdash.ui.upload import findings, importing, state
from vocdash.ui.upload.plan import mapping_of
from vocdash.ui.upload.state import MEANING, Checked, Upload
from vocdash.ui.upload.words import literal

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

    report = bring_in(
        data.store(), here.actor, upload.file, mapping, reading=upload.asked, dry_run=True, progress=told, file_name=upload.name
    )
    place.empty()
    return Checked(report, preview(data.store(), upload.read.table, mapping, _ROWS))


def _draw_report(here: Here, upload: Upload, checked: Checked) -> None:
    report = checked.report
    coming = report.added + report.changed
    with st.container(border=True, key="voc_card_report"):
        blocks.draw(blocks.finding(*findings.report_title(report), main=True), *findings.counts(report))
        if any(finding.column for finding in report.findings):
            blocks.draw(blocks.caption("To give words a number, or to leave codes out, go back and look closer at the column."))
        _draw_choices(upload, report)
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


def _draw_choices(upload: Upload, report: ImportReport) -> None:
    """What a finding leaves to the person: whether careless answers count, whether new places are meant, whose export it is."""
    counts = {finding.code: finding.count for finding in report.findings}
    flags = [flag for flag in Flag if flag.value in counts]
    if flags:
        st.pills(
            "Answered with little care: leave out of every score, and keep",
            flags,
            selection_mode="multi",
            format_func=lambda flag: f"{flag.value.replace('-', ' ').capitalize()} ({fmt_n(counts[flag.value])})",
            key=state.hold("voc_exclude", [flag for flag in upload.meant.exclude if flag in flags]),
            on_change=state.choose,
            args=(lambda plan, chosen: replace(plan, exclude=tuple(chosen)), "voc_exclude"),
        )
    if counts.keys() & {"unknown-stage", "unknown-touchpoint", "unknown-channel"}:
        st.toggle(
            "Let this file make the new stages, touchpoints and channels it names",
            key=state.hold("voc_new_places", bool(upload.meant.new_places)),
            on_change=state.change,
            args=(lambda plan, on: replace(plan, new_places=on or None), "voc_new_places"),
        )
    source = next((finding.value for finding in report.findings if finding.code == "known-elsewhere"), None)
    other = state.known().sources.get(source or "")
    if other is not None:
        st.button(f"It is a later export of “{literal(other.name)}”", key="voc_same_source", on_click=_of_source, args=(upload, other))


def _of_source(upload: Upload, source: SourceSpec) -> None:
    state.go(replace(upload, plan=replace(upload.meant, source=source), checked=None))


def _draw_back(upload: Upload) -> None:
    st.button("Back", type="tertiary", key="back", on_click=state.go, args=(replace(upload, step=MEANING),))


def _start(here: Here, upload: Upload) -> None:
    """Start the job and remember what the columns mean for the next file like this one."""
    with edge():
        mapping: Mapping = mapping_of(upload.meant, state.known())
        job_id = start_import(data.store(), here.actor, upload.file, mapping, reading=upload.asked, file_name=upload.name)
        remember(data.store(), here.actor, upload.read.table.columns, mapping, name=upload.name)
        importing.follow(job_id)
