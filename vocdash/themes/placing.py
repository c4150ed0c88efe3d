"""The stage and touchpoint a mention speaks of, which need not be those the comment was given at.

* **said**: where the comment was given, because nothing in its words points elsewhere;
* **named**: its words name another touchpoint of the journey, so that is where the cause lies ("told Tuesday at the shop", said
  about the delivery);
* **suggested**: the comment came without a touchpoint, and its words or its theme belong to one.

A touchpoint that stands in several stages is taken in the stage of the comment, else in the last one before it, else in the first
after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.domain import UNKNOWN
from vocdash.store import tables as t
from vocdash.text.heard import Mentioned
from vocdash.text.touchpoints import ANYWHERE, fits
from vocdash.themes.live import Live

SAID, NAMED, SUGGESTED = "said", "named", "suggested"
MENTION = (
    *("submission_id", "question_id", "occurrence", "theme_id", "span_start", "span_end", "polarity"),
    *("stage_id", "touchpoint_id", "placed"),
)
"""The columns of :meth:`MentionRows.of`, in their order."""

Where = tuple[int, int, str]
"""Stage, touchpoint, and how they were found."""


@dataclass(frozen=True, slots=True)
class _Stage:
    journey: int
    position: int
    unknown: int
    """The stage `unknown` of the same journey."""


class Places:
    """The cells of all journeys, to find where a kind of touchpoint stands."""

    def __init__(self, connection: Connection) -> None:
        s, p = t.stages.c, t.touchpoints.c
        rows = connection.execute(sa.select(s.stage_id, s.journey_id, s.code, s.position)).all()
        unknown = {row.journey_id: row.stage_id for row in rows if row.code == UNKNOWN}
        self._stages = {row.stage_id: _Stage(row.journey_id, row.position, unknown.get(row.journey_id, row.stage_id)) for row in rows}
        self._codes: dict[int, str] = dict(connection.execute(sa.select(p.touchpoint_id, p.code)).all())
        self._cells: dict[int, list[tuple[int, int]]] = {}
        for stage, touchpoint in connection.execute(sa.select(t.cells.c.stage_id, t.cells.c.touchpoint_id)):
            self._cells.setdefault(self._stages[stage].journey, []).append((stage, touchpoint))
        self._found: dict[tuple[str, int], tuple[int, int] | None] = {}

    def fits(self, place: str, touchpoint: int) -> bool:
        """Whether a theme's place, or a kind that a clause names, is this touchpoint."""
        return fits(place, self._codes[touchpoint])

    def find(self, place: str, stage: int) -> tuple[int, int] | None:
        """The (stage, touchpoint) of a kind of touchpoint, or of a touchpoint's code, as seen from a stage; None if it has none."""
        key = (place, stage)
        if key not in self._found:
            self._found[key] = self._look(place, stage)
        return self._found[key]

    def _look(self, place: str, stage: int) -> tuple[int, int] | None:
        here = self._stages[stage]
        cells = [cell for cell in self._cells.get(here.journey, ()) if self.fits(place, cell[1])]
        if not cells:
            return None
        if stage == here.unknown:
            touchpoints = {touchpoint for _, touchpoint in cells}
            return cells[0] if len(cells) == 1 else (stage, touchpoints.pop()) if len(touchpoints) == 1 else None
        return min(cells, key=lambda cell: self._away(cell[0], here.position))

    def _away(self, stage: int, position: int) -> tuple[bool, int]:
        """Earlier stages before later ones, near before far."""
        ahead = self._stages[stage].position - position
        return ahead > 0, abs(ahead)


class MentionRows:
    """Turns what a comment mentions into rows of the table of mentions."""

    def __init__(self, connection: Connection, live: Live) -> None:
        self._places = Places(connection)
        self._live = live
        self._place_of = {theme.code: theme.place for theme in live.themes}
        self._found: dict[tuple[str, str, int, int], Where | None] = {}

    def of(self, key: tuple[int, int, int], stage: int, touchpoint: int, mentioned: Sequence[Mentioned]) -> list[tuple[Any, ...]]:
        """The rows, in the order of :data:`MENTION`, of one comment.

        `key` is its submission, question and occurrence; `stage` and `touchpoint` are where it was given (touchpoint 0: unknown).
        """
        hints = () if touchpoint else [(each[1], each[5]) for each in mentioned]
        found = [(each, self.stands(each[1], each[5], stage, touchpoint, hints)) for each in mentioned]
        return [(*key, at[0], each[2], each[3], each[4], *at[1:]) for each, at in found if at is not None]

    def stands(
        self, code: str, named: str, stage: int, touchpoint: int, hints: Sequence[tuple[str, str]]
    ) -> tuple[int, int, int, str] | None:
        """The number of a theme and where its mention stands; None where it stands nowhere, or was retired since the comment was read.

        `hints` are (code, kind of touchpoint named) of all that a comment without a touchpoint mentions: most of them decide for
        those that tell nothing themselves.
        """
        number, where = self._live.ids.get(code), self._where(code, named, stage, touchpoint)
        if number is None or where is None:
            return None
        if not touchpoint and where == (stage, 0, SAID):
            suggested = (self._where(*hint, stage, touchpoint) for hint in hints)
            where = _most(found for found in suggested if found) or where
        return (number, *where)

    def _where(self, code: str, named: str, stage: int, touchpoint: int) -> Where | None:
        """Where a mention belongs; None for a theme of a place that this journey does not have."""
        key = (code, named, stage, touchpoint)
        if key not in self._found:
            self._found[key] = self._look(*key)
        return self._found[key]

    def _look(self, code: str, named: str, stage: int, touchpoint: int) -> Where | None:
        own = self._place_of.get(code, ANYWHERE)
        if not touchpoint:
            return self._suggested(own, named, stage)
        place = named if own == ANYWHERE else own
        found = self._places.find(place, stage) if place and not self._places.fits(place, touchpoint) else None
        return (*found, NAMED) if found else (stage, touchpoint, SAID)

    def _suggested(self, own: str, named: str, stage: int) -> Where | None:
        for place in (own, named):
            found = self._places.find(place, stage) if place not in ("", ANYWHERE) else None
            if found:
                return (*found, SUGGESTED)
        return (stage, 0, SAID) if own in (ANYWHERE, named) else None


def _most(suggested: Iterable[Where]) -> Where | None:
    """The place most mentions of a comment were suggested for, the first of equals."""
    counts = Counter(where for where in suggested if where[2] == SUGGESTED)
    return counts.most_common(1)[0][0] if counts else None
