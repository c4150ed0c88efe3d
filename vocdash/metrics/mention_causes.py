"""Causes that lie elsewhere: where comments were given, and which place their words name."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from vocdash.domain import Scope
from vocdash.metrics.privacy import Size, too_small
from vocdash.metrics.query import read_names, resolve
from vocdash.metrics.sources import PERSON, answers, inside
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import same_comment
from vocdash.text.scored import NEUTRAL_BAND


@dataclass(frozen=True, slots=True)
class Cause:
    """Comments given at one place whose words name another: the cause lies there. Places are codes; numbers None when hidden."""

    stage: str
    touchpoint: str
    cause_stage: str
    cause_touchpoint: str
    comments: int | None
    bad: int | None
    hidden: bool = False


def causes(store: Store, scope: Scope, *, min_group: int = 0) -> list[Cause]:
    """From where to where comments point, the most frequent first; `bad` of them feel bad about it.

    The scope is that of the place a comment was given at. Pairs of fewer than `min_group` people are hidden, and where exactly one of
    a place is, its next smallest too. Read from the mentions, of which few name another place.

    Raises
    ------
    UnknownName
        For a code in the scope that does not exist.
    """
    m, r = t.mentions.c, t.responses.c
    places = (r.stage_id, r.touchpoint_id, m.stage_id.label("cause_stage"), m.touchpoint_id.label("cause_touchpoint"))
    with store.reading() as connection:
        names = read_names(connection)
        each = (
            answers(r.submission_id, r.question_id, r.occurrence, *places, sa.func.avg(m.polarity).label("polarity"))
            .add_columns(sa.func.min(PERSON).label("person"))
            .join(t.mentions, same_comment(t.mentions))
            .where(m.placed == "named", *inside(resolve(scope, names), scope.period))
            .group_by(r.submission_id, r.question_id, r.occurrence, *places)
            .subquery()
        )
        by = (each.c.stage_id, each.c.touchpoint_id, each.c.cause_stage, each.c.cause_touchpoint)
        bad = sa.func.sum(sa.case((each.c.polarity < -NEUTRAL_BAND, 1), else_=0))
        counts = (sa.func.count(), bad, sa.func.count(each.c.submission_id.distinct()), sa.func.count(each.c.person.distinct()))
        rows = connection.execute(sa.select(*by, *counts).group_by(*by)).all()
    rows = sorted(rows, key=lambda row: (-row[4], *row[:4]))
    hidden = too_small([Size(row[6], row[7], within=row[:2]) for row in rows], min_group)
    return [
        Cause(
            *(names.stages[row[0]], names.touchpoints[row[1]], names.stages[row[2]], names.touchpoints[row[3]]),
            *((None, None, True) if number in hidden else (int(row[4]), int(row[5]), False)),
        )
        for number, row in enumerate(rows)
    ]
