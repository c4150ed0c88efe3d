"""Cases of different customers are merged only by somebody who says that it is meant, and the history says so."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.test_cases import INES, LOW, brought, cases
from vocdash.cases.change import OtherCustomers, merge_cases, update_case
from vocdash.cases.read import read_case
from vocdash.cases.state import Change
from vocdash.cases.status import Status
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.ui.cases.facts import sentence

OF_SEVEN = LOW.replace("1,2026", "3,2026", 1)
OF_NINE = LOW.replace("1,2026", "4,2026", 1).replace(",7,", ",9,")
OF_NOBODY = LOW.replace("1,2026", "5,2026", 1).replace(",7,", ",,")


def said(store: Store, case_id: int) -> str:
    """The last line of the history of a case, in words."""
    return sentence(read_case(store, INES, case_id).history[-1])


def test_cases_of_different_customers_are_merged_only_when_that_is_said(store: Store, tmp_path: Path) -> None:
    for rows in (LOW, OF_SEVEN, OF_NINE):  # one after the other, so that they are numbered so
        brought(store, tmp_path, rows)
    with pytest.raises(OtherCustomers) as asked:
        merge_cases(store, INES, 1, {1: 1, 2: 1, 3: 1})
    with store.reading() as connection:
        whose = dict(connection.execute(sa.select(t.cases.c.case_id, t.cases.c.customer_id)).all())
    assert asked.value.customers == {1: whose[1], 3: whose[3]} and whose[1] == whose[2] != whose[3]
    assert all(state.merged_into is None and state.version == 1 for state in cases(store)), "nothing is written before it is said"
    assert merge_cases(store, INES, 1, {1: 1, 2: 1, 3: 1}, strangers=True).changed == (2, 3)
    assert said(store, 1) == "Took over C-2, C-3 of another customer"
    assert [said(store, 2), said(store, 3)] == ["Merged into C-1", "Merged into C-1, a case of another customer"]


def test_customers_nobody_knows_are_not_taken_for_one(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, OF_NOBODY + OF_NOBODY.replace("5,2026", "6,2026", 1))
    with pytest.raises(OtherCustomers):
        merge_cases(store, INES, 1, {1: 1, 2: 1})


def test_nothing_is_merged_into_a_case_that_changed_meanwhile(store: Store, tmp_path: Path) -> None:
    for rows in (LOW, OF_SEVEN):
        brought(store, tmp_path, rows)
    update_case(store, INES, 1, 1, Change(status=Status.NO_COMPLAINT))
    done = merge_cases(store, INES, 1, {1: 1, 2: 1})
    assert (done.changed, done.stale) == ((), (1,))
    assert [state.merged_into for state in cases(store)] == [None, None]
    assert merge_cases(store, INES, 1, {1: 2, 2: 1}).changed == (2,)
