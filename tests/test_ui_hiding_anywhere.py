"""Two worlds that differ in hidden scores alone look alike to a viewer: in words, pictures, tables, downloads, the report and the map.

In both of them as many answered the same at each stage, and at each touchpoint; only which of the cells it was is another one, and of
the cells four people met one. So whatever differs between the two worlds gives a hidden number back, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from tests.answers import STAGES, TOUCHPOINTS, Answer
from tests.hiding_world import DAY, MAY, NORTH, world
from tests.test_ui_pages import open_page
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.journeys.links import share_map
from vocdash.store import open_store
from vocdash.store import tables as t
from vocdash.ui import data
from vocdash.ui.journey_map import public
from vocdash.ui.monthly import report

CELLS = {("buy", "website"): 60, ("buy", "phone"): 4, ("receive", "website"): 50, ("receive", "phone"): 40}
"""How many met each cell; that few of one are four hides all of them, and neither the stages nor the touchpoints."""

LOOKS: list[tuple[str, dict[str, str]]] = [
    ("overview", {}),
    ("overview", {"touchpoint": "Website"}),
    ("journey_map", {}),
    ("touchpoints", {"measure": "Score"}),
    ("stage", {"stage": "Buy", "window": "Weeks"}),
    ("touchpoint", {"touchpoint": "Phone", "stage": "Buy", "window": "Months"}),
    ("compare", {"by": "Touchpoints", "rows": "By stage"}),
    ("compare", {"stage": "Buy", "rows": "By touchpoint"}),
    ("peak_end", {"touchpoint": "Phone"}),
]


def answers(*, other: bool) -> list[Answer]:
    """One world, or the `other` one: two answers changed places at each stage, so that at each touchpoint they are the same again."""
    found = [
        Answer(number * 100 + who, "csat", float(1 + who % 5), *cell, day=DAY, segment=NORTH)
        for number, (cell, count) in enumerate(CELLS.items(), 1)
        for who in range(count)
    ]
    if other:
        swapped = {(100, 1.0): 4.0, (203, 4.0): 1.0, (303, 4.0): 1.0, (400, 1.0): 4.0}
        found = [replace(one, value=swapped.get((one.who, one.value or 0.0), one.value)) for one in found]
    return found


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    urls = [world(tmp_path_factory.mktemp("one"), answers(other=other)) for other in (False, True)]
    for url in urls:
        store = open_store(url)
        with store.writing() as connection:
            for stage, touchpoint in CELLS:
                place = {"stage_id": STAGES.index(stage) + 1, "touchpoint_id": TOUCHPOINTS.index(touchpoint)}
                connection.execute(sa.insert(t.cells).values(**place))
        store.close()
    return urls


@pytest.fixture(autouse=True)
def _no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOCDASH_SAMPLE", "no")


def sent(url: str, page: str, query: dict[str, str], role: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything the server sends to the browser for a page."""
    monkeypatch.setenv("VOCDASH_DATABASE_URL", url)
    at = open_page(page, role=role, period="this-month", **query)
    assert not at.exception
    # A download is made later and has a new name each time.
    return [re.sub(r'deferred_file_id: "\w+"', "", str(getattr(node, "proto", ""))) for node in _nodes(at._tree)]


def _nodes(block: object) -> Iterator[object]:
    yield block
    for child in getattr(block, "children", {}).values():
        yield from _nodes(child)


@pytest.mark.parametrize(("page", "query"), LOOKS, ids=lambda part: part if isinstance(part, str) else "-".join(part.values()))
def test_a_page_sends_a_viewer_the_same_in_both_worlds(
    page: str, query: dict[str, str], worlds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (sent(url, page, query, "viewer", monkeypatch) for url in worlds)
    assert one == other


def test_whoever_opens_customers_sees_which_world_it_is(worlds: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """That is: the worlds differ, and what is sent would show it."""
    one, other = (sent(url, "touchpoints", {"measure": "Score"}, "frontline", monkeypatch) for url in worlds)
    assert one != other


def test_the_report_and_the_shared_map_are_the_same_in_both_worlds(worlds: list[str]) -> None:
    made: list[list[str]] = []
    for url in worlds:
        with data.reading_from(url):
            month = report.select_month(MAY, "shop")
            reports = [report.monthly_report(month, date(2026, 6, 1), who) for who in (COMMAND_LINE, Actor("Vi", Access.VIEWER))]
            token = share_map(data.store(), COMMAND_LINE, "shop")
            page = public.whole_page(token).replace(token, "")
            # The library that draws numbers its colours on and on.
            pictures = [re.sub(rb"gradient_\d+", b"", public.picture(token, look)).decode() for look in public.LOOKS[:2]]
            made.append([*map(str, reports), page, *pictures])
    assert "'spec'" in made[0][0] or "spec=" in made[0][0], "pictures are compared by what they are drawn from"
    assert made[0] == made[1]
