"""The changes that are running or done at a place of a journey."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from vocdash.journeys.create import id_of
from vocdash.store import Store
from vocdash.store import tables as t


@dataclass(frozen=True, slots=True)
class Action:
    """One change: where it works ("" for everywhere), who answers for it, and from when until when."""

    action_id: int
    name: str
    stage: str
    touchpoint: str
    owner: str
    started_on: date | None
    done_on: date | None


def list_actions(store: Store, journey: str, stage: str = "", touchpoint: str = "") -> tuple[Action, ...]:
    """The actions of a journey that work at a stage, a touchpoint or both; all of them where neither is named. Newest first.

    An action without a stage works in every stage, one without a touchpoint at every touchpoint.
    """
    a, s, p = t.actions.c, t.stages.c, t.touchpoints.c
    with store.reading() as connection:
        statement = (
            sa.select(
                a.action_id,
                a.name,
                s.code.label("stage"),
                p.code.label("touchpoint"),
                t.persons.c.name.label("owner"),
                a.started_on,
                a.done_on,
            )
            .select_from(t.actions)
            .outerjoin(t.stages, s.stage_id == a.stage_id)
            .outerjoin(t.touchpoints, p.touchpoint_id == a.touchpoint_id)
            .outerjoin(t.persons, t.persons.c.person_id == a.person_id)
            .where(a.journey_id == id_of(connection, t.journeys, journey, "journey"))
            .order_by(a.started_on.desc(), a.action_id)
        )
        for column, code in ((s.code, stage), (p.code, touchpoint)):
            if code:
                statement = statement.where(sa.or_(column == code, column.is_(None)))
        rows = connection.execute(statement).all()
    return tuple(Action(r.action_id, r.name, r.stage or "", r.touchpoint or "", r.owner or "", r.started_on, r.done_on) for r in rows)
