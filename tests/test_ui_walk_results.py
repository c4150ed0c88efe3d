"""Which walks stand beside the scores of a period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.ui_world import copy_of_sample
from vocdash.access import COMMAND_LINE
from vocdash.domain import Period
from vocdash.journeys import read_journey
from vocdash.journeys.walks import Found, WalkSpec, note_cells, start_walk
from vocdash.store import open_store
from vocdash.ui import data
from vocdash.ui.usual import usual_selection
from vocdash.ui.walk import results


def test_a_walk_of_today_stands_beside_the_newest_answers_and_not_beside_older_ones(tmp_path: Path) -> None:
    url = copy_of_sample(tmp_path)
    store = open_store(url)
    cell = read_journey(store, "quillanby").stages[1].cells[0].cell_id
    with data.reading_from(url):
        newest = usual_selection("quillanby")
    assert newest is not None
    walked_on = max(date.today(), newest.period.last)
    note_cells(store, COMMAND_LINE, start_walk(store, COMMAND_LINE, "quillanby", WalkSpec("Ada", walked_on)), {cell: Found(7.0)})
    store.close()
    before = Period(date(2025, 6, 1), date(2025, 6, 30))
    with data.reading_from(url):
        assert cell in results.walked_until(newest)
        assert cell not in results.walked_until(replace(newest, scope=newest.scope.during(before)))
