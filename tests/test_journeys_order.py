"""Where a stage that comes to a journey finds its place among those that stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocdash.journeys.order import joined

USUAL = ("choose", "buy", "arrive", "use", "help", "overall", "unplaced")


@pytest.mark.parametrize(
    ("standing", "coming", "expected"),
    [
        ("use overall", "choose arrive help", "choose arrive use help overall"),
        ("use overall", "overall use", "use overall"),
        ("help use", "overall", "help use overall"),
        ("help use", "arrive", "arrive help use"),
        ("use overall", "use wash overall", "use wash overall"),
        ("use overall", "wash overall", "use wash overall"),
        ("use", "wash dry", "use wash dry"),
        ("wash dry", "use", "wash dry use"),
        ("", "use choose", "use choose"),
        ("use overall", "wash", "use wash overall"),
    ],
)
def test_each_stage_finds_its_place(standing: str, coming: str, expected: str) -> None:
    assert joined(standing.split(), coming.split(), USUAL) == expected.split()


CODES = st.lists(st.sampled_from([*USUAL, "wash", "dry", "fold"]), unique=True)


@given(CODES, CODES)
def test_those_that_stand_keep_their_order_and_nobody_is_lost(standing: list[str], coming: list[str]) -> None:
    found = joined(standing, coming, USUAL)
    assert [code for code in found if code in standing] == standing
    assert sorted(found) == sorted({*standing, *coming})
