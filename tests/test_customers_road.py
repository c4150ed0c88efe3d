"""One customer's whole road: every stop in order, cases on it, silences; without a name for whoever may not see it."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from tests.test_cases import LOW, brought
from tests.test_ingest_bring_in import write
from tests.ui_world import ROOT
from vocdash.access import COMMAND_LINE, Access, Actor
from vocdash.customers import find_customers
from vocdash.customers.road import read_whole_road
from vocdash.errors import NotAllowed, VocError
from vocdash.ingest import bring_in
from vocdash.store import Store
from vocdash.store import tables as t

INES = Actor("Ines", Access.FRONTLINE)
TEXT = """submission_id,answered_at,question,stage,touchpoint,value,comment,scale,customer
1,2026-03-01,q,buy,website,10,<b>Lovely</b>,nps,C1
2,2026-03-05,q,receive,delivery,1,Nobody called me back and it is broken,nps,C1
3,2026-05-20,q,use,manual,7,,nps,C1
5,2026-05-22,q,,,9,,nps,C1
4,2026-05-21,q,use,manual,7,,nps,C2
"""


@pytest.fixture
def road_store(store: Store, tmp_path: Path) -> Store:
    bring_in(store, COMMAND_LINE, write(tmp_path, TEXT), source="s")
    with store.writing() as connection:
        connection.execute(sa.update(t.customers).where(t.customers.c.number == "C1").values(name="Ada Lovelace"))
    return store


def alias(store: Store) -> str:
    return find_customers(store, COMMAND_LINE, "C1")[0].alias


def test_everything_stands_in_order(road_store: Store) -> None:
    found = read_whole_road(road_store, INES, alias(road_store))
    assert [found.book.touchpoints[stop.touchpoint_id].lower() for stop in found.stops] == ["website", "delivery", "manual", "unknown"]
    assert [round((last - first).days) for first, last in found.silences] == [76]
    assert [found.book.stages[case.stage_id].lower() for case in found.cases] == ["receive"]


def test_who_it_is_is_told_to_an_admin_only(road_store: Store) -> None:
    assert read_whole_road(road_store, INES, alias(road_store)).customer.known == {}
    assert read_whole_road(road_store, COMMAND_LINE, alias(road_store)).customer.name == "Ada Lovelace"
    with pytest.raises(NotAllowed):
        read_whole_road(road_store, Actor("Vera", Access.VIEWER), alias(road_store))
    for wrong in ("P-0000-0000-00000", "Ada"):
        with pytest.raises(VocError, match="alias"):
            read_whole_road(road_store, INES, wrong)


def test_the_page_shows_the_road_and_never_markup(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, TEXT), source="s")
    monkeypatch.setenv("VOCDASH_DATABASE_URL", sqlite_store.url.render_as_string(hide_password=False))
    page = AppTest.from_file(str(ROOT / "pages" / "customer.py"), default_timeout=60)
    page.query_params["customer"] = alias(sqlite_store)
    said = " ".join(str(block.value) for block in page.run().get("html"))
    assert not page.exception
    assert "4 stops, 1 complaint" in said
    assert said.index("Nobody called me") < said.index("Case C-1") < said.index("Nothing heard for"), "a case stands at its answer"
    assert "The whole journey</" in said[said.index("Nothing heard for") :], "an answer to no place in particular"
    assert "&lt;b&gt;Lovely" in said
    assert "Nothing heard for" in said


def test_a_road_too_long_to_read_whole_says_so(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = TEXT.splitlines()[0]
    rows = [f"{n},2026-{1 + n // 56:02d}-{1 + n % 28:02d},q,buy,website,10,,nps,{'C1' if n < 199 else 'C2'}" for n in range(199 + 201)]
    bring_in(sqlite_store, COMMAND_LINE, write(tmp_path, "\n".join([head, *rows]) + "\n"), source="s")
    monkeypatch.setenv("VOCDASH_DATABASE_URL", sqlite_store.url.render_as_string(hide_password=False))
    page = AppTest.from_file(str(ROOT / "pages" / "customer.py"), default_timeout=60)

    def said(number: str) -> str:
        page.query_params["customer"] = find_customers(sqlite_store, COMMAND_LINE, number)[0].alias
        return " ".join(str(block.value) for block in page.run().get("html"))

    assert "newest 200 answers" not in said("C1"), "199 of them"
    assert "newest 200 answers" in said("C2"), "201 of them"


def test_places_name_their_journey_where_there_are_several(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    brought(sqlite_store, tmp_path, LOW)
    monkeypatch.setenv("VOCDASH_DATABASE_URL", sqlite_store.url.render_as_string(hide_password=False))
    page = AppTest.from_file(str(ROOT / "pages" / "customer.py"), default_timeout=60)
    page.query_params["customer"] = find_customers(sqlite_store, COMMAND_LINE, "7")[0].alias
    assert "Receive · Delivery<" in " ".join(str(block.value) for block in page.run().get("html"))
    repairs = {"source": {"code": "r", "name": "Repairs", "method": "survey"}, "journey": {"code": "repairs", "name": "Repairs"}}
    brought(sqlite_store, tmp_path, "62,2026-09-29T10:00,7,receive,van,d,csat,4,\n", "b.csv", **repairs)
    said = " ".join(str(block.value) for block in page.run().get("html"))
    assert "Receive · Delivery (Shop)<" in said and "Receive · Delivery (Repairs)<" in said
    assert "new · Receive · Delivery (Shop)" in said, "so does the case"
