"""What holds for the whole file: its journey, its source, when it was answered, who the customers are, and the mapping as a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from vocdash.ingest.known import Known
from vocdash.ingest.mapping import When
from vocdash.ingest.places import code_of
from vocdash.ingest.remembered import as_toml, from_text
from vocdash.ingest.understand import Kind
from vocdash.journeys.definition import SourceSpec
from vocdash.locales import listed
from vocdash.ui import blocks, days
from vocdash.ui.edge import edge
from vocdash.ui.upload import corrections, state
from vocdash.ui.upload import plan as plans
from vocdash.ui.upload.plan import Plan
from vocdash.ui.upload.state import Upload, change, hold
from vocdash.ui.upload.words import METHODS

_ONE_DAY, _PARTS = "One day for all rows", "Put together from year, month and day"


def draw(upload: Upload, known: Known) -> None:
    """Journey, source, day, people, mapping file."""
    plan = upload.meant
    blocks.draw(blocks.finding("Where it belongs", "Give every export of one survey the same source: then the next one adds and updates."))
    with st.container(horizontal=True, gap="small", key="voc_belongs"):
        _draw_journey(plan, known)
        _draw_source(plan, known)
    if not plan.by_kind(Kind.ANSWERED_AT):
        _draw_when(plan)
    if plan.people:
        _draw_people(plan)
    _draw_mapping_file(upload, known)


def _draw_journey(plan: Plan, known: Known) -> None:
    names = list(dict.fromkeys((*known.journeys.values(), plan.journey)))
    st.selectbox(
        "Journey",
        names,
        key=hold("voc_journey", plan.journey),
        on_change=change,
        args=(lambda plan, name: replace(plan, journey=(name or "").strip()[:200] or plan.journey), "voc_journey"),
        accept_new_options=True,
        help="Choose one, or type the name of a new one.",
        width=260,
    )


def _draw_source(plan: Plan, known: Known) -> None:
    names = list(dict.fromkeys((plan.source.name, *(source.name for source in known.sources.values()))))

    def named(plan: Plan, name: str | None) -> Plan:
        word = (name or "").strip()[:200]
        found = next((source for source in known.sources.values() if source.name == word), None)
        made = SourceSpec(code_of(word), word, plan.source.method)
        return replace(plan, source=found or made) if word else plan

    st.selectbox(
        "Source",
        names,
        key=hold("voc_source", plan.source.name),
        on_change=change,
        args=(named, "voc_source"),
        accept_new_options=True,
        help="Choose one, or type the name of a new one.",
        width=260,
    )
    st.selectbox(
        "How it was collected",
        list(METHODS),
        format_func=lambda method: METHODS[method],
        key=hold("voc_method", plan.source.method),
        on_change=change,
        args=(lambda plan, method: replace(plan, source=replace(plan.source, method=method)), "voc_method"),
        disabled=plan.source.code in known.sources,
        help="Surveys, reviews and complaints are never mixed in one score unless somebody asks for it.",
        width=260,
    )


# --- when ------------------------------------------------------------------------------------------------------------


def _draw_when(plan: Plan) -> None:
    """The day, where no column is a date."""
    when = plan.when
    way = None if when is None else _ONE_DAY if when.constant else _PARTS
    st.radio(
        "When were the answers given? No column is a whole date.",
        [_ONE_DAY, _PARTS],
        index=None,
        key=hold("voc_when", way),
        on_change=change,
        args=(_in_this_way, "voc_when"),
        horizontal=True,
    )
    if when is None:
        return
    with st.container(horizontal=True, gap="small"):
        if when.constant:
            days.field("Day", key=hold("voc_day", when.constant), on_change=change, args=(_on_day, "voc_day"), width=200)
            return
        for part in ("year", "month", "day"):
            _draw_part(plan, when, part)


def _in_this_way(plan: Plan, way: str | None) -> Plan:
    one = When(constant=plans.day_in_name(plan))
    return replace(plan, when={_ONE_DAY: one, _PARTS: plans.parts_of_date(plan)}.get(way or ""))


def _on_day(plan: Plan, day: Any) -> Plan:
    return replace(plan, when=When(constant=day)) if day else plan


def _draw_part(plan: Plan, when: When, part: str) -> None:
    """A number, or a column that holds it."""
    value = str(getattr(when, part))

    def said(plan: Plan, word: str | None) -> Plan:
        if plan.when is None or not word:
            return plan
        changes: dict[str, Any] = {part: int(word) if word.isdecimal() else word}
        return replace(plan, when=replace(plan.when, **changes))

    st.selectbox(
        part.capitalize(),
        list(dict.fromkeys((value, *plan.table.columns))),
        key=hold(f"voc_{part}", value),
        on_change=change,
        args=(said, f"voc_{part}"),
        accept_new_options=True,
        help="A number that you type, or the column that holds it.",
        width=200,
    )


# --- people, and the mapping as a file -------------------------------------------------------------------------------


def _draw_people(plan: Plan) -> None:
    names = listed([f"“{column}”" for column, _ in plan.people])
    verb = "says" if len(plan.people) == 1 else "say"
    blocks.draw(blocks.caption(f"{names} {verb} who somebody is. Left out unless you take it in; then only admins see it."))
    taken = all(plan.of(column).kind is kind for column, kind in plan.people)
    st.toggle(
        "Take in who the customers are",
        key=hold("voc_people", taken),
        on_change=change,
        args=(corrections.with_people, "voc_people"),
    )


def _draw_mapping_file(upload: Upload, known: Known) -> None:
    with st.popover("Mapping as a file", icon=":material/description:", key="voc_mapping_file"):
        blocks.draw(blocks.caption("A mapping says what the columns mean. Keep it, share it, or use it on the command line."))
        if not plans.open_questions(upload.meant):
            name = f"{code_of(Path(upload.name).stem)}.toml"
            st.download_button(
                "Save this mapping",
                lambda: as_toml(state.mapping_of(upload)),
                name,
                "application/toml",
                on_click="ignore",
                icon=":material/download:",
                key="save_mapping",
            )
        st.file_uploader("Use one you have", type=["toml", "json"], key=f"upload_mapping_{upload.version}", on_change=_use, args=(known,))


def _use(known: Known) -> None:
    with edge():
        upload = state.current()
        given = st.session_state[f"upload_mapping_{upload.version}"]
        if given is None:
            return
        base = from_text(given.getvalue().decode("utf-8", "replace"))
        plans.located(upload.meant, base)
        plan = plans.begin(upload.read, known, base)
        state.go(state.replanned(upload, plan=plan, saved=f"As {given.name} says.", version=upload.version + 1, grid=()))
