"""Praise reaches whoever owns the place and whoever is named, and tells who would recommend us."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.test_cases import INES, brought
from vocdash.access import Access, Actor
from vocdash.cases.book import Person
from vocdash.cases.praise import named_in, read_praise
from vocdash.domain import Scope
from vocdash.errors import NotAllowed
from vocdash.store import Store
from vocdash.store import tables as t

MARA = Actor("Mara Okafor", Access.FRONTLINE)
ROWS = (
    "1,2026-09-18T09:12,7,receive,van,d,csat,5,The driver was very friendly. Thank you.\n"
    "2,2026-09-19T09:12,8,buy,web,w,csat,5,Mara was so helpful. Thanks.\n"
    "2,2026-09-19T09:12,8,buy,web,n,nps,9,\n"
    "3,2026-09-20T09:12,9,buy,web,w,csat,5,Easy and thanks.\n"
)


def test_praise_is_for_the_owner_and_for_those_it_names(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, ROWS)
    every, following = read_praise(store, INES, Scope())
    assert [one.text.split(" ")[0] for one in every] == ["Easy", "Mara", "The"]
    assert following is None
    assert [[*one.named] != [] for one in every] == [False, True, False]
    mine, _ = read_praise(store, MARA, Scope(), mine=True)
    assert [one.text.split(" ")[0] for one in mine] == ["Mara", "The"]
    promoters, _ = read_praise(store, INES, Scope(), recommends=True)
    assert [(one.text.split(" ")[0], one.recommends) for one in promoters] == [("Mara", True)]
    first, place = read_praise(store, INES, Scope(), limit=2)
    rest, end = read_praise(store, INES, Scope(), limit=2, after=place)
    assert [*first, *rest] == [*every]
    assert end is None
    with pytest.raises(NotAllowed):
        read_praise(store, Actor("V", Access.VIEWER), Scope())


def test_a_name_is_a_word_of_its_own_and_pages_stay_full(store: Store, tmp_path: Path) -> None:
    """“Marathon” names nobody called Mara, and what is left out behind the database leaves no gap between pages."""
    said = ["A marathon of a visit, thanks.", "Mara helped, thanks.", "Marats bread is fine, thanks.", "Thank you mara!", "Thanks, MARA."]
    rows = [
        f"{10 + at},2026-09-{18 + at}T09:12,{at},buy,web,w,csat,5,“{text}”\n".replace("“", '"').replace("”", '"')
        for at, text in enumerate(said)
    ]
    brought(store, tmp_path, "".join(rows))
    mine, following = read_praise(store, MARA, Scope(), mine=True, limit=2)
    assert [one.text for one in mine] == ["Thanks, MARA.", "Thank you mara!"]
    rest, end = read_praise(store, MARA, Scope(), mine=True, limit=2, after=following)
    assert ([one.text for one in rest], end) == (["Mara helped, thanks."], None)
    assert read_praise(store, Actor("Nobody here", Access.FRONTLINE), Scope(), mine=True) == ((), None)


def test_praise_of_a_place_nobody_owns_in_person_is_its_teams(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, ROWS)
    with store.writing() as connection:
        van = connection.scalar(sa.select(t.touchpoints.c.touchpoint_id).where(t.touchpoints.c.code == "van"))
        cell = connection.scalar(sa.select(t.cells.c.cell_id).where(t.cells.c.touchpoint_id == van))
        team, mara = connection.execute(sa.select(t.persons.c.team_id, t.persons.c.person_id).where(t.persons.c.code == "mara")).one()
        connection.execute(sa.update(t.cell_versions).where(t.cell_versions.c.cell_id == cell).values(person_id=None, team_id=team))
    assert [one.text.split(" ")[0] for one in read_praise(store, MARA, Scope(), mine=True)[0]] == ["Mara", "The"]
    with store.writing() as connection:
        connection.execute(sa.update(t.persons).where(t.persons.c.person_id == mara).values(team_id=None))
    assert [one.text.split(" ")[0] for one in read_praise(store, MARA, Scope(), mine=True)[0]] == ["Mara"]


def test_who_would_recommend_us_need_not_thank(store: Store, tmp_path: Path) -> None:
    plain = "5,2026-09-21T09:12,8,buy,web,w,csat,5,All was fine and quick.\n5,2026-09-21T09:12,8,buy,web,n,nps,10,\n"
    unknown = plain.replace("5,2026", "6,2026").replace(",8,", ",,")
    brought(store, tmp_path, ROWS + plain + unknown)
    found, _ = read_praise(store, INES, Scope(), recommends=True)
    assert [one.text for one in found] == ["All was fine and quick.", "Mara was so helpful. Thanks."]
    assert all(one.recommends and one.customer_id for one in found)


def test_of_several_with_one_first_name_the_last_name_tells() -> None:
    people = [
        Person(1, "a", "Mara Okafor", "", None, True),
        Person(2, "b", "Mara Lund", "", None, True),
        Person(3, "c", "Ines Brandt", "", 1, True),
    ]
    assert named_in("Thanks to Mara and to Ines", people) == [1, 2, 3]
    assert named_in("Thanks to Mara Lund and Ines", people) == [2, 3]
