"""What comments say of the five qualities, held against the scores that the same customers gave."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from vocdash.domain import Scope, Sentiment
from vocdash.metrics.query import read_names, resolve
from vocdash.metrics.sources import inside
from vocdash.store import Store
from vocdash.store import tables as t
from vocdash.store.joins import same_comment
from vocdash.text.agreement import Agreement, agree_counts
from vocdash.text.hearing import QUALITY
from vocdash.text.scored import BAD_UP_TO, GOOD_FROM
from vocdash.voices.comment import SHARE, select_comments

_FEELS = {1: Sentiment.POSITIVE, -1: Sentiment.NEGATIVE}


def qualities_against_scores(store: Store, scope: Scope) -> dict[str, Agreement]:
    """Code of a quality → how our verdict (it was there, or missing) agrees with the score that came with the comment (good, or bad).

    Of the comments that say either, at the stages and touchpoints they speak of, and whose score is good or bad. The score speaks of
    more than the quality, so this is less than a person who labels it would agree.

    Raises
    ------
    UnknownName
        If a code in the scope does not exist.
    """
    m, code = t.mentions.c, t.themes.c.code
    scored = sa.case((SHARE >= GOOD_FROM, 1), (SHARE <= BAD_UP_TO, -1))
    verdict = sa.case((m.polarity > 0, 1), (m.polarity < 0, -1))
    with store.reading() as connection:
        filters = resolve(scope, read_names(connection))
        statement = (
            select_comments()
            .order_by(None)
            .join(t.mentions, same_comment(t.mentions))
            .join(t.themes, t.themes.c.theme_id == m.theme_id)
            .where(t.themes.c.kind == QUALITY, scored.is_not(None), verdict.is_not(None))
            .where(*inside(replace(filters, stages=None, touchpoints=None), scope.period))
            .where(*filters.on(stages=m.stage_id, touchpoints=m.touchpoint_id))
            .with_only_columns(code, scored.label("scored"), verdict.label("verdict"), sa.func.count())
            .group_by(code, scored, verdict)
        )
        tables: dict[str, dict[tuple[Sentiment, Sentiment], int]] = {}
        for quality, theirs, ours, count in connection.execute(statement):
            tables.setdefault(quality, {})[_FEELS[theirs], _FEELS[ours]] = count
    return {quality: agree_counts(counts) for quality, counts in tables.items()}
