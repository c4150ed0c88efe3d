"""Comments in a scope: searched, filtered and paged; the read side of what customers wrote.

Customer text is returned as it was stored (masked), never as markup; where words were searched for, their places come along as
offsets, so that whoever shows it can mark them after escaping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from vocdash.access import Access, Actor
from vocdash.domain import Scope, Sentiment
from vocdash.metrics.ask import ask
from vocdash.metrics.complaining import complains
from vocdash.metrics.query import Names, Query, read_names, resolve
from vocdash.metrics.sources import answers, inside
from vocdash.store import Store, search
from vocdash.store import tables as t
from vocdash.text.scored import ENGLISH

Span = tuple[int, int]

_CLEARLY = 0.5
"""How far from neutral words must feel to contradict a score."""
_GOOD = 0.75
"""From this share of its scale on a score says that it was good; from the same distance to the other end, that it was bad."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page of comments begins: just after this one, newest first."""

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
        return self.submission_id, self.question_id, self.occurrence

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.answered_at, self.submission_id, self.question_id, self.occurrence)


@dataclass(frozen=True, slots=True)
class Page:
    """Some comments, newest first, and where the next page begins (None on the last one)."""

    comments: tuple[Comment, ...]
    following: Cursor | None


def read(
    store: Store,
    scope: Scope,
    *,
    text: str = "",
    sentiments: tuple[str, ...] = (),
    complaints: bool = False,
    mentions: tuple[str, ...] = (),
    disagreeing: bool = False,
    after: Cursor | None = None,
    limit: int = 25,
) -> Page:
    """Comments inside a scope, newest first.

    Parameters
    ----------
    text : str
        Words that must all be in the comment (or begin one of its words); empty for any.
    sentiments : tuple of str
        Only these ("negative", "neutral", "positive"; "" for not scored); empty for all.
    complaints : bool
        Only comments that are negative, show a signal of a complaint, or explain a score in the worse half of its scale.
    mentions : tuple of str
        Only comments that mention one of these themes, signals or qualities; empty for all.
    disagreeing : bool
        Only comments whose words clearly feel the opposite of the score they explain: sarcasm and mistaken scales are among them.
    after : Cursor, optional
        Begin after this comment.

    Raises
    ------
    UnknownName
        If a code in the scope does not exist.
    """
    with store.reading() as connection:
        names = read_names(connection)
        statement = _comments().where(*inside(resolve(scope, names), scope.period))
        for condition in (*_conditions(connection, text, sentiments, complaints, mentions, disagreeing), _follows(after)):
            if condition is not None:
                statement = statement.where(condition)
        rows = connection.execute(statement.limit(limit + 1)).all()
        comments = tuple(_comment(row, names, text) for row in rows[:limit])
    return Page(comments, comments[-1].cursor if len(rows) > limit else None)


def may_read(store: Store, scope: Scope, actor: Actor, min_group: int) -> bool:
    """Whether this actor may read the comments of a scope: where its scores are hidden, they are those of single customers.

    `min_group` is the number of people below which scores are hidden.

    Raises
    ------
    UnknownName
        If a code in the scope does not exist.
    """
    if actor.may(Access.FRONTLINE):
        return True
    (row,) = ask(store, Query("responses", (), scope))
    return row.score.people >= min_group or not row.score.n


def count(
    store: Store,
    scope: Scope,
    *,
    text: str = "",
    sentiments: tuple[str, ...] = (),
    complaints: bool = False,
    mentions: tuple[str, ...] = (),
    disagreeing: bool = False,
) -> int:
    """How many comments :func:`read` would find in all."""
    with store.reading() as connection:
        names = read_names(connection)
        statement = _comments().where(*inside(resolve(scope, names), scope.period))
        for condition in _conditions(connection, text, sentiments, complaints, mentions, disagreeing):
            if condition is not None:
                statement = statement.where(condition)
        return int(connection.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery())) or 0)


def _conditions(
    connection: Connection, text: str, sentiments: tuple[str, ...], complaints: bool, mentions: tuple[str, ...], disagreeing: bool
) -> Iterator[ColumnElement[bool] | None]:
    yield search.matches(connection, text)
    yield _feels(sentiments)
    yield complains(_share) if complaints else None
    yield _mentions(mentions) if mentions else None
    yield _disagrees() if disagreeing else None


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something a comment mentions, with the (start, end) offsets of the words that say so.

    `kind` is theme, signal or quality. `polarity` is the feeling of its clause; of a quality 1 (there), −1 (missing) or 0. `stage` and
    `touchpoint` are where it belongs, and `placed` says how that was found: "said" (where the comment was given), "named" (its words
    name another place: the cause lies there) or "suggested" (the comment came without a touchpoint).
    """

    kind: str
    code: str
    name: str
    start: int
    end: int
    polarity: float | None
    stage: str
    touchpoint: str
    placed: str


CommentKey = tuple[int, int, int]
"""Submission, question and occurrence: what tells a comment from all others."""


def spoken(store: Store, comments: Sequence[CommentKey]) -> dict[CommentKey, tuple[Spoken, ...]]:
    """What each of these comments mentions, in reading order; what is retired is left out. For a page of comments, not for all."""
    m, h, s = t.mentions.c, t.themes.c, t.stages.c
    live = t.themes.alias("live")
    statement = (
        sa.select(m.submission_id, m.question_id, m.occurrence, h.kind, h.code, live.c.name, m.span_start, m.span_end, m.polarity)
        .add_columns(s.code, t.touchpoints.c.code, m.placed)
        .select_from(t.mentions)
        .join(t.themes, h.theme_id == m.theme_id)
        .join(live, sa.and_(live.c.code == h.code, live.c.status == "live"))
        .join(t.stages, s.stage_id == m.stage_id)
        .join(t.touchpoints, t.touchpoints.c.touchpoint_id == m.touchpoint_id)
        .where(m.submission_id.in_({submission for submission, _, _ in comments}))
        .order_by(m.span_start, m.span_end, h.code)
    )
    found: dict[CommentKey, list[Spoken]] = {key: [] for key in comments}
    with store.reading() as connection:
        for row in connection.execute(statement):
            if (key := (row[0], row[1], row[2])) in found:
                found[key].append(Spoken(*row[3:]))
    return {key: tuple(each) for key, each in found.items()}


def scored(store: Store, most: int) -> list[tuple[str, float]]:
    """English comments that came with a score, or explain one, with where it stands on its scale (0 worst, 1 best).

    At most so many; of more a sample that is the same every time, because submissions are numbered by a hash.
    """
    r = t.responses.c
    statement = (
        _comments().where(r.language == ENGLISH, _share.is_not(None)).order_by(None).order_by(r.submission_id, r.question_id, r.occurrence)
    )
    with store.reading() as connection:
        return [(row.verbatim, row.share) for row in connection.execute(statement.limit(most))]


def _mentions(codes: tuple[str, ...]) -> ColumnElement[bool]:
    m, r = t.mentions.c, t.responses.c
    same = (m.submission_id == r.submission_id, m.question_id == r.question_id, m.occurrence == r.occurrence)
    numbers = sa.select(t.themes.c.theme_id).where(t.themes.c.code.in_(codes))
    return sa.exists().where(*same, m.theme_id.in_(numbers))


_READABLE = (25, 300)
_NEWEST_FIRST = (
    t.submissions.c.answered_at.desc(),
    t.responses.c.submission_id,
    t.responses.c.question_id,
    t.responses.c.occurrence,
)


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
    rank = sa.func.coalesce(_share, (t.responses.c.polarity + 1.0) / 2.0)
    feeling = sa.func.coalesce(t.responses.c.polarity, 0.0)
    readable = sa.and_(sa.func.length(t.responses.c.verbatim).between(*_READABLE), rank.is_not(None))
    with store.reading() as connection:
        names = read_names(connection)
        statement = _comments().where(*inside(resolve(scope, names), scope.period), readable)
        mean = connection.scalar(statement.order_by(None).with_only_columns(sa.func.avg(rank))) or 0.0
        orders = ((rank, feeling), (rank.desc(), feeling.desc()), (sa.func.abs(rank - mean), sa.func.abs(feeling)))
        chosen: list[Comment | None] = []
        for order in orders:
            rows = connection.execute(statement.order_by(None).order_by(*order, *_NEWEST_FIRST).limit(3))
            chosen.append(next((comment for row in rows if (comment := _comment(row, names, "")) not in chosen), None))
    worst, best, typical = chosen
    return Examples(worst, typical, best)


def fetch(store: Store, keys: tuple[CommentKey, ...]) -> tuple[Comment, ...]:
    """These comments in the order given, wherever they stand; those that are not there, or are set aside, are left out."""
    with store.reading() as connection:
        return tuple(_fetch(connection, read_names(connection), keys).values())


def _fetch(connection: Connection, names: Names, keys: Sequence[CommentKey]) -> dict[CommentKey, Comment]:
    """Key → comment, in the order of the keys."""
    submissions = {submission for submission, _, _ in keys}
    rows = connection.execute(_comments().where(t.responses.c.submission_id.in_(submissions)))
    found = {comment.key: comment for comment in (_comment(row, names, "") for row in rows)}
    return {key: found[key] for key in keys if key in found}


_CANDIDATES = 3


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
        found = _fetch(connection, names, list(chosen.values()))
    return {code: found[key] for code, key in chosen.items() if key in found}


def _nearest_to_mean(conditions: Sequence[ColumnElement[bool]], codes: tuple[str, ...]) -> sa.Select[tuple[object, ...]]:
    """Code and key of the readable comments nearest to the mean of each code, nearest first."""
    m, r, code = t.mentions.c, t.responses.c, t.themes.c.code
    same = sa.and_(m.submission_id == r.submission_id, m.question_id == r.question_id, m.occurrence == r.occurrence)
    key = (r.submission_id, r.question_id, r.occurrence)
    each = (
        answers(code, *key, sa.func.avg(m.polarity).label("feeling"))
        .add_columns(sa.func.max(sa.func.length(r.verbatim)).label("letters"), sa.func.max(t.submissions.c.answered_at).label("at"))
        .join(t.mentions, same)
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


_explained = t.responses.alias("explained")
_explained_question = t.questions.alias("explained_question")
_explained_scale = t.scales.alias("explained_scale")


def _goodness(value: ColumnElement[float], scale: sa.FromClause) -> ColumnElement[float]:
    upward = (value - scale.c.minimum) / (scale.c.maximum - scale.c.minimum)
    return sa.case((scale.c.direction == "up", upward), else_=1.0 - upward)


# A comment stands beside a score of its own (a review), or explains another answer of the same submission.
_score = sa.func.coalesce(t.responses.c.value, _explained.c.value)
_share = sa.func.coalesce(_goodness(t.responses.c.value, t.scales), _goodness(_explained.c.value, _explained_scale))


def _comments() -> sa.Select[tuple[object, ...]]:
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
        _score.label("score"),
        _share.label("share"),
    )
    return (
        answers(*columns)
        .outerjoin(_explained, same_place)
        .outerjoin(_explained_question, _explained_question.c.question_id == _explained.c.question_id)
        .outerjoin(_explained_scale, _explained_scale.c.scale_id == _explained_question.c.scale_id)
        .where(r.verbatim.is_not(None))
        .order_by(*_NEWEST_FIRST)
    )


def _feels(sentiments: tuple[str, ...]) -> ColumnElement[bool] | None:
    if not sentiments:
        return None
    named = t.responses.c.sentiment.in_([word for word in sentiments if word])
    return sa.or_(named, t.responses.c.sentiment.is_(None)) if "" in sentiments else named


def _disagrees() -> ColumnElement[bool]:
    polarity = t.responses.c.polarity
    return sa.or_(sa.and_(polarity <= -_CLEARLY, _share >= _GOOD), sa.and_(polarity >= _CLEARLY, _share <= 1 - _GOOD))


def _follows(after: Cursor | None) -> ColumnElement[bool] | None:
    if after is None:
        return None
    r, s = t.responses.c, t.submissions.c
    same_moment = sa.tuple_(r.submission_id, r.question_id, r.occurrence) > sa.tuple_(
        sa.literal(after.submission_id, sa.BigInteger), sa.literal(after.question_id), sa.literal(after.occurrence)
    )
    return sa.or_(s.answered_at < after.answered_at, sa.and_(s.answered_at == after.answered_at, same_moment))


def _comment(row: sa.Row[tuple[object, ...]], names: Names, text: str) -> Comment:
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


def find(comment: str, text: str) -> tuple[Span, ...]:
    """Where the words of a search stand in a comment, as (start, end) offsets in order; case and accents do not matter."""
    wanted = search.words(text)
    if not wanted:
        return ()
    plain, places = _plain(comment)
    pattern = re.compile(r"\b(?:" + "|".join(re.escape(search.fold(word)) for word in wanted) + r")\w*")
    return tuple((places[m.start()], places[m.end() - 1] + 1) for m in pattern.finditer(plain))


def _plain(text: str) -> tuple[str, list[int]]:
    """Lower case without accents, and for each of its characters the place it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in search.fold(character):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places
