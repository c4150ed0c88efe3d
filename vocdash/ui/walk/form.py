"""Walk-through: staff or observers go along the journey, score and note each cell, on a phone while they walk."""

from __future__ import annotations

import streamlit as st

from vocdash.access import Access
from vocdash.charts.theme import fmt_day, fmt_n
from vocdash.domain import Method
from vocdash.journeys import Cell, Journey, Stage, read_journey
from vocdash.journeys.walks import (
    METHODS,
    Found,
    Walk,
    WalkSpec,
    describe_walk,
    note_cells,
    read_found,
    read_walks,
    remove_walk,
    start_walk,
)
from vocdash.store.clock import today
from vocdash.ui import blocks, data, days
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here, link
from vocdash.ui.markup import bold, join
from vocdash.ui.walk import results
from vocdash.ui.walk.paper import printable

HOW: dict[Method, str] = {
    Method.WALK_THROUGH: "Walked it myself",
    Method.OBSERVATION: "Watched a customer go",
}
OPEN = "walk"
_STAGE = "walk_stage"


def draw(here: Here) -> None:
    """An open walk, or the list of walks and what they found beside what customers say."""
    journeys = here.choices.journeys
    if not journeys:
        blocks.draw(blocks.empty("There is no journey to walk yet.", "A lead makes one on the page Journey design."))
        link("design", "Open journey design")
        return
    code = st.selectbox("Journey", list(journeys), format_func=lambda code: journeys[code], key="journey", bind="query-params")
    journey = data.of_answers(read_journey, str(code), today())
    walks = data.remembered(read_walks, journey.code)
    asked = st.query_params.get(OPEN, "")
    walk = next((walk for walk in walks if str(walk.walk_id) == asked), None)
    if walk is not None and walk.removed_at is None and may_change(here, walk):
        _draw_open(here, journey, walk)
        return
    if asked:
        blocks.draw(blocks.notice("The link names a walk that is not there to change; you see the list."))
    _draw_start(here, journey)
    _draw_list(here, list(walks))
    results.draw(journey)


def may_change(here: Here, walk: Walk) -> bool:
    """Whose walk it is, or a lead."""
    return here.actor.may(Access.LEAD) or (here.actor.may(Access.FRONTLINE) and walk.made_by == here.actor.signature)


# --- start -----------------------------------------------------------------------------------------------------------


def _draw_start(here: Here, journey: Journey) -> None:
    with st.container(border=True, key="voc_card_walk_start"):
        said = "Go the way a customer goes. Scores stand beside those of customers and are never mixed with them."
        blocks.draw(blocks.finding("Walk the journey yourself", said, main=True))
        if here.actor.may(Access.FRONTLINE):
            with st.form("walk_start", border=False):
                spec = _fields(WalkSpec("" if here.actor.name == "You" else here.actor.name, today()))
                if st.form_submit_button("Start walking", type="primary", width="stretch"):
                    with edge():
                        st.query_params[OPEN] = str(start_walk(data.store(), here.actor, journey.code, spec))
                        st.rerun()
        st.download_button(
            "Print an empty sheet",
            data=lambda: printable(journey),
            file_name=f"walk-{journey.code}.html",
            mime="text/html",
            on_click="ignore",
            icon=":material/print:",
            type="tertiary",
            key="walk_print",
        )


def _fields(spec: WalkSpec) -> WalkSpec:
    """Who, when, how and which road, in the form that is open."""
    who = st.text_input("Who walks?", spec.walked_by, placeholder="Your name")
    when = days.field("When?", spec.walked_on)
    how = st.radio("How?", METHODS, METHODS.index(spec.method), format_func=lambda method: HOW[method], horizontal=True)
    road = st.text_input("Which road?", spec.road, placeholder="Ordered a sofa on the website, brought it back to the shop")
    return WalkSpec(who, when, how, road, spec.note)


# --- an open walk ----------------------------------------------------------------------------------------------------


def _draw_open(here: Here, journey: Journey, walk: Walk) -> None:
    found = data.remembered(read_found, walk.walk_id)
    stages = [stage for stage in journey.stages if stage.cells]
    if not stages:
        blocks.draw(blocks.empty("No touchpoint is placed in this journey yet.", "A lead places them on the page Journey design."))
        return
    names = {stage.code: f"{at}. {stage.name}" for at, stage in enumerate(stages, 1)}
    spec = walk.spec
    with st.container(border=True, key="voc_card_walk"):
        said = ". ".join(word for word in (f"{fmt_day(spec.walked_on, with_year=True)}, {HOW[spec.method].lower()}", spec.road) if word)
        blocks.draw(blocks.finding(f"{spec.walked_by} walks {journey.name}", f"{said}. Every tap is kept at once.", main=True))
        code = st.selectbox("Stage", list(names), format_func=lambda code: names[code], key=_STAGE, bind="query-params")
        at = list(names).index(str(code))
        done = sum(cell.cell_id in found for cell in stages[at].cells)
        blocks.draw(blocks.caption(f"{fmt_n(done)} of {fmt_n(len(stages[at].cells))} scored or noted here."))
        for cell in stages[at].cells:
            _draw_cell(here, walk, cell, found.get(cell.cell_id, Found()))
        _draw_onwards(stages, at)
    with (
        st.expander("Who, when, which road, and a note on the whole", key="walk_about"),
        st.form(f"walk_about_{walk.walk_id}", border=False),
    ):
        changed = _fields(spec)
        note = st.text_area("Note on the whole", spec.note)
        if st.form_submit_button("Save"):
            with edge():
                new = WalkSpec(changed.walked_by, changed.walked_on, changed.method, changed.road, note)
                describe_walk(data.store(), here.actor, walk.walk_id, new)
                st.rerun()


def _draw_cell(here: Here, walk: Walk, cell: Cell, found: Found) -> None:
    with st.container(border=True, key=f"voc_walk_cell_{cell.cell_id}"):
        score_key, note_key = f"walk_score_{walk.walk_id}_{cell.cell_id}", f"walk_note_{walk.walk_id}_{cell.cell_id}"
        what = (here, walk.walk_id, cell.cell_id, score_key, note_key)
        st.pills(
            f"{cell.touchpoint_name}, from 0 (terrible) to 10 (perfect)",
            list(range(11)),
            default=None if found.score is None else round(found.score),
            key=score_key,
            on_change=_keep,
            args=what,
        )
        st.text_input(
            f"Note on {cell.touchpoint_name}",
            found.note,
            key=note_key,
            placeholder="What did you see?",
            label_visibility="collapsed",
            on_change=_keep,
            args=what,
        )


def _keep(here: Here, walk_id: int, cell_id: int, score_key: str, note_key: str) -> None:
    score = st.session_state.get(score_key)
    with edge():
        found = Found(None if score is None else float(score), st.session_state.get(note_key) or "")
        note_cells(data.store(), here.actor, walk_id, {cell_id: found})


def _draw_onwards(stages: list[Stage], at: int) -> None:
    with st.container(horizontal=True):
        if at:
            st.button(f"Back to {stages[at - 1].name}", key="walk_back", on_click=_go, args=(stages[at - 1].code,))
        if at + 1 < len(stages):
            st.button(f"On to {stages[at + 1].name}", type="primary", key="walk_on", on_click=_go, args=(stages[at + 1].code,))
        st.button("Finish", type="primary" if at + 1 == len(stages) else "tertiary", key="walk_finish", on_click=_close)


def _go(stage: str) -> None:
    st.session_state[_STAGE] = stage


def _close() -> None:
    del st.query_params[OPEN]


# --- the list --------------------------------------------------------------------------------------------------------


def _draw_list(here: Here, walks: list[Walk]) -> None:
    with st.container(border=True, key="voc_card_walks"):
        kept = [walk for walk in walks if walk.removed_at is None]
        if not walks:
            blocks.draw(blocks.finding("Nobody walked this journey yet", "Start the first walk above."))
            return
        blocks.draw(blocks.finding(f"{fmt_n(len(kept))} walks" if len(kept) != 1 else "One walk"))
        for walk in walks:
            with st.container(horizontal=True, vertical_alignment="center", key=f"voc_walk_{walk.walk_id}"):
                st.html(join([bold(walk.spec.walked_by), blocks.caption(_told(walk))]), width="stretch")
                if may_change(here, walk):
                    _draw_buttons(here, walk)


def _draw_buttons(here: Here, walk: Walk) -> None:
    if walk.removed_at is not None:
        st.button("Bring back", type="tertiary", key=f"walk_restore_{walk.walk_id}", on_click=_remove, args=(here, walk.walk_id, True))
        return
    st.button("Go on", type="tertiary", key=f"walk_open_{walk.walk_id}", on_click=_open, args=(walk.walk_id,))
    st.button("Delete", type="tertiary", key=f"walk_remove_{walk.walk_id}", on_click=_remove, args=(here, walk.walk_id, False))


def _open(walk_id: int) -> None:
    st.query_params[OPEN] = str(walk_id)


def _remove(here: Here, walk_id: int, restore: bool) -> None:
    with edge():
        remove_walk(data.store(), here.actor, walk_id, restore=restore)


def _told(walk: Walk) -> str:
    spec = walk.spec
    said = [fmt_day(spec.walked_on, with_year=True), HOW[spec.method].lower(), spec.road, f"{fmt_n(walk.cells)} cells", spec.note]
    deleted = " Deleted; its scores are kept for bringing it back." if walk.removed_at else ""
    return ", ".join(word for word in said if word) + f".{deleted}"
