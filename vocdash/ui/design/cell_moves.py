"""Move a cell to another stage, split it in two, or take it out of the journey."""

from __future__ import annotations

import streamlit as st

from vocdash.charts.theme import fmt_n
from vocdash.domain import UNKNOWN
from vocdash.ingest.places import code_of
from vocdash.journeys import Cell, move_cell, remove_cell, split_cell
from vocdash.journeys.answers import read_parts
from vocdash.journeys.definition import TouchpointSpec
from vocdash.store.clock import today
from vocdash.ui import blocks, data, days
from vocdash.ui.design.desk import Desk, attempt, mark

_PAST = {
    True: "They go along, as if it had always been so",
    False: "They stay where they were given; only what comes later goes",
}
_FILES = "A file whose mapping names the old place still brings its answers there: correct the mapping, too."


def draw(desk: Desk, cell: Cell) -> None:
    """The expander; how many answers are concerned is counted only when somebody opens it."""
    with st.expander("Move, split or take out", key="cell_moves", on_change="rerun") as moves:
        if not moves.open:
            return
        questions, _ = data.remembered(read_parts, cell.cell_id)
        answers = sum(part.answers for part in questions)
        blocks.draw(blocks.caption(f"{fmt_n(answers)} answers speak of this cell. Each of these can be taken back under History. {_FILES}"))
        place = (desk.code, cell.stage, cell.touchpoint)
        first, second, third = st.tabs(["Move", "Split", "Take out"])
        with first:
            _draw_move(desk, cell, place, answers)
        with second:
            _draw_split(desk, cell, place)
        with third:
            _draw_remove(desk, cell, place, answers)


def _draw_move(desk: Desk, cell: Cell, place: tuple[str, str, str], answers: int) -> None:
    others = {code: name for code, name in desk.stages.items() if code != cell.stage}
    if not others:
        blocks.draw(blocks.empty("There is no other stage.", "Add one under Stages."))
        return
    with st.form(f"move_{mark(cell)}", border=False):
        to = st.selectbox("To the stage", list(others), format_func=lambda code: others[code])
        past = _draw_past(answers)
        on = days.field("From", today(), help="Counts only where past answers stay.")
        if st.form_submit_button("Move it"):
            said = f"{cell.touchpoint_name} stands in {others[str(to)]} now."
            attempt(said, move_cell, desk.here.actor, *place, to, past=past, on=on)


def _draw_split(desk: Desk, cell: Cell, place: tuple[str, str, str]) -> None:
    questions, channels = data.remembered(read_parts, cell.cell_id)
    with st.form(f"split_{mark(cell)}", border=False):
        name = st.text_input("Name of the new touchpoint", placeholder=f"{cell.touchpoint_name}, second line")
        by_number = {part.key: f"{part.name} ({fmt_n(part.answers)})" for part in questions}
        by_code = {part.key: f"{part.name} ({fmt_n(part.answers)})" for part in channels if part.key != UNKNOWN}
        asked = st.multiselect("Questions that go to it", list(by_number), format_func=lambda key: by_number[key])
        through = st.multiselect("Channels that go to it", list(by_code), format_func=lambda key: by_code[key])
        past = _draw_past(sum(part.answers for part in questions))
        on = days.field("From", today(), help="Counts only where past answers stay.")
        if st.form_submit_button("Split it"):
            new = TouchpointSpec(code_of(name), name.strip(), cell.channel, cell.icon)
            named = {"questions": tuple(asked), "channels": tuple(through), "past": past, "on": on}
            attempt(f"{name} stands beside {cell.touchpoint_name} now.", split_cell, desk.here.actor, *place, new, **named)


def _draw_remove(desk: Desk, cell: Cell, place: tuple[str, str, str], answers: int) -> None:
    with st.form(f"remove_{mark(cell)}", border=False):
        fate = "It ends on that day: look-backs still show it, and its answers stay." if answers else "Nothing speaks of it, so it goes."
        blocks.draw(blocks.caption(fate))
        on = days.field("From", today())
        if st.form_submit_button(f"Take {cell.touchpoint_name} out"):
            attempt(f"{cell.touchpoint_name} is out of the journey.", remove_cell, desk.here.actor, *place, on)


def _draw_past(answers: int) -> bool:
    """Whether past answers go along; asked only where there are any."""
    if not answers:
        return True
    return bool(st.radio(f"What becomes of the {fmt_n(answers)} past answers?", list(_PAST), format_func=lambda past: _PAST[past]))
