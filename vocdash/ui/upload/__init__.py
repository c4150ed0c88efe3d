"""The upload, step by step: file → what it means → report → import → done. Nothing is stored before Import is pressed.

The first steps live in the session. From the check of the rows on the address names a job, so that a reload sees
it too, and of an import another person.
"""

from __future__ import annotations

import streamlit as st

from vocdash.ingest.jobs import CHECK, CONTACTS, Job
from vocdash.ui import blocks
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here
from vocdash.ui.upload import checking, columns, contacts, done, file, importing, state
from vocdash.ui.upload.state import DONE, FILE, IMPORT, MEANING, Upload

STEPS = ("File", "What it means", "Report", "Import", "Done")


def draw(here: Here) -> None:
    """The step this session, or the job in the address, is in; and the imports of others."""
    job = None
    upload = state.current()
    with edge():
        job = importing.followed(here)
        if job is not None and _goes_on(job, upload):
            check, job = job, None
            upload = state.of_check(here, check)
    if job is None:
        blocks.draw(blocks.stepper(STEPS, upload.step))
        with edge():
            _draw_step(here, upload)
    elif job.is_open:
        blocks.draw(blocks.stepper(STEPS, IMPORT))
        importing.draw(here, job.job_id)
    else:
        blocks.draw(blocks.stepper(STEPS, DONE if job.state == "done" else IMPORT))
        with edge():
            if job.state == "done":
                (contacts.draw_done if job.kind == CONTACTS else done.draw)(here, job)
            else:
                importing.draw_ended(job)
        _draw_on(again=job.state == "done")
    with edge():
        upload = state.current()
        importing.draw_others(here, {job.job_id if job else "", upload.check, upload.outdated})


def _goes_on(job: Job, upload: Upload) -> bool:
    """Whether a job is a check from which one goes on to the import, or back to what the columns mean."""
    return job.kind == CHECK and (job.is_open or job.state == "done" or job.job_id == upload.check)


def _draw_step(here: Here, upload: Upload) -> None:
    if upload.step == FILE and contacts.are_in(upload):
        contacts.draw(here, upload)
    elif upload.step == FILE:
        file.draw(upload)
    elif upload.step == MEANING:
        columns.draw(upload)
    else:
        checking.draw(here, upload)


def _draw_on(*, again: bool) -> None:
    """What comes after a job."""
    with st.container(horizontal=True, gap="small"):
        if not again and state.current().inspection is not None:
            st.button("Back to the report", key="back", on_click=importing.follow, args=(None,))
        st.button("Upload another file", key="again", on_click=_begin_anew)


def _begin_anew() -> None:
    importing.follow(None)
    state.leave()
