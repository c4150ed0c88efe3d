"""The scope sheet beside the results, and the warning when a filter leaves it."""

from __future__ import annotations

import streamlit as st

from vocdash.journeys import Journey
from vocdash.journeys.sheet import Dealings, Factors, ScopeSheet, leaves, sheet_of
from vocdash.ui import blocks
from vocdash.ui.cells import read_here
from vocdash.ui.filters import Selection, words
from vocdash.ui.markup import bold, join

QUESTIONS = (
    "What is the objective, and why?",
    "Who will apply the results?",
    "Which customers?",
    "Where does it start and end?",
    "Interactions or transactions?",
    "Physical or emotional factors?",
)

DEALINGS: dict[str, str] = {
    Dealings.UNDECIDED: "not decided",
    Dealings.INTERACTIONS: "All interactions with us",
    Dealings.TRANSACTIONS: "Single transactions",
    Dealings.BOTH: "Both",
}
FACTORS: dict[str, str] = {
    Factors.UNDECIDED: "not decided",
    Factors.PHYSICAL: "Physical: what happens",
    Factors.EMOTIONAL: "Emotional: how it feels",
    Factors.BOTH: "Both",
}


def answers_of(sheet: ScopeSheet, journey: Journey) -> list[tuple[str, str]]:
    """The six questions with their answers in words."""
    names = {stage.code: stage.name for stage in journey.stages}
    chosen = "; ".join(f"{words(name).lower()}: {', '.join(values)}" for name, values in sheet.segments.items())
    first, last = (names.get(code, code) or "open" for code in (sheet.first_stage, sheet.last_stage))
    ends = f"{first} to {last}" if sheet.first_stage or sheet.last_stage else ""
    said = (sheet.objective, sheet.applied_by, " – ".join(word for word in (sheet.customers, chosen) if word), ends)
    given = [*said, DEALINGS[sheet.dealings] if sheet.dealings else "", FACTORS[sheet.factors] if sheet.factors else ""]
    return list(zip(QUESTIONS, [answer or "not answered" for answer in given], strict=True))


def draw_beside(selection: Selection) -> str:
    """The popover with the six answers, where anybody gave one; gives the warning to draw below the head, empty where there is none."""
    journey = read_here(selection)
    sheet = sheet_of(journey)
    if not sheet.answered:
        return ""
    outside = leaves(sheet, journey, selection.scope)
    with st.popover("Scope", icon=":material/warning:" if outside else ":material/fact_check:", key="voc_scope"):
        blocks.draw(blocks.facts(answers_of(sheet, journey)))
    if not outside:
        return ""
    said = f"The filters leave the scope this journey was mapped for: {'; '.join(outside)}."
    return blocks.notice(join([bold("Outside the scope sheet. "), said]))
