"""Everything that is true of one cell, in a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from vocdash.charts.theme import fmt_day
from vocdash.journeys import Cell, Owner, change_cells
from vocdash.journeys.levels import NEED_KINDS, NEED_STATES
from vocdash.journeys.people import People, read_people
from vocdash.metrics import METRICS
from vocdash.store.clock import today
from vocdash.ui import blocks, data, days
from vocdash.ui.design.desk import PLAIN, Desk, attempt, mark, number

_USUAL_KIND, _USUAL_STATE = "process", "missing"
_NEW_LINES = 2
_WEIGHT = (
    "A share of the sum in its stage, on all days. As soon as one touchpoint of a stage has a weight, those without one count nothing in "
    "the stage’s score; while none has, each answer counts alike."
)


def draw(desk: Desk, cell: Cell) -> None:
    """The form; saving writes a version that holds from the day given on, unless somebody changed the cell meanwhile."""
    people = data.remembered(read_people)
    seen = mark(cell)
    with st.form(f"cell_{seen}", border=False):
        left, right = st.columns(2)
        with left:
            who = _draw_who(cell, people)
            metric = _draw_metric(cell)
        with right:
            levels = _draw_levels(desk, cell, seen)
        st.caption("What it needs to work, and whether it is there. Empty a line to take it out; after saving there are two new ones.")
        needs = _draw_needs(cell, seen)
        note = st.text_area("Note", cell.note, height=80)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            pinned = st.checkbox("Pin as a moment of truth", cell.pinned)
            since = days.field("True from", today(), width=180, help="Earlier days keep what held then.")
            saved = st.form_submit_button("Save this cell", type="primary")
    if saved:
        wished = replace(cell, **who, **levels, metric=metric, needs=needs, note=note.strip(), pinned=pinned)
        if wished == cell:
            blocks.draw(blocks.notice("Nothing was changed, so nothing was saved."))
        else:
            from_then = f"true from {fmt_day(since, with_year=True)}. Pages about earlier days keep what held then."
            attempt(f"{cell.touchpoint_name} is saved, {from_then}", change_cells, desk.here.actor, desk.code, [(cell, wished)], since)


def _draw_who(cell: Cell, people: People) -> dict[str, Any]:
    persons = {person.code: person for person in read_owners([cell], people)}
    teams = {team.code: team for team in people.teams}
    owners = ["", *persons]
    person = st.selectbox(
        "Owner",
        owners,
        index=owners.index(cell.owner.code) if cell.owner else 0,
        format_func=lambda code: persons[code].name if code else "Nobody",
    )
    codes = ["", *teams]
    team = st.selectbox(
        "Team",
        codes,
        index=codes.index(cell.team) if cell.team in teams else 0,
        format_func=lambda code: (teams[code].name + (" (partner)" if teams[code].partner else "")) if code else "None",
    )
    return {"owner": persons.get(str(person)), "team": team or None, "team_name": teams[str(team)].name if team else None}


def read_owners(cells: Sequence[Cell], people: People) -> list[Owner]:
    """Who can own cells: everybody active, and whoever owns one of these though they left."""
    own = {cell.owner.code for cell in cells if cell.owner}
    there = (person for person in people.persons if person.code in people.active | own)
    return [Owner(person.code, person.name, person.email, person.code in people.active) for person in there]


def _draw_metric(cell: Cell) -> str:
    codes = [code for code, metric in METRICS.items() if metric.kind != "count"]
    at = codes.index(cell.metric) if cell.metric in codes else 0
    return str(st.selectbox("The levels speak of", codes, index=at, format_func=lambda code: METRICS[code].label))


def _draw_levels(desk: Desk, cell: Cell, seen: str) -> dict[str, Any]:
    currency = desk.journey.sheet.get("currency") or "your currency"
    fields: dict[str, tuple[str, dict[str, Any]]] = {
        "importance": ("Importance, stated, 0 to 10", {"min_value": 0.0, "max_value": 10.0, "step": 0.5, "placeholder": "not stated"}),
        "wanted": ("What you want to provide", {"step": 1.0, "placeholder": "no level"}),
        "customers_want": ("What customers want", {"step": 1.0, "placeholder": "not known"}),
        "weight": ("Weight in the stage’s score", {"min_value": 0.0, "step": 1.0, "placeholder": "as its answers", "help": _WEIGHT}),
        "yearly_cost": (f"Yearly cost, {currency}", {"min_value": 0.0, "step": 1000.0, "placeholder": "not known"}),
    }
    return {
        name: number(label, getattr(cell, name), key=f"level_{name}_{seen}", format=PLAIN, **how) for name, (label, how) in fields.items()
    }


def _draw_needs(cell: Cell, seen_as: str) -> tuple[dict[str, str], ...]:
    """A line for each need, and empty ones for new; a line without a word is none. Keys hold the cell as it was seen."""
    found = []
    for at, need in enumerate([*cell.needs, *({},) * _NEW_LINES]):
        with st.container(horizontal=True, gap="small", key=f"voc_need_{at}"):
            seen: Any = "collapsed" if at else "visible"
            name = f"What, line {at + 1}" if at else "What"
            what = st.text_input(name, need.get("what", ""), key=f"need_what_{seen_as}_{at}", label_visibility=seen)
            kind = _choose("Kind", seen_as, at, NEED_KINDS, need.get("kind", _USUAL_KIND), seen)
            state = _choose("State", seen_as, at, NEED_STATES, need.get("state", _USUAL_STATE), seen)
        if what.strip():
            found.append({"what": what.strip(), "kind": kind, "state": state})
    return tuple(found)


def _choose(label: str, seen_as: str, at: int, options: tuple[str, ...], usual: str, seen: Any) -> str:
    name = f"{label}, line {at + 1}" if at else label
    return str(st.selectbox(name, options, options.index(usual), key=f"need_{label}_{seen_as}_{at}", label_visibility=seen, width=140))
