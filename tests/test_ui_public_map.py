"""The map behind a link: open to whoever has it, closed to everybody else, and nothing on it that privacy hides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from tests.awaited import awaited
from tests.ui_world import copy_of_sample
from vocdash import api
from vocdash.access import COMMAND_LINE
from vocdash.journeys import create_journey, read_journey
from vocdash.journeys.links import share_map, stop_sharing
from vocdash.journeys.walks import Found, WalkSpec, note_cells, start_walk
from vocdash.journeys.write import list_templates
from vocdash.store import Store, open_store
from vocdash.ui.cells import read_places
from vocdash.ui.journey_map import public
from vocdash.ui.journey_map.columns import stage_points
from vocdash.ui.usual import usual_selection

CODE = "quillanby"


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Store:
    url = copy_of_sample(tmp_path)
    monkeypatch.setenv("VOCDASH_DATABASE_URL", url)
    monkeypatch.setenv("VOCDASH_AUTH", "header")  # nobody is signed in, and nobody needs to be
    return open_store(url)


def get(endpoint: object, **path: str) -> Response:
    request = Request({"type": "http", "method": "GET", "path": "/map", "headers": [], "path_params": path})
    return awaited(endpoint(request))  # type: ignore[operator]


def test_a_link_shows_the_map_without_a_role_until_it_is_switched_off(own: Store) -> None:
    token = share_map(own, COMMAND_LINE, CODE)
    page = get(api.map_page, token=token)
    said = bytes(page.body).decode()
    assert page.status_code == 200
    assert '<h2 class="voc-finding voc-main">' in said and f"{token}/dark-narrow.svg" in said
    assert page.headers["Referrer-Policy"] == "no-referrer"
    for look in ("light-wide", "dark-narrow"):
        drawn = get(api.map_picture, token=token, look=look)
        assert (drawn.status_code, drawn.media_type) == (200, "image/svg+xml")
        assert bytes(drawn.body).startswith(b"<svg")
    stop_sharing(own, COMMAND_LINE, CODE)
    closed = get(api.map_page, token=token)
    assert closed.status_code == 404
    assert "This link opens no map." in bytes(closed.body).decode()
    assert get(api.map_picture, token=token, look="light-wide").status_code == 404


def test_a_wrong_link_or_look_opens_nothing_and_names_nothing(own: Store) -> None:
    token = share_map(own, COMMAND_LINE, CODE)
    for wrong in ("", "x", token[:-1], f"{token} ", "quillanby"):
        page = get(api.map_page, token=wrong)
        assert page.status_code == 404
        assert token not in bytes(page.body).decode() and "Furniture" not in bytes(page.body).decode()
    assert get(api.map_picture, token=token, look="../secret").status_code == 404


def test_no_customer_is_quoted_and_small_groups_stay_hidden(own: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    token = share_map(own, COMMAND_LINE, CODE)
    selection = usual_selection(CODE)
    assert selection is not None
    points = stage_points(selection, read_places(selection))
    quotes = [point.quote[:40] for point in points if point.quote]
    assert quotes
    drawn = bytes(get(api.map_picture, token=token, look="light-wide").body).decode()
    said = bytes(get(api.map_page, token=token).body).decode()
    assert not [quote for quote in quotes if quote in said or quote[:18] in drawn]
    monkeypatch.setenv("VOCDASH_MIN_GROUP", "100000")
    share_map(own, COMMAND_LINE, CODE)  # raises the revision: the setting is not part of it
    hidden = public.whole_page(share_map(own, COMMAND_LINE, CODE))
    assert hidden.count(">hidden<") >= 5


def test_a_journey_nobody_answered_for_opens_as_it_is_designed(own: Store) -> None:
    create_journey(own, COMMAND_LINE, replace(list_templates()["bank"], code="bank"))
    page = get(api.map_page, token=share_map(own, COMMAND_LINE, "bank"))
    assert page.status_code == 200
    said = bytes(page.body).decode()
    assert "Nobody answered: this is the journey as it is designed" in said
    assert "Everyday use" in said
    assert get(api.map_picture, token=share_map(own, COMMAND_LINE, "bank"), look="light-wide").status_code == 200


def test_walks_stand_on_the_map_as_a_mark_of_their_own(own: Store) -> None:
    selection = usual_selection(CODE)
    assert selection is not None
    before = {point.code: point for point in stage_points(selection, read_places(selection))}
    cell = read_journey(own, CODE).cell("receive", "delivery")
    for score in (2.0, 4.0):
        walk = start_walk(own, COMMAND_LINE, CODE, WalkSpec("Ann", selection.period.last))
        note_cells(own, COMMAND_LINE, walk, {cell.cell_id: Found(score)})
    old = start_walk(own, COMMAND_LINE, CODE, WalkSpec("Ann", date(2020, 1, 1)))
    note_cells(own, COMMAND_LINE, old, {cell.cell_id: Found(10)})
    after = {point.code: point for point in stage_points(selection, read_places(selection))}
    assert (before["receive"].walked, after["receive"].walked, after["buy"].walked) == (None, 30.0, None)
    assert after["receive"].score == before["receive"].score
