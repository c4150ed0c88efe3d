"""What to watch: a score of some part of the answers, split by place, and when it shall ring."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.alerts.subjects import THEME, check_split, subject
from vocdash.domain import Method, Scope
from vocdash.errors import UnknownName, VocError
from vocdash.metrics.case_figures import BACKLOG
from vocdash.metrics.mentions import SHARE
from vocdash.metrics.query import read_names, resolve
from vocdash.store import Store
from vocdash.store import tables as t

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Kind(StrEnum):
    """When a rule rings: past a level for sure, or changed for the worse by more than noise explains."""

    LEVEL = "level"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Window:
    """The last `recent` days against the `before` days ahead of them."""

    label: str
    usual: str
    recent: int
    before: int


WINDOWS: dict[str, Window] = {
    "day": Window("day", "the seven days before", 1, 7),
    "week": Window("week", "the four weeks before", 7, 28),
    "month": Window("30 days", "the quarter before", 30, 91),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to watch.

    Attributes
    ----------
    scope : Scope
        The part of the answers to look at; its journey is set, its period is not.
    metric : str
        A code of :data:`vocdash.alerts.subjects.SUBJECTS`: a score, a theme's share or feeling, or a figure of how cases fare.
    by : tuple of str
        Places to tell apart ("stage", "touchpoint", "channel"); each rings on its own. Empty: all in one. For themes "theme" comes first.
    themes : tuple of str
        Codes of the only themes to watch, for a rule about themes; empty: every theme.
    window : str
        A code of :data:`WINDOWS`: the last day, week or month, against the longer time before it.
    level : float or None
        For LEVEL: rings when the whole interval lies on the bad side of it; a count rings above it.
    least : float
        For CHANGE: smallest change that matters, in the metric's unit; for a count, in per cent of what was usual.
    webhook : bool
        Send it to the address of the setting `webhook_url`.
    emails : tuple of str
        Send it to these addresses.
    teams : tuple of int
        Numbers of the teams it is for: their active members get it by mail, and it stands in their list. Empty: it is for everybody.
    """

    name: str
    metric: str
    kind: Kind
    window: str
    scope: Scope
    by: tuple[str, ...] = ()
    level: float | None = None
    least: float = 0.0
    webhook: bool = True
    emails: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    teams: tuple[int, ...] = ()
    on: bool = True
    rule_id: int | None = field(default=None, compare=False)


def usual(journey: str) -> tuple[Rule, ...]:
    """The rules every journey begins with."""
    return tuple(replace(rule, scope=replace(rule.scope, journey=journey)) for rule in USUAL)


_SURVEYS = Scope(methods=(Method.SURVEY.value,))
USUAL: tuple[Rule, ...] = (
    Rule(
        "Complaints rise", "submissions", Kind.CHANGE, "week", Scope(methods=(Method.COMPLAINT.value,)), ("stage", "touchpoint"), least=100
    ),
    Rule("A touchpoint gets worse", "experience", Kind.CHANGE, "month", _SURVEYS, ("stage", "touchpoint"), least=6),
    Rule("Comments turn negative", "share_negative", Kind.CHANGE, "week", Scope(), ("stage",), least=10),
    Rule("A theme comes up more often", SHARE.code, Kind.CHANGE, "week", Scope(), (THEME,), least=3),
    Rule("Open cases pile up", BACKLOG, Kind.CHANGE, "week", Scope(), least=50),
    Rule("More cases go overdue", "cases_overdue", Kind.CHANGE, "week", Scope(), least=100),
)


def rules(store: Store, journey: str | None = None) -> list[Rule]:
    """The rules of one journey, or of all; those that are switched off included."""
    with store.reading() as connection:
        return read_rules(connection, journey)


def read_rules(connection: Connection, journey: str | None = None) -> list[Rule]:
    """The rules of one journey, or of all, in the order they were made; switched off ones included, removed ones not."""
    r = t.alert_rules.c
    statement = sa.select(t.alert_rules, t.journeys.c.code.label("journey")).join(t.journeys, t.journeys.c.journey_id == r.journey_id)
    statement = statement.where(~r.removed).order_by(r.rule_id)
    if journey is not None:
        statement = statement.where(t.journeys.c.code == journey)
    return [_rule(row) for row in connection.execute(statement)]


def _rule(row: sa.Row[Any]) -> Rule:
    return Rule(
        row.name,
        row.metric,
        Kind(row.kind),
        row.window_code,
        _scope(row.journey, row.scope),
        tuple(row.split),
        row.level,
        row.least,
        row.webhook,
        tuple(row.emails),
        tuple(row.scope.get("themes", ())),
        tuple(row.teams),
        row.active,
        row.rule_id,
    )


def _scope(journey: str, told: Mapping[str, Any]) -> Scope:
    segments = tuple((name, tuple(values)) for name, values in told.get("segments", {}).items())
    stages, touchpoints, channels, methods, sources = (
        tuple(told.get(name, ())) for name in ("stages", "touchpoints", "channels", "methods", "sources")
    )
    return Scope(journey, None, stages, touchpoints, channels, methods, segments, bool(told.get("weighted")), sources)


def _told(scope: Scope) -> dict[str, Any]:
    told = {name: value for name, value in asdict(scope).items() if value and name not in {"journey", "period", "segments"}}
    return {**told, **({"segments": {name: list(values) for name, values in scope.segments}} if scope.segments else {})}


def save_rule(store: Store, actor: Actor, rule: Rule) -> int:
    """Store a new rule, or a changed one in place of what it was; gives its number.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead.
    UnknownName, VocError
        If the rule speaks of something that does not exist, or can never ring.
    """
    actor.require(Access.LEAD, "change alert rules")
    with store.noting() as connection:
        _check(connection, rule)
        return write_rule(connection, rule, actor.signature)


def write_rule(connection: Connection, rule: Rule, by: str) -> int:
    """Store a rule inside a write, a new one when it has no number; gives its number."""
    journey_id = connection.scalar(sa.select(t.journeys.c.journey_id).where(t.journeys.c.code == rule.scope.journey))
    values = {
        "journey_id": journey_id,
        "name": rule.name.strip()[:200],
        "metric": rule.metric,
        "kind": rule.kind.value,
        "window_code": rule.window,
        "scope": {**_told(rule.scope), **({"themes": list(rule.themes)} if rule.themes else {})},
        "split": list(rule.by),
        "level": rule.level,
        "least": rule.least,
        "webhook": rule.webhook,
        "emails": list(rule.emails),
        "teams": list(rule.teams),
        "active": rule.on,
        "changed_by": by,
        "changed_at": datetime.now(UTC),
    }
    if rule.rule_id is None:
        made = connection.execute(sa.insert(t.alert_rules).values(values)).inserted_primary_key
        return int(made[0]) if made else 0
    connection.execute(sa.update(t.alert_rules).where(t.alert_rules.c.rule_id == rule.rule_id).values(values))
    return rule.rule_id


def _check(connection: Connection, rule: Rule) -> None:
    if not rule.name.strip():
        raise VocError("The rule has no name.", "Name it as it shall stand in the message.")
    subject(rule.metric)
    if rule.window not in WINDOWS:
        raise UnknownName("window", rule.window, WINDOWS)
    if rule.kind is Kind.LEVEL and rule.level is None:
        raise VocError("A rule that watches a level needs one.", "Say which value must not be passed.")
    if rule.least < 0:
        raise VocError("The smallest change that matters is below 0.", "Give it without a sign; a rule rings when things get worse.")
    for address in rule.emails:
        if not _ADDRESS.fullmatch(address):
            raise VocError(f"“{address}” is no e-mail address.", "Write it like name@company.example.")
    names = read_names(connection)
    if rule.scope.journey is None:
        raise VocError("The rule names no journey.", "Choose the journey whose answers it watches.")
    resolve(rule.scope, names)
    check_split(rule.metric, rule.by, names)
    teams = dict(connection.execute(sa.select(t.teams.c.team_id, t.teams.c.name)).all())
    for number in rule.teams:
        if number not in teams:
            raise UnknownName("team", str(number), teams.values())
    themes = connection.scalars(sa.select(t.themes.c.code).where(t.themes.c.kind == "theme", t.themes.c.status == "live")).all()
    for code in rule.themes:
        if code not in themes:
            raise UnknownName("theme", code, themes)


def switch_rule(store: Store, actor: Actor, rule_id: int, on: bool) -> None:
    """Let a rule ring, or rest it."""
    _change(store, actor, rule_id, active=on)


def remove_rule(store: Store, actor: Actor, rule_id: int) -> None:
    """Take a rule away; what it rang for stays in the list of alerts."""
    _change(store, actor, rule_id, removed=True, active=False)


def _change(store: Store, actor: Actor, rule_id: int, **values: bool) -> None:
    actor.require(Access.LEAD, "change alert rules")
    changed = {"changed_by": actor.signature, "changed_at": datetime.now(UTC), **values}
    with store.noting() as connection:
        done = connection.execute(sa.update(t.alert_rules).where(t.alert_rules.c.rule_id == rule_id).values(changed)).rowcount
        if not done:
            raise UnknownName("alert rule", str(rule_id), map(str, connection.scalars(sa.select(t.alert_rules.c.rule_id))))
