"""Comments that stand for many: the worst, typical and best of a scope, and one for each theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from vocdash.domain import CommentKey, Scope
from vocdash.metrics.query import read_names, resolve
from vocdash.metrics.sources import answers, inside
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import same_comment
from vocdash.voices.comment import NEWEST_FIRST, SHARE, Comment, comment_of, fetch_by_key, select_comments

_READABLE = (25, 300)
"""Letters of a comment that is long enough to say something and short enough to be read at a glance."""
_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Examples:
    """Three comments that stand for many; None where there are too few to tell them apart."""

    worst: Comment | None
    typical: Comment | None
    best: Comment | None


def examples(store: Store, scope: Scope) -> Examples:
    """The worst, the most typical and the best comment in a scope, among those of 25 to 300 letters.

    They are ranked by the score beside the comment, as a share of its scale; without one, by how it feels. The worst has the
    lowest rank and then the most negative words, the best the highest and the most positive ones, the typical one is nearest to
    the mean. Among equals the newest counts; no comment stands twice.
    """
    rank = sa.func.coalesce(SHARE, (t.responses.c.polarity + 1.0) / 2.0)
    feeling = sa.func.coalesce(t.responses.c.polarity, 0.0)
    readable = sa.and_(sa.func.length(t.responses.c.verbatim).between(*_READABLE), rank.is_not(None))
    with store.reading() as connection:
        names = read_names(connection)
        statement = select_comments().where(*inside(resolve(scope, names), scope.period), readable)
        mean = connection.scalar(statement.order_by(None).with_only_columns(sa.func.avg(rank))) or 0.0
        orders = ((rank, feeling), (rank.desc(), feeling.desc()), (sa.func.abs(rank - mean), sa.func.abs(feeling)))
        chosen: list[Comment | None] = []
        for order in orders:
            rows = connection.execute(statement.order_by(None).order_by(*order, *NEWEST_FIRST).limit(3))
            chosen.append(next((comment for row in rows if (comment := comment_of(row, names)) not in chosen), None))
    worst, best, typical = chosen
    return Examples(worst, typical, best)


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
