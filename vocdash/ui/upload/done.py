"""Step 5: what came in, what did not, where to see it, and the way back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from vocdash.charts.theme import fmt_day, fmt_n
from vocdash.choices import read_imports
from vocdash.ingest.jobs import Job
from vocdash.ingest.known import read_mapping_of
from vocdash.ingest.mapping import Mapping
from vocdash.ingest.refused import refused_csv
from vocdash.ingest.report import ImportReport, from_json
from vocdash.ui import blocks, data, history
from vocdash.ui.filters import words
from vocdash.ui.frame import Here, link
from vocdash.ui.periods import CUSTOM, OTHERS
from vocdash.ui.upload import findings

_PAGES = (("journey_map", "See it on the journey map"), ("overview", "Open the overview"), ("voices", "Read the comments"))


def draw(here: Here, job: Job) -> None:
    """The card of an import that is done."""
    told = job.result or {}
    import_id = int(told["import_id"])
    if "findings" not in told:
        _draw_short(here, job, import_id)
        return
    report = from_json(told, job.file_name)
    mapping = data.remembered(read_mapping_of, import_id)
    undone = is_undone(import_id)
    with st.container(border=True, key="voc_card_done"):
        blocks.draw(blocks.finding(findings.done_title(report), told_by(job, report), main=True))
        if not undone:
            with st.container(horizontal=True, gap="small", key="voc_done_links"):
                if report.cases:
                    link("inbox", f"See {fmt_n(report.cases)} new case{'s' if report.cases > 1 else ''}", case_sort="newest")
                for page, label in _PAGES:
                    link(page, label, **where(report, mapping))
        blocks.draw(*findings.counts(report))
        with st.container(horizontal=True, gap="small"):
            if not undone and (report.refused or report.refused_answers):
                st.download_button(
                    "Download the refused rows to mend",
                    partial(refused_csv, data.store(), here.actor, import_id),
                    "refused-rows.csv",
                    "text/csv",
                    on_click="ignore",
                    icon=":material/download:",
                    key="refused",
                )
            draw_way_back(here, import_id, undone)


def told_by(job: Job, report: ImportReport) -> str:
    """The file, when and by whom, the days its answers are from, and why there may be more cases than rows."""
    many = " A row that complains about several places opens a case for each." if report.cases > report.added + report.changed else ""
    ended = (job.finished_at or job.started_at).date()
    said = f"{job.file_name}, {fmt_day(ended, with_year=True)}, by {job.started_by}. Every score counts them now."
    if report.days is None:
        return f"{said}{many}"
    first, last = (fmt_day(day, with_year=True) for day in report.days)
    if first == last:
        return f"{said} All answers are from {first}.{many}"
    return f"{said} The answers run from {first} to {last}.{many}"


def is_undone(import_id: int) -> bool:
    """Whether an import was taken back."""
    return any(item.import_id == import_id and item.undone_at for item in data.remembered(read_imports))


def draw_way_back(here: Here, import_id: int, undone: bool) -> None:
    """The press that takes an import back, or the word that it was."""
    if undone:
        blocks.draw(blocks.notice("This import was undone: nothing of it counts any more."))
    else:
        history.draw_undo(here, import_id, f"undo_now_{import_id}")


def _draw_short(here: Here, job: Job, import_id: int) -> None:
    """An import whose process ended before it could tell all: the counts are known, and that everything is in."""
    with st.container(border=True, key="voc_card_done"):
        blocks.draw(blocks.finding(f"{job.file_name} came in whole", job.message, main=True))
        draw_way_back(here, import_id, is_undone(import_id))


def where(report: ImportReport, mapping: Mapping | None) -> dict[str, str]:
    """The filters that show exactly these answers: their journey, their days, their source, and how they were collected."""
    found: dict[str, str] = {}
    if mapping and mapping.definition.name:
        found["journey"] = mapping.definition.name
    if report.days:
        first, last = report.days
        found |= {"period": OTHERS[CUSTOM], "from": first.isoformat(), "to": last.isoformat()}
    if mapping and mapping.source:
        found["method"] = words(mapping.source.method.value)
        found["source"] = mapping.source.name or mapping.source.code
    return found
