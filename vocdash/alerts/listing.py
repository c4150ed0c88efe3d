"""What rang: the list of it, and who has seen it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from vocdash.access import Actor
from vocdash.store import Store
from vocdash.store import tables as t


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that rang. `last` is None while it still does; `place` maps dimensions to codes; `seen_by` is "" for nobody.

    `teams` are the numbers of those it is for, none for everybody.
    """

    alert_id: int
    rule_id: int
    rule: str
    journey: str
    metric: str
    place: Mapping[str, str]
    first: date
    last: date | None
    said: str
    value: float | None
    before: float | None
    n: int
    found_at: datetime
    seen_by: str
    teams: tuple[int, ...] = ()

    def is_for(self, team: int) -> bool:
        """Whether it is for the team of this number, or for everybody."""
        return not self.teams or team in self.teams


def alerts(store: Store, journey: str | None = None, *, limit: int = 100) -> list[Alert]:
    """What rang, newest first."""
    a = t.alerts.c
    statement = with_rules().order_by(a.starts_on.desc(), a.alert_id.desc()).limit(limit)
    if journey is not None:
        statement = statement.where(t.journeys.c.code == journey)
    with store.reading() as connection:
        return [
            Alert(
                *(row.alert_id, row.rule_id, row.name, row.journey, row.metric, row.place, row.starts_on, row.ends_on),
                *(row.said, row.value, row.before, row.n, row.found_at, row.seen_by or "", tuple(row.teams)),
            )
            for row in connection.execute(statement)
        ]


def with_rules() -> sa.Select[Any]:
    """Alerts with the `name`, `metric` and `teams` of their rules, and the code of the `journey`."""
    a, r, j = t.alerts.c, t.alert_rules.c, t.journeys.c
    statement = sa.select(t.alerts, r.name, r.metric, r.teams, j.code.label("journey"))
    return statement.join(t.alert_rules, r.rule_id == a.rule_id).join(t.journeys, j.journey_id == r.journey_id)


def unseen(store: Store) -> int:
    """How many alerts nobody has seen."""
    with store.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(t.alerts).where(t.alerts.c.seen_at.is_(None))) or 0)


def mark_seen(store: Store, actor: Actor, alert_ids: Iterable[int]) -> None:
    """Note who has seen alerts; the first one stays."""
    mine = sa.update(t.alerts).where(t.alerts.c.alert_id.in_(list(alert_ids)), t.alerts.c.seen_at.is_(None))
    with store.noting() as connection:
        connection.execute(mine.values(seen_by=actor.signature, seen_at=datetime.now(UTC)))
