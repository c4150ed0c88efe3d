"""The sums that stand behind what comments mention, by key and theme: from the rollup where it can answer, else from the mentions."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import Period, calendar_of
from vocdash.metrics.ask import Way
from vocdash.metrics.columns import Answers, Groups, products_of, read_answers, summed
from vocdash.metrics.given import Ints, read_mentions
from vocdash.metrics.kept import read_kept
from vocdash.metrics.meaning import first_versions
from vocdash.metrics.mention_sums import ANY, FEELING, MENTIONED, SCORES, Comments, comments_of, comments_with, tally
from vocdash.metrics.query import Filters, Names, Query, resolve
from vocdash.metrics.rollup_sums import plan
from vocdash.metrics.sources import LEVEL_BITS, inside, of_segment
from vocdash.metrics.sums import SUM_COLUMNS, Sums
from vocdash.store import tables as t

Key = tuple[str, ...]
"""The codes of one group, in the order of the question's `by`."""

ByTheme = dict[int, dict[str, Sums]]
"""Id of a theme → measure → its sums; the theme `ANY` holds all comments of the group, whether or not they mention one."""


@dataclass(frozen=True, slots=True)
class MentionGroups:
    """Key → theme → measure → sums, and for each key its place in the reading order."""

    sums: dict[Key, ByTheme]
    order: dict[Key, tuple[Any, ...]]

    def add(self, query: Query, names: Names, keys: tuple[Any, ...], theme: int, measure: str, sums: Sums) -> None:
        """Add sums up under the codes that ids stand for, which several ids may share."""
        pairs = list(zip(query.by, keys, strict=True))
        key = tuple(names.label(code, part) for code, part in pairs)
        ranks = tuple(names.stage_order[part] if code == "stage" else names.label(code, part) for code, part in pairs)
        self.order[key] = min(self.order.get(key, ranks), ranks)
        of_theme = self.sums.setdefault(key, {ANY: {}}).setdefault(theme, {})
        of_theme[measure] = _plus(of_theme[measure], sums) if measure in of_theme else sums


def _plus(one: Sums, other: Sums) -> Sums:
    added = {field.name: getattr(one, field.name) + getattr(other, field.name) for field in fields(Sums)}
    ends = {"scale_low": min(one.scale_low, other.scale_low), "scale_high": max(one.scale_high, other.scale_high)}
    return Sums(**added | ends)


def groups_of(connection: Connection, query: Query, names: Names, way: Way) -> MentionGroups:
    """The sums that answer a question.

    Raises
    ------
    LookupError
        If `way` is "rollup" and the rollup cannot answer.
    """
    filters = resolve(query.scope, names)
    chosen = plan(query, filters) if way in ("auto", "rollup") else None
    if chosen is not None and chosen.grain != "day" and not chosen.level & LEVEL_BITS["channel"]:
        return _from_rollup(connection, query, names, filters, chosen.grain, chosen.level)
    if way == "rollup":
        raise LookupError(f"the rollup cannot answer {query}")
    return _from_mentions(connection, query, names, filters, way)


def _measures(query: Query) -> tuple[str, ...]:
    return (MENTIONED, FEELING, query.asked.measure)


def _from_rollup(connection: Connection, query: Query, names: Names, filters: Filters, grain: str, level: int) -> MentionGroups:
    c = t.mention_rollup.c
    columns: dict[str, ColumnElement[Any]] = {"stage": c.stage_id, "touchpoint": c.touchpoint_id, "method": c.method}
    keys = [columns[code] if code in columns else c.segment_id if of_segment(code) else t.calendar.c[code] for code in query.by]
    summed = [*(sa.func.sum(c[name]) for name in SUM_COLUMNS), sa.func.min(c.scale_low), sa.func.max(c.scale_high)]
    inside_rollup = filters.on(
        journeys=c.journey_id, stages=c.stage_id, touchpoints=c.touchpoint_id, segments=c.segment_id, methods=c.method
    )
    statement = (
        sa.select(*keys, c.theme_id, c.measure, *summed)
        .where(c.grain == grain, c.level == level, c.measure.in_(_measures(query)))
        .where(*inside_rollup)
        .group_by(*keys, c.theme_id, c.measure)
    )
    if query.scope.period is not None:
        statement = statement.where(c.starts_on.between(query.scope.period.first, query.scope.period.last))
    if query.kinds("time"):
        statement = statement.join_from(t.mention_rollup, t.calendar, t.calendar.c.day == c.starts_on)
    groups, at = MentionGroups({}, {}), len(keys)
    for row in connection.execute(statement):
        groups.add(query, names, tuple(row[:at]), row[at], row[at + 1], Sums(*row[at + 2 :]))
    return groups


def _spoken(connection: Connection, filters: Filters, period: Period | None, way: Way) -> tuple[Answers, Comments] | None:
    """The answers on days of a period, and the comments among them: of those kept as columns, or read themselves."""
    if way != "raw":
        kept = read_kept(connection, filters, period)
        return None if kept is None else (kept.answers, comments_with(first_versions(connection), kept.answers, kept.mentions))
    when = [] if period is None else [t.submissions.c.day.between(period.first, period.last)]
    found = read_answers(connection, when, *inside(filters, None))
    return None if found is None else (found, comments_of(first_versions(connection), found, read_mentions(connection, when)))


def _from_mentions(connection: Connection, query: Query, names: Names, filters: Filters, way: Way) -> MentionGroups:
    groups = MentionGroups({}, {})
    spoken = _spoken(connection, replace(filters, stages=None, touchpoints=None), query.scope.period, way)
    if spoken is None:
        return groups
    found, said = spoken
    level = sum(LEVEL_BITS[code] for code in query.kinds("place"))
    tallied = tally(found, said, level, filters.stages, filters.touchpoints, {query.asked.measure} & set(SCORES))
    days: list[Any] = [None] * len(query.by)
    columns: list[Ints] = []
    for number, code in enumerate(query.by):
        if code in ("stage", "touchpoint"):
            columns.append(getattr(tallied, code))
        elif code == "method":
            columns.append(found.method[tallied.who])
        elif of_segment(code):
            columns.append(found.segment[tallied.who])
        else:
            starts = [calendar_of(day)[code] for day in found.days]
            days[number] = sorted(set(starts))
            places = {start: at for at, start in enumerate(days[number])}
            columns.append(np.array([places[start] for start in starts], dtype=np.int64)[found.day[tallied.who]])
    words = [found.methods if code == "method" else days[number] for number, code in enumerate(query.by)]
    for measure, (kept, own) in tallied.own.items():
        parts = Groups.by(tallied.theme[kept], *(column[kept] for column in columns))
        products = products_of(own, found.weight[tallied.who[kept]])
        theme, *keys = (key.tolist() for key in parts.keys)
        named = [key if listed is None else [listed[at] for at in key] for key, listed in zip(keys, words, strict=True)]
        sums = [Sums(*row) for row in zip(*(column.tolist() for column in summed(parts, products)), strict=True)]
        for at, total in enumerate(sums):
            groups.add(query, names, tuple(key[at] for key in named), theme[at], measure, total)
    return groups
