"""Step 3: every row checked, before anything is written; what each becomes, what is refused and why; and the press of Import."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from vocdash.cases.since import Opens
from vocdash.charts.theme import fmt_n
from vocdash.ingest.checks import TOO_OLD
from vocdash.ingest.jobs import CHECK, IMPORT, Job, discard, job, refused_of_check, start
from vocdash.ingest.mapping import Mapping
from vocdash.ingest.preview import preview
from vocdash.ingest.quality import Flag
from vocdash.ingest.remembered import remember
from vocdash.ingest.report import ImportReport, from_json
from vocdash.journeys.definition import SourceSpec
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here
from vocdash.ui.upload import findings, importing, state
from vocdash.ui.upload.state import MEANING, Checked, Upload
from vocdash.ui.upload.words import literal

_ROWS = 6
_CASES = {Opens.RECENT: "Those not too old to be answered", Opens.ALL: "All of them", Opens.NONE: "None"}


def draw(here: Here, upload: Upload) -> None:
    """How far the check of the rows is, and then its report."""
    if not upload.check:
        upload = _start_check(here, upload)
    now = job(data.store(), here.actor, upload.check)
    if now.is_open:
        importing.draw(here, now.job_id)
    elif now.state == "done":
        if upload.checked is None:
            upload = replace(upload, checked=_checked(upload, now))
            state.go(upload)
        _draw_report(here, upload, upload.outcome)
    else:
        importing.draw_ended(now)
        _draw_back(upload)


def _start_check(here: Here, upload: Upload) -> Upload:
    """Check every row as the plan is now, in a process of its own, which the address names from now on."""
    mapping = state.mapping_of(upload)
    if upload.outdated:
        discard(data.store(), here.actor, upload.outdated)
    check = start(data.store(), here.actor, CHECK, upload.file, mapping, file_name=upload.name)
    upload = replace(upload, check=check, outdated="")
    state.go(upload)
    importing.follow(check)
    return upload


def _checked(upload: Upload, now: Job) -> Checked:
    report = from_json(now.result or {}, now.file_name)
    mapping = state.mapping_of(upload)
    return Checked(report, preview(data.store(), upload.read.table, mapping, _ROWS))


def _draw_report(here: Here, upload: Upload, checked: Checked) -> None:
    report = checked.report
    coming = report.added + report.changed
    with st.container(border=True, key="voc_card_report"):
        blocks.draw(blocks.finding(*findings.report_title(report), main=True), *findings.counts(report))
        if any(finding.code in ("not-a-number", "outside-scale") for finding in report.findings):
            blocks.draw(blocks.caption("To give words a number, or to leave codes out, go back and look closer at the column."))
        _draw_choices(upload, report)
        if report.refused or report.refused_answers:
            st.download_button(
                "Download the refused rows to mend",
                partial(refused_of_check, data.store(), here.actor, upload.check),
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
        else:
            st.button("Upload another file", type="primary", key="again", on_click=_leave, args=(here, upload))
        _draw_back(upload)


def _leave(here: Here, upload: Upload) -> None:
    """Forget a check that brings nothing in, and begin anew."""
    with edge():
        discard(data.store(), here.actor, upload.check)
        importing.follow(None)
        state.leave()


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
    if TOO_OLD in counts or upload.meant.cases is not Opens.RECENT:
        st.radio(
            "Complaints that open a case",
            list(_CASES),
            format_func=_CASES.__getitem__,
            key=state.hold("voc_cases", upload.meant.cases),
            on_change=state.choose,
            args=(lambda plan, cases: replace(plan, cases=cases), "voc_cases"),
            horizontal=True,
        )
    source = next((finding.value for finding in report.findings if finding.code == "known-elsewhere"), None)
    other = state.known().sources.get(source or "")
    if other is not None:
        st.button(f"It is a later export of “{literal(other.name)}”", key="voc_same_source", on_click=_of_source, args=(upload, other))


def _of_source(upload: Upload, source: SourceSpec) -> None:
    state.go(state.replanned(upload, plan=replace(upload.meant, source=source)))


def _draw_back(upload: Upload) -> None:
    st.button("Back", type="tertiary", key="back", on_click=_back, args=(upload,))


def _back(upload: Upload) -> None:
    importing.follow(None)
    state.go(replace(upload, step=MEANING))


def _start(here: Here, upload: Upload) -> None:
    """Start the job and remember what the columns mean for the next file like this one."""
    with edge():
        mapping: Mapping = state.mapping_of(upload)
        job_id = start(data.store(), here.actor, IMPORT, upload.file, mapping, file_name=upload.name)
        remember(data.store(), here.actor, upload.read.table.columns, mapping, name=upload.name, seen=upload.seen or None)
        discard(data.store(), here.actor, upload.check)
        state.go(replace(upload, check="", checked=None))
        importing.follow(job_id)
