"""Step 4: an import under way, which goes on without this page; and the imports of everybody that are under way now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import streamlit as st

from vocdash.access import Actor
from vocdash.charts.theme import fmt_n
from vocdash.errors import NotAllowed, UnknownName
from vocdash.ingest.jobs import CHECK, CONTACTS, IMPORT, Job, cancel, is_for, job, jobs, may_stop, settle
from vocdash.ingest.progress import Progress
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here
from vocdash.ui.markup import bold, join

PARAMETER = "job"
_LATELY = timedelta(hours=24)
_MOST = 5
_BRINGS_IN = {IMPORT: "Reading, checking and scoring comments", CONTACTS: "Reading and checking"}
"""What brings a file in, and what it does before it writes."""

_WRITES = "You can leave this page. If anything stops it, nothing of this file stays behind."
_LEAVE = {
    IMPORT: _WRITES,
    CONTACTS: _WRITES,
    CHECK: "You can leave this page and come back to its address for a day. Nothing is stored until you press Import.",
}


def follow(job_id: str | None) -> None:
    """Show this job from now on, also after a reload; None: none."""
    if job_id is not None:
        st.query_params[PARAMETER] = job_id
    elif PARAMETER in st.query_params:
        del st.query_params[PARAMETER]


def followed(here: Here) -> Job | None:
    """The job that the address names, as it stands. Raises UnknownName if there is none, and NotAllowed if it is not for this person."""
    job_id = st.query_params.get(PARAMETER)
    if job_id is None:
        return None
    settle(data.store())
    try:
        return job(data.store(), here.actor, job_id)
    except (UnknownName, NotAllowed):
        follow(None)  # or it would be told again with every press
        raise


@st.fragment(run_every=1.0)
def draw(here: Here, job_id: str) -> None:
    """How far a check or an import is; when it ends, the page goes on."""
    with edge():
        settle(data.store())
        now = job(data.store(), here.actor, job_id)
        if not now.is_open:
            st.rerun()
        progress = progress_of(now)
        doing = "Checking" if now.kind == CHECK else "Importing"
        title = f"{doing} {now.file_name}" + (f": {fmt_n(progress.done)} of {fmt_n(progress.total)} rows" if progress.total else "")
        with st.container(border=True, key="voc_card_import"):
            blocks.draw(blocks.finding(title, _LEAVE[now.kind], main=True))
            st.progress(progress.share, text=pace(now, progress, datetime.now(UTC)))
            if reading := _BRINGS_IN.get(now.kind):
                blocks.draw(blocks.table(("Part", "State"), _parts(reading, progress)))
            if may_stop(now, here.actor):
                st.button("Cancel", key="cancel_job", on_click=_cancel, args=(here, job_id), disabled=now.state == "cancelled")
            else:
                blocks.draw(blocks.caption(f"Started by {now.started_by}. They and admins can stop it."))


def progress_of(now: Job) -> Progress:
    """How far a job is, from what it noted."""
    step = "writing" if now.message.startswith("Writing") else "reading"
    return Progress(step, min(now.done, now.total or 0), now.total or 0)


def pace(now: Job, progress: Progress, at: datetime) -> str:
    """Rows a second, and the time left, once there is something to tell them from."""
    if now.state == "cancelled":
        return "Stopping: nothing will be stored"
    if progress.step == "writing":
        return "Writing everything at once, so that nobody sees half of it"
    elapsed = (at - now.started_at).total_seconds()
    if not progress.done or progress.share < 0.02 or elapsed < 1:
        return "Starting" if not progress.total else "Reading the first rows"
    left = elapsed * (1 - progress.share) / progress.share
    return f"{fmt_n(progress.done / elapsed)} rows a second · {_time(left)} left"


def _time(seconds: float) -> str:
    if seconds < 2:
        return "about a second"
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"


def _parts(reading: str, progress: Progress) -> list[list[str]]:
    writing = progress.step == "writing"
    so_far = "done" if writing else "running" if progress.total else "starting"
    return [[reading, so_far], ["Writing, all or nothing", "running" if writing else "waiting"]]


def _cancel(here: Here, job_id: str) -> None:
    with edge():
        cancel(data.store(), here.actor, job_id)


def draw_ended(now: Job) -> None:
    """A job that came to nothing, and why."""
    doing = "check" if now.kind == CHECK else "import"
    title = f"The {doing} of {now.file_name} {'was stopped' if now.state == 'cancelled' else 'did not work'}"
    with st.container(border=True, key="voc_card_ended"):
        blocks.draw(blocks.finding(title, now.message, main=True))


# --- everybody's -----------------------------------------------------------------------------------------------------


def draw_others(here: Here, shown: Collection[str]) -> None:
    """What is under way, imports of the last day that failed, and checks of one's own that wait; except those shown already."""
    settle(data.store())
    found = _others(here, shown)
    if any(other.is_open for other in found):
        _draw_running(here, shown)
    elif found:
        _draw_list(found)


@st.fragment(run_every=2.0)
def _draw_running(here: Here, shown: Collection[str]) -> None:
    settle(data.store())
    found = _others(here, shown)
    if not any(other.is_open for other in found):
        st.rerun()
    _draw_list(found)


def _others(here: Here, shown: Collection[str]) -> list[Job]:
    since = datetime.now(UTC) - _LATELY
    every = [other for other in jobs(data.store()) if other.job_id not in shown and is_for(other, here.actor)]
    lately = [other for other in every if other.finished_at and other.finished_at > since]
    failed = [other for other in lately if other.kind in _BRINGS_IN and other.state == "failed"]
    return [*(other for other in every if other.is_open), *(other for other in lately if waits(other, here.actor)), *failed][:_MOST]


def waits(other: Job, actor: Actor) -> bool:
    """Whether a file is checked, brings something in, and this person has not said yet what is to become of it."""
    coming = (other.result or {}).get("added", 0) or (other.result or {}).get("changed", 0)
    return (other.kind, other.state, other.started_by) == (CHECK, "done", actor.signature) and bool(coming)


def _draw_list(found: list[Job]) -> None:
    with st.container(border=True, key="voc_card_running"):
        blocks.draw(blocks.finding(others_title(found)))
        for other in found:
            with st.container(horizontal=True, vertical_alignment="center", key=f"voc_job_{other.job_id}"):
                st.html(join([bold(other.file_name), blocks.caption(f"{other.started_by}: {told(other)}")]), width="stretch")
                if other.is_open or other.kind == CHECK:
                    word = "Follow" if other.is_open else "Open"
                    st.button(word, type="tertiary", key=f"follow_{other.job_id}", on_click=follow, args=(other.job_id,))


def told(other: Job) -> str:
    """How far a job is; of a check that waits, what would come in, as nothing of it has."""
    if other.kind != CHECK or other.is_open:
        return other.message
    found = other.result or {}
    coming, refused = found.get("added", 0) + found.get("changed", 0), found.get("refused", 0)
    said = f"{fmt_n(coming)} {'row' if coming == 1 else 'rows'} can come in"
    return f"{said}, {fmt_n(refused)} {'is' if refused == 1 else 'are'} refused" if refused else said


def others_title(found: Sequence[Job]) -> str:
    """What the jobs of a list have in common, the most urgent first."""
    for kinds, one in ((_BRINGS_IN, "import"), ((CHECK,), "check")):
        if n := sum(other.is_open and other.kind in kinds for other in found):
            return f"{n} {one} is under way" if n == 1 else f"{n} {one}s are under way"
    waiting = sum(other.kind == CHECK for other in found)
    if waiting:
        return "A file is checked and waits for you" if waiting == 1 else f"{waiting} files are checked and wait for you"
    return "An import did not work lately"
