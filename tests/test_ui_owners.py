"""To whom a case can be given: whoever is there now, each team, and whoever has it."""

from __future__ import annotations

from dataclasses import replace

from tests.test_cases_steps import BOOK, fresh
from vocdash.cases.state import Owner
from vocdash.ui.cases.owners import owners, owners_of


def test_persons_who_left_get_nothing_new_and_teams_can_have_a_case() -> None:
    assert owners(BOOK) == {
        Owner(): "Nobody",
        Owner(1, 1): "Ines Brandt",
        Owner(2, 2): "Mara Okafor",
        Owner(None, 1): "Sales (team)",
        Owner(None, 2): "Logistics (team)",
    }


def test_whoever_has_the_case_stands_among_them_once() -> None:
    """Also who has left since, and who was in another team when they got it."""
    for state, name in (
        (fresh(), "Mara Okafor"),
        (replace(fresh(), person_id=3, team_id=None), "Mara Gone"),
        (replace(fresh(), team_id=1), "Mara Okafor"),
        (replace(fresh(), person_id=None), "Logistics (team)"),
    ):
        now, choices = owners_of(state, BOOK)
        assert now == Owner(state.person_id, state.team_id)
        assert choices[now] == name
        assert list(choices.values()).count(name) == 1
