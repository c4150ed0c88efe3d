"""Which case a comment is about: the way from words on any page to the complaint they opened."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from vocdash.access import Access, Actor
from vocdash.domain import CommentKey
from vocdash.store import Store
from vocdash.store import tables as t

_c = t.cases.c


def cases_about(store: Store, actor: Actor, keys: Sequence[CommentKey]) -> dict[CommentKey, int]:
    """Comment → the number of its case, for those comments that opened one, whether it is still open or not.

    Where a comment opened several, about several places, it is the first of them: its file names the others.

    Raises
    ------
    NotAllowed
        If the actor is not at least of the frontline: cases are about single customers.
    """
    actor.require(Access.FRONTLINE, "read cases")
    submissions = sorted({submission for submission, _, _ in keys})
    statement = sa.select(_c.submission_id, _c.question_id, _c.occurrence, sa.func.min(_c.case_id).label("number"))
    own = statement.where(_c.submission_id.in_(submissions)).group_by(_c.submission_id, _c.question_id, _c.occurrence)
    with store.reading() as connection:
        found = {(row.submission_id, row.question_id, row.occurrence): int(row.number) for row in connection.execute(own)}
    return {key: found[key] for key in keys if key in found}
