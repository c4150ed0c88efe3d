"""Comments that stand for many: the worst, typical and best of a scope, and one for each theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from statistics import fmean

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import CommentKey, Scope
from vocdash.metrics.query import Filters, read_names, resolve
from vocdash.metrics.sources import answers, inside
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import same_comment
from vocdash.voices.comment import SHARE, Comment, fetch_by_key, select_comments

_READABLE = (25, 300)
"""Letters of a comment that is long enough to say something and short enough to be read at a glance."""
_CANDIDATES = 3
NEWEST = 500
"""Of so many comments those that stand for them are chosen: over a year of a million answers all of them would take seconds."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Three comments that stand for many; None where there are too few to tell them apart."""

    worst: Comment | None
    typical: Comment | None
    best: Comment | None


def examples(store: Store, scope: Scope, *, around: bool = False) -> Examples:
    """The worst, the most typical and the best comment in a scope, among the newest 500 of 25 to 300 letters.

    They are ranked by the score beside the comment, as a share of its scale; without one, by how it feels. The worst has the
    lowest rank and then the most negative words, the best the highest and the most positive ones, the typical one is nearest to
    the mean. Among equals the newest counts; no comment stands twice.

    With `around` it is comments about any other place, or about the whole, of those who scored the places of the scope: where a
    survey asks for marks of single places and for one comment, nobody writes about a place alone.
    """
    with store.reading() as connection:
        names = read_names(connection)
        filters = resolve(scope, names)
        anywhere = replace(filters, stages=None, touchpoints=None, channels=None)
        conditions = [*inside(anywhere, scope.period), _scored_in(filters)] if around else inside(filters, scope.period)
        ranked = _ranked(connection, conditions)
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


def _ranked(connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> list[_Ranked]:
    """The newest comments of readable length that have a rank, read once: here they are put in order faster than in the database.

    Newest by day, and within a day as submissions are numbered, which the index on days has in this order: it is read no further.
    """
    r, s = t.responses.c, t.submissions.c
    newest = (s.day.desc(), s.submission_id.desc())
    rank = sa.func.coalesce(SHARE, (r.polarity + 1.0) / 2.0)
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
        nearest: dict[str, list[CommentKey]] = {code: [] for code in codes}
        for row in connection.execute(_nearest_to_mean(inside(resolve(scope, names), scope.period), codes)):
            nearest[row.code].append((row.submission_id, row.question_id, row.occurrence))
        chosen: dict[str, CommentKey] = {}
        for code, keys in nearest.items():
            if key := next((key for key in keys if key not in chosen.values()), None):
                chosen[code] = key
        found = fetch_by_key(connection, names, list(chosen.values()))
    return {code: found[key] for code, key in chosen.items() if key in found}


def _nearest_to_mean(conditions: Sequence[ColumnElement[bool]], codes: tuple[str, ...]) -> sa.Select[tuple[object, ...]]:
    """Code and key of the readable comments nearest to the mean of each code, nearest first."""
    m, r, code = t.mentions.c, t.responses.c, t.themes.c.code
    key = (r.submission_id, r.question_id, r.occurrence)
    each = (
        answers(code, *key, sa.func.avg(m.polarity).label("feeling"))
        .add_columns(sa.func.max(sa.func.length(r.verbatim)).label("letters"), sa.func.max(t.submissions.c.answered_at).label("at"))
        .join(t.mentions, same_comment(t.mentions))
        .join(t.themes, t.themes.c.theme_id == m.theme_id)
        .where(*conditions, code.in_(codes), m.polarity.is_not(None))
        .group_by(code, *key)
        .subquery()
        .c
    )
    away = sa.func.abs(each.feeling - sa.func.avg(each.feeling).over(partition_by=each.code)).label("away")
    far = sa.select(*each, away).subquery().c
    order = (far.away, far.at.desc(), far.submission_id, far.question_id, far.occurrence)
    place = sa.func.row_number().over(partition_by=far.code, order_by=order).label("place")
    ranked = sa.select(*far, place).where(far.letters.between(*_READABLE)).subquery().c
    return (
        sa.select(ranked.code, ranked.submission_id, ranked.question_id, ranked.occurrence)
        .where(ranked.place <= _CANDIDATES)
        .order_by(ranked.code, ranked.place)
    )
