"""What a company has beside its answers, put on top of :mod:`benchmarks.crowd`: customers, themes that comments mention, cells, cases.

All of it is made by a few statements over the rows that are there, so that a million answers take minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy import Connection

from benchmarks import crowd
from benchmarks.databases import settle
from vocdash.access import COMMAND_LINE
from vocdash.cases.open import open_cases
from vocdash.metrics.rollup import rebuild
from vocdash.store import Store, search
from vocdash.store import tables as t

THEMES = ("delivery", "waiting", "staff", "price", "website", "invoice", "repair", "promise", "quality", "parts", "phone", "shop")
SIGNALS = ("repeat contact", "passed around", "thanks")
CASE_DAYS = 14
_CELL_FROM = date(2024, 1, 1)


def fill(store: Store, answers: int, combinations: int) -> None:
    """Fill an empty store with a whole company of `answers` answers, its sums and its cases of the last two weeks."""
    crowd.write(store, answers, combinations)
    with store.writing() as connection:
        _people(connection, max(1, answers // 9))
        _words(connection)
        _cells(connection)
        search.refresh(connection, sa.select(t.submissions.c.submission_id))
    settle(store)
    rebuild(store)
    open_cases(store, COMMAND_LINE, CASE_DAYS)
    settle(store)


def _people(connection: Connection, customers: int) -> None:
    """Three submissions a customer."""
    s = t.submissions.c
    connection.execute(sa.update(t.submissions).values(customer_id=s.submission_id % customers + 2**61))


def _words(connection: Connection) -> None:
    """Comments are English and explain the answer they stand beside; each mentions a theme, every third a signal, too."""
    r, s = t.responses.c, t.submissions.c
    comment = r.verbatim.is_not(None)
    connection.execute(sa.update(t.questions).where(t.questions.c.code == "comment").values(explains_id=1))
    feeling = sa.case((r.sentiment == "positive", 0.6), (r.sentiment == "negative", -0.6), else_=0.0)
    connection.execute(sa.update(t.responses).where(comment).values(language="en", polarity=feeling))
    spoken = [*((code, "theme") for code in THEMES), *((code, "signal") for code in SIGNALS)]
    rows = [{"theme_id": at, "code": code, "kind": kind, "name": code, "seeds": [code]} for at, (code, kind) in enumerate(spoken, 1)]
    connection.execute(sa.insert(t.themes), rows)
    _mention(connection, 1 + r.submission_id % len(THEMES), comment)
    _mention(connection, 1 + len(THEMES) + r.submission_id % len(SIGNALS), sa.and_(comment, r.submission_id / 16 % 3 == 0))
    connection.execute(sa.update(t.submissions).where(s.language == "unknown").values(language="en"))


def _mention(connection: Connection, theme: sa.ColumnElement[int], where: sa.ColumnElement[bool]) -> None:
    r = t.responses.c
    columns = ("submission_id", "question_id", "occurrence", "theme_id", "span_start", "span_end", "polarity", "stage_id", "touchpoint_id")
    values = (r.submission_id, r.question_id, r.occurrence, theme, sa.literal(0), sa.literal(5), r.polarity, r.stage_id, r.touchpoint_id)
    connection.execute(sa.insert(t.mentions).from_select([*columns, "placed"], sa.select(*values, sa.literal("said")).where(where)))


def _cells(connection: Connection) -> None:
    """Every place that answers speak of, with a wanted level and an importance."""
    cells: Sequence[tuple[int, int]] = [(101 + cell % crowd.STAGES, 1 + cell % crowd.TOUCHPOINTS) for cell in range(crowd.CELLS)]
    rows = [{"cell_id": at, "stage_id": stage, "touchpoint_id": point} for at, (stage, point) in enumerate(cells, 1)]
    connection.execute(sa.insert(t.cells), rows)
    levels = [
        {"cell_id": at, "valid_from": _CELL_FROM, "wanted": 60.0 + at % 4 * 5, "importance": 4.0 + at % 6} for at in range(1, len(rows) + 1)
    ]
    connection.execute(sa.insert(t.cell_versions), levels)
