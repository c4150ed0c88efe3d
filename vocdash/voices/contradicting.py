"""Comments whose words contradict the score they stand beside or explain: sarcasm, scales read upside down, misread words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import CommentKey, Scope
from vocdash.metrics.columns import Answers, looked_up
from vocdash.metrics.given import Floats, Ints
from vocdash.metrics.kept import read_kept
from vocdash.metrics.meaning import table_of
from vocdash.metrics.query import Filters, read_names, resolve
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import among
from vocdash.voices.comment import SHARE, Comment, fetch_by_key, select_comments

_CLEARLY = 0.5
"""How far from neutral words must feel to contradict a score."""
_GOOD = 0.75
"""From this share of its scale on a score says that it was good; from the same distance to the other end, that it was bad."""
_ABOUT = 1e-9
"""Shares are worked out twice; what lies at an end of the range is looked at once more."""
_LOOKED_UP = 500


@dataclass(frozen=True, slots=True)
class Contradictions:
    """The newest of them, newest first, and how many there are: counted no further than one more than was asked for."""

    newest: tuple[Comment, ...]
    total: int


def contradictions(store: Store, scope: Scope, *, shown: int, most: int) -> Contradictions:
    """Comments inside a scope that clearly feel the opposite of their score: a polarity of at least 0.5 either way beside the other
    quarter of the scale. The newest `shown` of them, counted up to `most`.

    The answers kept as columns tell which may be among them; only these are looked up, because reading every comment takes seconds.

    Raises
    ------
    UnknownName
        If a code in the scope does not exist.
    """
    found: list[CommentKey] = []
    with store.reading() as connection:
        names = read_names(connection)
        for part in _parts(_candidates(connection, resolve(scope, names), scope)):
            found += _confirmed(connection, part)
            if len(found) > most:
                break
        newest = fetch_by_key(connection, names, found[:shown])
    return Contradictions(tuple(newest.values()), min(len(found), most + 1))


def _candidates(connection: Connection, filters: Filters, scope: Scope) -> list[CommentKey]:
    """The comments that feel otherwise than their score, clearly or not, newest first."""
    anywhere = replace(filters, journeys=None, stages=None, touchpoints=None, channels=None)  # a comment may explain a score elsewhere
    kept = read_kept(connection, anywhere, scope.period)
    if kept is None:
        return []
    answers = kept.answers
    feels = answers.measures["net_sentiment"]
    at = np.flatnonzero((np.abs(feels) == 1) & _inside(answers, filters))
    share = _shares(connection, answers, at)
    at = at[np.where(feels[at] < 0, share >= _GOOD - _ABOUT, share <= 1 - _GOOD + _ABOUT)]
    keys = (answers.ids[answers.who[at]], answers.question[at], answers.occurrence[at])
    order = np.lexsort((*keys[::-1], -answers.turn[answers.who[at]]))
    return list(zip(*(column[order].tolist() for column in keys), strict=True))


def _inside(answers: Answers, filters: Filters) -> NDArray[np.bool_]:
    """Which answers speak of the journeys and places of a scope."""
    inside = np.ones(len(answers.who), dtype=bool)
    for code, ids in filters.places().items():
        inside &= np.isin(getattr(answers, code), ids)
    return inside if filters.journeys is None else inside & np.isin(answers.journey, filters.journeys)


def _shares(connection: Connection, answers: Answers, comments: Ints) -> Floats:
    """Where the score beside each comment, or the one that it explains, stands on its scale: 0 worst, 1 best; NaN without one."""
    goodness = _goodness(connection, answers)
    explained_by = table_of(connection, t.questions.c.question_id, sa.func.coalesce(t.questions.c.explains_id, 0))
    questions = 1 + max(explained_by, default=0)
    often = 1 + answers.occurrence.max(initial=0)
    number = (answers.who * questions + answers.question) * often + answers.occurrence
    order = np.argsort(number)
    wanted = (answers.who[comments] * questions + looked_up(explained_by, answers.question[comments])) * often + answers.occurrence[
        comments
    ]
    place = order[np.minimum(np.searchsorted(number, wanted, sorter=order), len(order) - 1)]
    explained = np.where(number[place] == wanted, goodness[place], np.nan)
    own = goodness[comments]
    return np.where(np.isnan(own), explained, own)


def _goodness(connection: Connection, answers: Answers) -> Floats:
    """Where each score stands on its scale; NaN for what is no score."""
    s = t.scales.c
    ends = {number: (worst, best) for number, worst, best in connection.execute(sa.select(s.scale_id, *_ends()))}
    worst, best = (looked_up({0: np.nan} | {number: both[end] for number, both in ends.items()}, answers.scale) for end in (0, 1))
    goodness: Floats = (answers.value - worst) / (best - worst)
    return goodness


def _ends() -> tuple[ColumnElement[float], ColumnElement[float]]:
    s = t.scales.c
    up = s.direction == "up"
    return sa.case((up, s.minimum), else_=s.maximum), sa.case((up, s.maximum), else_=s.minimum)


def _parts(keys: list[CommentKey]) -> Iterator[list[CommentKey]]:
    return (keys[start : start + _LOOKED_UP] for start in range(0, len(keys), _LOOKED_UP))


def _confirmed(connection: Connection, keys: list[CommentKey]) -> list[CommentKey]:
    """Those of some comments that clearly contradict their score, in their order."""
    r = t.responses.c
    statement = select_comments().order_by(None).with_only_columns(r.submission_id, r.question_id, r.occurrence)
    theirs = among(connection, r.submission_id, [submission for submission, *_ in keys])
    found = {tuple(row) for row in connection.execute(statement.where(theirs, _disagrees()))}
    return [key for key in keys if key in found]


def _disagrees() -> ColumnElement[bool]:
    polarity = t.responses.c.polarity
    return sa.or_(sa.and_(polarity <= -_CLEARLY, SHARE >= _GOOD), sa.and_(polarity >= _CLEARLY, SHARE <= 1 - _GOOD))
