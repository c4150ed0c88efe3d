"""Praise reaches whoever owns the place and whoever is named; exports run nothing in a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cases import INES, brought
from vocdash.access import Access, Actor
from vocdash.cases.praise import read_praise
from vocdash.domain import Scope
from vocdash.errors import NotAllowed
from vocdash.store import Store

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
