"""Comments that stand for many: the worst, typical and best of a scope, and one for each theme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import islice
from statistics import fmean

import numpy as np
import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import CommentKey, Scope
from vocdash.metrics.columns import Groups
from vocdash.metrics.given import Ints
from vocdash.metrics.kept import Kept, read_kept
from vocdash.metrics.query import Filters, read_names, resolve
from vocdash.metrics.sources import inside
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import among
from vocdash.voices.comment import SHARE, Comment, fetch_by_key, select_comments

_READABLE = (25, 300)
"""Letters of a comment that is long enough to say something and short enough to be read at a glance."""
_CANDIDATES = 3
_LOOKED_UP = 200
_DIGITS = 9
"""Of a difference between means; beyond these equal ones differ by how they were added up."""
NEWEST = 500
"""Of so many comments those that stand for them are chosen: over a year of a million answers all of them would take seconds."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Three comments that stand for many; None where there are too few to tell them apart."""

    worst: Comment | None
    typical: Comment | None
    best: Comment | None


def examples(store: Store, scope: Scope, *, around: bool = False, words_alone: bool = False) -> Examples:
    """The worst, the most typical and the best comment in a scope, among the newest 500 of 25 to 300 letters.

    They are ranked by the score beside the comment, as a share of its scale; without one, by how it feels. The worst has the
    lowest rank and then the most negative words, the best the highest and the most positive ones, the typical one is nearest to
    the mean. Among equals the newest counts; no comment stands twice. With `words_alone` all are ranked by how they feel: the place
    of a comment tells of its score.

    With `around` it is comments about any other place, or about the whole, of those who scored the places of the scope: where a
    survey asks for marks of single places and for one comment, nobody writes about a place alone.
    """
    with store.reading() as connection:
        names = read_names(connection)
        filters = resolve(scope, names)
        anywhere = replace(filters, stages=None, touchpoints=None, channels=None)
        conditions = [*inside(anywhere, scope.period), _scored_in(filters)] if around else inside(filters, scope.period)
        ranked = _ranked(connection, conditions, words_alone=words_alone)
        keys = _ends_and_middle(ranked)
        found = fetch_by_key(connection, names, [key for key in keys if key])
    worst, best, typical = (found[key] if key else None for key in keys)
    return Examples(worst, typical, best)


def _scored_in(filters: Filters) -> ColumnElement[bool]:
    """That a comment's submission gives a score at one of the places of a scope."""
    r, other = t.responses.c, t.responses.alias().c
    here = filters.on(stages=other.stage_id, touchpoints=other.touchpoint_id, channels=other.channel_id)
    return sa.exists().where(other.submission_id == r.submission_id, other.value.is_not(None), *here)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A comment by its key: where its score stands, how it feels, and what puts equals in order, newest first."""

    key: CommentKey
    rank: float
    feeling: float
    newest: tuple[float, CommentKey]


def _ranked(connection: Connection, conditions: Sequence[ColumnElement[bool]], *, words_alone: bool) -> list[_Ranked]:
    """The newest comments of readable length that have a rank, read once: here they are put in order faster than in the database.

    Newest by day, and within a day as submissions are numbered, which the index on days has in this order: it is read no further.
    """
    r, s = t.responses.c, t.submissions.c
    newest = (s.day.desc(), s.submission_id.desc())
    feeling = (r.polarity + 1.0) / 2.0
    rank = feeling if words_alone else sa.func.coalesce(SHARE, feeling)
    readable = sa.and_(sa.func.length(r.verbatim).between(*_READABLE), rank.is_not(None))
    columns = (r.submission_id, r.question_id, r.occurrence, rank, sa.func.coalesce(r.polarity, 0.0), s.answered_at)
    statement = select_comments().order_by(None).order_by(*newest).where(*conditions, readable).limit(NEWEST)
    rows = connection.execute(statement.with_only_columns(*columns))
    return [_Ranked((a, b, c), place, feeling, (-at.timestamp(), (a, b, c))) for a, b, c, place, feeling, at in rows]


def _ends_and_middle(ranked: Sequence[_Ranked]) -> list[CommentKey | None]:
    """The worst, the best and the most typical, each another one."""
    mean = fmean(one.rank for one in ranked) if ranked else 0.0
    orders = (
        [(one.rank, one.feeling, one.newest) for one in ranked],
        [(-one.rank, -one.feeling, one.newest) for one in ranked],
        [(abs(one.rank - mean), abs(one.feeling), one.newest) for one in ranked],
    )
    chosen: list[CommentKey | None] = []
    for order in orders:
        first = (key for *_, (_, key) in nsmallest(_CANDIDATES, order))
        chosen.append(next((key for key in first if key not in chosen), None))
    return chosen


def representatives(store: Store, scope: Scope, codes: tuple[str, ...]) -> dict[str, Comment]:
    """For each of these themes, signals or qualities the comment that feels about it as people do on average.

    How a comment feels about a theme is the mean of its clauses that mention it. Of the comments of 25 to 300 letters the one
    nearest to the mean of all comments that mention the theme is taken, the newest of equals. No comment stands for two themes: the
    code named first takes it, the other its next of three. A theme without a fitting comment is left out.

    Raises
    ------
    UnknownName
        If a code in the scope does not exist.
    """
    with store.reading() as connection:
        names = read_names(connection)
        kept = read_kept(connection, resolve(scope, names), scope.period)
        if kept is None:
            return {}
        chosen: dict[str, CommentKey] = {}
        for code in codes:
            nearest = islice(_readable(connection, _nearest_to_mean(kept, _versions(connection, code))), _CANDIDATES)
            if key := next((key for key in nearest if key not in chosen.values()), None):
                chosen[code] = key
        found = fetch_by_key(connection, names, list(chosen.values()))
    return {code: found[key] for code, key in chosen.items() if key in found}


def _versions(connection: Connection, code: str) -> Sequence[int]:
    """The numbers of all versions of a theme."""
    return connection.scalars(sa.select(t.themes.c.theme_id).where(t.themes.c.code == code)).all()


def _nearest_to_mean(kept: Kept, themes: Sequence[int]) -> Sequence[Ints]:
    """The keys, in columns, of the comments that mention a theme: those nearest to their mean first, and the newest of equals."""
    m = kept.mentions
    said = np.flatnonzero(np.isin(m.theme, themes) & ~np.isnan(m.polarity))
    each = Groups.by(m.submission[said], m.question[said], m.occurrence[said])
    feeling = np.bincount(each.of, m.polarity[said]) / np.bincount(each.of)
    who, question, occurrence = each.keys
    away = np.round(np.abs(feeling - feeling.mean()), _DIGITS) if len(who) else feeling
    key = (kept.answers.ids[who], question, occurrence)
    order = np.lexsort((*key[::-1], -kept.answers.turn[who], away))
    return [column[order] for column in key]


def _readable(connection: Connection, keys: Sequence[Ints]) -> Iterator[CommentKey]:
    """Those of some comments that are of readable length, in their order; looked up a few at a time, because most of them are."""
    r = t.responses.c
    readable = sa.func.length(r.verbatim).between(*_READABLE)
    for start in range(0, len(keys[0]), _LOOKED_UP):
        part = list(zip(*(column[start : start + _LOOKED_UP].tolist() for column in keys), strict=True))
        theirs = among(connection, r.submission_id, [submission for submission, *_ in part])
        found = {tuple(row) for row in connection.execute(sa.select(r.submission_id, r.question_id, r.occurrence).where(theirs, readable))}
        yield from (key for key in part if key in found)
