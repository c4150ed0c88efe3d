"""After a write: what rings now that did not ring before, each thing once; and the list of what rang."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash import settings
from vocdash.access import Actor
from vocdash.alerts.outbox import put_down
from vocdash.alerts.rules import WINDOWS, Kind, Rule, read_rules, usual, write_rule
from vocdash.alerts.series import Place
from vocdash.alerts.subjects import THEME, subject
from vocdash.alerts.watch import Ring, newest_day, rings
from vocdash.domain import UNKNOWN, Score
from vocdash.errors import UnknownName
from vocdash.metrics.registry import Metric
from vocdash.store import Store
from vocdash.store import tables as t

US = "vocdash"


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


def check_alerts(store: Store) -> list[int]:
    """Look at every rule, note what rings and did not before, and what has ended; gives the numbers of the new alerts.

    Calling it again finds nothing new. New alerts that are still going on are put down to be sent (:func:`vocdash.alerts.deliver`);
    older ones, which a file with last year's answers brings up, are listed only.
    """
    _begin(store)
    found = {}
    with store.reading() as connection:
        watched = [rule for rule in read_rules(connection) if rule.on]
        names = _names(connection)
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


# --- in words --------------------------------------------------------------------------------------------------------


Names = Mapping[str, Mapping[str, str]]


def place_names(store: Store) -> Names:
    """What the codes of places and themes are called, by dimension."""
    with store.reading() as connection:
        return _names(connection)


def theme_names(store: Store) -> dict[str, str]:
    """Themes that can be watched: code → name, by name."""
    with store.reading() as connection:
        return _theme_names(connection)


def _names(connection: Connection) -> Names:
    tables = {"stage": t.stages, "touchpoint": t.touchpoints, "channel": t.channels}
    places = {code: dict(connection.execute(sa.select(table.c.code, table.c.name)).all()) for code, table in tables.items()}
    return {**places, THEME: _theme_names(connection)}


def _theme_names(connection: Connection) -> dict[str, str]:
    h = t.themes.c
    return dict(connection.execute(sa.select(h.code, h.name).where(h.status == "live", h.kind == "theme").order_by(h.name)).all())


def sentence(rule: Rule, ring: Ring, names: Names) -> str:
    """What rang, in one or two sentences: what, where, when, how much, and against what."""
    window, asked = WINDOWS[rule.window], subject(rule.metric)
    places = [names.get(code, {}).get(word, word) for code, word in zip(rule.by, ring.place, strict=True) if word != UNKNOWN]
    where = " · ".join(places)
    now = f"{_number(asked, ring.now.value)}{_interval(asked, ring.now)}"
    when = f"in the {window.label} to {ring.day.day} {ring.day:%B %Y}"
    head = f"{rule.name}{f' ({where})' if where else ''}: {asked.label} {now} {when}"
    if rule.kind is Kind.LEVEL:
        return f"{head}, past the level of {_number(asked, rule.level)}."
    if ring.before is None:
        return f"{head}."
    if asked.kind == "count":
        return f"{head}, where {ring.before.value or 0.0:.1f} were usual in {window.usual}."
    return f"{head}, after {_number(asked, ring.before.value)}{_interval(asked, ring.before)} in {window.usual}."


def _number(asked: Metric, value: float | None) -> str:
    unit = "%" if asked.unit == "%" else ""
    return "–" if value is None else f"{value:,.{asked.decimals}f}{unit}".replace("-", "−")


def _interval(asked: Metric, score: Score) -> str:
    return "" if score.low is None or score.high is None else f" ({_number(asked, score.low)} to {_number(asked, score.high)})"
