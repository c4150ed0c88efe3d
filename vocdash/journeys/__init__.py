"""Journeys: what one consists of, reading one as of a day, and changing it."""

from vocdash.journeys.create import ensure_definition
from vocdash.journeys.definition import ActionSpec, CellSpec, Definition, EventSpec, StageSpec, read_definition
from vocdash.journeys.design import (
    add_action,
    add_event,
    add_stages,
    create_journey,
    set_cell,
    set_cell_weights,
    set_stage_weights,
    set_target,
)
from vocdash.journeys.read import Cell, Journey, Owner, Stage, list_journeys, read_journey

__all__ = [
    "ActionSpec",
    "Cell",
    "CellSpec",
    "Definition",
    "EventSpec",
    "Journey",
    "Owner",
    "Stage",
    "StageSpec",
    "add_action",
    "add_event",
    "add_stages",
    "create_journey",
    "ensure_definition",
    "list_journeys",
    "read_definition",
    "read_journey",
    "set_cell",
    "set_cell_weights",
    "set_stage_weights",
    "set_target",
]
