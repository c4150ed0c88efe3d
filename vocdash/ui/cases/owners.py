"""To whom a case can be given: persons, and teams, for whoever there takes it."""

from __future__ import annotations

from vocdash.cases.book import Book
from vocdash.cases.state import Owner, State


def owners(names: Book) -> dict[Owner, str]:
    """Nobody, everybody who is still there, and each team, with what they are called."""
    persons = {Owner(person.person_id, person.team_id): person.name for person in names.persons.values() if person.active}
    teams = {Owner(None, number): f"{name} (team)" for number, name in names.teams.items()}
    return {Owner(): "Nobody", **persons, **teams}


def owners_of(state: State, names: Book) -> tuple[Owner, dict[Owner, str]]:
    """Whose a case is, who may have left or was in another team then, and to whom else it can be given."""
    now, every = Owner(state.person_id, state.team_id), owners(names)
    if now in every:
        return now, every
    person = names.persons.get(state.person_id or 0)
    others = {owner: name for owner, name in every.items() if person is None or owner.person_id != person.person_id}
    return now, {now: person.name if person else names.owner(None, state.team_id), **others}
