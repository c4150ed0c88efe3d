"""Journeys: what one consists of, reading one as of a day, and changing it."""

from vocdash.journeys.actions import Action, add_action, change_action, list_actions, remove_action
from vocdash.journeys.cells import change_cells, move_cell, place_touchpoint, remove_cell, set_pinned, split_cell
from vocdash.journeys.create import ensure_definition
from vocdash.journeys.definition import ActionSpec, CellSpec, Definition, EventSpec, StageSpec, read_definition
from vocdash.journeys.design import (
    add_stages,
    archive_journey,
    change_stage,
    create_journey,
    describe_journey,
    order_stages,
    remove_stage,
    set_target,
)
from vocdash.journeys.events import Marker, add_event, edit_event, list_events, remove_event
from vocdash.journeys.history import JourneyChange, read_changes, undo_change
from vocdash.journeys.read import Cell, Journey, Owner, Stage, list_journeys, read_journey

__all__ = [
    "Action",
    "ActionSpec",
    "Cell",
    "CellSpec",
    "Definition",
    "EventSpec",
    "Journey",
    "JourneyChange",
    "Marker",
    "Owner",
    "Stage",
    "StageSpec",
    "add_action",
    "add_event",
    "add_stages",
    "archive_journey",
    "change_action",
    "change_cells",
    "change_stage",
    "create_journey",
    "describe_journey",
    "edit_event",
    "ensure_definition",
    "list_actions",
    "list_events",
    "list_journeys",
    "move_cell",
    "order_stages",
    "place_touchpoint",
    "read_changes",
    "read_definition",
    "read_journey",
    "remove_action",
    "remove_cell",
    "remove_event",
    "remove_stage",
    "set_pinned",
    "set_target",
    "split_cell",
    "undo_change",
]
