"""Teams and persons: who may own cells, cases and actions. They belong to the company, not to one journey."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from vocdash.access import Actor
from vocdash.errors import VocError
from vocdash.journeys.create import ensure_person, ensure_team, id_of
from vocdash.journeys.definition import PersonSpec, TeamSpec
from vocdash.journeys.work import designing_company
from vocdash.store import Store
from vocdash.store import tables as t


@dataclass(frozen=True, slots=True)
class People:
    """Every team and person by name; `active` holds the codes of persons who can be given something to own."""

    teams: tuple[TeamSpec, ...]
    persons: tuple[PersonSpec, ...]
    active: frozenset[str]


def read_people(store: Store) -> People:
    """The teams and persons of the company."""
    p = t.persons.c
    persons = sa.select(p.code, p.name, p.email, t.teams.c.code.label("team"), p.active)
    with store.reading() as connection:
        teams = connection.execute(sa.select(t.teams.c.code, t.teams.c.name, t.teams.c.partner).order_by(t.teams.c.name)).all()
        found = connection.execute(persons.join_from(t.persons, t.teams, isouter=True).order_by(p.name)).all()
    return People(
        tuple(TeamSpec(*row) for row in teams),
        tuple(PersonSpec(row.code, row.name, row.email or "", row.team or "") for row in found),
        frozenset(row.code for row in found if row.active),
    )


def set_team(store: Store, actor: Actor, team: TeamSpec) -> None:
    """Make a team, ours or a partner company's, or give the one of this code another name."""
    with designing_company(store, actor) as work:
        name = _checked(team.name)
        number = ensure_team(work.connection, TeamSpec(team.code, name, team.partner))
        values = {"name": name, "partner": team.partner}
        work.connection.execute(sa.update(t.teams).where(t.teams.c.team_id == number).values(values))
        work.say(f"Set the team {name}.")


def set_person(store: Store, actor: Actor, person: PersonSpec, *, active: bool = True) -> None:
    """Make a person, or change the one of this code. One who left is no longer `active` and keeps what they own until it is given on.

    Raises
    ------
    UnknownName
        If there is no such team.
    """
    with designing_company(store, actor) as work:
        name = _checked(person.name)
        team_id = id_of(work.connection, t.teams, person.team, "team") if person.team else None
        number = ensure_person(work.connection, PersonSpec(person.code, name, person.email, person.team))
        values = {"name": name, "email": person.email.strip() or None, "team_id": team_id, "active": active}
        work.connection.execute(sa.update(t.persons).where(t.persons.c.person_id == number).values(values))
        work.say(f"Set {name}{'' if active else ', who is no longer active'}.")


def _checked(name: str) -> str:
    if not name.strip():
        raise VocError("The name is empty.", "Give one.")
    return name.strip()[:200]
