"""One column, closely: everything that can be said about it, each with what was detected filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from vocdash.domain import Family, Scale
from vocdash.ingest.known import Known
from vocdash.ingest.scales import STANDARD
from vocdash.ingest.understand import ColumnMeaning, Kind
from vocdash.ingest.understand.scores import scale_of
from vocdash.ui import blocks
from vocdash.ui.edge import edge
from vocdash.ui.markup import bold, element
from vocdash.ui.upload import corrections, dates, state
from vocdash.ui.upload import plan as plans
from vocdash.ui.upload.corrections import resized
from vocdash.ui.upload.plan import DATES, Plan
from vocdash.ui.upload.state import change, hold
from vocdash.ui.upload.words import KINDS, ROLES, TOLD, note, share

_OWN = "\0own"
_OWN_FAMILIES = {Family.RATING: "Rating", Family.CSAT: "Satisfaction", Family.CES: "Ease"}
_SHOWN = 6


def draw(plan: Plan, known: Known, column: str, place: str) -> None:
    """The card of a column; `place` tells two cards of one column apart."""
    meaning = plan.of(column)
    key = f"voc_{place}_{plan.table.columns.index(column)}_"
    _draw_head(plan, meaning)
    with st.container(horizontal=True, gap="small", key=f"{key}fields"):
        _select("Meaning", f"{key}kind", list(Kind), meaning.kind, KINDS, lambda plan, kind: corrections.as_kind(plan, column, kind))
        if meaning.kind is Kind.SCORE:
            _draw_scale(plan, known, meaning, key)
            _select("What it says", f"{key}role", list(ROLES), meaning.role, ROLES, _sets(column, "role"))
        if meaning.kind is Kind.COMMENT:
            _draw_explains(plan, meaning, key)
        if meaning.kind in (Kind.SCORE, Kind.COMMENT) and not plan.is_long:
            _draw_place(plan, known, meaning, key)
    if meaning.kind is Kind.SCORE and meaning.scale:
        _draw_own_scale(meaning.scale.scale, column, key)
        _draw_answers(plan, meaning, key)
    elif meaning.kind in (Kind.COMMENT, Kind.SEGMENT, Kind.LANGUAGE):
        _draw_nothing(plan, meaning, key)
    if meaning.kind in DATES:
        _draw_dates(plan, meaning, key)


def _draw_head(plan: Plan, meaning: ColumnMeaning) -> None:
    said = [bold(meaning.column)]
    said += [element("span", f" {meaning.label}")] if meaning.label != meaning.column else []
    counts = plans.values_of(plan.table, meaning)
    examples = " · ".join(f"{text[:60]} ({n:,})" for text, n in list(counts.items())[:_SHOWN])
    to_check = (blocks.tag("to check", "accent"),)
    blocks.draw(
        element("p", *said, cls="voc-about"),
        blocks.caption(f"{meaning.reason} {share(meaning.confidence).capitalize()}."),
        blocks.caption(f"Answers in the first rows: {examples}") if examples else blocks.caption("Nothing stands in it."),
        *(blocks.tags(*(tag for tag in to_check if finding.code not in TOLD), note(finding)) for finding in meaning.findings),
    )


def _sets(column: str, name: str) -> Any:
    return lambda plan, value: corrections.corrected(plan, column, **{name: value})


def _select(
    label: str, key: str, options: Sequence[Any], value: Any, names: Any, verb: Any, *, new: bool = False, help: str | None = None
) -> None:
    """A selectbox filled with the plan's value, which corrects the plan when changed."""
    listed = list(options) if value in options else [value, *options]
    st.selectbox(
        label,
        listed,
        format_func=lambda option: names.get(option, option),
        key=hold(key, value),
        on_change=change,
        args=(verb, key),
        accept_new_options=new,
        help=help,
        width=230,
    )


def _draw_scale(plan: Plan, known: Known, meaning: ColumnMeaning, key: str) -> None:
    scales = plans.scales(plan, known)
    names = {code: scale.name or code for code, scale in scales.items()} | {"": "Choose…", _OWN: "Another scale …"}

    def on(plan: Plan, code: str) -> Plan:
        scale = scales.get(code) or (scale_of(Family.RATING, 1, 9) if code == _OWN else None)
        return corrections.on_scale(plan, meaning.column, scale) if scale else plan

    code = meaning.scale.scale.code if meaning.scale else ""
    _select("Scale", f"{key}scale", [*scales, _OWN], code, names, on)


def _draw_own_scale(scale: Scale, column: str, key: str) -> None:
    """The ends of a scale that no standard fixes."""
    if scale.code in STANDARD or scale.family not in _OWN_FAMILIES:
        return
    with st.container(horizontal=True, gap="small", key=f"{key}own"):
        names = _OWN_FAMILIES
        _select("It asks for", f"{key}family", list(names), scale.family, names, lambda plan, x: resized(plan, column, family=x))
        _number("Lowest", f"{key}low", scale.minimum, lambda plan, x: resized(plan, column, low=x))
        _number("Highest", f"{key}high", scale.maximum, lambda plan, x: resized(plan, column, high=x))
        satisfied = scale.satisfied_from or scale.maximum
        _number("Satisfied from", f"{key}satisfied", satisfied, lambda plan, x: resized(plan, column, satisfied_from=x))


def _number(label: str, key: str, value: float, verb: Any) -> None:
    st.number_input(label, key=hold(key, float(value)), step=1.0, format="%g", on_change=change, args=(verb, key), width=140)


def _draw_explains(plan: Plan, meaning: ColumnMeaning, key: str) -> None:
    names = {"": "No score"} | {score.column: score.column for score in plan.by_kind(Kind.SCORE)}
    _select("Explains the score", f"{key}explains", list(names), meaning.explains, names, _sets(meaning.column, "explains"))


def _draw_place(plan: Plan, known: Known, meaning: ColumnMeaning, key: str) -> None:
    column = meaning.column
    stage, touchpoint = plans.place_names(plan, known, meaning.place)
    none = {"": "As its score" if meaning.explains else "No one place"}
    stages, points = ["", *plans.stages(plan, known).values()], ["", *plans.touchpoints(plan, known).values()]
    help = "Choose one, or type a new name."

    def at_stage(plan: Plan, word: str | None) -> Plan:
        return corrections.placed(plan, column, known, stage=word or "")

    def at_touchpoint(plan: Plan, word: str | None) -> Plan:
        return corrections.placed(plan, column, known, touchpoint=word or "")

    _select("Stage", f"{key}stage", stages, stage, none, at_stage, new=True, help=help)
    _select("Touchpoint", f"{key}touchpoint", points, touchpoint, none, at_touchpoint, new=True, help=help)


def _draw_answers(plan: Plan, meaning: ColumnMeaning, key: str) -> None:
    """Which answers are no answer, which way round the numbers run, and what words count as."""
    guess = meaning.scale
    if guess is None:
        return
    column = meaning.column
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=f"{key}codes"):
        _codes("No answer", f"{key}none", plan, meaning, guess.no_answer, "no_answer")
        _codes("Never used it", f"{key}unused", plan, meaning, guess.not_used, "not_used")
        st.toggle(
            "A higher number is worse",
            key=hold(f"{key}reverse", guess.reverse),
            on_change=change,
            args=(lambda plan, on: corrections.answered_as(plan, column, reverse=on), f"{key}reverse"),
        )
    words = plans.words_of(plan, meaning)
    if words:
        _draw_values(words, meaning, key)


def _codes(label: str, key: str, plan: Plan, meaning: ColumnMeaning, chosen: Sequence[str], name: str) -> None:
    """Answers that say nothing, chosen from those that stand in the column; others can be typed."""
    counts = plans.values_of(plan.table, meaning)
    options = list(dict.fromkeys((*chosen, *counts)))
    st.multiselect(
        label,
        options,
        format_func=lambda text: f"{text} ({counts[text]:,})" if text in counts else str(text),
        key=hold(key, list(chosen)),
        on_change=change,
        args=(lambda plan, texts: corrections.answered_as(plan, meaning.column, **{name: tuple(texts)}), key),
        accept_new_options=True,
        placeholder="Nothing",
        width=340,
    )


def _draw_nothing(plan: Plan, meaning: ColumnMeaning, key: str) -> None:
    if meaning.kind is Kind.COMMENT:
        _codes("Comments that say nothing", f"{key}none", plan, meaning, meaning.no_answer, "no_answer")
    else:
        _codes("No answer", f"{key}none", plan, meaning, meaning.no_answer, "no_answer")


def _draw_values(words: dict[str, float | None], meaning: ColumnMeaning, key: str) -> None:
    """What each answer in words counts as; an empty number means that it is no answer."""
    frame = pd.DataFrame({"Answer": list(words), "Counts as": pd.array(list(words.values()), dtype="Float64")})
    editor = f"{key}values_{state.current().version}"
    st.data_editor(
        frame,
        hide_index=True,
        height="content",
        placeholder="",
        width=460,
        disabled=["Answer"],
        key=editor,
        on_change=_values_edited,
        args=(editor, meaning.column, tuple(words)),
        alt=f"What the answers of {meaning.column} count as",
        column_config={"Counts as": st.column_config.NumberColumn(help="Empty: the answer is left out.")},
    )


def _values_edited(editor: str, column: str, words: tuple[str, ...]) -> None:
    with edge():
        upload = state.current()
        edited = {words[int(at)]: cells["Counts as"] for at, cells in st.session_state[editor]["edited_rows"].items()}
        plan = corrections.counted(upload.meant, column, edited)
        state.go(state.replanned(upload, plan=plan, version=upload.version + 1, grid=()))


def _draw_dates(plan: Plan, meaning: ColumnMeaning, key: str) -> None:
    if meaning.dates.alternatives:
        dates.draw_choice(plan, meaning.column, key)
    field = f"{key}format"
    st.text_input(
        "Written as",
        key=hold(field, meaning.dates.format),
        on_change=change,
        args=(lambda plan, text: corrections.dated(plan, meaning.column, text), field),
        help="In the codes of strptime: %d/%m/%Y %H:%M, %Y-%m-%d; or excel, or unix.",
        width=240,
    )


def line(plan: Plan, meaning: ColumnMeaning) -> list[str]:
    """A column in a table to read: its name, its meaning, an example."""
    example = next(iter(meaning.examples), "")
    return [meaning.column, KINDS[meaning.kind], example[:40]]
