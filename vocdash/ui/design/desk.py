"""What every part of the design page knows, and how it does something and says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import streamlit as st

from vocdash.access import Access
from vocdash.journeys import Journey, read_journey
from vocdash.journeys.future import Design
from vocdash.store.clock import today
from vocdash.ui import blocks, data
from vocdash.ui.edge import edge
from vocdash.ui.frame import Here

CHOSEN = "design"
"""The journey on the desk: its widget's key, and its name in the address."""

PLAIN = "%.10g"
"""A number as it was typed, without zeros behind it."""

_SAID = "voc_design_said"
_GO = "voc_design_go"


@dataclass(frozen=True, slots=True)
class Desk:
    """A journey as it is set today, and whether whoever looks may change it."""

    here: Here
    designs: Mapping[str, Design]
    journey: Journey
    editing: bool

    @property
    def code(self) -> str:
        return self.journey.code

    @property
    def stages(self) -> dict[str, str]:
        return {stage.code: stage.name for stage in self.journey.stages}


def desk_for(here: Here, designs: Mapping[str, Design], code: str) -> Desk:
    """The desk of one journey."""
    return Desk(here, designs, data.of_answers(read_journey, code, today()), here.actor.may(Access.LEAD))


def number(label: str, value: float | None, *, key: str, **how: Any) -> float | None:
    """A field for a number that may be emptied again; `key` names what is seen, see :func:`mark`.

    Streamlit puts back what a field began with when somebody empties it, so it begins empty and is filled by its key.
    """
    st.session_state.setdefault(key, value)
    typed: float | None = st.number_input(label, value=None, key=key, **how)
    return typed


def mark(*seen: object) -> str:
    """A short mark that changes when what is shown changes: widgets named with it never keep what was typed for something else."""
    return f"{crc32(repr(seen).encode()):08x}"


def attempt(said: str, verb: Callable[..., Any], *arguments: Any, **named: Any) -> None:
    """Do something to the store in the run of a form, say so, and draw the page anew; a problem is told where the form stands."""
    with edge():
        verb(data.store(), *arguments, **named)
        st.session_state[_SAID] = said
        st.rerun()


def do(said: str, verb: Callable[..., Any], *arguments: Any) -> None:
    """The same as the callback of a button."""
    with edge():
        verb(data.store(), *arguments)
        st.session_state[_SAID] = said


def say(said: str) -> None:
    """What the next run tells above everything else."""
    st.session_state[_SAID] = said


def tell_done() -> None:
    """What was just done, once."""
    if said := st.session_state.pop(_SAID, None):
        blocks.draw(blocks.notice(said))


def go_to(code: str) -> None:
    """Let the next run open another journey."""
    st.session_state[_GO] = code


def follow() -> None:
    """Open the journey that was asked for; a widget takes a value only before it is drawn."""
    if code := st.session_state.pop(_GO, None):
        st.session_state[CHOSEN] = code
