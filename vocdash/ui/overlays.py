"""Lines of up to three segments over the journey map: who picks them, and their scores."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from vocdash.charts.inputs import Overlay
from vocdash.domain import Row, Score
from vocdash.metrics import index
from vocdash.ui import data
from vocdash.ui.filters import Selection, words
from vocdash.ui.hiding import hidden_below, hide_telling

MOST = 3

Segment = tuple[str, str]


def segments(selection: Selection) -> dict[str, Segment]:
    """The label of every segment → (attribute, value)."""
    known = selection.choices.segments
    return {f"{words(attribute)}: {value}": (attribute, value) for attribute, values in known.items() for value in values}


def pick_overlays(selection: Selection) -> list[Segment]:
    """The picker, bound to the address, and what is picked; nothing where nobody has a segment."""
    known = segments(selection)
    if not known:
        return []
    with st.popover("Overlay", icon=":material/stacked_line_chart:", key="voc_overlay"):
        picked = st.multiselect(
            f"Lines of up to {MOST} segments", list(known), max_selections=MOST, key="overlay", bind="query-params", placeholder="Segments"
        )
    return [known[label] for label in picked]


def legend(picked: Sequence[Segment]) -> list[tuple[str, str]]:
    """The dashes of the lines, in order."""
    return [(f"overlay{number}", value) for number, (_, value) in enumerate(picked)]


def overlays(selection: Selection, picked: Sequence[Segment]) -> list[Overlay]:
    """A line a segment, over the stages of the map. What only few of it said is hidden, and so is what would give that back."""
    return [Overlay(value, tuple(_scores(selection, (attribute, value)))) for attribute, value in picked]


def _scores(selection: Selection, segment: Segment) -> list[Score]:
    scope = selection.scored.among(*segment)
    found = data.of_answers(index.overall, scope)
    shown = [stage for stage in found.stages if not selection.scope.stages or stage.code in selection.scope.stages]
    rows = [Row({"stage": stage.code}, stage.score) for stage in shown]
    return [row.score for row in hidden_below(hide_telling(rows, scope))]
