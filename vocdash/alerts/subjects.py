"""What a rule can watch: scores of answers, how often and how well themes are spoken of, and how complaints are dealt with."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from vocdash.errors import UnknownName, VocError
from vocdash.metrics import METRICS, case_figures
from vocdash.metrics.mentions import NET, SHARE
from vocdash.metrics.query import Names, check_dimensions
from vocdash.metrics.registry import Metric

THEME = "theme"
"""What rules about themes are told apart by, before any place."""


class Ground(StrEnum):
    """Where the numbers of a subject come from."""

    ANSWERS = "answers"
    THEMES = "themes"
    CASES = "cases"


SUBJECTS: dict[str, Metric] = {**METRICS, SHARE.code: SHARE, NET.code: NET, **case_figures.FIGURES}


def subject(code: str) -> Metric:
    """What is watched under a code.

    Raises
    ------
    UnknownName
        If there is nothing of that code; the sentence offers the nearest one.
    """
    if code not in SUBJECTS:
        raise UnknownName("metric", code, SUBJECTS)
    return SUBJECTS[code]


def ground_of(code: str) -> Ground:
    """Where the numbers of a subject come from."""
    return Ground.THEMES if code in (SHARE.code, NET.code) else Ground.CASES if code in case_figures.FIGURES else Ground.ANSWERS


def check_split(code: str, by: Iterable[str], names: Names) -> None:
    """Refuse what a subject cannot be told apart by.

    Raises
    ------
    UnknownName, VocError
        For the first dimension that does not exist or does not fit.
    """
    split, ground = tuple(by), ground_of(code)
    if ground is Ground.THEMES and split[:1] != (THEME,):
        raise VocError("A rule about themes watches each theme on its own.", "Tell it apart by theme, and then by stage if you like.")
    places = split[1:] if ground is Ground.THEMES else split
    check_dimensions(places, names)
    allowed = {Ground.THEMES: ("stage", "touchpoint"), Ground.CASES: case_figures.DIMENSIONS}.get(ground, places)
    for place in places:
        if place not in allowed:
            raise UnknownName("way to tell it apart", place, allowed)
