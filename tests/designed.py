"""A journey with answers to design on, cells set as the pages set them, and how its design and its answers stand afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from vocdash.access import COMMAND_LINE, Actor
from vocdash.check import check
from vocdash.domain import Scope
from vocdash.ingest.bring_in import bring_in
from vocdash.ingest.mapping_file import load_mapping
from vocdash.journeys import read_changes
from vocdash.journeys.cells import write_cell
from vocdash.journeys.definition import CellSpec
from vocdash.journeys.history import snapshot
from vocdash.journeys.work import designing
from vocdash.metrics import Query, ask
from vocdash.store import Store, open_store
from vocdash.store import tables as t

DAY = date(2026, 6, 1)
MAPPING = {
    "shape": "long",
    "journey": {"code": "j", "name": "Journey"},
    "stages": [{"code": "buy", "name": "Buy"}, {"code": "use", "name": "Use"}, {"code": "leave", "name": "Leave"}],
    "channels": [{"code": "web", "name": "Web"}, {"code": "phone", "name": "Phone", "human": True}],
    "touchpoints": [{"code": "shop", "name": "Shop"}, {"code": "app", "name": "App"}],
    "cells": [
        {"stage": "buy", "touchpoint": "shop", "importance": 8, "wanted": 80},
        {"stage": "use", "touchpoint": "app", "importance": 5},
    ],
    "source": {"code": "s", "name": "Survey", "method": "survey"},
    "submission": {"id": "id", "answered_at": "date"},
    "long": {
        "question": "question",
        "stage": "stage",
        "touchpoint": "touchpoint",
        "channel": "channel",
        "value": "score",
        "scale": "scale",
    },
}
_SHOP = ((t.stages, "buy"), (t.touchpoints, "shop"))
ROWS = """id,date,question,stage,touchpoint,channel,scale,score
1,2026-04-02,sat,buy,shop,web,csat,5
1,2026-04-02,wait,buy,shop,phone,csat,1
2,2026-05-03,sat,buy,shop,phone,csat,4
2,2026-05-03,ease,use,app,web,csat,2
3,2026-05-09,sat,buy,shop,web,csat,3
"""


def fill(store: Store, folder: Path) -> Store:
    file = folder / "answers.csv"
    file.write_text(ROWS, encoding="utf-8")
    bring_in(store, COMMAND_LINE, file, load_mapping(MAPPING))
    with store.writing() as connection:  # a long file names the place of each answer; a wide one also that of each question
        buy, shop = (sa.select(next(iter(table.primary_key))).where(table.c.code == code) for table, code in _SHOP)
        place = {"stage_id": buy.scalar_subquery(), "touchpoint_id": shop.scalar_subquery()}
        connection.execute(sa.update(t.questions).where(t.questions.c.code == "sat").values(place))
    return store


def counts(store: Store) -> dict[tuple[str, str], int]:
    """Answers by cell, from the rollup and from the raw answers: both must say the same."""
    query = Query("responses", ("stage", "touchpoint"), Scope(journey="j"))
    rollup, raw = ({tuple(row.keys.values()): row.score.n for row in ask(store, query, way=way)} for way in ("rollup", "raw"))
    assert rollup == raw
    return rollup  # type: ignore[return-value]


def newest_change(store: Store) -> int:
    return read_changes(store, "j")[0].change_id


def whole(store: Store) -> object:
    with store.reading() as connection:
        return snapshot(connection, int(connection.scalar(sa.select(t.journeys.c.journey_id).where(t.journeys.c.code == "j")) or 0))


def sound(store: Store) -> bool:
    return all(found.sound for found in check(store))


@contextmanager
def opened(folders: pytest.TempPathFactory, template: Path) -> Iterator[Store]:
    """A store of its own for each example, with the answers."""
    folder = folders.mktemp("design")
    shutil.copy(template, folder / "d.sqlite")
    store = open_store(f"sqlite:///{folder / 'd.sqlite'}")
    yield fill(store, folder)
    store.close()


def set_cell(store: Store, journey: str, cell: CellSpec, actor: Actor = COMMAND_LINE) -> None:
    """Say what is true of a cell from `cell.valid_from` on (always, when None); the touchpoint is placed where it is new."""
    with designing(store, actor, journey) as work:
        write_cell(work, cell)
        work.say(f"Set {work.cell_name(cell.stage, cell.touchpoint)}.")
