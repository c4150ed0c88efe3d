"""What single comments mention, with the words that say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from vocdash.domain import CommentKey
from vocdash.store import Store
from vocdash.store import tables as t


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
