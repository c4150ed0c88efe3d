"""The cells of a journey: all their levels in one table, and one of them with everything that is true of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from vocdash.charts.theme import fmt_day, fmt_n, fmt_score
from vocdash.journeys import Cell, Owner, change_cells
from vocdash.journeys.people import read_people
from vocdash.journeys.write import read_whole
from vocdash.metrics import METRICS
from vocdash.store.clock import today
from vocdash.ui import blocks, data, days
from vocdash.ui.design import cell_form, cell_moves, touchpoint_form
from vocdash.ui.design.cell_form import read_owners
from vocdash.ui.design.desk import Desk, attempt, mark
from vocdash.ui.markup import bold

CHOSEN = "cell"

_LEVELS = {
    "Importance": "importance",
    "We want to provide": "wanted",
    "Customers want": "customers_want",
    "Yearly cost": "yearly_cost",
    "Pinned": "pinned",
}
"""Column → field of a cell, of what can be changed in the table."""


def draw(desk: Desk) -> None:
    """The table of all cells, and the one that was chosen."""
    cells = [cell for stage in desk.journey.stages for cell in stage.cells]
    with st.container(border=True, key="voc_card_cells"):
        missing = sum(need.get("state") == "missing" for cell in cells for need in cell.needs)
        unowned = sum(not (cell.owner or cell.team) for cell in cells)
        owned = f"{fmt_n(unowned)} without an owner" if unowned else "Each has an owner"
        needs = f"{fmt_n(missing)} of the things they need are missing" if missing else "nothing they need is missing"
        said = f"{owned}; {needs}. A moment of truth can be pinned by hand."
        blocks.draw(blocks.finding(f"{fmt_n(len(cells))} cells, a touchpoint in a stage each", said, main=True))
        if not cells:
            blocks.draw(blocks.empty("No touchpoint is placed yet.", "Place one under Stages, with Edit beside its stage."))
            return
        if desk.editing:
            _draw_editor(desk, cells)
        else:
            blocks.draw(_table(desk, cells))
    with st.container(border=True, key="voc_card_cell"):
        _draw_cell(desk, cells)


def _table(desk: Desk, cells: Sequence[Cell]) -> str:
    head = ("Cell", "Owner", "Importance", "We want to provide", "Customers want", "Yearly cost", "Still missing")
    rows = [
        (
            bold(_name(desk, cell)),
            owner(cell),
            _number(cell.importance),
            _number(cell.wanted),
            _number(cell.customers_want),
            fmt_n(cell.yearly_cost) if cell.yearly_cost is not None else "–",
            ", ".join(need.get("what", "") for need in cell.needs if need.get("state") == "missing") or "nothing",
        )
        for cell in cells
    ]
    return blocks.table(head, rows, numbers=(2, 3, 4, 5))


def owner(cell: Cell) -> str:
    """Who answers for a cell, as one line."""
    return ", ".join(word for word in (cell.owner.name if cell.owner else "", cell.team_name or "") if word) or "nobody yet"


def _number(level: float | None) -> str:
    return "–" if level is None else fmt_score(level)


def _name(desk: Desk, cell: Cell) -> str:
    return f"{cell.touchpoint_name} in {desk.stages[cell.stage]}"


def _draw_editor(desk: Desk, cells: Sequence[Cell]) -> None:
    """All levels at once. The widget's key holds what is shown, so that an edit can never land on another row."""
    key = f"levels_{mark(cells)}"
    owners = by_name(read_owners(cells, data.remembered(read_people)))
    called = {person.code: name for name, person in owners.items()}
    frame = pd.DataFrame(
        [
            {"Cell": _name(desk, cell), "Owner": called[cell.owner.code] if cell.owner else None, "Team": cell.team_name}
            | {label: getattr(cell, name) for label, name in _LEVELS.items()}
            for cell in cells
        ]
    ).astype(dict.fromkeys(list(_LEVELS)[:-1], "float64"))
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        disabled=["Cell", "Team"],
        placeholder="",
        column_config={
            "Cell": st.column_config.TextColumn(pinned=True, width="medium"),
            "Owner": st.column_config.SelectboxColumn(options=list(owners), help="Who answers for it"),
            "Importance": st.column_config.NumberColumn(min_value=0.0, max_value=10.0, step=0.5, help="Stated, 0 to 10"),
            "We want to provide": st.column_config.NumberColumn(help="Level of the cell’s metric"),
            "Customers want": st.column_config.NumberColumn(help="Level of the cell’s metric"),
            "Yearly cost": st.column_config.NumberColumn(min_value=0.0, format="localized", help=currency(desk)),
            "Pinned": st.column_config.CheckboxColumn(help="A moment of truth, because you say so"),
        },
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        since = days.field("True from", today(), key="levels_since", width=180, help="Earlier days keep what held then.")
        edited = apply_edits(cells, st.session_state[key].get("edited_rows", {}), owners)
        label = f"Save {len(edited)} changed cell{'' if len(edited) == 1 else 's'}"
        if st.button(label, type="primary", disabled=not edited, key="levels_save"):
            attempt(
                "One cell is saved." if len(edited) == 1 else f"{len(edited)} cells are saved.",
                change_cells,
                desk.here.actor,
                desk.code,
                edited,
                since,
            )


def by_name(owners: Sequence[Owner]) -> dict[str, Owner]:
    """Owners by what the table calls them: the name, with the code where several have it."""
    names = Counter(person.name for person in owners)
    return {person.name if names[person.name] == 1 else f"{person.name} ({person.code})": person for person in owners}


def apply_edits(cells: Sequence[Cell], edited: Mapping[int, Mapping[str, Any]], owners: Mapping[str, Owner]) -> list[tuple[Cell, Cell]]:
    """(as seen, as it shall be) for each row that was really changed; `edited` is row number → column → new value."""
    changes = []
    for row, values in edited.items():
        seen = cells[int(row)]
        fields = {_LEVELS[column]: _level(column, value) for column, value in values.items() if column in _LEVELS}
        if "Owner" in values:
            fields["owner"] = owners.get(values["Owner"])
        wished = replace(seen, **fields)
        if wished != seen:
            changes.append((seen, wished))
    return changes


def _level(column: str, value: Any) -> Any:
    if column == "Pinned":
        return bool(value)
    return None if value is None else float(value)


def currency(desk: Desk) -> str:
    """In what the yearly cost is given."""
    return f"In {desk.journey.sheet.get('currency') or 'your currency'}, a year"


def _draw_cell(desk: Desk, cells: Sequence[Cell]) -> None:
    by_code = {f"{cell.stage}/{cell.touchpoint}": cell for cell in cells}
    if st.session_state.get(CHOSEN) not in (None, *by_code):
        del st.session_state[CHOSEN]
    chosen = st.selectbox("One cell", list(by_code), format_func=lambda code: _name(desk, by_code[code]), key=CHOSEN, bind="query-params")
    cell = by_code[str(chosen)]
    if desk.editing:
        cell_form.draw(desk, cell)
        touchpoint_form.draw(desk, cell)
        cell_moves.draw(desk, cell)
    else:
        _draw_facts(desk, cell)
    _draw_versions(desk, cell)


def _draw_facts(desk: Desk, cell: Cell) -> None:
    metric = METRICS[cell.metric].label if cell.metric in METRICS else cell.metric
    needs = [f"{need.get('what', '')} ({need.get('kind', 'process')}, {need.get('state', 'missing')})" for need in cell.needs]
    pairs = [
        ("Owner", owner(cell)),
        ("Importance", f"{_number(cell.importance)} of 10, stated"),
        (f"{metric} we want to provide", _number(cell.wanted)),
        (f"{metric} customers want", _number(cell.customers_want)),
        (
            "Yearly cost",
            "–" if cell.yearly_cost is None else f"{fmt_n(cell.yearly_cost)} {desk.journey.sheet.get('currency') or ''}".strip(),
        ),
        ("Needs", "; ".join(needs) or "nothing is listed"),
        ("Moment of truth", "pinned" if cell.pinned else "only where it is found"),
    ]
    blocks.draw(blocks.facts([*pairs, ("Note", cell.note)] if cell.note else pairs))


def _draw_versions(desk: Desk, cell: Cell) -> None:
    """What held when: every dated version of this cell."""
    with st.expander("What held when", key="cell_versions", on_change="rerun") as versions:
        if not versions.open:
            return
        whole = data.remembered(read_whole, desk.code)
        persons = {person.code: person.name for person in whole.persons} | {team.code: team.name for team in whole.teams}
        rows = [
            (
                fmt_day(spec.valid_from, with_year=True) if spec.valid_from else "the beginning",
                ", ".join(persons.get(code, code) for code in (spec.owner, spec.team) if code) or "nobody",
                _number(spec.importance),
                _number(spec.wanted),
                _number(spec.customers_want),
                spec.note or "–",
            )
            for spec in reversed(whole.cells)
            if (spec.stage, spec.touchpoint) == (cell.stage, cell.touchpoint)
        ]
        blocks.draw(blocks.table(("From", "Owner", "Importance", "We want to provide", "Customers want", "Note"), rows, numbers=(2, 3, 4)))
