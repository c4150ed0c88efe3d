"""Who gets a new case: rules of the company, tried on past cases before they are switched on, and else the owner of the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.access import Access, Actor
from vocdash.cases.book import book_of
from vocdash.cases.state import Owner
from vocdash.errors import UnknownName, VocError
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.clock import now

TRIAL = 2_000
"""Past cases a rule is tried on, the newest ones."""


class Routed(Protocol):
    """What a rule looks at."""

    @property
    def stage_id(self) -> int: ...
    @property
    def touchpoint_id(self) -> int: ...
    @property
    def theme_id(self) -> int: ...
    @property
    def severity(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """Where all conditions hold, the owner is this one. Empty conditions hold always. `rule_id` 0 is a rule not kept yet."""

    name: str
    owner: Owner
    stages: tuple[int, ...] = ()
    touchpoints: tuple[int, ...] = ()
    themes: tuple[int, ...] = ()
    severity_from: int = 1
    active: bool = False
    position: int = 0
    rule_id: int = 0

    def takes(self, case: Routed) -> bool:
        """Whether the rule applies to a case."""
        return (
            (not self.stages or case.stage_id in self.stages)
            and (not self.touchpoints or case.touchpoint_id in self.touchpoints)
            and (not self.themes or case.theme_id in self.themes)
            and case.severity >= self.severity_from
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have done to past cases: how many were looked at, taken, already with that owner, and whose they were."""

    looked_at: int
    taken: int
    same: int
    owners: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Router:
    """Decides on the first owner of new cases: the first active rule that takes it, else who owns the place on that day."""

    rules: tuple[Rule, ...]
    cells: Mapping[tuple[int, int], Sequence[tuple[date, Owner]]]

    def owner(self, case: Routed, day: date) -> tuple[Owner, str]:
        """The owner of a new case, and the name of the rule that said so ("" when it is the owner of the place)."""
        for rule in self.rules:
            if rule.takes(case):
                return rule.owner, rule.name
        return self.owner_of(case.stage_id, case.touchpoint_id, day), ""

    def owner_of(self, stage_id: int, touchpoint_id: int, day: date) -> Owner:
        """Who owns a place on a day."""
        found = Owner()
        for valid_from, owner in self.cells.get((stage_id, touchpoint_id), ()):
            if valid_from > day:
                break
            found = owner
        return found


def read_router(connection: Connection) -> Router:
    """The rules that are switched on, and who owned every place when. Persons who left get no new cases."""
    persons = book_of(connection).persons
    v, c = t.cell_versions.c, t.cells.c
    cells: dict[tuple[int, int], list[tuple[date, Owner]]] = {}
    rows = sa.select(c.stage_id, c.touchpoint_id, v.valid_from, v.person_id, v.team_id).join_from(t.cell_versions, t.cells)
    for row in connection.execute(rows.order_by(v.valid_from)):
        person = persons.get(row.person_id or 0)
        owner = Owner(person.person_id if person and person.active else None, row.team_id or (person.team_id if person else None))
        cells.setdefault((row.stage_id, row.touchpoint_id), []).append((row.valid_from, owner))
    return Router(tuple(rule for rule in rules_of(connection) if rule.active), cells)


def read_rules(store: Store) -> list[Rule]:
    """Every rule in the order they are asked."""
    with store.reading() as connection:
        return rules_of(connection)


def rules_of(connection: Connection) -> list[Rule]:
    """Every routing rule in the order in which it is tried."""
    c = t.case_rules.c
    return [_rule(row) for row in connection.execute(sa.select(t.case_rules).order_by(c.position, c.rule_id)).mappings()]


def _rule(row: sa.RowMapping) -> Rule:
    said = row["conditions"]
    return Rule(
        name=row["name"],
        owner=Owner(row["person_id"], row["team_id"]),
        stages=tuple(said["stages"]),
        touchpoints=tuple(said["touchpoints"]),
        themes=tuple(said["themes"]),
        severity_from=said["severity_from"],
        active=row["active"],
        position=row["position"],
        rule_id=row["rule_id"],
    )


def save_rule(store: Store, actor: Actor, rule: Rule) -> int:
    """Keep a rule, new (`rule_id` 0) or changed; gives its number. It decides only on cases opened from then on, while `active`.

    Raises
    ------
    VocError
        If it has no name, or leads to nobody.
    """
    actor.require(Access.LEAD, "change the routing of cases")
    if not rule.name.strip() or rule.owner == Owner():
        raise VocError("The rule has no name or leads to nobody.", "Give it a name, and a person or a team.")
    with store.writing(answers=False) as connection:
        conditions = {"stages": rule.stages, "touchpoints": rule.touchpoints, "themes": rule.themes, "severity_from": rule.severity_from}
        values = {
            "name": rule.name.strip()[:200],
            "position": rule.position,
            "active": rule.active,
            "conditions": {name: list(value) if isinstance(value, tuple) else value for name, value in conditions.items()},
            "team_id": rule.owner.team_id,
            "person_id": rule.owner.person_id,
            "changed_by": actor.signature,
            "changed_at": now(connection),
        }
        if not rule.rule_id:
            made = connection.execute(sa.insert(t.case_rules).values(values)).inserted_primary_key
            return int(made[0]) if made else 0
        where = t.case_rules.c.rule_id == rule.rule_id
        if not connection.execute(sa.update(t.case_rules).where(where).values(values)).rowcount:
            raise UnknownName("rule", rule.name, (known.name for known in rules_of(connection)))
        return rule.rule_id


def delete_rule(store: Store, actor: Actor, rule_id: int) -> None:
    """Forget a rule; cases it routed stay where they are."""
    actor.require(Access.LEAD, "change the routing of cases")
    with store.writing(answers=False) as connection:
        connection.execute(sa.delete(t.case_rules).where(t.case_rules.c.rule_id == rule_id))


def try_rule(store: Store, actor: Actor, rule: Rule) -> Trial:
    """What a rule would have done to the newest past cases, without doing it.

    Raises
    ------
    NotAllowed
        If the actor is not at least a lead.
    """
    actor.require(Access.LEAD, "try the routing of cases")
    c = t.cases.c
    columns = (c.stage_id, c.touchpoint_id, c.theme_id, c.severity, c.person_id, c.team_id)
    with store.reading() as connection:
        book = book_of(connection)
        past = connection.execute(sa.select(*columns).order_by(c.answered_at.desc(), c.case_id.desc()).limit(TRIAL)).all()
    taken = [row for row in past if rule.takes(row)]
    whose = Counter(book.owner(row.person_id, row.team_id) for row in taken)
    wanted = book.owner(rule.owner.person_id, rule.owner.team_id)
    return Trial(len(past), len(taken), whose[wanted], tuple(whose.most_common(5)))
