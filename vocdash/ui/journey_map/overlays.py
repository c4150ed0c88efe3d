"""Lines of up to three segments over the journey map: who picks them, and their scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from vocdash.charts.inputs import Overlay
from vocdash.domain import Score
from vocdash.ui.filters import Selection, words
from vocdash.ui.hiding.composed import shown_stages
from vocdash.ui.journey_map.columns import drawn_stages

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
    found = shown_stages(replace(selection.scored.among(*segment), stages=()))
    return [found[stage] for stage in drawn_stages(selection)]
