"""One comment, what tells it from all others, and the question that reads comments with what they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.domain import CommentKey, Sentiment
from vocdash.metrics.query import Names
from vocdash.metrics.sources import answers
from vocdash.store import tables as t
from vocdash.voices.marks import Span, find


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page of comments begins: just after this one, newest first."""

    day: date
    answered_at: datetime
    submission_id: int
    question_id: int
    occurrence: int


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment and where it stands, on the day it counts (in the reporting time zone).

    `value` is the score beside it, or that it explains; `share` is that score from 0 (worst) to 1 (best).
    """

    submission_id: int
    question_id: int
    occurrence: int
    text: str
    answered_at: datetime
    day: date
    journey: str
    stage: str
    touchpoint: str
    channel: str
    method: str
    language: str
    polarity: float | None
    sentiment: Sentiment | None
    value: float | None
    share: float | None
    found: tuple[Span, ...] = ()

    @property
    def key(self) -> CommentKey:
        """What tells it from all others."""
        return self.submission_id, self.question_id, self.occurrence

    @property
    def cursor(self) -> Cursor:
        """Where a page that follows it begins."""
        return Cursor(self.day, self.answered_at, self.submission_id, self.question_id, self.occurrence)


NEWEST_FIRST = (
    t.submissions.c.day.desc(),  # which has an index, so that a page of many comments is read no further than it goes
    t.submissions.c.answered_at.desc(),
    t.responses.c.submission_id,
    t.responses.c.question_id,
    t.responses.c.occurrence,
)

_explained = t.responses.alias("explained")
_explained_question = t.questions.alias("explained_question")
_explained_scale = t.scales.alias("explained_scale")


def _goodness(value: ColumnElement[float], scale: sa.FromClause) -> ColumnElement[float]:
    upward = (value - scale.c.minimum) / (scale.c.maximum - scale.c.minimum)
    return sa.case((scale.c.direction == "up", upward), else_=1.0 - upward)


# A comment stands beside a score of its own (a review), or explains another answer of the same submission.
_SCORE = sa.func.coalesce(t.responses.c.value, _explained.c.value)
SHARE = sa.func.coalesce(_goodness(t.responses.c.value, t.scales), _goodness(_explained.c.value, _explained_scale))
"""Where that score stands on its scale, 0 worst and 1 best: a column of :func:`select_comments`."""


def select_comments() -> sa.Select[tuple[object, ...]]:
    """SELECT every comment that counts, newest first, with the score it stands beside or explains."""
    r, s = t.responses.c, t.submissions.c
    same_place = sa.and_(
        _explained.c.submission_id == r.submission_id,
        _explained.c.question_id == t.questions.c.explains_id,
        _explained.c.occurrence == r.occurrence,
    )
    columns = (
        r.submission_id,
        r.question_id,
        r.occurrence,
        r.verbatim,
        s.answered_at,
        s.day,
        r.stage_id,
        r.touchpoint_id,
        r.channel_id,
        t.sources.c.method,
        r.language,
        r.polarity,
        r.sentiment,
        _SCORE.label("score"),
        SHARE.label("share"),
    )
    return (
        answers(*columns)
        .outerjoin(_explained, same_place)
        .outerjoin(_explained_question, _explained_question.c.question_id == _explained.c.question_id)
        .outerjoin(_explained_scale, _explained_scale.c.scale_id == _explained_question.c.scale_id)
        .where(r.verbatim.is_not(None))
        .order_by(*NEWEST_FIRST)
    )


def comment_of(row: sa.Row[tuple[object, ...]], names: Names, text: str = "") -> Comment:
    """A row of :func:`select_comments` as a comment, with the places of the words of a search."""
    stage = row.stage_id
    return Comment(
        submission_id=row.submission_id,
        question_id=row.question_id,
        occurrence=row.occurrence,
        text=row.verbatim,
        answered_at=row.answered_at,
        day=row.day,
        journey=names.journeys[names.journey_of[stage]],
        stage=names.stages[stage],
        touchpoint=names.touchpoints[row.touchpoint_id],
        channel=names.channels[row.channel_id],
        method=row.method,
        language=row.language or "unknown",
        polarity=row.polarity,
        sentiment=Sentiment(row.sentiment) if row.sentiment else None,
        value=row.score,
        share=row.share,
        found=find(row.verbatim, text),
    )


def fetch_by_key(connection: Connection, names: Names, keys: Sequence[CommentKey]) -> dict[CommentKey, Comment]:
    """Key → comment, in the order of the keys."""
    submissions = {submission for submission, _, _ in keys}
    rows = connection.execute(select_comments().where(t.responses.c.submission_id.in_(submissions)))
    found = {comment.key: comment for comment in (comment_of(row, names) for row in rows)}
    return {key: found[key] for key in keys if key in found}
