"""What the numbers in columns of answers stand for: journeys, methods, scales, themes, and the measures of every kind of answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection

from vocdash.metrics.given import SENTIMENTS, Floats
from vocdash.metrics.registry import MEASURES
from vocdash.store import tables as t

_KINDS_AT_ONCE = 500

Kind = tuple[int, float | None, int]
"""A question, a value, and the place of a feeling in `SENTIMENTS`: what decides every measure of an answer."""


Measures = Callable[[Sequence["Kind"]], Mapping[str, Floats]]
"""Kinds of answers → by measure what each has; NaN where it has none."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """By id: the journey of a stage, the method of a source, the scale of a question (0 for none), and the first version of a theme,
    because all versions count as one. `measures` is asked for kinds of answers, which are few."""

    journey_of: Mapping[int, int]
    method_of: Mapping[int, str]
    scale_of: Mapping[int, int]
    first_version: Mapping[int, int]
    measures: Measures

    def knowing(self, kinds: Iterable[Kind]) -> Meaning:
        """The same with the measures of these kinds alone, for where no database is."""
        known = {kind: at for at, kind in enumerate(kinds)}
        return replace(self, measures=_Known(known, self.measures(tuple(known))))


@dataclass(frozen=True, slots=True)
class _Known:
    """The measures of kinds, by their place."""

    places: Mapping[Kind, int]
    measures: Mapping[str, Floats]

    def __call__(self, kinds: Sequence[Kind]) -> Mapping[str, Floats]:
        at = [self.places[kind] for kind in kinds]
        return {code: column[at] for code, column in self.measures.items()}


def read_meaning(connection: Connection) -> Meaning:
    """What stands in the store; measures are computed by the database, which has the one definition of them."""
    return Meaning(
        journey_of=table_of(connection, t.stages.c.stage_id, t.stages.c.journey_id),
        method_of=table_of(connection, t.sources.c.source_id, t.sources.c.method),
        scale_of=table_of(connection, t.questions.c.question_id, sa.func.coalesce(t.questions.c.scale_id, 0)),
        first_version=first_versions(connection),
        measures=partial(measures_of, connection),
    )


def first_versions(connection: Connection) -> dict[int, int]:
    """Number of a theme → the number of its first version: all versions count as one theme."""
    rows = connection.execute(sa.select(t.themes.c.theme_id, t.themes.c.code).order_by(t.themes.c.theme_id)).all()
    first: dict[str, int] = {}
    for number, code in rows:
        first[code] = min(number, first.get(code, number))
    return {number: first[code] for number, code in rows}


def table_of(connection: Connection, key: ColumnElement[Any], value: ColumnElement[Any]) -> dict[Any, Any]:
    """A small table as key → value, in the order of the keys, so that the same table is always the same."""
    return dict(connection.execute(sa.select(key, value).order_by(key)).all())


def kinds_of(question: NDArray[Any], value: NDArray[Any], sentiment: NDArray[Any]) -> tuple[Kind, ...]:
    """The kinds of answers given by columns, in which NaN stands for no value."""
    values = [None if np.isnan(number) else number for number in value.tolist()]
    return tuple(zip(question.tolist(), values, sentiment.tolist(), strict=True))


def measures_of(connection: Connection, kinds: Sequence[Kind]) -> dict[str, Floats]:
    """Every measure of every kind of answer; NaN where it has none."""
    made_up = [(at, question, value, SENTIMENTS[sentiment]) for at, (question, value, sentiment) in enumerate(kinds)]
    found = np.full((len(MEASURES), len(made_up)), np.nan)
    for start in range(0, len(made_up), _KINDS_AT_ONCE):
        for at, *measures in connection.execute(_measures_of(made_up[start : start + _KINDS_AT_ONCE])):
            found[:, at] = measures
    return dict(zip(MEASURES, found, strict=True))


def _measures_of(kinds: Sequence[tuple[Any, ...]]) -> sa.Select[Any]:
    """Every measure of made-up answers, which stand in the place of the table of answers."""
    r = t.responses.c
    columns = (sa.column("number", sa.Integer), *(sa.column(c.name, c.type) for c in (r.question_id, r.value, r.sentiment)))
    given = sa.values(*columns).data(kinds).cte("given")
    made_up = sa.select(*(sa.cast(column, column.type).label(column.name) for column in given.c)).cte(t.responses.name)
    number: ColumnElement[Any] = sa.literal_column(f"{t.responses.name}.number")
    expressions = [measure.expression().label(code) for code, measure in MEASURES.items()]
    joined = t.responses.join(t.questions, t.questions.c.question_id == r.question_id).outerjoin(t.scales)
    return sa.select(number, *expressions).select_from(joined).add_cte(made_up)
