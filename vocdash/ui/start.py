"""The first minutes on the screen: the sample comes in with a progress bar, and a banner leads on to one's own data."""

from __future__ import annotations

import threading

import streamlit as st

from vocdash import settings
from vocdash.access import Access, Actor
from vocdash.charts.theme import fmt_n
from vocdash.choices import Choices, read_choices
from vocdash.ingest.first_start import fill, is_undecided, start_empty
from vocdash.ingest.progress import Progress
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.sitemap import BY_NAME

_LOOK_AGAIN_SECONDS = 0.3
_ROWS = 0.8
"""How much of the bar is for the rows; the rest is for what is made of them once all are in."""


class _Loading(threading.Thread):
    """The sample on its way in, once a process. It belongs to no session, so that closing a window does not stop it."""

    def __init__(self) -> None:
        super().__init__(name="vocdash-first-start", daemon=True)
        self.progress = Progress("reading", 0, 1)
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            fill(data.store(), self._tell)
        except Exception as error:  # told by the sessions that wait for it
            self.error = error

    def _tell(self, progress: Progress) -> None:
        self.progress = progress


@st.cache_resource(show_spinner=False)
def _loading(url: str) -> _Loading:
    thread = _Loading()
    thread.start()
    return thread


def first_start() -> None:
    """Load the sample into a new database, once; every session that comes meanwhile sees it come in."""
    if not settings.get("sample") or not is_undecided(data.store()):
        return
    place = st.empty()
    with place.container():
        blocks.draw(
            blocks.finding(
                "Loading the sample journey", "A made-up company, so that there is something to look at. It takes a moment, once."
            )
        )
        bar = st.progress(0.0)
    loading = _loading(settings.database_url())
    while loading.is_alive():
        bar.progress(_ROWS * loading.progress.share, text=sentence(loading.progress))
        loading.join(_LOOK_AGAIN_SECONDS)
    place.empty()
    if loading.error is not None:
        _loading.clear()
        raise loading.error


def sentence(progress: Progress) -> str:
    """What is being done with the sample, in words."""
    if progress.finished:
        return "Opening cases and adding up scores …"
    rows = f": {fmt_n(progress.done)} of {fmt_n(progress.total)} rows" if progress.done else " …"
    return f"{progress.step.capitalize()} answers{rows}"


def draw_banner(choices: Choices, actor: Actor) -> None:
    """Say that what is shown is made up, with the two ways on for those who may take them."""
    if not choices.sample:
        return
    with st.container(key="voc_banner", horizontal=True, vertical_alignment="center", gap="small"):
        # A journey that somebody has just designed here has no answers, and is not made up.
        name = choices.journeys.get(choices.journey or "", "") if choices.answers else ""
        said = f"You are looking at a made-up company{': ' if name else ''}{name}."
        st.html(blocks.tags(blocks.tag("Sample data", "accent"), said), width="stretch")
        if actor.may(Access.LEAD):
            if st.button("Use your own data", type="tertiary", key="voc_use_own"):
                st.switch_page(BY_NAME["upload"].path, query_params={})
            st.button("Start empty", type="tertiary", key="voc_start_empty", on_click=_start_empty, args=(actor,))


def _start_empty(actor: Actor) -> None:
    with edge():
        start_empty(data.store(), actor)


def person_names() -> tuple[str, ...]:
    """Who can be picked as "I am …": the persons who own something; nobody while the database is new."""
    return data.of_answers(read_choices, None).persons
