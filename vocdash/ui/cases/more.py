"""What is not needed every time in the drawer of a case: its cause, severity, tags, action, and how the customer felt afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from vocdash.cases.read import CaseFile
from vocdash.cases.state import Cause, Change, State
from vocdash.ui.cases.saving import is_saved, save, tell_problem
from vocdash.ui.frame import Here

_BASE = "voc_case_base_"
_NOWHERE = "No touchpoint in particular"


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands in the form when it is saved."""

    stage: int
    touchpoint: int
    reason: str
    severity: int
    tags: tuple[str, ...]
    action: int
    follow_up: int | None


def draw_more(file: CaseFile, here: Here) -> None:
    """The form, closed until somebody opens it. Whoever was overtaken keeps what they typed, and saves only what they changed."""
    overtaken: State | None = st.session_state.get(_base_key(file))
    base = overtaken or file.state
    key = f"voc_c_more_{base.case_id}_{base.version}"
    with st.expander("Cause, tags, follow-up", icon=":material/tune:", expanded=overtaken is not None), st.form(key, border=False):
        _draw_fields(file, base, key)
        # A callback, because the drawer reads the case anew before it draws: by then somebody else may have changed it.
        tell_problem("more")
        st.form_submit_button("Save", on_click=_save, args=(file, here, base, key))


def _base_key(file: CaseFile) -> str:
    return f"{_BASE}{file.state.case_id}"


def _save(file: CaseFile, here: Here, base: State, key: str) -> None:
    save(file, here, _changed(_read(key), base, file), "more")
    if is_saved():
        st.session_state.pop(_base_key(file), None)
    else:
        st.session_state[_base_key(file)] = base


def _read(key: str) -> _Said:
    at = st.session_state
    return _Said(
        at[f"{key}_stage"],
        at[f"{key}_point"],
        at[f"{key}_reason"],
        at[f"{key}_level"],
        tuple(at[f"{key}_tags"]),
        at[f"{key}_action"],
        at.get(f"{key}_follow_up"),
    )


def _draw_fields(file: CaseFile, base: State, key: str) -> None:
    names = file.book
    stages = [number for number, journey in names.journey_of.items() if journey == file.journey_id]
    at = stages.index(base.cause_stage_id) if base.cause_stage_id in stages else stages.index(file.stage_id)
    points = {**names.touchpoints, 0: _NOWHERE}
    point = [*points].index(base.cause_touchpoint_id if base.cause_touchpoint_id in points else 0)
    left, right = st.columns(2, gap="small")
    left.selectbox("The cause lies in", stages, index=at, format_func=lambda number: names.stages[number], key=f"{key}_stage")
    right.selectbox("At the touchpoint", [*points], index=point, format_func=lambda number: points[number], key=f"{key}_point")
    st.text_input("Reason", value=base.cause_reason, max_chars=500, key=f"{key}_reason")
    left, right = st.columns(2, gap="small")
    left.selectbox("Severity", [5, 4, 3, 2, 1], index=5 - base.severity, key=f"{key}_level")
    right.multiselect("Tags", sorted(base.tags), default=sorted(base.tags), accept_new_options=True, key=f"{key}_tags")
    actions = {0: "None", **names.actions}
    chosen = [*actions].index(base.action_id) if base.action_id in actions else 0
    st.selectbox("Action that mends it", [*actions], index=chosen, format_func=lambda number: actions[number], key=f"{key}_action")
    if not file.state.is_open:
        helped = "How the customer feels about it now."
        st.number_input("Follow-up score, 0 to 10", 0, 10, value=_before(base), help=helped, key=f"{key}_follow_up")


def _changed(said: _Said, base: State, file: CaseFile) -> Change:
    """What differs from the case as the form was filled from it."""
    return Change(
        cause=_cause(said, base, file),
        severity=said.severity if said.severity != base.severity else None,
        tags=tuple(set(said.tags) - base.tags),
        untag=tuple(base.tags - set(said.tags)),
        action_id=said.action if said.action != (base.action_id or 0) else None,
        follow_up=said.follow_up / 10 if said.follow_up is not None and said.follow_up != _before(base) else None,
    )


def _before(base: State) -> int | None:
    return None if base.follow_up is None else round(10 * base.follow_up)


def _cause(said: _Said, base: State, file: CaseFile) -> Cause | None:
    """The cause that was chosen; None where it is the known one, and while nothing but the place of the case itself stands there."""
    cause = Cause(said.stage, said.touchpoint, said.reason.strip())
    if base.cause_known:
        known = Cause(base.cause_stage_id or file.stage_id, base.cause_touchpoint_id or 0, base.cause_reason)
        return cause if cause != known else None
    return cause if cause.reason or cause.stage_id != file.stage_id or cause.touchpoint_id else None
