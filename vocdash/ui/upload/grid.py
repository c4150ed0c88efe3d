"""The table of columns, least sure first, and what an edit in it means for the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from vocdash.errors import VocError
from vocdash.ingest.known import Known
from vocdash.ingest.understand import ColumnMeaning, Kind
from vocdash.ui.edge import edge, tell
from vocdash.ui.upload import corrections, state
from vocdash.ui.upload import plan as plans
from vocdash.ui.upload.plan import DATES, Plan
from vocdash.ui.upload.state import Upload
from vocdash.ui.upload.words import KINDS, format_words

Row = dict[str, Any]

_EXAMPLES = 3
_CUT = 28
_TALL = 15
"""Rows up to which the table shows all of them without scrolling inside."""


def draw(upload: Upload, known: Known) -> None:
    """The table, with its own edits on top of what it showed first."""
    plan = upload.meant
    if not upload.grid:
        upload = replace(upload, grid=tuple(rows(plan, known)))
        state.go(upload)
    key = f"voc_columns_{upload.version}"
    st.data_editor(
        pd.DataFrame(list(upload.grid)),
        hide_index=True,
        height="content" if len(upload.grid) <= _TALL else 560,
        placeholder="",
        disabled=["Column", "Examples", "Sure"],
        key=key,
        on_change=_edited,
        args=(key, known),
        alt="What each column means, least sure first",
        column_config={
            "Column": st.column_config.TextColumn(pinned=True, width=235),
            "Examples": st.column_config.TextColumn(width=165),
            "Meaning": st.column_config.SelectboxColumn(options=list(KINDS.values()), required=True, width=115),
            "Read as": st.column_config.SelectboxColumn(
                options=_readings(plan, known), width=150, help="The scale of a score, or how a date is written."
            ),
            "Stage": st.column_config.SelectboxColumn(options=["", *plans.stages(plan, known).values()], width=128),
            "Touchpoint": st.column_config.TextColumn(width=128, max_chars=200, help="Type a name: one that is known, or a new one."),
            "Sure": st.column_config.ProgressColumn(format="percent", width=92),
        },
    )


def rows(plan: Plan, known: Known) -> list[Row]:
    """The plan as the table shows it; the steps of a score stand in the row of its first."""
    steps = plan.steps
    return [row(plan.of(column), plan, known) for column in plan.order if column not in steps]


def row(meaning: ColumnMeaning, plan: Plan, known: Known) -> Row:
    """One column as the table shows it."""
    stage, touchpoint = plans.place_names(plan, known, meaning.place)
    asked = meaning.kind in (Kind.SCORE, Kind.COMMENT)
    return {
        "Column": meaning.column,
        "Examples": " · ".join(text[:_CUT] for text in meaning.examples[:_EXAMPLES]),
        "Meaning": KINDS[meaning.kind],
        "Read as": read_as(meaning),
        "Stage": stage if asked else "",
        "Touchpoint": touchpoint if asked else "",
        "Sure": meaning.confidence,
    }


def read_as(meaning: ColumnMeaning) -> str:
    """The scale of a score, the writing of a date, "" for all else."""
    if meaning.kind is Kind.SCORE and meaning.scale:
        return meaning.scale.scale.name or meaning.scale.scale.code
    return format_words(meaning.dates.format) if meaning.kind in DATES else ""


def _readings(plan: Plan, known: Known) -> list[str]:
    dates = [reading for meaning in plan.by_kind(*DATES) for reading in (meaning.dates, *meaning.dates.alternatives)]
    names = [scale.name or scale.code for scale in plans.scales(plan, known).values()]
    return list(dict.fromkeys(["", *names, *(format_words(reading.format) for reading in dates)]))


# --- edits -----------------------------------------------------------------------------------------------------------


def _edited(key: str, known: Known) -> None:
    with edge():
        upload = state.current()
        edits: Mapping[int, Row] = st.session_state[key]["edited_rows"]
        cells = {upload.grid[int(at)]["Column"]: edit for at, edit in edits.items()}
        plan = with_edits(upload.meant, known, cells)
        if not_taken := why_not(plan, known, cells):
            tell(not_taken)
        shown = [{**row, **edits.get(at, {})} for at, row in enumerate(upload.grid)]
        now = rows(plan, known)
        anew = shown != now
        version = upload.version + anew
        state.go(state.replanned(upload, plan=plan, version=version, grid=tuple(now) if anew else upload.grid))


def why_not(plan: Plan, known: Known, edits: Mapping[str, Row]) -> VocError | None:
    """Why the plan does not say what was put into the table; None where it does."""
    for column, cells in edits.items():
        now = row(plan.of(column), plan, known)
        for name in (name for name, word in cells.items() if word and now[name] == ""):
            if name == "Read as":
                return VocError(f"“{column}” is neither a score nor a date, so it is not read as one.", "Say first what it means.")
            return VocError(f"“{column}” holds neither scores nor comments, so it has no {name.lower()}.", "Say first what it means.")
    return None


def with_edits(plan: Plan, known: Known, edits: Mapping[str, Row]) -> Plan:
    """The plan with what the table says differently: column → the cells that were edited."""
    for column, cells in edits.items():
        for name in ("Meaning", "Read as", "Stage", "Touchpoint"):
            now = row(plan.of(column), plan, known)
            if name in cells and (cells[name] or "") != now[name]:
                plan = _with_cell(plan, known, column, name, cells[name] or "")
    return plan


def _with_cell(plan: Plan, known: Known, column: str, name: str, word: str) -> Plan:
    meaning = plan.of(column)
    if name == "Meaning":
        return corrections.as_kind(plan, column, next(kind for kind, label in KINDS.items() if label == word))
    if name == "Stage" and meaning.kind in (Kind.SCORE, Kind.COMMENT):
        return corrections.placed(plan, column, known, stage=word)
    if name == "Touchpoint" and meaning.kind in (Kind.SCORE, Kind.COMMENT):
        return corrections.placed(plan, column, known, touchpoint=word)
    if name == "Read as" and meaning.kind is Kind.SCORE:
        scale = next((scale for scale in plans.scales(plan, known).values() if word in (scale.name, scale.code)), None)
        return corrections.on_scale(plan, column, scale) if scale else plan
    if name == "Read as" and meaning.kind in DATES:
        readings = (meaning.dates, *meaning.dates.alternatives)
        format = next((reading.format for reading in readings if format_words(reading.format) == word), "")
        return corrections.dated(plan, column, format) if format else plan
    return plan
