"""After a write: what rings now that did not ring before, each thing once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash import settings
from vocdash.alerts.outbox import put_down
from vocdash.alerts.rules import WINDOWS, Rule, read_rules, usual, write_rule
from vocdash.alerts.series import Place
from vocdash.alerts.watch import Ring, newest_day, rings
from vocdash.alerts.words import Names, names_of, sentence
from vocdash.errors import UnknownName
from vocdash.store import Store
from vocdash.store import tables as t

US = "vocdash"


def check_alerts(store: Store) -> list[int]:
    """Look at every rule, note what rings and did not before, and what has ended; gives the numbers of the new alerts.

    Calling it again finds nothing new. New alerts that are still going on are put down to be sent (:func:`vocdash.alerts.deliver`);
    older ones, which a file with last year's answers brings up, are listed only.
    """
    _begin(store)
    found = {}
    with store.reading() as connection:
        watched = [rule for rule in read_rules(connection) if rule.on]
        names = names_of(connection)
    for rule in watched:
        try:
            found[rule.rule_id] = rule, rings(store, rule)
        except UnknownName:
            # The rule speaks of a place or an attribute that an undo has removed; it is silent until it comes back.
            continue
    new: list[int] = []
    for rule, rung in found.values():
        new += _note(store, rule, rung, names)
    return new


def _begin(store: Store) -> None:
    """Give journeys that never had a rule the usual ones."""
    with store.reading() as connection:
        bare = _bare(connection)
    if not bare:
        return
    with store.noting() as connection:
        # Two processes that look at once wait for each other here, and the second finds what the first has noted.
        connection.execute(sa.select(t.journeys.c.journey_id).order_by(t.journeys.c.journey_id).with_for_update())
        for journey in _bare(connection):
            for rule in usual(journey):
                write_rule(connection, rule, US)


def _bare(connection: Connection) -> Sequence[str]:
    ruled = sa.select(t.alert_rules.c.journey_id)
    return connection.scalars(
        sa.select(t.journeys.c.code).where(t.journeys.c.status == "live", t.journeys.c.journey_id.not_in(ruled))
    ).all()


def _note(store: Store, rule: Rule, rung: Sequence[Ring], names: Names) -> list[int]:
    """Write down the new ones of a rule, and how long the known ones lasted."""
    with store.reading() as connection:
        known = _known(connection, rule)
    if not _news(rule, rung, known):
        return []
    new = []
    until = newest_day(store, rule) or date.max
    with store.noting() as connection:
        # As in `_begin`: one process at a time notes what a rule rings for.
        connection.execute(sa.select(t.alert_rules.c.rule_id).where(t.alert_rules.c.rule_id == rule.rule_id).with_for_update())
        known = _known(connection, rule)
        for ring, alert in _news(rule, rung, known):
            if alert is not None:
                connection.execute(sa.update(t.alerts).where(t.alerts.c.alert_id == alert).values(ends_on=ring.last))
                continue
            made = connection.execute(sa.insert(t.alerts).values(_values(rule, ring, names))).inserted_primary_key
            new.append(int(made[0]) if made else 0)
            if (until - (ring.last or until)).days <= WINDOWS[rule.window].recent:
                _put_down(connection, rule, new[-1])
    return new


_Known = list[tuple[int, Place, date, date | None]]


def _known(connection: Connection, rule: Rule) -> _Known:
    a = t.alerts.c
    rows = connection.execute(sa.select(a.alert_id, a.place, a.starts_on, a.ends_on).where(a.rule_id == rule.rule_id))
    return [(row.alert_id, tuple(row.place[code] for code in rule.by if code in row.place), row.starts_on, row.ends_on) for row in rows]


def _news(rule: Rule, rung: Sequence[Ring], known: _Known) -> list[tuple[Ring, int | None]]:
    """Rings that are new (with None), and those whose end is another than what was noted (with the alert's number)."""
    near = timedelta(days=WINDOWS[rule.window].recent)
    news: list[tuple[Ring, int | None]] = []
    for ring in rung:
        same = [
            (number, ends)
            for number, place, starts, ends in known
            if place == ring.place and starts - near <= (ring.last or date.max) and ring.first <= (ends or date.max - near) + near
        ]
        if not same:
            news.append((ring, None))
        elif same[-1][1] != ring.last:
            news.append((ring, same[-1][0]))
    return news


def _values(rule: Rule, ring: Ring, names: Names) -> dict[str, Any]:
    return {
        "rule_id": rule.rule_id,
        "place": dict(zip(rule.by, ring.place, strict=True)),
        "starts_on": ring.first,
        "ends_on": ring.last,
        "said": sentence(rule, ring, names),
        "value": ring.now.value,
        "before": ring.before.value if ring.before else None,
        "n": ring.now.n,
        "found_at": datetime.now(UTC),
    }


def _put_down(connection: Connection, rule: Rule, alert_id: int) -> None:
    """Put the messages of an alert down to be sent."""
    if rule.webhook:
        put_down(connection, "webhook", settings.get("webhook_url"), alert_id=alert_id)
    for address in dict.fromkeys([*rule.emails, *_members(connection, rule.teams)]):
        put_down(connection, "email", address, alert_id=alert_id)


def _members(connection: Connection, teams: Sequence[int]) -> Sequence[str]:
    """The addresses of those who are in some teams now."""
    p = t.persons.c
    return connection.scalars(sa.select(p.email).where(p.team_id.in_(teams), p.active, p.email != "").order_by(p.person_id)).all()
