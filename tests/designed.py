"""Cells set as the pages set them, in one line of a test."""

from __future__ import annotations

from vocdash.access import COMMAND_LINE, Actor
from vocdash.journeys.cells import write_cell
from vocdash.journeys.definition import CellSpec
from vocdash.journeys.work import designing
from vocdash.store import Store


def set_cell(store: Store, journey: str, cell: CellSpec, actor: Actor = COMMAND_LINE) -> None:
    """Say what is true of a cell from `cell.valid_from` on (always, when None); the touchpoint is placed where it is new."""
    with designing(store, actor, journey) as work:
        write_cell(work, cell)
        work.say(f"Set {work.cell_name(cell.stage, cell.touchpoint)}.")
