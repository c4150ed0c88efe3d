"""Some of the stored comments, to tell from them what a change of the themes would do, and what no theme knows."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from vocdash.store import tables as t
from vocdash.text.scored import ENGLISH


@dataclass(frozen=True, slots=True)
class Sample:
    """Masked comments in the language that is read, and the code of the touchpoint each was made at; `of` is how many there are in all."""

    texts: tuple[str, ...]
    said_at: tuple[str, ...]
    of: int


def read_sample(connection: Connection, most: int) -> Sample:
    """At most so many comments: the same ones every time, by chance, because submissions are numbered by a hash."""
    r = t.responses.c
    inside = (r.verbatim.is_not(None), r.language == ENGLISH)
    statement = sa.select(r.verbatim, t.touchpoints.c.code).join_from(t.responses, t.touchpoints).where(*inside)
    rows = connection.execute(statement.order_by(r.submission_id, r.question_id, r.occurrence).limit(most)).all()
    count = connection.scalar(sa.select(sa.func.count()).select_from(t.responses).where(*inside)) if len(rows) == most else len(rows)
    return Sample(tuple(row[0] for row in rows), tuple(row[1] for row in rows), int(count or 0))
