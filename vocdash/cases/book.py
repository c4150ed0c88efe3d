"""Who and what a case may name: persons, teams, places and actions, by their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Actor
from vocdash.store import Store
from vocdash.store import tables as t


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may own a case; `active` is False for those who left, whose names stay where they stood."""

    person_id: int
    code: str
    name: str
    email: str
    team_id: int | None
    active: bool


@dataclass(frozen=True, slots=True)
class Book:
    """Names by number. Touchpoint 0 and every stage called "unknown" stand for an answer that names none."""

    persons: Mapping[int, Person]
    teams: Mapping[int, str]
    stages: Mapping[int, str]
    touchpoints: Mapping[int, str]
    channels: Mapping[int, str]
    themes: Mapping[int, str]
    journeys: Mapping[int, str]
    journey_of: Mapping[int, int]
    actions: Mapping[int, str]

    def person_of(self, actor: Actor) -> Person | None:
        """The person an actor is, by name or e-mail address; None for the command line and strangers."""
        said = actor.name.strip().casefold()
        return next((p for p in self.persons.values() if said in (p.name.casefold(), p.email.casefold(), p.code.casefold())), None)

    def named(self, words: str) -> Person | None:
        """The person called by a code or a name, without regard to case."""
        said = words.strip().casefold()
        return next((p for p in self.persons.values() if said in (p.code.casefold(), p.name.casefold())), None)

    def owner(self, person_id: int | None, team_id: int | None) -> str:
        """Who answers for something, in words: the person and the team, as far as there are any."""
        names = (
            self.persons[person_id].name if person_id is not None and person_id in self.persons else "",
            self.teams.get(team_id or 0, ""),
        )
        return ", ".join(name for name in names if name) or "nobody"

    def place(self, stage_id: int | None, touchpoint_id: int | None) -> str:
        """A stage and a touchpoint in words; an answer that names neither speaks of the journey as a whole."""
        names = (self.stages.get(stage_id or 0, ""), self.touchpoints.get(touchpoint_id or 0, "") if touchpoint_id else "")
        return " · ".join(name for name in names if name and name != "Unknown") or "The whole journey"


def read_book(store: Store) -> Book:
    """All names, in short reads of reference tables."""
    with store.reading() as connection:
        return book_of(connection)


def book_of(connection: Connection) -> Book:
    """All names as this connection sees them."""
    p, s = t.persons.c, t.stages.c
    persons = connection.execute(sa.select(p.person_id, p.code, p.name, p.email, p.team_id, p.active).order_by(p.name))
    stages = connection.execute(sa.select(s.stage_id, s.name, s.journey_id).order_by(s.journey_id, s.position)).all()
    return Book(
        persons={row.person_id: Person(row.person_id, row.code, row.name, row.email or "", row.team_id, row.active) for row in persons},
        teams=_names(connection, t.teams.c.team_id, t.teams.c.name),
        stages={row.stage_id: row.name for row in stages},
        touchpoints=_names(connection, t.touchpoints.c.touchpoint_id, t.touchpoints.c.name),
        channels=_names(connection, t.channels.c.channel_id, t.channels.c.name),
        themes=_names(connection, t.themes.c.theme_id, t.themes.c.name),
        journeys=_names(connection, t.journeys.c.journey_id, t.journeys.c.name),
        journey_of={row.stage_id: row.journey_id for row in stages},
        actions=_names(connection, t.actions.c.action_id, t.actions.c.name),
    )


def _names(connection: Connection, key: sa.Column[int], name: sa.Column[str]) -> dict[int, str]:
    return {row[0]: row[1] for row in connection.execute(sa.select(key, name).order_by(name))}
