"""Answers that are grades of a school: letters, A for the best."""

from __future__ import annotations

from collections.abc import Iterable

from vocdash.domain import Family
from vocdash.ingest.understand.text_scales import TextScale

_FEWEST = 3


def read_grades(answers: Iterable[str]) -> TextScale | None:
    """Letters from A for the best to E or F; None for anything else, and where fewer than three of them were given."""
    different = list(answers)
    letters = {text: text.strip().upper() for text in different}
    if len(different) < _FEWEST or not {*letters.values()} <= {*"ABCDEF"}:
        return None
    # American grades leave out E.
    steps = "FEDCBA" if {"E", "F"} <= {*letters.values()} else "FDCBA" if "F" in letters.values() else "EDCBA"
    values = {text: float(steps.index(letter) + 1) for text, letter in letters.items()}
    return TextScale(Family.RATING, 1, len(steps), values, "grades")
