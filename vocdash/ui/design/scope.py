"""The scope sheet: six answers a mapping exercise gives before it begins."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from vocdash.choices import read_choices
from vocdash.journeys.sheet import Dealings, Factors, ScopeSheet, set_scope_sheet, sheet_of
from vocdash.ui import blocks, data
from vocdash.ui.design.desk import Desk, attempt, mark
from vocdash.ui.filters import words
from vocdash.ui.scope_sheet import DEALINGS, FACTORS, QUESTIONS, answers_of


def draw(desk: Desk) -> None:
    """The six answers; every dashboard of this journey shows them and warns where a filter leaves them."""
    sheet = sheet_of(desk.journey)
    with st.container(border=True, key="voc_card_scope"):
        said = "They stand beside the results on every page, and a page says so when a filter leaves them."
        blocks.draw(blocks.finding(f"{sheet.answered} of 6 questions are answered", said, main=True))
        if desk.editing:
            _draw_form(desk, sheet)
        else:
            blocks.draw(blocks.facts(answers_of(sheet, desk.journey)))


def _draw_form(desk: Desk, sheet: ScopeSheet) -> None:
    base = desk.designs[desk.code].draft_of or desk.code
    choices = data.of_answers(read_choices, base)
    attributes = choices.segments if choices.journey == base else {}
    with st.form(f"scope_{mark(sheet)}", border=False):
        objective = st.text_area(QUESTIONS[0], sheet.objective, height=80)
        applied_by = st.text_area(QUESTIONS[1], sheet.applied_by, height=80)
        customers = st.text_area(QUESTIONS[2], sheet.customers, height=80)
        segments = {}
        with st.container(horizontal=True):
            for name, values in attributes.items():
                known = list(dict.fromkeys([*values, *sheet.segments.get(name, ())]))
                segments[name] = tuple(st.multiselect(words(name), known, list(sheet.segments.get(name, ())), placeholder="all", width=240))
        stages = {"": "open", **desk.stages}
        with st.container(horizontal=True):
            first = _choose(f"{QUESTIONS[3]} From", stages, sheet.first_stage)
            last = _choose("to", stages, sheet.last_stage)
        with st.container(horizontal=True):
            dealings = Dealings(_choose(QUESTIONS[4], DEALINGS, sheet.dealings))
            factors = Factors(_choose(QUESTIONS[5], FACTORS, sheet.factors))
        if st.form_submit_button("Save these answers", type="primary"):
            chosen = {name: values for name, values in segments.items() if values}
            kept = {name: values for name, values in sheet.segments.items() if name not in attributes}
            texts = (objective.strip(), applied_by.strip(), customers.strip())
            new = ScopeSheet(*texts, {**kept, **chosen}, first, last, dealings, factors)
            attempt("The scope sheet is saved.", set_scope_sheet, desk.here.actor, desk.code, new)


def _choose(label: str, options: Mapping[str, str], chosen: str) -> str:
    """A selectbox on what is chosen; the first option where that is none of them."""
    codes = list(options)
    at = codes.index(chosen) if chosen in codes else 0
    return str(st.selectbox(label, codes, at, format_func=lambda code: options[code]))
