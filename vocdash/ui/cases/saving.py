"""Saving what somebody changes in the drawer of a case: what goes wrong is told beside what they typed, and that stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import streamlit as st

from vocdash.cases.change import update_case
from vocdash.cases.read import CaseFile
from vocdash.cases.state import Change
from vocdash.errors import VocError
from vocdash.ui import data
from vocdash.ui.edge import tell
from vocdash.ui.frame import Here

_PROBLEM = "voc_case_problem"
Part = Literal["top", "note", "more"]
"""Where in the drawer somebody changes something, and is told when it cannot be."""


def save(file: CaseFile, here: Here, change: Change, part: Part = "top") -> None:
    """Write a change to the case as it was shown."""
    with problems_told(part):
        update_case(data.store(), here.actor, file.state.case_id, file.state.version, change)


def is_saved() -> bool:
    """Whether what was saved last went well."""
    return _PROBLEM not in st.session_state


@contextmanager
def problems_told(part: Part) -> Iterator[None]:
    """Keep what goes wrong until that part of the drawer is drawn again."""
    try:
        yield
    except VocError as error:
        st.session_state[_PROBLEM] = (part, error)


def tell_problem(part: Part) -> None:
    """Say what went wrong the last time in this part, once."""
    problem: tuple[Part, VocError] | None = st.session_state.get(_PROBLEM)
    if problem is not None and problem[0] == part:
        del st.session_state[_PROBLEM]
        tell(problem[1])
