"""How far an import is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: the step ("reading" or "writing"), rows done, and rows in all."""

    step: str
    done: int
    total: int

    @property
    def finished(self) -> bool:
        """Whether every row is written; what is made of them may still take a while."""
        return self.step == "writing" and self.done >= self.total

    @property
    def share(self) -> float:
        """0–1 over both steps; reading counts for most of it."""
        part = min(1.0, self.done / max(1, self.total))
        return 0.7 * part if self.step == "reading" else 0.7 + 0.3 * part

    @property
    def sentence(self) -> str:
        """How far it is, in words."""
        return f"{self.step.capitalize()}: {min(self.done, self.total):,} of {self.total:,} rows"


OnProgress = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Tell nobody."""
